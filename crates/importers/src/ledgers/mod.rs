//! The importers: one a ledger, listed in [`IMPORTERS`]. Each turns a row into a typed record.
//!
//! Which headers mean which field is data (`columns/*.toml`); here is only what a record is made of. Not here: sheets,
//! headers, and what a record means for the checklist.

mod access_rights;
mod accounts;
mod answers;
mod appointments;
mod auth_methods;
mod backups;
mod bcps;
mod contacts;
mod contracts;
mod devices;
mod disclosures;
mod drills;
mod educations;
mod infer;
mod log_reviews;
mod log_sources;
mod maintenance_lines;
mod media_controls;
mod overrides;
mod password_policies;
mod recovery_procedures;
mod regulations;
mod services;
mod source_restrictions;
mod staff;

use serde_json::Value;
use sonae_domain::ledger::{LedgerId, Record};

use crate::columns::{self, Columns};
use crate::reading::Reading;

pub(crate) use infer::dhcp_words;

/// Reads the rows of one ledger.
pub trait Importer: Sync {
    /// The ledger.
    fn ledger(&self) -> LedgerId;

    /// Its columns.
    fn columns(&self) -> &'static Columns {
        columns::of(self.ledger())
    }

    /// The records of a row: usually one; none when the row says nothing; several when it is a matrix.
    fn read(&self, row: &mut Reading<'_>) -> Vec<Built>;
}

/// A record that an importer built.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    /// Natural key; may be empty
    pub key: String,
    /// What a person calls it; may be empty
    pub label: String,
    /// The record as JSON
    pub body: Value,
}

impl Built {
    /// One record.
    pub fn one<R: Record>(record: &R) -> Vec<Self> {
        // a record is plain data: it always has a JSON form
        let built = serde_json::to_value(record).map(|body| Self { key: record.key(), label: record.label(), body });
        let says_nothing =
            |built: &Self| built.label.is_empty() && serde_json::to_value(R::default()).is_ok_and(|nothing| nothing == built.body);
        built.into_iter().filter(|built| !says_nothing(built)).collect()
    }
}

/// Every importer, in the order of [`LedgerId::ALL`].
pub static IMPORTERS: &[&dyn Importer] = &[
    &devices::Devices,
    &accounts::Accounts,
    &staff::Staff,
    &appointments::Appointments,
    &access_rights::AccessRights,
    &contracts::Contracts,
    &maintenance_lines::MaintenanceLines,
    &disclosures::Disclosures,
    &password_policies::PasswordPolicies,
    &media_controls::MediaControls,
    &auth_methods::AuthMethods,
    &services::Services,
    &source_restrictions::SourceRestrictions,
    &log_sources::LogSources,
    &log_reviews::LogReviews,
    &backups::Backups,
    &recovery_procedures::RecoveryProcedures,
    &contacts::Contacts,
    &bcps::Bcps,
    &drills::Drills,
    &regulations::Regulations,
    &educations::Educations,
    &answers::Answers,
    &overrides::Overrides,
];

/// The importer of a ledger.
pub fn importer(ledger: LedgerId) -> &'static dyn Importer {
    let index = LedgerId::ALL.iter().position(|id| *id == ledger).unwrap_or_default();
    IMPORTERS[index]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::columns::ColumnKind;
    use crate::grid::{Cell, Row, Sheet};
    use crate::header;
    use crate::problem::Problems;

    #[test]
    fn importers_stand_in_the_order_of_the_ledgers() {
        let ledgers: Vec<_> = IMPORTERS.iter().map(|importer| importer.ledger()).collect();
        assert_eq!(ledgers, LedgerId::ALL);
    }

    #[test]
    fn every_column_is_read_as_its_data_file_says_and_no_other() {
        for (index, importer) in IMPORTERS.iter().enumerate() {
            let columns = importer.columns();
            let cells = |text: &dyn Fn(&crate::columns::Column) -> String| columns.columns.iter().map(|c| Cell::text(text(c))).collect();
            let head = Row { number: 1, cells: cells(&|column| column.headers[0].clone()), struck: false };
            let row = Row { number: 2, cells: cells(&|_| "1".to_owned()), struck: false };
            let sheet = Sheet { rows: vec![head, row.clone()], ..Sheet::default() };
            let head = header::heads(&sheet, Some(1), 1)[index].clone().unwrap();
            assert_eq!(head.fields(), columns.columns.len(), "{}", columns.ledger);
            let (none, mut problems) = (BTreeMap::new(), Problems::new("", 9));
            let mut reading = Reading::new(&row, &head, &none, &mut problems, false);
            assert!(!importer.read(&mut reading).is_empty());
            let declared: BTreeMap<&str, ColumnKind> = columns.columns.iter().map(|c| (c.field.as_str(), c.kind)).collect();
            assert_eq!(reading.asked, declared, "{}", columns.ledger);
        }
    }
}
