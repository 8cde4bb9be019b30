//! Beside the form: handing it in, what was handed in, disclosure statements.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use sonae_app::keep_document::DocumentError;
use sonae_app::vendors::{DisclosureError, FinishError, OwnForm, Signature, Submission, Wanting, finish_form, give_disclosure, wanting};
use sonae_app::words::text;
use sonae_domain::ledger::{DisclosureKind, YesNo};

use super::front::{Front, Place};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::state::Web;
use crate::upload::Upload;

/// One answer, to be read.
struct Row {
    no: String,
    label: String,
    heading: Option<&'static str>,
    void: bool,
    answer: Option<YesNo>,
    checked_on: Option<Date>,
    target_on: Option<Date>,
    remarks: String,
}

fn rows(own: &OwnForm) -> Vec<Row> {
    let row = |item: &sonae_app::vendors::OwnItem| Row {
        no: item.item.no.clone(),
        label: item.item.label.clone(),
        heading: item.heading,
        void: item.void,
        answer: item.given.answer,
        checked_on: item.given.checked_on,
        target_on: item.given.target_on,
        remarks: item.given.remarks.clone(),
    };
    own.items.iter().map(row).collect()
}

#[derive(Template)]
#[template(path = "vendors/finish.html")]
struct FinishBody {
    place: Place,
    vendor: String,
    institution: String,
    year: String,
    rows: Vec<Row>,
    /// Number, anchor on the form, what is wanting
    wanting: Vec<(String, String, String)>,
    name: String,
    department: String,
    error: Option<String>,
}

impl FinishBody {
    fn of(front: &Front, own: &OwnForm) -> Self {
        let number = |key: &str| own.items.iter().find(|item| item.item.key == key).map(|item| item.item.no.clone()).unwrap_or_default();
        let anchor = |key: &str, what: Wanting| match what {
            Wanting::Answer => format!("{key}-answer"),
            Wanting::CheckedOn => format!("{key}-checked"),
            Wanting::TargetOn => format!("{key}-target"),
        };
        let words = |what: Wanting| text(&format!("vendors-wanting-{}", what.as_str()), &[]);
        let wanting = wanting(own).into_iter().map(|(key, what)| (number(&key), anchor(&key, what), words(what)));
        Self {
            place: front.place.clone(),
            vendor: own.vendor.clone(),
            institution: own.institution.clone(),
            year: own.edition.year_label.clone(),
            rows: rows(own),
            wanting: wanting.collect(),
            name: own.items.iter().rev().map(|item| item.answered_by.clone()).find(|name| !name.is_empty()).unwrap_or_default(),
            department: String::new(),
            error: None,
        }
    }

    async fn show(&self, front: &Front, web: &Web, status: StatusCode) -> Result<Response, Failure> {
        front.show(web, status, &text("vendors-finish-title", &[]), self).await
    }
}

/// What is about to be handed in, and what is still wanting.
pub(super) async fn finish(State(web): State<Web>, front: Front) -> Result<Response, Failure> {
    let own = front.form(&web).await?;
    if own.submission.as_ref().is_some_and(Submission::stands) {
        return Ok(Redirect::to(&front.place.to("/receipt")).into_response());
    }
    FinishBody::of(&front, &own).show(&front, &web, StatusCode::OK).await
}

/// Hands it in.
pub(super) async fn hand_in(State(web): State<Web>, front: Front, fields: Fields) -> Result<Response, Failure> {
    let own = front.form(&web).await?;
    let signature = Signature { name: fields.get("name").to_owned(), department: fields.get("department").to_owned() };
    let error = match finish_form(&web.house, &front.actor, &own, &signature).await {
        Ok(()) | Err(FinishError::OutOfTurn) => return Ok(Redirect::to(&front.place.to("/receipt")).into_response()),
        Err(FinishError::Nameless) => "vendors-bad-signature",
        Err(FinishError::Incomplete) => "vendors-incomplete",
        Err(error) => return Err(error.into()),
    };
    let mut body = FinishBody::of(&front, &own);
    (body.name, body.department, body.error) = (signature.name, signature.department, Some(text(error, &[])));
    body.show(&front, &web, StatusCode::UNPROCESSABLE_ENTITY).await
}

#[derive(Template)]
#[template(path = "vendors/receipt.html")]
struct ReceiptBody {
    place: Place,
    vendor: String,
    institution: String,
    year: String,
    rows: Vec<Row>,
    submission: Submission,
}

/// What was handed in.
pub(super) async fn receipt(State(web): State<Web>, front: Front) -> Result<Response, Failure> {
    let own = front.form(&web).await?;
    let Some(submission) = own.submission.clone().filter(Submission::stands) else {
        return Ok(Redirect::to(&front.place.to("")).into_response());
    };
    let body = ReceiptBody {
        place: front.place.clone(),
        vendor: own.vendor.clone(),
        institution: own.institution.clone(),
        year: own.edition.year_label.clone(),
        rows: rows(&own),
        submission,
    };
    front.show(&web, StatusCode::OK, &text("vendors-receipt-title", &[]), &body).await
}

/// The same as PDF.
pub(super) async fn receipt_paper(State(web): State<Web>, front: Front) -> Result<Response, Failure> {
    let own = front.form(&web).await?;
    let printed = sonae_app::vendors::receipt(&web.house, own).await?;
    let name = [(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, "attachment; filename=\"receipt.pdf\"")];
    Ok((name, printed.bytes).into_response())
}

#[derive(Template)]
#[template(path = "vendors/disclosure.html")]
struct DisclosureBody {
    place: Place,
    institution: String,
    systems: Vec<String>,
    chosen: String,
    kind: String,
    version: String,
    error: Option<String>,
}

impl DisclosureBody {
    fn of(front: &Front, own: &OwnForm) -> Self {
        let chosen = if own.systems.len() == 1 { own.systems[0].clone() } else { String::new() };
        Self {
            place: front.place.clone(),
            institution: own.institution.clone(),
            systems: own.systems.clone(),
            chosen,
            kind: "mds".to_owned(),
            version: String::new(),
            error: None,
        }
    }

    async fn show(&self, front: &Front, web: &Web, status: StatusCode) -> Result<Response, Failure> {
        front.show(web, status, &text("vendors-disclosure-title", &[]), self).await
    }
}

/// The page on which a disclosure statement is handed over.
pub(super) async fn disclosure(State(web): State<Web>, front: Front) -> Result<Response, Failure> {
    let own = front.form(&web).await?;
    DisclosureBody::of(&front, &own).show(&front, &web, StatusCode::OK).await
}

/// Takes it.
pub(super) async fn give(State(web): State<Web>, front: Front, upload: Upload) -> Result<Response, Failure> {
    let own = front.form(&web).await?;
    let (system, kind, version) = (upload.fields.get("system"), upload.fields.get("kind"), upload.fields.get("product-version"));
    let statement = if kind == "sds" { DisclosureKind::Sds } else { DisclosureKind::Mds };
    let given = match upload.file("file") {
        None => Err("vendors-file-empty"),
        Some(brought) => match give_disclosure(&web.house, &front.actor, &own, system, (statement, version), brought).await {
            Ok(()) => Ok(()),
            Err(DisclosureError::UnknownSystem) => Err("vendors-unknown-system"),
            Err(DisclosureError::Document(error)) => Err(document_error(error)?),
            Err(DisclosureError::Forbidden(forbidden)) => return Err(forbidden.into()),
            Err(error) => return Err(Failure::Fault(error.to_string())),
        },
    };
    match given {
        Ok(()) => Ok(Redirect::to(&front.place.with("", "received", "1")).into_response()),
        Err(key) => {
            let mut body = DisclosureBody::of(&front, &own);
            (body.chosen, body.kind, body.version) = (system.to_owned(), kind.to_owned(), version.to_owned());
            body.error = Some(text(key, &[]));
            body.show(&front, &web, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The words for a document that was not taken; a fault for one that could not be written.
pub(super) fn document_error(error: DocumentError) -> Result<&'static str, Failure> {
    match error {
        DocumentError::Empty => Ok("vendors-file-empty"),
        DocumentError::TooLarge => Ok("vendors-file-too-large"),
        DocumentError::Kind => Ok("vendors-file-kind"),
        other => Err(Failure::Fault(other.to_string())),
    }
}
