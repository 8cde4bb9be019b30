//! The form itself: filling it in, saving, reading a filled-in file into it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;
use sonae_app::vendors::{FillError, Filled, Given, OwnForm, OwnItem, ReadFormError, fill_form, read_form_file};
use sonae_app::words::{date as short_date, text};
use sonae_domain::ledger::YesNo;

use super::front::{Front, Place};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::state::Web;
use crate::upload::Upload;

/// Longest remark, in characters.
const LONGEST_REMARK: usize = 1_000;

/// One item as it stands on the page.
struct ItemView {
    key: String,
    no: String,
    label: String,
    note: Option<String>,
    section: Option<&'static str>,
    heading: Option<&'static str>,
    void: bool,
    answer: String,
    checked: String,
    target: String,
    remarks: String,
    seen: String,
    /// Sentences by field: `answer`, `checked`, `target`, `remarks`
    errors: BTreeMap<&'static str, String>,
}

impl ItemView {
    fn of(item: &OwnItem) -> Self {
        let mut view = Self {
            key: item.item.key.clone(),
            no: item.item.no.clone(),
            label: item.item.label.clone(),
            note: item.item.note.clone(),
            section: item.section,
            heading: item.heading,
            void: item.void,
            answer: String::new(),
            checked: String::new(),
            target: String::new(),
            remarks: String::new(),
            seen: item.given.mark(),
            errors: BTreeMap::new(),
        };
        view.fill(&item.given);
        view
    }

    fn fill(&mut self, given: &Given) {
        answer_word(given.answer).clone_into(&mut self.answer);
        self.checked = given.checked_on.map(short_date).unwrap_or_default();
        self.target = given.target_on.map(short_date).unwrap_or_default();
        self.remarks.clone_from(&given.remarks);
    }

    fn error(&self, field: &str) -> Option<&String> {
        self.errors.get(field)
    }
}

/// The form on the page.
#[derive(Template)]
#[template(path = "vendors/form.html")]
struct FormBody {
    place: Place,
    vendor: String,
    institution: String,
    year: String,
    deadline: Date,
    until: Option<Date>,
    answered_by: String,
    name_error: bool,
    items: Vec<ItemView>,
    said: Option<String>,
    notes: Vec<String>,
    finished_on: Option<Date>,
    open: usize,
}

impl FormBody {
    fn of(front: &Front, own: &OwnForm) -> Self {
        let before = own.items.iter().rev().map(|item| item.answered_by.as_str()).find(|name| !name.is_empty()).unwrap_or_default();
        let own_name = if front.until.is_none() && !front.place.typed_in { front.actor.name.as_str() } else { "" };
        Self {
            place: front.place.clone(),
            vendor: own.vendor.clone(),
            institution: own.institution.clone(),
            year: own.edition.year_label.clone(),
            deadline: own.edition.deadline,
            until: front.until,
            answered_by: if before.is_empty() { own_name } else { before }.to_owned(),
            name_error: false,
            items: own.items.iter().map(ItemView::of).collect(),
            said: None,
            notes: Vec::new(),
            finished_on: own.submission.as_ref().filter(|submission| submission.stands()).and_then(|submission| submission.on),
            open: own.items.iter().filter(|item| !item.void && item.given.answer.is_none()).count(),
        }
    }

    /// Everything that is wrong: where, number of the item, what.
    fn errors(&self) -> Vec<(String, &str, &str)> {
        let all = self.items.iter().flat_map(|item| item.errors.iter().map(move |(field, text)| (item, *field, text)));
        all.map(|(item, field, text)| (format!("{}-{field}", item.key), item.no.as_str(), text.as_str())).collect()
    }

    async fn show(&self, front: &Front, web: &Web, status: StatusCode) -> Result<Response, Failure> {
        let title = text("vendors-form-title", &[("vendor", &self.vendor)]);
        front.show(web, status, &title, self).await
    }
}

/// What an address may say beside the form.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    saved: Option<u32>,
    received: Option<u32>,
}

/// The form as it is kept.
pub(super) async fn form(State(web): State<Web>, front: Front, Query(said): Query<Said>) -> Result<Response, Failure> {
    let own = front.form(&web).await?;
    let mut body = FormBody::of(&front, &own);
    body.said = match (said.saved, said.received) {
        (Some(count), _) => Some(text("vendors-saved", &[("count", &count.to_string())])),
        (None, Some(_)) => Some(text("vendors-disclosure-received", &[])),
        (None, None) => None,
    };
    body.show(&front, &web, StatusCode::OK).await
}

/// Saves what was typed. Anything wrong: nothing is saved, and the page comes back with everything that was typed.
pub(super) async fn save(State(web): State<Web>, front: Front, fields: Fields) -> Result<Response, Failure> {
    let own = front.form(&web).await?;
    let today = web.house.today().await?;
    let mut body = FormBody::of(&front, &own);
    fields.get("answered-by").clone_into(&mut body.answered_by);
    body.name_error = body.answered_by.is_empty() || body.answered_by.chars().count() > 100;
    let mut filled = BTreeMap::new();
    // what the page did not hold is not taken back
    let there = |item: &&mut ItemView| !item.void && fields.iter().any(|(name, _)| name == format!("{}-seen", item.key));
    for item in body.items.iter_mut().filter(there) {
        let given = typed(item, &fields, today);
        filled.insert(item.key.clone(), Filled { given, seen: item.seen.clone() });
    }
    let clean = !body.name_error && body.items.iter().all(|item| item.errors.is_empty());
    if !clean {
        return body.show(&front, &web, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match fill_form(&web.house, &front.actor, &own, &body.answered_by, &filled).await {
        Ok(count) => Ok(Redirect::to(&front.place.with("", "saved", &count.to_string())).into_response()),
        Err(FillError::Finished) => {
            body.notes.push(text("vendors-finished-already", &[]));
            body.show(&front, &web, StatusCode::CONFLICT).await
        }
        Err(FillError::Meanwhile(kept)) => {
            for item in &mut body.items {
                if let Some(kept) = kept.get(&item.key) {
                    item.errors.insert("answer", text("vendors-meanwhile", &[("kept", &in_words(kept))]));
                    // saving once more means: I have seen it
                    item.seen = kept.mark();
                }
            }
            body.show(&front, &web, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads a filled-in file into the fields. Nothing is saved: the page is the preview.
pub(super) async fn file(State(web): State<Web>, front: Front, upload: Upload) -> Result<Response, Failure> {
    let own = front.form(&web).await?;
    let mut body = FormBody::of(&front, &own);
    let read = upload.file("file").map_or(Err("vendors-file-empty"), |brought| {
        read_form_file(&own, brought).map_err(|error| match error {
            ReadFormError::TooLarge => "vendors-file-too-large",
            ReadFormError::NoAnswers => "vendors-file-no-answers",
        })
    });
    let answers = match read {
        Ok(answers) => answers,
        Err(key) => {
            body.notes.push(text(key, &[]));
            return body.show(&front, &web, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    if !answers.answered_by.is_empty() {
        body.answered_by.clone_from(&answers.answered_by);
    }
    for item in body.items.iter_mut().filter(|item| !item.void) {
        if let Some(given) = answers.given.get(&item.key).filter(|given| !given.is_empty()) {
            item.fill(given);
        }
    }
    body.notes.push(text("vendors-file-read", &[("count", &answers.given.len().to_string())]));
    if let Some(other) = &answers.other_vendor {
        body.notes.push(text("vendors-file-other-vendor", &[("vendor", other)]));
    }
    if answers.unread > 0 {
        body.notes.push(text("vendors-file-unread", &[("count", &answers.unread.to_string())]));
    }
    body.show(&front, &web, StatusCode::OK).await
}

/// Takes what was typed for one item onto the page, and what it means; notes what is wrong.
fn typed(item: &mut ItemView, fields: &Fields, today: Date) -> Given {
    let field = |name: &str| fields.get(&format!("{}-{name}", item.key)).to_owned();
    let (answer, checked, target, remarks, seen) = (field("answer"), field("checked"), field("target"), field("remarks"), field("seen"));
    let mut errors = BTreeMap::new();
    let mut day = |name: &'static str, value: &str, key: &str| {
        let read = sonae_domain::calendar::parse(value).ok().and_then(sonae_domain::calendar::PartialDate::exact);
        if !value.is_empty() && read.is_none() {
            errors.insert(name, text(key, &[]));
        }
        read
    };
    let checked_on = day("checked", &checked, "vendors-bad-checked-on");
    let target_on = day("target", &target, "vendors-bad-target-on");
    if checked_on.is_some_and(|day| day > today) {
        errors.insert("checked", text("vendors-future-checked-on", &[]));
    }
    if remarks.chars().count() > LONGEST_REMARK {
        errors.insert("remarks", text("vendors-long-remarks", &[]));
    }
    let answered = match answer.as_str() {
        "yes" => Some(YesNo::Yes),
        "no" => Some(YesNo::No),
        _ => None,
    };
    (item.answer, item.checked, item.target, item.errors) = (answer, checked, target, errors);
    item.remarks.clone_from(&remarks);
    item.seen = seen;
    Given { answer: answered, checked_on, target_on, remarks }
}

fn answer_word(answer: Option<YesNo>) -> &'static str {
    match answer {
        Some(YesNo::Yes) => "yes",
        Some(YesNo::No) => "no",
        None => "",
    }
}

/// What is given, in a few words.
pub(super) fn in_words(given: &Given) -> String {
    let answer = match given.answer {
        Some(YesNo::Yes) => text("vendors-yes", &[]),
        Some(YesNo::No) => text("vendors-no", &[]),
        None => text("vendors-meanwhile-none", &[]),
    };
    let days = [given.checked_on, given.target_on].into_iter().flatten().map(html::date);
    let parts: Vec<String> =
        std::iter::once(answer).chain(days).chain((!given.remarks.is_empty()).then(|| given.remarks.clone())).collect();
    parts.join(" ")
}
