//! What is wrong with a file, a row or a cell, as a key with arguments. The words are in `locales/ja/import.ftl`.

use std::collections::BTreeMap;

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing is lost
    Info,
    /// Read, but doubtful: somebody should look
    Warning,
    /// Something could not be read and is missing
    Error,
}

/// One problem, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How bad it is
    pub severity: Severity,
    /// One of [`KEYS`]
    pub key: &'static str,
    /// File, relative to the institution's folder
    pub file: String,
    /// Sheet of a workbook; empty for a text file or the file as a whole
    pub sheet: String,
    /// Row as a spreadsheet numbers it, from 1; 0 when the problem is not about a row
    pub row: u32,
    /// Column letter (A, B … AA); empty when the problem is not about a column
    pub column: String,
    /// What the head of that column says
    pub header: String,
    /// The cell as written, shortened
    pub value: String,
    /// Further arguments of the message
    pub args: BTreeMap<&'static str, String>,
}

impl Problem {
    /// A problem of a whole file.
    pub fn new(severity: Severity, key: &'static str) -> Self {
        Self {
            severity,
            key,
            file: String::new(),
            sheet: String::new(),
            row: 0,
            column: String::new(),
            header: String::new(),
            value: String::new(),
            args: BTreeMap::new(),
        }
    }

    /// The same, about a row.
    #[must_use]
    pub fn row(mut self, row: u32) -> Self {
        self.row = row;
        self
    }

    /// The same, about a column, counted from 0.
    #[must_use]
    pub fn column(mut self, index: usize) -> Self {
        self.column = column_letters(index);
        self
    }

    /// The same, about a sheet.
    #[must_use]
    pub fn sheet(mut self, sheet: &str) -> Self {
        self.sheet = sheet.to_owned();
        self
    }

    /// The same, with the text of the cell, shortened to 40 characters.
    #[must_use]
    pub fn value(mut self, text: &str) -> Self {
        self.value = shortened(text);
        self
    }

    /// The same, with one more argument.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }

    /// Every argument of the message, its place included: `file`, `sheet`, `row`, `column`, `header`, `value` and its own.
    pub fn arguments(&self) -> BTreeMap<&'static str, String> {
        let mut all = self.args.clone();
        all.insert("file", self.file.clone());
        all.insert("sheet", self.sheet.clone());
        all.insert("row", self.row.to_string());
        all.insert("column", self.column.clone());
        all.insert("header", self.header.clone());
        all.insert("value", self.value.clone());
        all
    }
}

/// At most 40 characters on one line.
fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 40 {
        return line;
    }
    line.chars().take(39).chain(['\u{2026}']).collect()
}

/// The letters over a column: 0 → A, 25 → Z, 26 → AA.
pub(crate) fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Collects problems of one sheet (or of the file as a whole) and counts those beyond the limit instead of keeping them.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    sheet: String,
    most: usize,
    list: Vec<Problem>,
    counts: BTreeMap<&'static str, usize>,
}

impl Problems {
    pub(crate) fn new(sheet: &str, most: usize) -> Self {
        Self { sheet: sheet.to_owned(), most, ..Self::default() }
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        let count = self.counts.entry(problem.key).or_default();
        *count += 1;
        if *count <= self.most {
            let sheet = if problem.sheet.is_empty() { self.sheet.clone() } else { problem.sheet.clone() };
            self.list.push(Problem { sheet, ..problem });
        }
    }

    pub(crate) fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.push(problem));
    }

    /// The problems in the order in which they were found; a last one tells how many more there are of a kind.
    pub(crate) fn finish(self, file: &str) -> Vec<Problem> {
        let Self { sheet, most, mut list, counts } = self;
        for (key, count) in counts {
            if count > most && key != keys::MORE_OF_A_KIND {
                let severity = list.iter().find(|p| p.key == key).map_or(Severity::Info, |p| p.severity);
                let more = Problem::new(severity, keys::MORE_OF_A_KIND).sheet(&sheet);
                list.push(more.arg("kind", key).arg("count", count - most));
            }
        }
        for problem in &mut list {
            file.clone_into(&mut problem.file);
        }
        list
    }
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $key:literal;)*) => {
        /// The keys of all problems.
        pub mod keys {
            $($(#[$doc])* pub const $name: &str = $key;)*
        }

        /// Every key that a [`Problem`] can have; each has its words in `locales/ja/import.ftl`.
        pub const KEYS: &[&str] = &[$(keys::$name,)*];
    };
}

keys! {
    /// The file has no bytes
    FILE_EMPTY = "import-file-empty";
    /// Secrets stand in it, which are neither read nor kept
    SECRETS_CUT = "import-secrets-cut";
    /// Only the beginning of a text file was read
    TEXT_TOO_LARGE = "import-text-too-large";
    /// A workbook is too large to be opened
    WORKBOOK_TOO_LARGE = "import-workbook-too-large";
    /// The name says one format, the content is another
    NOT_WHAT_IT_SAYS = "import-not-what-it-says";
    /// The workbook has a password
    WORKBOOK_LOCKED = "import-workbook-locked";
    /// The workbook ends in the middle
    WORKBOOK_TRUNCATED = "import-workbook-truncated";
    /// The workbook cannot be read
    WORKBOOK_BROKEN = "import-workbook-broken";
    /// The workbook would unpack to an absurd size
    WORKBOOK_BOMB = "import-workbook-bomb";
    /// A spreadsheet format that is not read
    FORMAT_UNSUPPORTED = "import-format-unsupported";
    /// Bytes that are no characters
    UNDECODABLE = "import-undecodable";
    /// A character of a private set (外字)
    PRIVATE_CHARACTER = "import-private-character";
    /// More rows than are read
    TOO_MANY_ROWS = "import-too-many-rows";
    /// More columns than are read
    TOO_MANY_COLUMNS = "import-too-many-columns";
    /// More cells or text than are kept
    TOO_MUCH = "import-too-much";
    /// More sheets than are read
    TOO_MANY_SHEETS = "import-too-many-sheets";
    /// A cell was cut
    CELL_CUT = "import-cell-cut";
    /// A sheet could be read in part only
    SHEET_BROKEN = "import-sheet-broken";
    /// A quotation mark without its partner
    UNCLOSED_QUOTE = "import-unclosed-quote";
    /// A sheet of examples or lists was passed over
    SHEET_IGNORED = "import-sheet-ignored";
    /// A hidden sheet was passed over
    SHEET_HIDDEN = "import-sheet-hidden";
    /// `institution.toml` names a sheet that is not there
    SHEET_MISSING = "import-sheet-missing";
    /// A table that is none of the ledgers
    LEDGER_UNKNOWN = "import-ledger-unknown";
    /// A table that could be one of several ledgers
    LEDGER_AMBIGUOUS = "import-ledger-ambiguous";
    /// No header row was found
    HEADER_MISSING = "import-header-missing";
    /// A column without which the ledger says little is missing
    COLUMNS_MISSING = "import-columns-missing";
    /// `institution.toml` names a field that the ledger does not have
    FIELD_UNKNOWN = "import-field-unknown";
    /// `institution.toml` names a header that is not in the sheet
    HEADER_UNKNOWN = "import-header-unknown";
    /// A row of examples was passed over
    EXAMPLE_ROW = "import-example-row";
    /// A sub-heading was passed over
    HEADING_ROW = "import-heading-row";
    /// Rows that have only a number
    NUMBERED_BLANK_ROWS = "import-numbered-blank-rows";
    /// A row that is struck through
    STRUCK_THROUGH = "import-struck-through";
    /// "Same as above" without anything above
    DITTO_ALONE = "import-ditto-alone";
    /// One row for several machines
    SEVERAL_IN_ROW = "import-several-in-row";
    /// No such day
    DATE_IMPOSSIBLE = "import-date-impossible";
    /// Not a date
    DATE_UNREADABLE = "import-date-unreadable";
    /// A fiscal year where a day is asked
    DATE_FISCAL_YEAR = "import-date-fiscal-year";
    /// Several dates in one cell
    DATE_SEVERAL = "import-date-several";
    /// Not a number
    NUMBER_UNREADABLE = "import-number-unreadable";
    /// Not a length of time
    DAYS_UNREADABLE = "import-days-unreadable";
    /// A word that the column does not know
    WORD_UNKNOWN = "import-word-unknown";
    /// Neither yes nor no
    FLAG_UNREADABLE = "import-flag-unreadable";
    /// 「△」 and the like: left open
    FLAG_UNCLEAR = "import-flag-unclear";
    /// A version kept as a number (2.10 became 2.1)
    VERSION_AS_NUMBER = "import-version-as-number";
    /// A formula's error value
    CELL_FAULT = "import-cell-fault";
    /// Two rows with the same key
    DUPLICATE_KEY = "import-duplicate-key";
    /// A row without its key
    KEY_MISSING = "import-key-missing";
    /// More problems of a kind
    MORE_OF_A_KIND = "import-more-of-a-kind";
    /// A form on which nothing has been filled in
    FORM_EMPTY = "import-form-empty";
    /// An item without answer
    FORM_NO_ANSWER = "import-form-no-answer";
    /// An item without 確認日
    FORM_NO_DATE = "import-form-no-date";
    /// An 「いいえ」 without 目標日
    FORM_NO_TARGET = "import-form-no-target";
    /// Both words marked, or something else
    FORM_ANSWER_UNCLEAR = "import-form-answer-unclear";
    /// A day outside the fiscal year
    FORM_DATE_OUTSIDE = "import-form-date-outside";
    /// A row with an unknown item
    FORM_ITEM_UNKNOWN = "import-form-item-unknown";
    /// The same item twice
    FORM_ITEM_TWICE = "import-form-item-twice";
    /// Items of the form that the sheet does not have
    FORM_ITEMS_MISSING = "import-form-items-missing";
    /// A form of an edition that is not known
    FORM_UNKNOWN = "import-form-unknown";
    /// A vendor's form without the vendor's name
    FORM_NO_VENDOR = "import-form-no-vendor";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let letters: Vec<_> = [0, 25, 26, 51, 701, 702].into_iter().map(column_letters).collect();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
    }

    #[test]
    fn beyond_the_limit_problems_of_a_kind_are_counted() {
        let mut problems = Problems::new("端末", 2);
        for row in 1..=5 {
            problems.push(Problem::new(Severity::Error, keys::DATE_IMPOSSIBLE).row(row));
        }
        let list = problems.finish("a.csv");
        assert_eq!(list.len(), 3);
        assert_eq!((list[2].key, list[2].args["count"].as_str(), list[2].sheet.as_str()), (keys::MORE_OF_A_KIND, "3", "端末"));
    }

    #[test]
    fn a_long_value_is_shortened_to_one_line() {
        let problem = Problem::new(Severity::Info, keys::CELL_CUT).value(&"長い\n文".repeat(50));
        assert_eq!(problem.value.chars().count(), 40);
        assert!(!problem.value.contains('\n'));
    }
}
