//! 教育・研修.

use sonae_domain::ledger::{Education, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Educations;

impl Importer for Educations {
    fn ledger(&self) -> LedgerId {
        LedgerId::Educations
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        Built::one(&Education {
            title: row.text("title"),
            held_on: row.date("held-on"),
            audience: row.text("audience"),
            attendees: row.number("attendees"),
            invited: row.number("invited"),
            document: row.text("document"),
        })
    }
}
