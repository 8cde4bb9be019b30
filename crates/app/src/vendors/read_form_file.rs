//! Reads a filled-in form (XLSX, CSV …) into the fields of the page, so that it can be looked at before it is saved.
//!
//! Deliberately not here: keeping anything.

use std::collections::BTreeMap;

use sonae_domain::ledger::{Answer, LedgerId};
use sonae_domain::names::same_company;
use sonae_importers::form::FormSpec;
use sonae_importers::{ImportContext, Limits, import};

use super::form::{Given, OwnForm, given_of, named};
use crate::keep_document::{Brought, LARGEST};

/// What a file says.
#[derive(Debug, Clone, Default)]
pub struct FileAnswers {
    /// By key of the item
    pub given: BTreeMap<String, Given>,
    /// Who answered, where the file says so
    pub answered_by: String,
    /// The company that the file names, where it is another one
    pub other_vendor: Option<String>,
    /// Rows of the file that are for no item of this form, or could not be read
    pub unread: usize,
}

/// Why nothing was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadFormError {
    /// It is larger than anything that is read
    #[error("the file is too large")]
    TooLarge,
    /// There is no answer to this form in it
    #[error("the file holds no answers to this form")]
    NoAnswers,
}

/// Reads a file as answers to this vendor's form. Whatever the bytes are, nothing is kept and nothing breaks.
pub fn read_form_file(own: &OwnForm, brought: &Brought) -> Result<FileAnswers, ReadFormError> {
    if brought.bytes.len() > LARGEST {
        return Err(ReadFormError::TooLarge);
    }
    let context = ImportContext { limits: Limits::default(), forms: vec![FormSpec::new(own.edition, own.form)] };
    let report = import(&brought.name, brought.bytes.as_slice(), &[], &context);
    let mut answers = FileAnswers::default();
    let rows = report.batches.iter().filter(|batch| batch.importer == LedgerId::Answers).flat_map(|batch| &batch.rows);
    for row in rows {
        let Ok(answer) = serde_json::from_value::<Answer>(row.body.clone()) else {
            answers.unread += 1;
            continue;
        };
        let right_edition = answer.edition.trim().is_empty() || own.edition.is_named(&answer.edition);
        let items = named(own.form, &answer.item);
        if !right_edition || items.is_empty() {
            answers.unread += 1;
            continue;
        }
        if !answer.vendor.trim().is_empty() && !same_company(&answer.vendor, &own.vendor) {
            answers.other_vendor = Some(answer.vendor.trim().to_owned());
        }
        if !answer.answered_by.trim().is_empty() {
            answer.answered_by.trim().clone_into(&mut answers.answered_by);
        }
        for item in items {
            answers.given.insert(item.key.clone(), given_of(&answer));
        }
    }
    if answers.given.values().all(Given::is_empty) { Err(ReadFormError::NoAnswers) } else { Ok(answers) }
}
