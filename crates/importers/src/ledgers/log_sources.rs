//! アクセスログの取得.

use sonae_domain::ledger::{LedgerId, LogSource};

use super::{Built, Importer};
use crate::reading::Reading;

/// What 永年 counts as: a hundred years, in days.
const KEPT_FOR_GOOD: u32 = 36_500;

pub(super) struct LogSources;

impl Importer for LogSources {
    fn ledger(&self) -> LedgerId {
        LedgerId::LogSources
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&LogSource {
            system: row.text("system"),
            host: row.code("host"),
            collected: row.flag("collected"),
            login_time: row.flag("login-time"),
            access_time: row.flag("access-time"),
            operation: row.flag("operation"),
            retention_days: row.days("retention-days", KEPT_FOR_GOOD),
            access_restricted: row.flag("access-restricted"),
            tamper_protected: row.flag("tamper-protected"),
            time_synchronised: row.flag("time-synchronised"),
            substitute: row.text("substitute"),
            vendor: row.text("vendor"),
            checked_on: row.date("checked-on"),
        })
    }
}
