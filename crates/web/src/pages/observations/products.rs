//! この製品は何ですか: texts of the ledger that are not understood, a person's answers, and lists of answers in and out.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{Multipart, State};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use sonae_app::product_answers::{
    AnswerError, ProductAnswer, ProductQuestion, answer_product, export_product_answers, import_product_answers, product_answers,
    product_questions, withdraw_product_answer,
};
use sonae_app::products::{Confirmed, kind_text, product_name, resolver};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::pages::ledgers::{download, record_link};
use crate::signed::Signed;
use crate::state::Web;
use crate::upload::brought;

/// So many questions are shown at once.
const SHOWN: usize = 50;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/observations/products", get(show))
        .route("/observations/products/list", get(list))
        .route("/observations/products/answer", post(answer))
        .route("/observations/products/withdraw", post(withdraw))
        .route("/observations/products/import", post(import))
}

impl From<AnswerError> for Failure {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Forbidden(forbidden) => forbidden.into(),
            AnswerError::Values(fields) if fields.contains(&"product") => Self::Bad("product-unknown"),
            AnswerError::Values(_) => Self::Bad("unreadable-form"),
            AnswerError::NotThere => Self::NotFound,
            AnswerError::TooLarge => Self::Bad("too-large"),
            AnswerError::Table(error) => Self::Fault(error),
            AnswerError::Store(error) => error.into(),
            AnswerError::Record(error) => error.into(),
            AnswerError::Know(error) => error.into(),
        }
    }
}

struct QuestionView {
    text: String,
    why: String,
    suggestions: Vec<(String, String)>,
    devices: Vec<(String, String)>,
    more: usize,
}

struct AnswerView {
    key: String,
    text: String,
    meaning: String,
    by: String,
    on: String,
    note: String,
}

#[derive(Template)]
#[template(path = "observations/products.html")]
struct ProductsPage {
    page: Page,
    questions: Vec<QuestionView>,
    total: usize,
    answers: Vec<AnswerView>,
    products: Vec<(String, String)>,
    may_edit: bool,
}

/// So many machines of a question are named.
const NAMED: usize = 8;

fn question(question: &ProductQuestion) -> QuestionView {
    let link = |(key, label): (&String, &String)| (record_link(LedgerId::Devices, key), label.clone());
    QuestionView {
        text: question.text.clone(),
        why: question.why.clone(),
        suggestions: question.suggestions.clone(),
        devices: question.devices.iter().take(NAMED).map(link).collect(),
        more: question.devices.len().saturating_sub(NAMED),
    }
}

fn answer_view((key, answer): (String, Confirmed)) -> AnswerView {
    AnswerView {
        key,
        meaning: answer.canonical.as_deref().map_or_else(|| kind_text(answer.kind), product_name),
        text: answer.text,
        by: answer.by,
        on: answer.on.parse().map(|on: jiff::civil::Date| html::slashed(on)).unwrap_or(answer.on),
        note: answer.note,
    }
}

async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let questions = product_questions(&web.house, &signed.actor).await?;
    let answers = product_answers(&web.house, &signed.actor).await?;
    let known = resolver().map_err(|error| Failure::Fault(error.to_string()))?;
    let products: BTreeSet<(String, String)> = known
        .catalog()
        .products()
        .filter(|product| !product.id.contains('{'))
        .map(|product| (product_name(&product.id), product.id.clone()))
        .collect();
    html::show(&ProductsPage {
        page: Page::new(&web, &signed, "observations").await?,
        total: questions.len(),
        questions: questions.iter().take(SHOWN).map(question).collect(),
        answers: answers.into_iter().map(answer_view).collect(),
        products: products.into_iter().collect(),
        may_edit: signed.actor.may(Permission::EditLedgers),
    })
}

async fn answer(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    let answer = match posted.get("answer") {
        "ask-vendor" => ProductAnswer::AskVendor,
        "not-product" => ProductAnswer::NotProduct,
        "other" if posted.get("product").is_empty() => return Err(Failure::Bad("product-unknown")),
        "other" => ProductAnswer::Product(posted.get("product").to_owned()),
        id => ProductAnswer::Product(id.to_owned()),
    };
    let asked = posted.get("text");
    answer_product(&web.house, &signed.actor, asked, &answer, posted.get("note")).await?;
    say(&signed.session, "products-said-answered", &[("text", asked)]).await?;
    Ok(Redirect::to("/observations/products"))
}

async fn withdraw(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    withdraw_product_answer(&web.house, &signed.actor, posted.get("key")).await?;
    say(&signed.session, "products-said-withdrawn", &[]).await?;
    Ok(Redirect::to("/observations/products"))
}

async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let list = export_product_answers(&web.house, &signed.actor).await?;
    Ok(download("product-answers.jsonl", "application/jsonl; charset=utf-8", list.into_bytes()))
}

async fn import(State(web): State<Web>, signed: Signed, form: Multipart) -> Result<Redirect, Failure> {
    signed.require(Permission::EditLedgers)?;
    let Some(file) = brought(form).await? else {
        say(&signed.session, "weaknesses-said-no-file", &[]).await?;
        return Ok(Redirect::to("/observations/products"));
    };
    let taken = import_product_answers(&web.house, &signed.actor, &file.name, &file.bytes).await?;
    let counts = [taken.added, taken.known, taken.unreadable.len()].map(|count| count.to_string());
    let args = [("added", counts[0].as_str()), ("known", &counts[1]), ("unreadable", &counts[2])];
    say(&signed.session, "products-said-imported", &args).await?;
    Ok(Redirect::to("/observations/products"))
}

/// How many texts wait for an answer, in words; nothing where there are none.
pub(super) async fn waiting(web: &Web, signed: &Signed) -> Result<Option<String>, Failure> {
    let count = product_questions(&web.house, &signed.actor).await?.len();
    Ok((count > 0).then(|| text("products-waiting", &[("count", &count.to_string())])))
}
