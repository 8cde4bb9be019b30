//! Ledgers on paper, in the columns that the manual shows. Which columns, and the words for coded values, are data
//! (`data/papers.toml`).
//!
//! Deliberately not here: which rows a ledger has.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::{Entry, Facts, InstitutionKind, Visitor, machine_named};
use sonae_domain::framework::Form;
use sonae_domain::ledger::{LedgerId, Record};
use sonae_domain::paper::{Align, LedgerColumn, LedgerSheet};

use crate::words;

/// How one ledger is printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LedgerPaper {
    /// Stable id of the paper
    pub id: String,
    /// The ledger whose rows it shows
    pub ledger: LedgerId,
    /// Printed title
    pub title: String,
    /// The control that it is the original or the evidence for
    pub control: String,
    /// Only for this kind of institution (the pharmacy's account ledger has other columns)
    #[serde(default)]
    pub only: Option<InstitutionKind>,
    /// Not for this kind of institution
    #[serde(default)]
    pub except: Option<InstitutionKind>,
    /// Columns from left to right
    pub columns: Vec<PaperColumn>,
}

/// One column.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PaperColumn {
    /// Head
    pub title: String,
    /// Fields of the record; the values of several are joined by a line break
    pub fields: Vec<String>,
    /// How it is set
    #[serde(default)]
    pub align: Align,
    /// Values printed bold
    #[serde(default)]
    pub bold: Vec<String>,
}

#[derive(Deserialize)]
struct Papers {
    /// Words for coded values: field → value → word
    values: BTreeMap<String, BTreeMap<String, String>>,
    paper: Vec<LedgerPaper>,
}

static DATA: LazyLock<Papers> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/papers.toml")).unwrap_or_else(|_| Papers { values: BTreeMap::new(), paper: Vec::new() })
});

/// Every ledger that can be printed, in the order of the pack.
pub static PAPERS: LazyLock<&'static [LedgerPaper]> = LazyLock::new(|| &DATA.paper);

impl LedgerPaper {
    /// Whether this kind of institution prints it.
    pub fn is_for(&self, kind: InstitutionKind) -> bool {
        self.only.is_none_or(|only| only == kind) && self.except != Some(kind)
    }
}

/// A ledger with all its rows. The form gives the printed number of the item that the ledger belongs to, and the numbers of
/// the items that its rows name.
///
/// Rows that nobody entered because machines said them stand behind the others and say from which file they are.
pub fn ledger_sheet(facts: &Facts, paper: &LedgerPaper, form: &Form) -> LedgerSheet {
    let mut collect = Collect { ledger: paper.ledger, bodies: Vec::new(), observed: Vec::new() };
    facts.visit(&mut collect);
    let Collect { mut bodies, observed, .. } = collect;
    let entered = bodies.len();
    let files: Vec<String> = observed.iter().map(|(_, file)| file.clone()).collect();
    bodies.extend(observed.into_iter().map(|(body, _)| body));
    let mut sheet = rows_sheet(paper, &bodies, &facts.institution.name, facts.as_of, form);
    if !files.is_empty() {
        tell_origin(&mut sheet, entered, &files);
    }
    sheet
}

/// A last column that tells entered rows from observed ones, and what that means.
fn tell_origin(sheet: &mut LedgerSheet, entered: usize, files: &[String]) {
    sheet.columns.push(LedgerColumn::new(words::text("paper-origin", &[])));
    let kept = words::text("paper-origin-kept", &[]);
    for (at, row) in sheet.rows.iter_mut().enumerate() {
        let observed = at.checked_sub(entered).and_then(|at| files.get(at));
        row.push(observed.map_or_else(|| kept.clone(), |file| words::text("paper-origin-observed", &[("file", file)])));
    }
    sheet.notes.push(words::text("paper-origin-note", &[("count", &files.len().to_string())]));
}

/// The same with these rows.
pub fn rows_sheet(paper: &LedgerPaper, bodies: &[Value], facility: &str, as_of: Date, form: &Form) -> LedgerSheet {
    let number = form.items().find(|item| item.control == *paper.control.as_str()).map(|item| item.no.as_str());
    let cell = Cell { ledger: paper.ledger, form };
    LedgerSheet {
        title: paper.title.clone(),
        chapter: number.map(|no| words::text("paper-chapter", &[("no", no)])),
        facility: facility.to_owned(),
        as_of: Some(as_of),
        columns: paper
            .columns
            .iter()
            .map(|column| LedgerColumn::new(&column.title).aligned(column.align).emphasising(&column.bold))
            .collect(),
        rows: bodies.iter().map(|body| paper.columns.iter().map(|column| cell.text(body, column)).collect()).collect(),
        notes: Vec::new(),
        foot: String::new(),
    }
}

impl PaperColumn {
    /// A column that shows one field.
    pub fn plain(title: &str, field: &str) -> Self {
        Self { title: title.to_owned(), fields: vec![field.to_owned()], align: Align::default(), bold: Vec::new() }
    }
}

/// How many rows the paper has.
pub(crate) fn rows_of(facts: &Facts, paper: &LedgerPaper) -> usize {
    let mut count = Count { ledger: paper.ledger, rows: 0 };
    facts.visit(&mut count);
    count.rows
}

struct Count {
    ledger: LedgerId,
    rows: usize,
}

impl Visitor for Count {
    fn ledger<T: Record>(&mut self, entries: &[Entry<T>]) {
        if T::LEDGER == self.ledger {
            self.rows = entries.len();
        }
    }
}

struct Collect {
    ledger: LedgerId,
    /// What somebody keeps
    bodies: Vec<Value>,
    /// What follows from observations, each with its file
    observed: Vec<(Value, String)>,
}

impl Visitor for Collect {
    fn ledger<T: Record>(&mut self, entries: &[Entry<T>]) {
        if T::LEDGER == self.ledger {
            for entry in entries {
                let body = serde_json::to_value(&entry.record).unwrap_or_default();
                if machine_named(&entry.key).is_some() {
                    let file = entry.source.file.rsplit('/').next().unwrap_or_default();
                    self.observed.push((body, file.to_owned()));
                } else {
                    self.bodies.push(body);
                }
            }
        }
    }
}

/// What a cell's text depends on beside its value.
struct Cell<'a> {
    ledger: LedgerId,
    form: &'a Form,
}

impl Cell<'_> {
    fn text(&self, body: &Value, column: &PaperColumn) -> String {
        let texts = column.fields.iter().map(|field| self.value(field, &body[field.as_str()])).filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join("\n")
    }

    fn value(&self, field: &str, value: &Value) -> String {
        match value {
            Value::Null | Value::Object(_) => String::new(),
            Value::Bool(flag) => self.word(field, &flag.to_string()).unwrap_or_default(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => self.word(field, text).unwrap_or_else(|| date_text(text)),
            Value::Array(values) if NAMING_ITEMS.contains(&field) => {
                let tokens: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
                words::printed_numbers(&tokens.join(","), Some(self.form))
            }
            Value::Array(values) => values.iter().map(|value| self.value(field, value)).collect::<Vec<_>>().join("\n"),
        }
    }

    /// The word for a coded value: of this ledger's field, of the field in any ledger, of any field.
    fn word(&self, field: &str, value: &str) -> Option<String> {
        let of_ledger = format!("{}.{field}", self.ledger);
        [of_ledger.as_str(), field, "any"].iter().find_map(|key| DATA.values.get(*key)?.get(value)).cloned()
    }
}

/// Fields whose values name items of a form.
const NAMING_ITEMS: &[&str] = &["covers", "out-of-scope"];

/// ISO dates of records as ledgers write them: 2020/12/1, 2016/3, 1988.
fn date_text(text: &str) -> String {
    let is_iso = matches!(text.len(), 4 | 7 | 10)
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        && text.parse::<PartialDate>().is_ok();
    if !is_iso || text.len() == 4 {
        return text.to_owned();
    }
    text.split('-').map(|part| part.trim_start_matches('0')).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sonae_domain::framework::{Audience, Frameworks};

    fn facts(text: &str) -> Facts {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_device_ledger_has_the_manuals_twelve_columns() {
        let paper = PAPERS.iter().find(|paper| paper.id == "devices").unwrap();
        let titles: Vec<&str> = paper.columns.iter().map(|column| column.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "管理番号",
                "メーカー",
                "OS",
                "ソフトウェア",
                "ソフトウェアバージョン",
                "IPアドレス",
                "コンピュータ名",
                "設置場所",
                "利用者",
                "登録日",
                "状態",
                "説明"
            ]
        );
        let facts = facts(
            "as-of = \"2025-12-01\"\ndevices = [{ number = \"001\", os = \"Win11\", registered = \"2020-12-01\", status = \"active\" }]",
        );
        let frameworks = Frameworks::embedded().unwrap();
        let form = frameworks.edition("r7").unwrap().form(Audience::Institution).unwrap();
        let sheet = ledger_sheet(&facts, paper, form);
        assert_eq!(sheet.chapter.as_deref(), Some(words::text("paper-chapter", &[("no", "2-①")]).as_str()));
        assert_eq!(sheet.rows[0][9..11], ["2020/12/1", "稼働"]);
    }

    #[test]
    fn rows_that_machines_said_stand_last_and_are_told_apart() {
        let mut facts = facts(
            r#"
            as-of = "2026-01-20"
            devices = [{ number = "PC-1", host = "PC-1", serial = "S1", mac = "00:11:22:33:44:55", kind = "endpoint" }]
            backups = [{ system = "PACS" }]
            [[observations]]
            file = "観測/restic.json"
            kind = "backup"
            seen-on = "2026-01-15"
            observation = { what = "backup", program = "restic", repository = "/srv/emr", generations = [{ made-at = "2026-01-14T12:00:00Z" }] }
            "#,
        );
        facts.observe();
        let frameworks = Frameworks::embedded().unwrap();
        let form = frameworks.edition("r7").unwrap().form(Audience::Institution).unwrap();
        let sheet = |ledger: LedgerId| ledger_sheet(&facts, PAPERS.iter().find(|paper| paper.ledger == ledger).unwrap(), form);
        let backups = sheet(LedgerId::Backups);
        assert_eq!(backups.columns.last().unwrap().title, "出所");
        let origins: Vec<&str> = backups.rows.iter().map(|row| row.last().unwrap().as_str()).collect();
        assert_eq!(origins, ["台帳", "観測（restic.json）"]);
        assert!(backups.notes[0].contains("人が書いた行ではなく"), "{:?}", backups.notes);
        // what people alone keep needs no such column
        assert_eq!(sheet(LedgerId::Devices).columns.len(), 12);
    }

    #[test]
    fn a_pharmacy_prints_its_own_account_columns() {
        let heads = |kind: InstitutionKind| {
            let paper = PAPERS.iter().find(|paper| paper.ledger == LedgerId::Accounts && paper.is_for(kind)).unwrap();
            paper.columns.iter().map(|column| column.title.clone()).collect::<Vec<_>>()
        };
        assert_eq!(heads(InstitutionKind::Hospital), ["No.", "所属部署", "性", "名", "電話番号", "ユーザID", "説明", "権限", "状態"]);
        assert_eq!(heads(InstitutionKind::Pharmacy)[1], "利用者属性");
    }

    #[test]
    fn every_field_that_a_paper_names_is_a_field_of_its_record() {
        let mut known = Fields(BTreeMap::new());
        Facts::default().visit(&mut known);
        for paper in *PAPERS {
            for field in paper.columns.iter().flat_map(|column| &column.fields) {
                assert!(known.0[&paper.ledger].contains(field), "{}: {field}", paper.id);
            }
        }
    }

    struct Fields(BTreeMap<LedgerId, Vec<String>>);

    impl Visitor for Fields {
        fn ledger<T: Record>(&mut self, _: &[Entry<T>]) {
            let fields = serde_json::to_value(T::default()).unwrap();
            self.0.insert(T::LEDGER, fields.as_object().unwrap().keys().cloned().collect());
        }
    }
}
