//! A vendor hands its form in; the institution can open it again.
//!
//! Deliberately not here: what is in the form.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::ledger::YesNo;
use sonae_store::StoreError;

use super::fill_form::form_key;
use super::form::{OwnForm, require};
use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::records::{self, RecordError, VENDOR_SUBMISSIONS, own_record};

/// A form that was handed in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Submission {
    /// The vendor, as the contracts spell it
    pub vendor: String,
    /// Edition of the form
    pub edition: String,
    /// Who handed it in
    pub name: String,
    /// Their department
    pub department: String,
    /// When
    pub on: Option<Date>,
    /// When the institution opened it again
    pub reopened_on: Option<Date>,
    /// Who did
    pub reopened_by: String,
}

impl Submission {
    /// Whether the form is handed in at present.
    pub fn stands(&self) -> bool {
        self.on.is_some() && self.reopened_on.is_none()
    }
}

/// Who hands the form in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// Name
    pub name: String,
    /// Department
    pub department: String,
}

/// What an item lacks before the form can be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanting {
    /// はい or いいえ
    Answer,
    /// 確認日
    CheckedOn,
    /// 目標日 of an 「いいえ」
    TargetOn,
}

impl Wanting {
    /// As the words of the locale (`vendors-wanting-…`) spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::CheckedOn => "checked-on",
            Self::TargetOn => "target-on",
        }
    }
}

/// Why a form was not handed in or opened again.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Name or department is missing
    #[error("the name or the department is missing")]
    Nameless,
    /// Something is wanting in the form
    #[error("the form is not complete")]
    Incomplete,
    /// It is not in the state for this
    #[error("the form is already, or not yet, handed in")]
    OutOfTurn,
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// What is wanting in the form, by key of the item.
pub fn wanting(own: &OwnForm) -> Vec<(String, Wanting)> {
    let mut wanting = Vec::new();
    for item in own.items.iter().filter(|item| !item.void) {
        let given = &item.given;
        if given.answer.is_none() {
            wanting.push((item.item.key.clone(), Wanting::Answer));
        } else if given.checked_on.is_none() {
            wanting.push((item.item.key.clone(), Wanting::CheckedOn));
        }
        if given.answer == Some(YesNo::No) && given.target_on.is_none() {
            wanting.push((item.item.key.clone(), Wanting::TargetOn));
        }
    }
    wanting
}

/// Hands the form in.
pub async fn finish_form(house: &House, actor: &Actor, own: &OwnForm, signature: &Signature) -> Result<(), FinishError> {
    require(actor, &own.vendor)?;
    if signature.name.trim().is_empty() || signature.department.trim().is_empty() {
        return Err(FinishError::Nameless);
    }
    if !wanting(own).is_empty() {
        return Err(FinishError::Incomplete);
    }
    let today = house.today().await?;
    let edition = own.edition.id.as_str();
    let mut tx = house.store.begin().await?;
    if submission_of(house, edition, &own.vendor).await?.is_some_and(|submission| submission.stands()) {
        return Err(FinishError::OutOfTurn);
    }
    let submission = Submission {
        vendor: own.vendor.clone(),
        edition: edition.to_owned(),
        name: signature.name.trim().to_owned(),
        department: signature.department.trim().to_owned(),
        on: Some(today),
        ..Submission::default()
    };
    tx.put_record(VENDOR_SUBMISSIONS, own_record(&form_key(edition, &own.vendor), 0, &submission)).await?;
    let detail = json!({ "edition": edition, "name": submission.name, "department": submission.department });
    tx.commit(house.event(actor, "vendor-form.finished", &own.vendor, detail)).await?;
    Ok(())
}

/// Opens a form again that was handed in, so that it can be changed.
pub async fn reopen_form(house: &House, actor: &Actor, edition: &str, vendor: &str) -> Result<(), FinishError> {
    actor.require(Permission::ManageVendors)?;
    let today = house.today().await?;
    let mut tx = house.store.begin().await?;
    let submission = submission_of(house, edition, vendor).await?.filter(Submission::stands).ok_or(FinishError::OutOfTurn)?;
    let submission = Submission { reopened_on: Some(today), reopened_by: actor.name.clone(), ..submission };
    tx.put_record(VENDOR_SUBMISSIONS, own_record(&form_key(edition, vendor), 0, &submission)).await?;
    tx.commit(house.event(actor, "vendor-form.reopened", &submission.vendor, json!({ "edition": edition }))).await?;
    Ok(())
}

/// The last handing-in of a vendor's form, whether it stands or not.
pub(super) async fn submission_of(house: &House, edition: &str, vendor: &str) -> Result<Option<Submission>, RecordError> {
    records::one(&house.store, VENDOR_SUBMISSIONS, &form_key(edition, vendor)).await
}
