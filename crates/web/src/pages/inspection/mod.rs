//! 立入検査: what the inspector asks and where the answer lies. Whoever may only see this sees no other page and can change
//! nothing here.
//!
//! Deliberately not here: what is asked (`app::inspection`), and what is in a pack (`app::pack`).

mod item;
mod logs;
mod packs;
mod papers;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use sonae_app::inspection::{Asked, Original, Place, QuestionsError, Ready, Round, questions};
use sonae_domain::access::Permission;
use sonae_domain::assessment::{Assurance, Status};
use sonae_domain::ledger::YesNo;

pub(crate) use papers::pdf;

use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/inspection", get(overview))
        .route("/inspection/forms/{at}", get(papers::form))
        .route("/inspection/forms/{at}/pdf", get(papers::form_pdf))
        .route("/inspection/forms/{at}/items/{key}", get(item::show))
        .route("/inspection/papers/{id}", get(papers::paper))
        .route("/inspection/papers/{id}/pdf", get(papers::paper_pdf))
        .route("/inspection/contact-tree", get(papers::tree))
        .route("/inspection/contact-tree/pdf", get(papers::tree_pdf))
        .route("/inspection/files/{sha256}", get(papers::file))
        .route("/inspection/logs", get(logs::page))
        .route("/inspection/logs/csv", get(logs::as_csv))
        .route("/inspection/logs/pdf", get(logs::as_pdf))
        .route("/inspection/packs", get(packs::list).post(packs::build))
        .route("/inspection/packs/progress", get(packs::progress))
        .route("/inspection/packs/{id}", get(packs::download))
        .route("/inspection/packs/{id}/check", post(packs::check))
}

/// One part of the inspection with what is asked in it.
struct Part {
    round: Round,
    asked: Vec<Asked>,
}

#[derive(Template)]
#[template(path = "inspection/overview.html")]
struct OverviewPage {
    page: Page,
    form: String,
    parts: Vec<Part>,
    ready: usize,
    wanting: usize,
}

async fn overview(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ReadInspection)?;
    let known = web.house.known().await?;
    let asked = questions(&web.house, &signed.actor).await?;
    let count = |ready: Ready| asked.iter().filter(|asked| asked.ready == ready).count();
    let (there, wanting) = (count(Ready::Ready), count(Ready::Wanting));
    let rounds = [Round::Form, Round::Originals, Round::OnRequest, Round::Vendors, Round::Others];
    let of = |round: Round| Part { round, asked: asked.iter().filter(|asked| asked.round == round).cloned().collect() };
    html::show(&OverviewPage {
        page: Page::new(&web, &signed, "inspection").await?,
        form: known.forms[0].form.audience_label.clone(),
        parts: rounds.map(of).into_iter().filter(|part| !part.asked.is_empty()).collect(),
        ready: there,
        wanting,
    })
}

impl OverviewPage {
    /// Where an original is looked at.
    fn link(original: &Original) -> Option<String> {
        link(&original.place)
    }

    fn rows(original: &Original) -> Option<usize> {
        match original.place {
            Place::Paper(_, rows) => Some(rows),
            _ => None,
        }
    }
}

/// The address of an original; `None` for a document that is not there.
fn link(place: &Place) -> Option<String> {
    match place {
        Place::Form(at) => Some(format!("/inspection/forms/{at}")),
        Place::Paper(id, _) => Some(format!("/inspection/papers/{id}")),
        Place::ContactTree => Some("/inspection/contact-tree".to_owned()),
        Place::File(file) => file.sha256.as_ref().map(|sha256| format!("/inspection/files/{sha256}")),
    }
}

/// Chip and words of an answer.
fn answer_chip(status: Option<Status>, answer: Option<YesNo>) -> (&'static str, &'static str) {
    match (status, answer) {
        (Some(Status::NotApplicable), _) => ("na", "answer-void"),
        (_, Some(YesNo::Yes)) => ("yes", "answer-yes"),
        (_, Some(YesNo::No)) => ("no", "answer-no"),
        (_, None) => ("open", "answer-open"),
    }
}

/// Key of the words for how an answer is known.
fn assurance_word(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::Verified => "assurance-verified",
        Assurance::Examined => "assurance-examined",
        Assurance::Declared => "assurance-declared",
    }
}

impl From<QuestionsError> for Failure {
    fn from(error: QuestionsError) -> Self {
        match error {
            QuestionsError::Forbidden(forbidden) => forbidden.into(),
            QuestionsError::Know(error) => error.into(),
            QuestionsError::Record(error) => error.into(),
        }
    }
}
