//! MDS/SDS 受領.

use sonae_domain::ledger::{Disclosure, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Disclosures;

impl Importer for Disclosures {
    fn ledger(&self) -> LedgerId {
        LedgerId::Disclosures
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&Disclosure {
            vendor: row.text("vendor"),
            system: row.text("system"),
            kind: row.choice("kind"),
            version: row.code("version"),
            requested_on: row.date("requested-on"),
            received_on: row.date("received-on"),
            negatives: row.number("negatives"),
            not_applicable: row.number("not-applicable"),
            unexplained: row.number("unexplained"),
            product_version: row.code("product-version"),
            reviewed_by: row.text("reviewed-by"),
            document: row.text("document"),
            note: row.text("note"),
        })
    }
}
