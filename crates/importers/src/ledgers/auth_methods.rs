//! 認証方式: how users of each system are authenticated.

use sonae_domain::ledger::{AuthMethod, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct AuthMethods;

impl Importer for AuthMethods {
    fn ledger(&self) -> LedgerId {
        LedgerId::AuthMethods
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let method = row.text("method");
        let two_factor = row.flag("two-factor");
        Built::one(&AuthMethod {
            system: row.text("system"),
            kind: row.choice("kind"),
            method,
            two_factor,
            implemented_on: row.date("implemented-on"),
            planned_on: row.date("planned-on"),
            renewal_on: row.date("renewal-on"),
            retires_on: row.date("retires-on"),
            fallback: row.text("fallback"),
            vendor: row.text("vendor"),
            checked_on: row.date("checked-on"),
            document: row.text("document"),
        })
    }
}
