//! The columns of every ledger: which headers mean which field, and how the cells are read. Data in `columns/*.toml`.
//!
//! Not here: matching a sheet against them (`header`) and reading a row (`rows`).

use std::sync::LazyLock;

use serde::Deserialize;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::LedgerId;

/// One ledger's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The ledger
    pub ledger: LedgerId,
    /// Its name on screen
    pub title: String,
    /// What a row of it is
    pub about: String,
    /// Words in file and sheet names, and in titles above the table, that hint at it
    pub names: Vec<String>,
    /// Combinations of fields of which one must be there
    pub requires: Vec<Vec<String>>,
    /// How its rows are known, unless a program wrote them
    pub provenance: Provenance,
    /// Exports by programs, known by their headers
    pub machine: Vec<Machine>,
    /// The columns in their order
    pub columns: Vec<Column>,
}

/// An export that a program wrote.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The program
    pub name: String,
    /// Headers that it writes; all must be there
    pub headers: Vec<String>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Column {
    /// Name of the field, as `institution.toml` writes it
    pub field: String,
    /// Name on screen
    pub title: String,
    /// How its cells are read
    pub kind: ColumnKind,
    /// Headers that mean it, the most usual first
    pub headers: Vec<String>,
    /// Parts of headers that mean it when nothing fits whole
    #[serde(default)]
    pub contains: Vec<String>,
    /// Headers that mean the opposite (yes/no columns)
    #[serde(default)]
    pub inverted: Vec<String>,
    /// A sentence for the list of columns
    #[serde(default)]
    pub help: String,
    /// The vocabulary of its words
    #[serde(default)]
    pub vocabulary: Option<String>,
    /// Whether several columns may mean it, joined
    #[serde(default)]
    pub many: bool,
    /// Whether it only numbers the rows
    #[serde(default)]
    pub sequence: bool,
    /// Whether words such as なし are kept as text
    #[serde(default)]
    pub keep: bool,
    /// Whether a fiscal year stands for its last day
    #[serde(default)]
    pub fiscal_year_end: bool,
    /// Further words for yes
    #[serde(default)]
    pub yes: Vec<String>,
    /// Further words for no
    #[serde(default)]
    pub no: Vec<String>,
}

/// How cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// As written
    Text,
    /// As written, in half-width letters and digits
    Code,
    /// A date, known to the day, month or year
    Date,
    /// Yes or no
    Flag,
    /// A whole number
    Number,
    /// A length of time in days
    Days,
    /// Several texts
    List,
    /// Several item numbers
    Items,
    /// A word of a vocabulary
    Choice,
}

impl ColumnKind {
    /// Its name in `columns/*.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Code => "code",
            Self::Date => "date",
            Self::Flag => "flag",
            Self::Number => "number",
            Self::Days => "days",
            Self::List => "list",
            Self::Items => "items",
            Self::Choice => "choice",
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    title: String,
    about: String,
    names: Vec<String>,
    requires: Vec<Vec<String>>,
    #[serde(default)]
    provenance: Provenance,
    #[serde(default)]
    machine: Vec<Machine>,
    columns: Vec<Column>,
}

/// The data file of a ledger.
fn source(ledger: LedgerId) -> &'static str {
    match ledger {
        LedgerId::Devices => include_str!("../columns/devices.toml"),
        LedgerId::Accounts => include_str!("../columns/accounts.toml"),
        LedgerId::Staff => include_str!("../columns/staff.toml"),
        LedgerId::Appointments => include_str!("../columns/appointments.toml"),
        LedgerId::AccessRights => include_str!("../columns/access-rights.toml"),
        LedgerId::Contracts => include_str!("../columns/contracts.toml"),
        LedgerId::MaintenanceLines => include_str!("../columns/maintenance-lines.toml"),
        LedgerId::Disclosures => include_str!("../columns/disclosures.toml"),
        LedgerId::PasswordPolicies => include_str!("../columns/password-policies.toml"),
        LedgerId::MediaControls => include_str!("../columns/media-controls.toml"),
        LedgerId::AuthMethods => include_str!("../columns/auth-methods.toml"),
        LedgerId::Services => include_str!("../columns/services.toml"),
        LedgerId::SourceRestrictions => include_str!("../columns/source-restrictions.toml"),
        LedgerId::LogSources => include_str!("../columns/log-sources.toml"),
        LedgerId::LogReviews => include_str!("../columns/log-reviews.toml"),
        LedgerId::Backups => include_str!("../columns/backups.toml"),
        LedgerId::RecoveryProcedures => include_str!("../columns/recovery-procedures.toml"),
        LedgerId::Contacts => include_str!("../columns/contacts.toml"),
        LedgerId::Bcps => include_str!("../columns/bcps.toml"),
        LedgerId::Drills => include_str!("../columns/drills.toml"),
        LedgerId::Regulations => include_str!("../columns/regulations.toml"),
        LedgerId::Educations => include_str!("../columns/educations.toml"),
        LedgerId::Answers => include_str!("../columns/answers.toml"),
        LedgerId::Overrides => include_str!("../columns/overrides.toml"),
    }
}

impl Columns {
    fn parse(ledger: LedgerId) -> Result<Self, toml::de::Error> {
        let File { title, about, names, requires, provenance, machine, columns } = toml::from_str(source(ledger))?;
        Ok(Self { ledger, title, about, names, requires, provenance, machine, columns })
    }

    /// The place of a field among the columns.
    pub fn position(&self, field: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }

    /// The column of a field.
    pub fn column(&self, field: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// Every field's name, for messages.
    pub fn fields(&self) -> String {
        self.columns.iter().map(|column| column.field.as_str()).collect::<Vec<_>>().join(", ")
    }
}

static ALL: LazyLock<Vec<Columns>> = LazyLock::new(|| {
    let empty = |ledger| Columns {
        ledger,
        title: String::new(),
        about: String::new(),
        names: Vec::new(),
        requires: Vec::new(),
        provenance: Provenance::Document,
        machine: Vec::new(),
        columns: Vec::new(),
    };
    LedgerId::ALL.iter().map(|ledger| Columns::parse(*ledger).unwrap_or_else(|_| empty(*ledger))).collect()
});

/// The columns of every ledger, in the order of [`LedgerId::ALL`].
pub fn all() -> &'static [Columns] {
    &ALL
}

/// The columns of one ledger.
pub fn of(ledger: LedgerId) -> &'static Columns {
    let index = LedgerId::ALL.iter().position(|id| *id == ledger).unwrap_or_default();
    &ALL[index]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::fold;

    #[test]
    fn every_data_file_can_be_read() {
        for ledger in LedgerId::ALL {
            Columns::parse(*ledger).unwrap_or_else(|error| panic!("{ledger}: {error}"));
        }
    }

    #[test]
    fn a_header_means_one_field_in_a_ledger() {
        let mut slips = Vec::new();
        for columns in all() {
            let mut known: BTreeMap<String, &str> = BTreeMap::new();
            for column in &columns.columns {
                for header in column.headers.iter().chain(&column.inverted) {
                    let before = known.insert(fold::header(header), &column.field);
                    if let Some(other) = before.filter(|field| *field != column.field) {
                        slips.push(format!("{}: {header} is both {other} and {}", columns.ledger, column.field));
                    }
                }
                if !column.headers.iter().any(|header| fold::header(header) == fold::header(&column.title)) {
                    slips.push(format!("{}: {} does not know its own title", columns.ledger, column.field));
                }
            }
        }
        assert!(slips.is_empty(), "{slips:#?}");
    }

    #[test]
    fn required_fields_and_vocabularies_exist() {
        for columns in all() {
            for field in columns.requires.iter().flatten() {
                assert!(columns.column(field).is_some(), "{} requires {field}", columns.ledger);
            }
            for column in &columns.columns {
                assert_eq!(column.kind == ColumnKind::Choice, column.vocabulary.is_some(), "{} {}", columns.ledger, column.field);
                if let Some(name) = &column.vocabulary {
                    assert!(crate::vocabulary::choices(name).is_some(), "{name}");
                }
            }
        }
    }
}
