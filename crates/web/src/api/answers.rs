//! What people say about an item: answers, overrides, evidence.

use axum::Json;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sonae_app::checklist::{
    AnswerError, EvidenceError, ItemEvidence, LARGEST, OverrideError, Place, TypedAnswer, TypedOverride, answer_item, attach_evidence,
    evidence_of, override_finding, place, stored_answer, withdraw_override,
};
use sonae_app::words::text;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use super::admission::Caller;
use super::extract::{Body, Expected, Path, Query, is_file, tag, whole};
use super::forms::{Subject, find, known};
use super::problem::{FieldError, Problem};
use super::values::{Audience, YesNo};
use super::window::within;
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(get_answer, put_answer))
        .routes(routes!(post_override, delete_override))
        .routes(routes!(list_evidence, post_evidence).layer(DefaultBodyLimit::max(LARGEST)))
}

/// The parts of an item's address.
type ItemPath = Path<(String, Audience, String)>;

/// Which round of whose form
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Round {
    /// The vendor whose form it is; nothing for the institution's own
    #[param(max_length = 200)]
    subject: Option<String>,
    /// Round of confirmation, from 1
    #[param(minimum = 1, maximum = 9, default = 1)]
    round: Option<u8>,
}

impl Round {
    fn split(self) -> Result<(Subject, u8), Problem> {
        let round = self.round.unwrap_or(1);
        if !(1..=9).contains(&round) {
            return Err(Problem::Malformed(vec![FieldError::word("round", "range", &[("from", "1"), ("to", "9")])]));
        }
        Ok((Subject { subject: self.subject }, round))
    }
}

/// An answer
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Answer {
    /// Round of confirmation, from 1
    round: u8,
    /// 回答; nothing when it was taken back
    answer: Option<YesNo>,
    /// 確認日
    checked_on: Option<String>,
    /// 目標日
    target_on: Option<String>,
    /// 備考
    remarks: String,
    /// 回答者
    answered_by: String,
}

/// What is answered
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct AnswerInput {
    /// 回答; nothing takes it back
    answer: Option<YesNo>,
    /// 確認日
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    checked_on: Option<String>,
    /// 目標日
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    target_on: Option<String>,
    /// 備考
    #[serde(default)]
    #[schema(max_length = 2000)]
    remarks: String,
    /// 回答者; the owner of the token where nothing is said
    #[serde(default)]
    #[schema(max_length = 200)]
    answered_by: String,
}

/// A decision to print another answer than the finding
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct OverrideInput {
    /// The answer to print instead
    answer: YesNo,
    /// 理由; at least 20 characters
    #[schema(min_length = 20, max_length = 2000)]
    reason: String,
    /// 有効期限; within 90 days
    #[schema(format = Date)]
    expires_on: String,
}

/// A file that is brought
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct EvidenceQuery {
    /// The vendor whose form it is; nothing for the institution's own
    #[param(max_length = 200)]
    subject: Option<String>,
    /// Name of the file
    #[param(min_length = 1, max_length = 200)]
    name: String,
    /// What it shows
    #[param(max_length = 500)]
    note: Option<String>,
}

/// Evidence of an item
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct EvidenceList {
    /// In the order in which it was brought
    evidence: Vec<Evidence>,
}

/// A file that proves something
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Evidence {
    /// Name under which it is kept; another file of the same name gets a number
    name: String,
    /// SHA-256
    sha256: String,
    /// Size
    bytes: u64,
    /// Media type, found from the content
    media_type: String,
    /// What it shows
    note: String,
    /// Who brought it
    brought_by: String,
    /// When
    #[schema(value_type = String, format = Date)]
    brought_on: jiff::civil::Date,
}

/// The answer to an item
///
/// Also of earlier editions. An item of a vendor's form needs the permission `read-vendors` too.
#[utoipa::path(
    get, path = "/forms/{edition}/{audience}/items/{item}/answer", tag = "forms", security(("token" = ["read-forms"])),
    params(
        ("edition" = String, Path, description = "Id of the edition"),
        ("audience" = Audience, Path, description = "Whose form"),
        ("item" = String, Path, description = "Key of the item"),
        Round,
    ),
    responses((status = 200, description = "The answer as it is kept", body = Answer, headers(("ETag" = String, description = "Its version"))))
)]
async fn get_answer(
    State(web): State<Web>,
    Caller(caller): Caller,
    path: ItemPath,
    Query(round): Query<Round>,
) -> Result<Response, Problem> {
    if path.0.1 == Audience::Vendor {
        caller.require(sonae_domain::access::Permission::ReadVendors)?;
    }
    let (subject, round) = round.split()?;
    let whose = whose(&web, &path, &subject).await?;
    answer(&web, &meant(&web, &path, &whose)?, round).await
}

/// Answers an item
///
/// An item of a vendor's form (as it came on paper) needs the permission `manage-vendors` too. Sending again what already stands
/// changes nothing.
#[utoipa::path(
    put, path = "/forms/{edition}/{audience}/items/{item}/answer", tag = "forms", security(("token" = ["answer-items"])),
    params(
        ("edition" = String, Path, description = "Id of the edition"),
        ("audience" = Audience, Path, description = "Whose form"),
        ("item" = String, Path, description = "Key of the item"),
        Round,
        ("If-Match" = Option<String>, Header, description = "`ETag` of the answer that is changed, or `*`; needed when there is one"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: only when there is no answer yet"),
    ),
    request_body = AnswerInput,
    responses((status = 200, description = "The answer as it is kept", body = Answer, headers(("ETag" = String, description = "Its version"))))
)]
async fn put_answer(
    State(web): State<Web>,
    Caller(caller): Caller,
    path: ItemPath,
    Query(round): Query<Round>,
    expected: Expected,
    Body(input): Body<AnswerInput>,
) -> Result<Response, Problem> {
    let (subject, round) = round.split()?;
    let whose = whose(&web, &path, &subject).await?;
    let place = meant(&web, &path, &whose)?;
    expected.check(stored_answer(&web.house, &place, round).await?.map(|(version, _)| version))?;
    if input.answered_by.chars().count() > 200 {
        return Err(Problem::Invalid(vec![FieldError::word("answered-by", "too-long", &[("longest", "200")])]));
    }
    let typed = TypedAnswer {
        round,
        answer: input.answer.map(Into::into),
        checked_on: input.checked_on.unwrap_or_default(),
        target_on: input.target_on.unwrap_or_default(),
        remarks: input.remarks,
        answered_by: input.answered_by,
    };
    answer_item(&web.house, &caller, &place, &typed).await?;
    answer(&web, &place, round).await
}

/// Overrules the finding of an item
///
/// The answer is printed instead of what the facts say, with the owner of the token, the reason and the expiry beside it. One that
/// stands already is replaced.
#[utoipa::path(
    post, path = "/forms/{edition}/{audience}/items/{item}/override", tag = "forms", security(("token" = ["override-findings"])),
    params(
        ("edition" = String, Path, description = "Id of the edition"),
        ("audience" = Audience, Path, description = "Whose form"),
        ("item" = String, Path, description = "Key of the item"),
        Subject,
    ),
    request_body = OverrideInput,
    responses((status = 204, description = "It stands"))
)]
async fn post_override(
    State(web): State<Web>,
    Caller(caller): Caller,
    path: ItemPath,
    Query(subject): Query<Subject>,
    Body(input): Body<OverrideInput>,
) -> Result<StatusCode, Problem> {
    let whose = whose(&web, &path, &subject).await?;
    let typed = TypedOverride { answer: Some(input.answer.into()), reason: input.reason, expires_on: input.expires_on };
    override_finding(&web.house, &caller, &meant(&web, &path, &whose)?, &typed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraws the override of an item
#[utoipa::path(
    delete, path = "/forms/{edition}/{audience}/items/{item}/override", tag = "forms", security(("token" = ["override-findings"])),
    params(
        ("edition" = String, Path, description = "Id of the edition"),
        ("audience" = Audience, Path, description = "Whose form"),
        ("item" = String, Path, description = "Key of the item"),
        Subject,
    ),
    responses((status = 204, description = "None stands any longer"))
)]
async fn delete_override(
    State(web): State<Web>,
    Caller(caller): Caller,
    path: ItemPath,
    Query(subject): Query<Subject>,
) -> Result<StatusCode, Problem> {
    let whose = whose(&web, &path, &subject).await?;
    withdraw_override(&web.house, &caller, &meant(&web, &path, &whose)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The evidence of an item
#[utoipa::path(
    get, path = "/forms/{edition}/{audience}/items/{item}/evidence", tag = "forms", security(("token" = ["read-forms"])),
    params(
        ("edition" = String, Path, description = "Id of the edition"),
        ("audience" = Audience, Path, description = "Whose form"),
        ("item" = String, Path, description = "Key of the item"),
        Subject,
    ),
    responses((status = 200, description = "What was brought for it", body = EvidenceList))
)]
async fn list_evidence(
    State(web): State<Web>,
    Caller(caller): Caller,
    path: ItemPath,
    Query(subject): Query<Subject>,
) -> Result<Json<EvidenceList>, Problem> {
    if path.0.1 == Audience::Vendor {
        caller.require(sonae_domain::access::Permission::ReadVendors)?;
    }
    let whose = whose(&web, &path, &subject).await?;
    let evidence = evidence_of(&web.house, &meant(&web, &path, &whose)?).await?;
    Ok(Json(EvidenceList { evidence: evidence.into_iter().map(Into::into).collect() }))
}

/// Brings evidence for an item
///
/// The body is the file itself, of at most 50 MiB. What it is, its content says: PDF, pictures, Office documents, text.
#[utoipa::path(
    post, path = "/forms/{edition}/{audience}/items/{item}/evidence", tag = "forms", security(("token" = ["add-evidence"])),
    params(
        ("edition" = String, Path, description = "Id of the edition"),
        ("audience" = Audience, Path, description = "Whose form"),
        ("item" = String, Path, description = "Key of the item"),
        EvidenceQuery,
    ),
    request_body(content = inline(super::extract::File), content_type = "application/octet-stream"),
    responses((status = 201, description = "It is kept", body = Evidence))
)]
async fn post_evidence(
    State(web): State<Web>,
    Caller(caller): Caller,
    path: ItemPath,
    Query(asked): Query<EvidenceQuery>,
    request: Request,
) -> Result<(StatusCode, Json<Evidence>), Problem> {
    let name = asked.name.trim();
    if name.is_empty() {
        return Err(Problem::Malformed(vec![FieldError::word("name", "file-name", &[])]));
    }
    within("name", name, 200)?;
    let note = asked.note.unwrap_or_default();
    within("note", &note, 500)?;
    let subject = Subject { subject: asked.subject };
    let whose = whose(&web, &path, &subject).await?;
    let place = meant(&web, &path, &whose)?;
    if !is_file(request.headers()) {
        return Err(Problem::MediaType);
    }
    let bytes = whole(request, &web).await?;
    let evidence = attach_evidence(&web.house, &caller, &place, (name, &bytes), &note).await?;
    Ok((StatusCode::CREATED, Json(evidence.into())))
}

/// The vendor as its form spells it; "" for the institution's own form. Fails when there is no such form.
async fn whose(web: &Web, path: &ItemPath, subject: &Subject) -> Result<String, Problem> {
    let (edition, audience, _) = &path.0;
    let known = known(web, edition).await?;
    Ok(find(&known, *audience, subject)?.assessment.subject.clone())
}

fn meant<'a>(web: &Web, path: &ItemPath, whose: &'a str) -> Result<Place<'a>, Problem> {
    let (edition, audience, item) = &path.0;
    place(&web.house, edition, (*audience).into(), item, whose).map_err(|_| Problem::NotFound)
}

async fn answer(web: &Web, place: &Place<'_>, round: u8) -> Result<Response, Problem> {
    let (version, row) = stored_answer(&web.house, place, round).await?.ok_or(Problem::NotFound)?;
    let answer = Answer {
        round,
        answer: row.answer.map(Into::into),
        checked_on: row.checked_on.map(|day| day.to_string()),
        target_on: row.target_on.map(|day| day.to_string()),
        remarks: row.remarks,
        answered_by: row.answered_by,
    };
    Ok(([(ETAG, tag(version))], Json(answer)).into_response())
}

impl From<ItemEvidence> for Evidence {
    fn from(evidence: ItemEvidence) -> Self {
        let ItemEvidence { item: _, name, sha256, bytes, media_type, note, brought_by, brought_on } = evidence;
        Self { name, sha256, bytes, media_type, note, brought_by, brought_on }
    }
}

fn wrong(fields: &[(&'static str, &'static str)]) -> Problem {
    let name = |field: &'static str| if field == "override-answer" { "answer" } else { field };
    Problem::Invalid(fields.iter().map(|(field, key)| FieldError::new(name(field), text(key, &[]))).collect())
}

impl From<AnswerError> for Problem {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Forbidden(error) => error.into(),
            AnswerError::Wrong(fields) => wrong(&fields),
            AnswerError::Store(error) => error.into(),
            AnswerError::Record(error) => error.into(),
        }
    }
}

impl From<OverrideError> for Problem {
    fn from(error: OverrideError) -> Self {
        match error {
            OverrideError::Forbidden(error) => error.into(),
            OverrideError::Wrong(fields) => wrong(&fields),
            OverrideError::NoneStands => Self::NotFound,
            OverrideError::Store(error) => error.into(),
            OverrideError::Record(error) => error.into(),
        }
    }
}

impl From<EvidenceError> for Problem {
    fn from(error: EvidenceError) -> Self {
        match error {
            EvidenceError::Forbidden(error) => error.into(),
            EvidenceError::TooLarge => Self::TooLarge,
            EvidenceError::UnknownKind => Self::invalid("", "unknown-kind"),
            EvidenceError::NotThere => Self::NotFound,
            EvidenceError::File(error) => error.into(),
            EvidenceError::Store(error) => error.into(),
            EvidenceError::Record(error) => error.into(),
        }
    }
}
