//! バックアップ. A job whose last run failed has no last success on that day.

use sonae_domain::ledger::{Backup, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Backups;

impl Importer for Backups {
    fn ledger(&self) -> LedgerId {
        LedgerId::Backups
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let failed = row.flag("last-result") == Some(false);
        let last = row.date("last-success");
        Built::one(&Backup {
            system: row.text("system"),
            data: row.text("data"),
            method: row.text("method"),
            interval_days: row.days("interval-days", 36_500),
            generations: row.number("generations"),
            offline: row.flag("offline"),
            immutable: row.flag("immutable"),
            last_success: if failed { None } else { last },
            restore_tested_on: row.date("restore-tested-on"),
            restore_succeeded: row.flag("restore-succeeded"),
            place: row.text("place"),
            vendor: row.text("vendor"),
            document: row.text("document"),
        })
    }
}
