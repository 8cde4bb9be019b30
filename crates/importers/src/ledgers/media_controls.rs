//! 外部記録媒体の制限.

use sonae_domain::ledger::{LedgerId, MediaControl};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct MediaControls;

impl Importer for MediaControls {
    fn ledger(&self) -> LedgerId {
        LedgerId::MediaControls
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&MediaControl {
            target: row.text("target"),
            kind: row.choice("kind"),
            method: row.text("method"),
            restricted: row.flag("restricted"),
            exception_handling: row.text("exception-handling"),
            vendor: row.text("vendor"),
            checked_on: row.date("checked-on"),
            document: row.text("document"),
        })
    }
}
