//! 連絡先: whom to call. The row number in a column of its own is not used.

use sonae_domain::ledger::{Contact, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Contacts;

impl Importer for Contacts {
    fn ledger(&self) -> LedgerId {
        LedgerId::Contacts
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let _ = row.code("number");
        Built::one(&Contact {
            group: row.choice("group"),
            role: row.text("role"),
            organisation: row.text("organisation"),
            name: row.text("name"),
            phones: row.list("phones").iter().map(|phone| crate::fold::plain(phone)).collect(),
            email: row.code("email"),
            hours: row.text("hours"),
            called_by: row.text("called-by"),
            purpose: row.text("purpose"),
            checked_on: row.date("checked-on"),
            note: row.text("note"),
        })
    }
}
