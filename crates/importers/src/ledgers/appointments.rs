//! 体制: who has been appointed to which role.

use sonae_domain::ledger::{Appointment, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Appointments;

impl Importer for Appointments {
    fn ledger(&self) -> LedgerId {
        LedgerId::Appointments
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let role_text = row.text("role");
        Built::one(&Appointment {
            role: super::infer::role(&role_text),
            role_text,
            name: row.text("name"),
            title: row.text("title"),
            appointed_on: row.date("appointed-on"),
            until: row.date("until"),
            appointed_by: row.text("appointed-by"),
            vendor: row.text("vendor"),
            document: row.text("document"),
        })
    }
}
