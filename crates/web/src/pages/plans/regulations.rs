//! 規程: which regulations there are, which item each clause lays down, education.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::plans::{Clause, Coverage, Gap, Plan, RowError, add_row, coverage, gaps};
use sonae_domain::access::Permission;
use sonae_domain::assessment::Status;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::Entry as Row;
use sonae_domain::ledger::{Education, LedgerId, Regulation};

use super::approval::ApprovalBox;
use super::entry::{Entry, Typed};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::pages::ledgers::record_link;
use crate::signed::Signed;
use crate::state::Web;

/// The control that asks for regulations.
const CONTROL: &str = "regulations-cover-all-items";

/// One regulation with all its clauses.
struct RegulationView {
    title: String,
    clauses: usize,
    established: Option<PartialDate>,
    revised: Option<PartialDate>,
    document: String,
    sha256: Option<String>,
    approval: Option<ApprovalBox>,
}

/// One training.
struct EducationView {
    row: Row<Education>,
    sha256: Option<String>,
}

impl EducationView {
    fn link(&self) -> String {
        record_link(LedgerId::Educations, &self.row.key)
    }

    /// Share of those invited who came, in percent.
    fn share(&self) -> Option<u32> {
        let invited = self.row.invited.filter(|invited| *invited > 0)?;
        Some(self.row.attendees?.saturating_mul(100) / invited)
    }
}

#[derive(Template)]
#[template(path = "plans/regulations.html")]
struct RegulationsPage {
    page: Page,
    regulations: Vec<RegulationView>,
    coverage: Coverage,
    educations: Vec<EducationView>,
    status: Option<Status>,
    gaps: Vec<Gap>,
    typed: Typed,
}

impl RegulationsPage {
    fn clause_link(clause: &Clause) -> String {
        record_link(LedgerId::Regulations, &clause.key)
    }

    fn holes(&self) -> usize {
        self.coverage.rows.iter().filter(|row| row.hole).count()
    }
}

pub(super) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, Typed::default()).await?)
}

async fn page(web: &Web, signed: &Signed, typed: Typed) -> Result<RegulationsPage, Failure> {
    signed.require(Permission::ReadPlans)?;
    let known = web.house.known().await?;
    let facts = &known.facts;
    let sha256 = |name: &str| facts.document(name).map(|document| document.sha256.clone());
    let mut titles: BTreeMap<&str, Vec<&Row<Regulation>>> = BTreeMap::new();
    for row in &facts.regulations {
        titles.entry(row.title.trim()).or_default().push(row);
    }
    let mut regulations = Vec::new();
    for (title, clauses) in titles {
        let document = clauses.iter().map(|row| row.document.trim()).find(|name| !name.is_empty()).unwrap_or_default();
        regulations.push(RegulationView {
            title: title.to_owned(),
            clauses: clauses.len(),
            established: clauses.iter().filter_map(|row| row.established_on).min(),
            revised: clauses.iter().filter_map(|row| row.revised_on).max(),
            sha256: sha256(document),
            document: document.to_owned(),
            approval: ApprovalBox::of(web, signed, facts, &Plan::Regulation(title.to_owned())).await?,
        });
    }
    let mut educations: Vec<EducationView> =
        facts.educations.iter().map(|row| EducationView { sha256: sha256(&row.document), row: row.clone() }).collect();
    educations.sort_by_key(|view| std::cmp::Reverse(view.row.held_on.map(PartialDate::latest)));
    let (status, gaps) = gaps(&known, CONTROL).map_or((None, Vec::new()), |(status, gaps)| (Some(status), gaps));
    let catalog = web.house.catalog();
    Ok(RegulationsPage {
        regulations,
        coverage: coverage(&known, |id| catalog.control(id).map_or_else(|| id.to_string(), |control| control.title.clone())),
        educations,
        status,
        gaps,
        typed,
        page: Page::new(web, signed, "regulations").await?,
    })
}

/// Adds a clause with the items that it lays down.
pub(super) async fn add(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    signed.require(Permission::EditPlans)?;
    let today = web.house.today().await?;
    let mut entry = Entry::new(&fields, today);
    let known = web.house.known().await?;
    let own = known.forms[0].form;
    let covers: Vec<String> =
        fields.all("covers").filter_map(|key| own.items().find(|item| item.key == key)).map(|item| item.no.clone()).collect();
    let clause = Regulation {
        title: entry.needed("title", "plans-no-clause"),
        clause: entry.needed("clause", "plans-no-clause"),
        covers,
        established_on: entry.day("established"),
        revised_on: entry.day("revised"),
        summary: entry.text("summary"),
        ..Regulation::default()
    };
    if clause.covers.is_empty() {
        entry.wrong("covers", "plans-no-covers");
    }
    let typed = match entry.finish() {
        Err(typed) => typed,
        Ok(()) => match add_row(&web.house, &signed.actor, &clause).await {
            Ok(_) => return done(&signed, "plans-clause-added").await,
            Err(RowError::Taken | RowError::Nameless) => Entry::new(&fields, today).refused("clause", "plans-taken"),
            Err(error) => return Err(error.into()),
        },
    };
    html::show_again(&page(&web, &signed, typed).await?)
}

/// Notes a training that was held.
pub(super) async fn add_education(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    signed.require(Permission::EditPlans)?;
    let today = web.house.today().await?;
    let mut entry = Entry::new(&fields, today);
    let education = Education {
        title: entry.needed("education-title", "plans-no-name"),
        held_on: entry.past_day("held"),
        audience: entry.text("audience"),
        attendees: entry.number("attendees"),
        invited: entry.number("invited"),
        ..Education::default()
    };
    let typed = match entry.finish() {
        Err(typed) => typed,
        Ok(()) => match add_row(&web.house, &signed.actor, &education).await {
            Ok(_) => return done(&signed, "plans-education-added").await,
            Err(RowError::Taken | RowError::Nameless) => Entry::new(&fields, today).refused("education-title", "plans-taken"),
            Err(error) => return Err(error.into()),
        },
    };
    html::show_again(&page(&web, &signed, typed).await?)
}

async fn done(signed: &Signed, key: &str) -> Result<Response, Failure> {
    say(&signed.session, key, &[]).await?;
    Ok(Redirect::to("/regulations").into_response())
}
