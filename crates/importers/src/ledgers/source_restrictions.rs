//! 接続元制限.

use sonae_domain::ledger::{LedgerId, SourceRestriction};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct SourceRestrictions;

impl Importer for SourceRestrictions {
    fn ledger(&self) -> LedgerId {
        LedgerId::SourceRestrictions
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&SourceRestriction {
            device: row.code("device"),
            target: row.text("target"),
            method: row.text("method"),
            restricted: row.flag("restricted"),
            allowed: row.text("allowed"),
            vendor: row.text("vendor"),
            checked_on: row.date("checked-on"),
            document: row.text("document"),
        })
    }
}
