//! 事業継続計画.

use sonae_domain::ledger::{Bcp, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Bcps;

impl Importer for Bcps {
    fn ledger(&self) -> LedgerId {
        LedgerId::Bcps
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&Bcp {
            title: row.text("title"),
            version: row.code("version"),
            covers_cyber_attack: row.flag("covers-cyber-attack"),
            established_on: row.date("established-on"),
            revised_on: row.date("revised-on"),
            review_due: row.date("review-due"),
            approved_by: row.text("approved-by"),
            approved_on: row.date("approved-on"),
            document: row.text("document"),
        })
    }
}
