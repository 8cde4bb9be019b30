//! バックアップ of the institution's systems (not sonae's own): what is taken, how old it is, whether a restore was tried.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::plans::{Gap, change_row, gaps};
use sonae_domain::access::Permission;
use sonae_domain::assessment::Status;
use sonae_domain::calendar::{PartialDate, days_between};
use sonae_domain::facts::{Entry as Row, Facts};
use sonae_domain::ledger::{Backup, LedgerId, RecoveryProcedure};
use sonae_domain::names::same;

use super::entry::{Entry, Typed};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::pages::ledgers::record_link;
use crate::signed::Signed;
use crate::state::Web;

/// The control that asks for backups.
const CONTROL: &str = "backup-and-recovery-confirmed";

/// One job on the page.
struct JobView {
    row: Row<Backup>,
    /// Days since the last success
    age: Option<i64>,
    /// Whether that is longer than the policy allows
    late: bool,
    procedure: Option<Row<RecoveryProcedure>>,
    sha256: Option<String>,
}

impl JobView {
    fn link(&self) -> String {
        record_link(LedgerId::Backups, &self.row.key)
    }
}

#[derive(Template)]
#[template(path = "plans/backups.html")]
struct BackupsPage {
    page: Page,
    jobs: Vec<JobView>,
    status: Option<Status>,
    gaps: Vec<Gap>,
    typed: Typed,
}

pub(super) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, Typed::default()).await?)
}

async fn page(web: &Web, signed: &Signed, typed: Typed) -> Result<BackupsPage, Failure> {
    signed.require(Permission::ReadPlans)?;
    let known = web.house.known().await?;
    let (status, gaps) = gaps(&known, CONTROL).map_or((None, Vec::new()), |(status, gaps)| (Some(status), gaps));
    let jobs = known.facts.backups.iter().map(|row| job(row, &known.facts)).collect();
    Ok(BackupsPage { jobs, status, gaps, typed, page: Page::new(web, signed, "backups").await? })
}

fn job(row: &Row<Backup>, facts: &Facts) -> JobView {
    let age = row.last_success.map(|day| days_between(day.latest(), facts.as_of));
    let limit = row.interval_days.map(|interval| i64::from(interval.max(1)).saturating_mul(facts.policy.backup_lateness));
    let covers = |procedure: &&Row<RecoveryProcedure>| procedure.system.trim().is_empty() || same(&procedure.system, &row.system);
    JobView {
        age,
        late: age.zip(limit).is_some_and(|(age, limit)| age > limit),
        procedure: facts.recovery_procedures.iter().find(covers).cloned(),
        sha256: facts.document(&row.document).map(|document| document.sha256.clone()),
        row: row.clone(),
    }
}

/// Notes that a backup was taken, or that a restore was tried.
pub(super) async fn record(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    signed.require(Permission::EditPlans)?;
    let today = web.house.today().await?;
    let mut entry = Entry::new(&fields, today);
    let day = entry.past_day("on");
    let (key, what) = (fields.get("key"), fields.get("what"));
    if let Err(typed) = entry.finish() {
        return html::show_again(&page(&web, &signed, typed).await?);
    }
    let said = if what == "restore" {
        let worked = fields.get("worked") != "no";
        let change = |row: &mut Backup| (row.restore_tested_on, row.restore_succeeded) = (day, Some(worked));
        change_row(&web.house, &signed.actor, key, "backup.restore-tested", change).await?;
        "plans-restore-tested"
    } else {
        let change = |row: &mut Backup| newest(&mut row.last_success, day);
        change_row(&web.house, &signed.actor, key, "backup.success-noted", change).await?;
        "plans-backup-success"
    };
    say(&signed.session, said, &[]).await?;
    Ok(Redirect::to("/backups").into_response())
}

/// The later of two days: what is noted late does not make a newer success older.
fn newest(known: &mut Option<PartialDate>, day: Option<PartialDate>) {
    if known.map(PartialDate::latest) < day.map(PartialDate::latest) {
        *known = day;
    }
}
