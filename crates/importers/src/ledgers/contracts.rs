//! 事業者・契約. A term such as 2025/4/1～2026/3/31 in one column gives both days.

use sonae_domain::ledger::{Contract, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Contracts;

impl Importer for Contracts {
    fn ledger(&self) -> LedgerId {
        LedgerId::Contracts
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let (term_start, term_end) = super::infer::term(&row.text("term"));
        Built::one(&Contract {
            vendor: row.text("vendor"),
            number: row.code("number"),
            systems: row.list("systems"),
            kind: row.choice("kind"),
            starts: row.date("starts").or(term_start),
            ends: row.date("ends").or(term_end),
            security_update_duty: row.choice("security-update-duty"),
            log_duty: row.choice("log-duty"),
            responsibility_split: row.flag("responsibility-split"),
            remote_maintenance: row.flag("remote-maintenance"),
            remote_confirmed_on: row.date("remote-confirmed-on"),
            manager: row.text("manager"),
            contact: row.text("contact"),
            phone: row.code("phone"),
            email: row.code("email"),
            certification: row.text("certification"),
            out_of_scope: row.items("out-of-scope"),
            document: row.text("document"),
        })
    }
}
