//! 規程: clauses and the items that they lay down.

use sonae_domain::ledger::{LedgerId, Regulation};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Regulations;

impl Importer for Regulations {
    fn ledger(&self) -> LedgerId {
        LedgerId::Regulations
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&Regulation {
            title: row.text("title"),
            clause: row.text("clause"),
            covers: row.items("covers"),
            established_on: row.date("established-on"),
            revised_on: row.date("revised-on"),
            approved_by: row.text("approved-by"),
            document: row.text("document"),
            summary: row.text("summary"),
        })
    }
}
