//! 判定の上書き. A row may name several items; each becomes a record.

use sonae_domain::ledger::{LedgerId, Override};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Overrides;

impl Importer for Overrides {
    fn ledger(&self) -> LedgerId {
        LedgerId::Overrides
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let record = Override {
            edition: row.code("edition"),
            vendor: row.text("vendor"),
            item: String::new(),
            answer: row.choice_or_text("answer"),
            reason: row.text("reason"),
            decided_by: row.text("decided-by"),
            decided_on: row.date("decided-on"),
            expires_on: row.date("expires-on"),
        };
        let items = row.items("item");
        if items.is_empty() && record.answer.is_none() {
            return Vec::new();
        }
        if items.is_empty() {
            return Built::one(&record);
        }
        items.into_iter().flat_map(|item| Built::one(&Override { item, ..record.clone() })).collect()
    }
}
