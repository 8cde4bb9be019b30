//! 職員・退職者. Leave (育休, 休職) is not leaving; a leaving date without a word means that the person left.

use sonae_domain::ledger::{Employment, LedgerId, StaffMember};

use super::{Built, Importer};
use crate::reading::Reading;

pub(super) struct Staff;

impl Importer for Staff {
    fn ledger(&self) -> LedgerId {
        LedgerId::Staff
    }

    fn read(&self, row: &mut Reading<'_>) -> Vec<Built> {
        let left_on = row.date("left-on");
        let mut employment: Employment = row.choice("employment");
        if employment == Employment::Unknown && left_on.is_some() {
            employment = Employment::Left;
        }
        let (family, given) = (row.text("family-name"), row.text("given-name"));
        let mut name = row.text("name");
        if name.is_empty() {
            name = format!("{family} {given}").trim().to_owned();
        }
        Built::one(&StaffMember {
            employee_number: row.code("employee-number"),
            name,
            kana: row.text("kana"),
            department: row.text("department"),
            job: row.text("job"),
            joined_on: row.date("joined-on"),
            left_on,
            employment,
        })
    }
}
