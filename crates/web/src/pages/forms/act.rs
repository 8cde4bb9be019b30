//! What is done to an item: answered, overruled, proved by a file. Each ends with the item's page.

use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use sonae_app::checklist::{
    AnswerError, EvidenceError, LARGEST, OverrideError, Place, TakeOverError, TypedAnswer, TypedOverride, answer_item, attach_evidence,
    detach_evidence, override_finding, withdraw_override,
};
use sonae_domain::ledger::YesNo;

use super::item::{Again, again};
use super::{Asked, audience, form_link, place_of, view};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::say;
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

type Keys = Path<(String, String, String)>;

fn back(place: &Place<'_>) -> Response {
    let link = view::link(place.edition.id.as_str(), place.form.audience.as_str(), &place.item.key, place.subject);
    Redirect::to(&link).into_response()
}

fn yes_no(value: &str) -> Option<YesNo> {
    match value {
        "yes" => Some(YesNo::Yes),
        "no" => Some(YesNo::No),
        _ => None,
    }
}

fn wrong(fields: &[(&'static str, &'static str)]) -> Wrong {
    let mut wrong = Wrong::default();
    let most = sonae_app::checklist::LONGEST_DAYS.to_string();
    let least = sonae_app::checklist::SHORTEST_REASON.to_string();
    for (field, key) in fields {
        wrong.add(field, key, &[("days", &most), ("least", &least)]);
    }
    wrong
}

pub(super) async fn answer(
    State(web): State<Web>,
    signed: Signed,
    Path((edition, whose, key)): Keys,
    Query(asked): Query<Asked>,
    fields: Fields,
) -> Result<Response, Failure> {
    let place = place_of(&web, &edition, &whose, &key, &asked.subject)?;
    let typed = TypedAnswer {
        round: fields.get("round").parse().unwrap_or(0),
        answer: yes_no(fields.get("answer")),
        checked_on: fields.get("checked-on").to_owned(),
        target_on: fields.get("target-on").to_owned(),
        remarks: fields.get("remarks").to_owned(),
        answered_by: fields.get("answered-by").to_owned(),
    };
    match answer_item(&web.house, &signed.actor, &place, &typed).await {
        Ok(()) => {
            say(&signed.session, "forms-said-answered", &[("no", &place.item.no)]).await?;
            Ok(back(&place))
        }
        Err(AnswerError::Wrong(fields)) => {
            again(&web, &signed, &place, Again { wrong: wrong(&fields), answer: Some(typed), ..Again::default() }).await
        }
        Err(AnswerError::Forbidden(forbidden)) => Err(forbidden.into()),
        Err(other) => Err(Failure::Fault(other.to_string())),
    }
}

pub(super) async fn overrule(
    State(web): State<Web>,
    signed: Signed,
    Path((edition, whose, key)): Keys,
    Query(asked): Query<Asked>,
    fields: Fields,
) -> Result<Response, Failure> {
    let place = place_of(&web, &edition, &whose, &key, &asked.subject)?;
    let typed = TypedOverride {
        answer: yes_no(fields.get("override-answer")),
        reason: fields.get("reason").to_owned(),
        expires_on: fields.get("expires-on").to_owned(),
    };
    match override_finding(&web.house, &signed.actor, &place, &typed).await {
        Ok(()) => {
            say(&signed.session, "forms-said-overruled", &[("no", &place.item.no)]).await?;
            Ok(back(&place))
        }
        Err(OverrideError::Wrong(fields)) => {
            again(&web, &signed, &place, Again { wrong: wrong(&fields), overruling: Some(typed), ..Again::default() }).await
        }
        Err(OverrideError::Forbidden(forbidden)) => Err(forbidden.into()),
        Err(other) => Err(Failure::Fault(other.to_string())),
    }
}

pub(super) async fn withdraw(
    State(web): State<Web>,
    signed: Signed,
    Path((edition, whose, key)): Keys,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let place = place_of(&web, &edition, &whose, &key, &asked.subject)?;
    match withdraw_override(&web.house, &signed.actor, &place).await {
        Ok(()) | Err(OverrideError::NoneStands) => {
            say(&signed.session, "forms-said-withdrawn", &[("no", &place.item.no)]).await?;
            Ok(back(&place))
        }
        Err(OverrideError::Forbidden(forbidden)) => Err(forbidden.into()),
        Err(other) => Err(Failure::Fault(other.to_string())),
    }
}

/// Several files and one note. A file that is not taken stops no other; what was taken and what was not is said.
pub(super) async fn attach(
    State(web): State<Web>,
    signed: Signed,
    Path((edition, whose, key)): Keys,
    Query(asked): Query<Asked>,
    mut parts: Multipart,
) -> Result<Response, Failure> {
    let place = place_of(&web, &edition, &whose, &key, &asked.subject)?;
    signed.require(sonae_domain::access::Permission::AddEvidence)?;
    let (mut note, mut files) = (String::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|_| Failure::Bad("unreadable-form"))? {
        let name = part.file_name().unwrap_or_default().to_owned();
        let is_note = part.name() == Some("note");
        let bytes = part.bytes().await.map_err(|_| Failure::Bad("too-large"))?;
        if is_note {
            note = String::from_utf8_lossy(&bytes).into_owned();
        } else if !name.is_empty() {
            files.push((name, bytes));
        }
    }
    let mut problems = Wrong::default();
    let mut taken = 0u32;
    for (name, bytes) in &files {
        let key = match attach_evidence(&web.house, &signed.actor, &place, (name, bytes), &note).await {
            Ok(_) => {
                taken += 1;
                continue;
            }
            Err(EvidenceError::Forbidden(forbidden)) => return Err(forbidden.into()),
            Err(EvidenceError::TooLarge) => "forms-wrong-large-file",
            Err(EvidenceError::UnknownKind) => "forms-wrong-kind",
            Err(other) => return Err(Failure::Fault(other.to_string())),
        };
        let name = sonae_app::checklist::clean_name(name);
        problems.add("files", key, &[("name", &name), ("most", &html::size(LARGEST as u64))]);
    }
    if files.is_empty() {
        problems.add("files", "forms-wrong-no-file", &[]);
    }
    if !problems.is_empty() {
        return again(&web, &signed, &place, Again { wrong: problems, note, ..Again::default() }).await;
    }
    say(&signed.session, "forms-said-attached", &[("count", &taken.to_string())]).await?;
    Ok(back(&place))
}

pub(super) async fn detach(
    State(web): State<Web>,
    signed: Signed,
    Path((edition, whose, key)): Keys,
    Query(asked): Query<Asked>,
    fields: Fields,
) -> Result<Response, Failure> {
    let place = place_of(&web, &edition, &whose, &key, &asked.subject)?;
    match detach_evidence(&web.house, &signed.actor, &place, fields.get("sha256")).await {
        Ok(()) => {
            say(&signed.session, "forms-said-detached", &[]).await?;
            Ok(back(&place))
        }
        Err(EvidenceError::NotThere) => Err(Failure::NotFound),
        Err(EvidenceError::Forbidden(forbidden)) => Err(forbidden.into()),
        Err(other) => Err(Failure::Fault(other.to_string())),
    }
}

pub(super) async fn take_over(
    State(web): State<Web>,
    signed: Signed,
    Path((edition, whose)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let edition = web.house.frameworks.edition(&edition).ok_or(Failure::NotFound)?;
    let audience = audience(&whose)?;
    let only = Some(fields.get("item")).filter(|key| !key.is_empty());
    let taken = match sonae_app::checklist::take_over(&web.house, &signed.actor, edition, audience, only).await {
        Ok(taken) => taken,
        Err(TakeOverError::Answer(AnswerError::Forbidden(forbidden))) => return Err(forbidden.into()),
        Err(other) => return Err(Failure::Fault(other.to_string())),
    };
    say(&signed.session, "forms-said-taken-over", &[("count", &taken.to_string())]).await?;
    let link = form_link(edition.id.as_str(), audience.as_str(), "");
    Ok(Redirect::to(&match only {
        Some(key) => view::link(edition.id.as_str(), audience.as_str(), key, ""),
        None => link,
    })
    .into_response())
}
