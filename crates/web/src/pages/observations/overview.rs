//! The overview: strangers first, then questions, how much of the ledger was seen, what nobody sees, and the files.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use jiff::civil::Date;
use sonae_app::observations::{
    MachineLine, ObservationFile, Overview, answer_identity, answer_plain_questions, observations_overview, plain_questions,
};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::facts::{Coverage, Facts};
use sonae_domain::framework::Scope;
use sonae_domain::ledger::{DeviceKind, LedgerId, Record};
use sonae_domain::observation::{IdentityAnswer, Tie};

use super::strangers::aside_word;
use super::{device_word, kind_word, machine_link, marks};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::pages::ledgers::record_link;
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/observations", get(show))
        .route("/observations/identity", post(answer))
        .route("/observations/identities", post(answer_all))
}

/// A machine as a row.
pub(super) struct MachineRow {
    pub(super) name: String,
    pub(super) link: String,
    pub(super) label: String,
    pub(super) number: String,
    pub(super) row_link: String,
    pub(super) kind: String,
    pub(super) maker: String,
    pub(super) addresses: String,
    pub(super) macs: String,
    pub(super) seen_by: String,
    pub(super) last_seen: Date,
    pub(super) outdated: bool,
}

/// A row of the ledger that the machine may be.
struct Candidate {
    number: String,
    label: String,
    link: String,
    shared: String,
    against: String,
}

struct Question {
    machine: MachineRow,
    candidates: Vec<Candidate>,
}

struct CoverageRow {
    name: String,
    coverage: Coverage,
}

/// A machine that was set aside, with who said so and why.
struct AsideRow {
    machine: MachineRow,
    why: String,
    note: String,
    until: Date,
}

struct FileRow {
    file: ObservationFile,
    kind: String,
}

#[derive(Template)]
#[template(path = "observations/overview.html")]
struct OverviewPage {
    page: Page,
    empty: bool,
    network: Vec<MachineRow>,
    strangers: Vec<MachineRow>,
    aside: Vec<AsideRow>,
    questions: Vec<Question>,
    coverage: Vec<CoverageRow>,
    known: Vec<MachineRow>,
    unseen: Vec<(String, String)>,
    files: Vec<FileRow>,
    check_days: i64,
    plain: usize,
    unclear: Option<String>,
    may_edit: bool,
}

pub(super) fn row(line: &MachineLine) -> MachineRow {
    let machine = &line.machine;
    let mut seen_by: Vec<String> = machine.sightings.iter().map(|sighting| kind_word(sighting.kind)).collect();
    seen_by.dedup();
    let number = machine.row().unwrap_or_default().to_owned();
    MachineRow {
        name: machine.name.clone(),
        link: machine_link(&machine.name),
        label: if machine.label.is_empty() { text("observations-nameless", &[]) } else { machine.label.clone() },
        row_link: record_link(LedgerId::Devices, &number),
        number,
        kind: if line.kind == DeviceKind::Unknown { String::new() } else { device_word(line.kind) },
        maker: machine.maker.clone(),
        addresses: machine.identifiers.addresses.join(" "),
        macs: machine.identifiers.macs.join(" "),
        seen_by: seen_by.join(&text("list-separator", &[])),
        last_seen: machine.last_seen,
        outdated: line.outdated,
    }
}

fn aside(line: &MachineLine) -> Option<AsideRow> {
    let said = line.machine.set_aside.as_ref()?;
    Some(AsideRow { machine: row(line), why: aside_word(said.why), note: said.note.clone(), until: said.until })
}

fn question(line: &MachineLine, facts: &Facts) -> Question {
    let candidates = match &line.machine.tie {
        Tie::Asked { rows } => rows
            .iter()
            .map(|(number, shared, against)| Candidate {
                label: facts.devices.iter().find(|device| device.key == *number).map(|device| device.record.label()).unwrap_or_default(),
                link: record_link(LedgerId::Devices, number),
                number: number.clone(),
                shared: marks(shared),
                against: marks(against),
            })
            .collect(),
        Tie::Row { .. } | Tie::Stranger => Vec::new(),
    };
    Question { machine: row(line), candidates }
}

fn scope_word(scope: Scope) -> String {
    match scope {
        Scope::Server => device_word(DeviceKind::Server),
        Scope::Endpoint => device_word(DeviceKind::Endpoint),
        Scope::Network => device_word(DeviceKind::Network),
        Scope::All => String::new(),
    }
}

async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let seen: Overview = observations_overview(&web.house, &signed.actor).await?;
    let known = web.house.known().await?;
    let facts = &known.decided.facts;
    html::show(&OverviewPage {
        page: Page::new(&web, &signed, "observations").await?,
        empty: seen.files.is_empty(),
        network: seen.unknown_network.iter().map(row).collect(),
        strangers: seen.unknown.iter().map(row).collect(),
        aside: seen.aside.iter().filter_map(aside).collect(),
        questions: seen.asked.iter().map(|line| question(line, facts)).collect(),
        coverage: seen
            .coverage
            .iter()
            .map(|(scope, coverage)| CoverageRow { name: scope_word(*scope), coverage: coverage.clone() })
            .collect(),
        known: seen.known.iter().map(row).collect(),
        unseen: seen.unseen.iter().map(|(key, label)| (record_link(LedgerId::Devices, key), label.clone())).collect(),
        files: seen.files.into_iter().map(|file| FileRow { kind: file.kind.map(kind_word).unwrap_or_default(), file }).collect(),
        plain: plain_questions(facts).len(),
        unclear: super::products::waiting(&web, &signed).await?,
        check_days: facts.policy.check_days,
        may_edit: signed.actor.may(Permission::EditLedgers),
    })
}

async fn answer(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let same = match posted.get("same") {
        "yes" => true,
        "no" => false,
        _ => return Err(Failure::Bad("unreadable-form")),
    };
    let answer = IdentityAnswer { number: posted.get("number").to_owned(), name: posted.get("name").to_owned(), same };
    answer_identity(&web.house, &signed.actor, &answer).await?;
    let key = if same { "observations-said-same" } else { "observations-said-different" };
    say(&signed.session, key, &[("number", &answer.number)]).await?;
    Ok(Redirect::to("/observations"))
}

async fn answer_all(State(web): State<Web>, signed: Signed) -> Result<Redirect, Failure> {
    let count = answer_plain_questions(&web.house, &signed.actor).await?;
    say(&signed.session, "observations-said-all-same", &[("count", &count.to_string())]).await?;
    Ok(Redirect::to("/observations"))
}
