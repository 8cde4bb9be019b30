//! リモート保守回線.

use sonae_domain::ledger::{LedgerId, MaintenanceLine};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct MaintenanceLines;

impl Importer for MaintenanceLines {
    fn ledger(&self) -> LedgerId {
        LedgerId::MaintenanceLines
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&MaintenanceLine {
            id: row.text("id"),
            vendor: row.text("vendor"),
            method: row.text("method"),
            device: row.text("device"),
            system: row.text("system"),
            source_restricted: row.flag("source-restricted"),
            two_factor: row.flag("two-factor"),
            logged: row.flag("logged"),
            confirmed_on: row.date("confirmed-on"),
            note: row.text("note"),
        })
    }
}
