//! What the ledgers' words for products mean: what is not understood, and what people of the institution answered.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sonae_app::product_answers::{
    AnswerError, ProductAnswer, ProductQuestion, answer_product, product_answers, product_questions, withdraw_product_answer,
};
use sonae_app::products::{self, Confirmed, product_name};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Body, Path, Query};
use super::problem::{FieldError, Problem};
use super::window::{PageInfo, Window};
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(list_product_questions))
        .routes(routes!(list_product_answers, answer_product_question))
        .routes(routes!(withdraw_answer_about_product))
}

impl From<AnswerError> for Problem {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Forbidden(forbidden) => forbidden.into(),
            AnswerError::Values(fields) => {
                Self::Invalid(fields.into_iter().map(|field| FieldError::word(field, "cannot-be-kept", &[])).collect())
            }
            AnswerError::NotThere => Self::NotFound,
            AnswerError::TooLarge => Self::TooLarge,
            AnswerError::Table(error) => Self::Fault(error),
            AnswerError::Store(error) => error.into(),
            AnswerError::Record(error) => error.into(),
            AnswerError::Know(error) => error.into(),
        }
    }
}

/// A product
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct NamedProduct {
    /// Canonical product
    product: String,
    /// As people call it
    name: String,
}

/// What is not understood
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ProductQuestions {
    /// Which part of the list this is
    page: PageInfo,
    /// What concerns most machines first
    questions: Vec<Question>,
}

/// A text of the ledger of devices of which nobody knows what it means
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = ProductQuestion)]
struct Question {
    /// As the ledger writes it
    text: String,
    /// Why it is not known, in words
    why: String,
    /// What it may mean, the likeliest first
    suggestions: Vec<NamedProduct>,
    /// Keys of the machines
    devices: Vec<String>,
}

impl From<ProductQuestion> for Question {
    fn from(question: ProductQuestion) -> Self {
        Self {
            text: question.text,
            why: question.why,
            suggestions: question.suggestions.into_iter().map(|(product, name)| NamedProduct { product, name }).collect(),
            devices: question.devices.into_keys().collect(),
        }
    }
}

/// Texts of the ledger that are not understood
#[utoipa::path(
    get, path = "/products/questions", tag = "observations", security(("token" = ["read-ledgers"])), params(Window),
    responses((status = 200, description = "What nobody has answered yet", body = ProductQuestions))
)]
async fn list_product_questions(
    State(web): State<Web>,
    Caller(caller): Caller,
    Query(window): Query<Window>,
) -> Result<Json<ProductQuestions>, Problem> {
    let (page, questions) = window.cut(product_questions(&web.house, &caller).await?)?;
    Ok(Json(ProductQuestions { page, questions: questions.into_iter().map(Into::into).collect() }))
}

/// What a text means
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = ProductMeaning)]
enum Meaning {
    /// A product that can be looked up
    Product,
    /// None that is known in public: the vendor is asked
    AskVendor,
    /// Not a product at all
    NotProduct,
}

/// Answers
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct ProductAnswers {
    /// Which part of the list this is
    page: PageInfo,
    /// In the order in which they were given
    answers: Vec<Answer>,
}

/// What a text of the ledger means, as somebody answered
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = ProductAnswer)]
struct Answer {
    /// By which it is withdrawn
    key: String,
    /// As the ledger writes it
    text: String,
    /// What it means
    meaning: Meaning,
    /// The product, where it is one
    product: Option<NamedProduct>,
    /// Who answered
    by: String,
    /// On which day
    on: String,
    /// In the person's words
    note: String,
}

impl From<(String, Confirmed)> for Answer {
    fn from((key, answer): (String, Confirmed)) -> Self {
        let meaning = match answer.kind {
            products::Kind::Match => Meaning::Product,
            products::Kind::NotProduct => Meaning::NotProduct,
            products::Kind::NoPublicId | products::Kind::Ambiguous | products::Kind::FillDown => Meaning::AskVendor,
        };
        let product = answer.canonical.map(|product| NamedProduct { name: product_name(&product), product });
        Self { key, text: answer.text, meaning, product, by: answer.by, on: answer.on, note: answer.note }
    }
}

/// Answers about products
#[utoipa::path(
    get, path = "/products/answers", tag = "observations", security(("token" = ["read-ledgers"])), params(Window),
    responses((status = 200, description = "Every answer that counts", body = ProductAnswers))
)]
async fn list_product_answers(
    State(web): State<Web>,
    Caller(caller): Caller,
    Query(window): Query<Window>,
) -> Result<Json<ProductAnswers>, Problem> {
    let (page, answers) = window.cut(product_answers(&web.house, &caller).await?)?;
    Ok(Json(ProductAnswers { page, answers: answers.into_iter().map(Into::into).collect() }))
}

/// An answer to be kept
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NewProductAnswer {
    /// As the ledger writes it
    #[schema(min_length = 1, max_length = 400)]
    text: String,
    /// What it means
    meaning: Meaning,
    /// Canonical product; with `product` only
    #[serde(default)]
    product: Option<String>,
    /// Why, in one's own words
    #[serde(default)]
    #[schema(max_length = 400)]
    note: String,
}

/// Answer what a text means
///
/// It counts for this institution from then on, for every spelling of the text (width, blanks, kana). A later answer replaces it.
#[utoipa::path(
    post, path = "/products/answers", tag = "observations", security(("token" = ["edit-ledgers"])), request_body = NewProductAnswer,
    responses((status = 204, description = "Kept"))
)]
async fn answer_product_question(
    State(web): State<Web>,
    Caller(caller): Caller,
    Body(new): Body<NewProductAnswer>,
) -> Result<StatusCode, Problem> {
    let answer = match (new.meaning, new.product) {
        (Meaning::Product, Some(product)) => ProductAnswer::Product(product),
        (Meaning::AskVendor, None) => ProductAnswer::AskVendor,
        (Meaning::NotProduct, None) => ProductAnswer::NotProduct,
        (Meaning::Product, None) | (Meaning::AskVendor | Meaning::NotProduct, Some(_)) => {
            return Err(Problem::invalid("product", "cannot-be-kept"));
        }
    };
    answer_product(&web.house, &caller, &new.text, &answer, &new.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraw an answer
#[utoipa::path(
    delete, path = "/products/answers/{answer}", tag = "observations", security(("token" = ["edit-ledgers"])),
    params(("answer" = String, Path, description = "Its key")),
    responses((status = 204, description = "The text is a question again"))
)]
async fn withdraw_answer_about_product(
    State(web): State<Web>,
    Caller(caller): Caller,
    Path(answer): Path<String>,
) -> Result<StatusCode, Problem> {
    withdraw_product_answer(&web.house, &caller, &answer).await?;
    Ok(StatusCode::NO_CONTENT)
}
