//! What is to be taken from a file, and what that would change: the words between the person and the import.
//!
//! Not here: reading the file and keeping its rows (`import_file`).

use std::collections::BTreeMap;

use sonae_domain::ledger::LedgerId;
use sonae_importers::Verdict;
use sonae_store::AuditSeq;

use super::ProblemLine;
use super::record_history::FieldStep;
use crate::without_secrets::SecretsCut;

/// What happens to records that the file does not have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// They stay
    #[default]
    Merge,
    /// They leave the ledger
    Replace,
}

impl Mode {
    /// As forms spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Replace => "replace",
        }
    }
}

/// What somebody has decided about one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetChoice {
    /// Its name; "" for a text file
    pub sheet: String,
    /// The ledger, or `ignore`; found out when ""
    pub ledger: String,
    /// Column letter → field, or `ignore`
    pub columns: BTreeMap<String, String>,
}

/// What is to be done with a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportPlan {
    /// The file, by its hash
    pub sha256: String,
    /// Its name
    pub name: String,
    /// Decisions about its sheets
    pub sheets: Vec<SheetChoice>,
    /// What happens to records that the file does not have
    pub modes: BTreeMap<LedgerId, Mode>,
    /// The last change of each ledger when the preview was shown
    pub heads: BTreeMap<LedgerId, AuditSeq>,
}

impl ImportPlan {
    pub(super) fn mode(&self, ledger: LedgerId) -> Mode {
        self.modes.get(&ledger).copied().unwrap_or_default()
    }
}

/// A column of a sheet, and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnView {
    /// Its letter
    pub letter: String,
    /// Its head, as written
    pub header: String,
    /// The field; "" when it is not used
    pub field: String,
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPreview {
    /// Its name; "" for a text file
    pub sheet: String,
    /// The ledger that it was taken for
    pub ledger: Option<LedgerId>,
    /// Somebody has decided that it is passed over
    pub ignored: bool,
    /// Its columns
    pub columns: Vec<ColumnView>,
    /// How many rows were read
    pub rows: usize,
    /// What is wrong with it
    pub problems: Vec<ProblemLine>,
}

/// A record that would say something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// What a person calls it
    pub label: String,
    /// Field by field
    pub steps: Vec<FieldStep>,
}

/// What would change in one ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPreview {
    /// Which
    pub ledger: LedgerId,
    /// What happens to records that the file does not have
    pub mode: Mode,
    /// The last change of the ledger
    pub head: AuditSeq,
    /// Names of the records that are new
    pub added: Vec<String>,
    /// Records that say something else
    pub changed: Vec<ChangedRow>,
    /// Names of the records that had left and return
    pub returned: Vec<String>,
    /// Names of the records that leave
    pub retired: Vec<String>,
    /// How many stay as they are
    pub unchanged: usize,
}

impl LedgerPreview {
    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.returned.is_empty() && self.retired.is_empty()
    }
}

/// Everything about a file before it is taken over.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What is to be done
    pub plan: ImportPlan,
    /// What the file is
    pub verdict: Verdict,
    /// What its content is, e.g. `xlsx`
    pub kind: &'static str,
    /// Its sheets
    pub sheets: Vec<SheetPreview>,
    /// What would change
    pub ledgers: Vec<LedgerPreview>,
    /// What is wrong with the file as a whole
    pub problems: Vec<ProblemLine>,
    /// What was cut out of the file before it was kept
    pub cut: Option<SecretsCut>,
    /// A ledger changed while the preview was shown
    pub stale: bool,
}

impl Preview {
    /// Whether anything would change.
    pub fn has_changes(&self) -> bool {
        self.ledgers.iter().any(|ledger| !ledger.is_empty())
    }
}
