//! 訓練・演習.

use sonae_domain::ledger::{Drill, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Drills;

impl Importer for Drills {
    fn ledger(&self) -> LedgerId {
        LedgerId::Drills
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&Drill {
            title: row.text("title"),
            held_on: row.date("held-on"),
            cyber_attack: row.flag("cyber-attack"),
            participants: row.number("participants"),
            findings: row.text("findings"),
            improved_on: row.date("improved-on"),
            document: row.text("document"),
        })
    }
}
