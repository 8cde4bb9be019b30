//! 復旧手順.

use sonae_domain::ledger::{LedgerId, RecoveryProcedure};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct RecoveryProcedures;

impl Importer for RecoveryProcedures {
    fn ledger(&self) -> LedgerId {
        LedgerId::RecoveryProcedures
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&RecoveryProcedure {
            system: row.text("system"),
            title: row.text("title"),
            confirmed_on: row.date("confirmed-on"),
            owner: row.text("owner"),
            priority: row.text("priority"),
            document: row.text("document"),
        })
    }
}
