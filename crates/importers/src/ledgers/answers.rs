//! 回答, kept as a table. A row may name several items; each becomes a record. Filled forms are read by `form`.

use sonae_domain::ledger::{Answer, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Answers;

impl Importer for Answers {
    fn ledger(&self) -> LedgerId {
        LedgerId::Answers
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let edition = row.code("edition");
        let record = Answer {
            vendor: row.text("vendor"),
            item: String::new(),
            round: row.number("round").and_then(|round| u8::try_from(round).ok()).unwrap_or(1).max(1),
            answer: row.choice_or_text("answer"),
            checked_on: row.date_in_year("checked-on", &edition),
            target_on: row.date_in_year("target-on", &edition),
            remarks: row.text("remarks"),
            answered_by: row.text("answered-by"),
            edition,
        };
        let items = row.items("item");
        if items.is_empty() && record.answer.is_none() {
            return Vec::new();
        }
        if items.is_empty() {
            return Built::one(&record);
        }
        items.into_iter().flat_map(|item| Built::one(&Answer { item, ..record.clone() })).collect()
    }
}
