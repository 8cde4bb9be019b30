//! 稼働サービスの点検. A start mode of "disabled" counts as stopped where no state is given.

use sonae_domain::ledger::{LedgerId, ServiceEntry, ServiceState};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Services;

impl Importer for Services {
    fn ledger(&self) -> LedgerId {
        LedgerId::Services
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let mut state = row.choice("state");
        let start = row.text("start-mode");
        if state == ServiceState::Unknown && super::infer::is_disabled_start(&start) {
            state = ServiceState::Stopped;
        }
        Built::one(&ServiceEntry {
            host: row.code("host"),
            service: row.code("service"),
            state,
            needed: row.flag("needed"),
            purpose: row.text("purpose"),
            checked_on: row.date("checked-on"),
            checked_by: row.text("checked-by"),
        })
    }
}
