//! 利用権限表: one record for each job and class of information. Read from a list, or from a matrix whose further columns are
//! classes of information (as such tables usually are kept).

use sonae_domain::ledger::{AccessRight, LedgerId};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct AccessRights;

impl Importer for AccessRights {
    fn ledger(&self) -> LedgerId {
        LedgerId::AccessRights
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let right = AccessRight {
            system: row.text("system"),
            job: row.text("job"),
            information: row.text("information"),
            rights: row.text("rights"),
            approved_on: row.date("approved-on"),
            approved_by: row.text("approved-by"),
            document: row.text("document"),
        };
        if row.has("information") || row.has("rights") || right.job.is_empty() {
            return Built::one(&right);
        }
        let cells = row.unmapped();
        if cells.is_empty() {
            return Built::one(&right);
        }
        cells.into_iter().flat_map(|(information, rights)| Built::one(&AccessRight { information, rights, ..right.clone() })).collect()
    }
}
