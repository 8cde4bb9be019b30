//! 事業継続計画と訓練: plans with their approval, drills, and what lies on paper for the day on which every computer is down.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use sonae_app::plans::{DowntimeKit, Gap, Plan, RowError, add_row, change_row, downtime_kit, gaps};
use sonae_domain::access::Permission;
use sonae_domain::assessment::Status;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::Entry as Row;
use sonae_domain::ledger::{Bcp, Drill, LedgerId};

use super::approval::ApprovalBox;
use super::entry::{Entry, Typed};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::pages::ledgers::record_link;
use crate::signed::Signed;
use crate::state::Web;

/// The control that asks for a plan.
const CONTROL: &str = "cyber-bcp-established";

/// One plan on the page.
struct PlanView {
    row: Row<Bcp>,
    document: Option<String>,
    approval: Option<ApprovalBox>,
    overdue: bool,
}

impl PlanView {
    fn link(&self) -> String {
        record_link(LedgerId::Bcps, &self.row.key)
    }
}

/// One drill on the page.
struct DrillView {
    row: Row<Drill>,
    document: Option<String>,
}

impl DrillView {
    fn link(&self) -> String {
        record_link(LedgerId::Drills, &self.row.key)
    }
}

#[derive(Template)]
#[template(path = "plans/continuity.html")]
struct ContinuityPage {
    page: Page,
    plans: Vec<PlanView>,
    drills: Vec<DrillView>,
    status: Option<Status>,
    gaps: Vec<Gap>,
    typed: Typed,
}

pub(super) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, Typed::default()).await?)
}

async fn page(web: &Web, signed: &Signed, typed: Typed) -> Result<ContinuityPage, Failure> {
    signed.require(Permission::ReadPlans)?;
    let known = web.house.known().await?;
    let facts = &known.facts;
    let sha256 = |name: &str| facts.document(name).map(|document| document.sha256.clone());
    let mut plans = Vec::new();
    for row in &facts.bcps {
        let approval = ApprovalBox::of(web, signed, facts, &Plan::Bcp(row.key.clone())).await?;
        let overdue = row.review_due.is_some_and(|due| due.latest() < facts.as_of);
        plans.push(PlanView { document: sha256(&row.document), approval, overdue, row: row.clone() });
    }
    let mut drills: Vec<DrillView> =
        facts.drills.iter().map(|row| DrillView { document: sha256(&row.document), row: row.clone() }).collect();
    drills.sort_by_key(|view| std::cmp::Reverse(view.row.held_on.map(PartialDate::latest)));
    let (status, gaps) = gaps(&known, CONTROL).map_or((None, Vec::new()), |(status, gaps)| (Some(status), gaps));
    Ok(ContinuityPage { plans, drills, status, gaps, typed, page: Page::new(web, signed, "continuity").await? })
}

/// Adds a plan.
pub(super) async fn add(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    signed.require(Permission::EditPlans)?;
    let today = web.house.today().await?;
    let mut entry = Entry::new(&fields, today);
    let plan = Bcp {
        title: entry.needed("title", "plans-no-name"),
        version: entry.text("version"),
        covers_cyber_attack: entry.flag("cyber"),
        established_on: entry.day("established"),
        revised_on: entry.day("revised"),
        review_due: entry.day("review"),
        ..Bcp::default()
    };
    let typed = match entry.finish() {
        Err(typed) => typed,
        Ok(()) => match add_row(&web.house, &signed.actor, &plan).await {
            Ok(_) => return done(&signed, "plans-bcp-added").await,
            Err(RowError::Taken | RowError::Nameless) => Entry::new(&fields, today).refused("title", "plans-taken"),
            Err(error) => return Err(error.into()),
        },
    };
    html::show_again(&page(&web, &signed, typed).await?)
}

/// Notes a drill that was held.
pub(super) async fn add_drill(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    signed.require(Permission::EditPlans)?;
    let today = web.house.today().await?;
    let mut entry = Entry::new(&fields, today);
    let drill = Drill {
        title: entry.needed("drill-title", "plans-no-name"),
        held_on: entry.past_day("held"),
        cyber_attack: entry.flag("drill-cyber"),
        participants: entry.number("participants"),
        findings: entry.text("findings"),
        ..Drill::default()
    };
    let typed = match entry.finish() {
        Err(typed) => typed,
        Ok(()) => match add_row(&web.house, &signed.actor, &drill).await {
            Ok(_) => return done(&signed, "plans-drill-added").await,
            Err(RowError::Taken | RowError::Nameless) => Entry::new(&fields, today).refused("drill-title", "plans-taken"),
            Err(error) => return Err(error.into()),
        },
    };
    html::show_again(&page(&web, &signed, typed).await?)
}

/// Notes that what a drill found was put right.
pub(super) async fn improved(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let today = PartialDate::from_date(web.house.today().await?);
    let change = |row: &mut Drill| row.improved_on = Some(today);
    change_row(&web.house, &signed.actor, fields.get("key"), "drill.improved", change).await?;
    done(&signed, "plans-drill-improved").await
}

async fn done(signed: &Signed, key: &str) -> Result<Response, Failure> {
    say(&signed.session, key, &[]).await?;
    Ok(Redirect::to("/continuity").into_response())
}

#[derive(Template)]
#[template(path = "plans/kit.html")]
struct KitPage {
    page: Page,
    kit: DowntimeKit,
    papers: Vec<String>,
    plan: Option<String>,
    printed: Date,
}

/// What lies on paper for the day on which every computer is down.
pub(super) async fn kit(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ReadPlans)?;
    let known = web.house.known().await?;
    let plan = known.facts.bcps.iter().find(|row| row.covers_cyber_attack != Some(false)).map(|row| row.title.clone());
    html::show(&KitPage {
        kit: downtime_kit(&known.facts),
        papers: DowntimeKit::PAPERS.iter().map(|paper| html::word(paper.key)).collect(),
        plan,
        printed: known.facts.as_of,
        page: Page::new(&web, &signed, "continuity").await?,
    })
}
