//! From a sheet to a ledger: where its header row is, what each column means, and which ledger it is.
//!
//! Each ledger scores each of the first rows by the headers that it knows; a header that many ledgers know says little.
//! Not here: reading the rows.

mod choose;
mod score;

use crate::columns::{self, Columns};
use crate::fold;
use crate::grid::Sheet;

pub(crate) use choose::{apply, named_head};
use score::{double, single};

/// Rows among which the header is looked for.
const ROWS: usize = 30;

/// A header row as one ledger understands it.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) columns: &'static Columns,
    /// Place of the first data row among the sheet's rows
    pub(crate) data_from: usize,
    /// Row number of the (last) header row
    pub(crate) row: u32,
    /// Every column with a header
    pub(crate) bounds: Vec<Bound>,
    /// How well the headers fit
    pub(crate) score: f64,
}

/// A column and the field that it was taken for.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    pub(crate) column: usize,
    pub(crate) header: String,
    /// Place of the field among the ledger's columns
    pub(crate) field: Option<usize>,
    pub(crate) inverted: bool,
    /// Days that a bare number counts for, when the header names a unit
    pub(crate) unit: Option<f64>,
}

impl Head {
    /// How many fields have a column.
    pub(crate) fn fields(&self) -> usize {
        let mut fields: Vec<_> = self.bounds.iter().filter_map(|bound| bound.field).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len()
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        let position = self.columns.position(field);
        position.is_some() && self.bounds.iter().any(|bound| bound.field == position)
    }

    /// Whether one of the combinations without which the ledger says little is there.
    pub(crate) fn suffices(&self) -> bool {
        self.columns.requires.iter().any(|fields| fields.iter().all(|field| self.has(field)))
    }

    /// The program whose export this is.
    pub(crate) fn machine(&self) -> Option<&'static str> {
        let heads: Vec<String> = self.bounds.iter().map(|bound| fold::header(&bound.header)).collect();
        let fits = |headers: &[String]| headers.iter().all(|header| heads.contains(&fold::header(header)));
        self.columns.machine.iter().find(|machine| fits(&machine.headers)).map(|machine| machine.name.as_str())
    }
}

/// The best head of every ledger, in the order of the ledgers; `None` where it recognises less than `least` columns.
pub(crate) fn heads(sheet: &Sheet, header_row: Option<u32>, least: usize) -> Vec<Option<Head>> {
    let mut best: Vec<Option<Head>> = columns::all().iter().map(|_| None).collect();
    let rows = sheet.rows.iter().enumerate().filter(|(at, row)| header_row.map_or(*at < ROWS, |wanted| row.number == wanted));
    for (at, _) in rows {
        let one = single(sheet, at);
        let below = sheet.rows.get(at + 1).filter(|_| header_row.is_none()).map(|_| single(sheet, at + 1));
        let two = if header_row.is_none() { double(sheet, at) } else { None };
        for (ledger, (known, head)) in best.iter_mut().zip(one.heads()).enumerate() {
            // two rows count as one head only where that explains more than either of them alone
            let alone = head.score.max(below.as_ref().map_or(0.0, |below| below.head(ledger).score));
            let head = two.as_ref().map(|two| two.head(ledger)).filter(|two| two.score > alone + 0.05 && two.fields() >= 3).unwrap_or(head);
            if head.fields() >= least && known.as_ref().is_none_or(|known| head.score > known.score + 1e-9) {
                *known = Some(head);
            }
        }
    }
    best
}

/// Bonus for hints in the file's name, the sheet's name and the lines above the table.
pub(crate) fn hint(columns: &Columns, file: &str, sheet: &Sheet, head: &Head) -> f64 {
    let stem = file.rsplit('/').next().unwrap_or(file);
    let titles = sheet
        .rows
        .iter()
        .take_while(|row| row.number < head.row)
        .take(5)
        .flat_map(|row| row.filled().take(2))
        .map(|(_, cell)| cell.text.as_str());
    let titles: String = titles.collect::<Vec<_>>().join(" ");
    let best = |text: &str| {
        let folded = fold::header(text);
        let lengths = columns
            .names
            .iter()
            .map(|name| fold::header(name))
            .filter(|name| folded.contains(name.as_str()))
            .map(|name| name.chars().count());
        // the longer the word, the more it says; two or three characters may be chance
        f64::from(u32::try_from(lengths.max().unwrap_or(0)).unwrap_or(0)).min(6.0) / 6.0
    };
    best(stem) * 1.2 + best(&sheet.name) * 1.5 + best(&titles) * 1.0
}

#[cfg(test)]
mod tests {
    use super::score::hits;
    use super::*;
    use crate::grid::Cell;
    use crate::grid::Row;
    use crate::problem::keys;
    use sonae_domain::ledger::LedgerId;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let rows = rows.iter().zip(1..).map(|(cells, number)| Row {
            number,
            cells: cells.iter().map(|text| Cell::text(*text)).collect(),
            struck: false,
        });
        Sheet { rows: rows.filter(|row| row.filled().next().is_some()).collect(), ..Sheet::default() }
    }

    fn devices(sheet: &Sheet) -> Head {
        heads(sheet, None, 2)[0].clone().unwrap()
    }

    fn mapping(head: &Head) -> Vec<(&str, &str)> {
        head.bounds
            .iter()
            .map(|bound| (bound.header.as_str(), bound.field.map_or("", |at| head.columns.columns[at].field.as_str())))
            .collect()
    }

    #[test]
    fn the_header_row_is_found_below_titles() {
        let sheet = sheet(&[
            &["○○病院　情報機器台帳"],
            &["令和7年4月1日現在"],
            &[],
            &["管理\n番号", "ﾒｰｶｰ", "ＯＳ", "ＩＰアドレス", "謎の列"],
            &["1", "NEC", "Win11", "10.0.0.1", "x"],
        ]);
        let head = devices(&sheet);
        assert_eq!((head.row, head.data_from), (4, 3));
        assert_eq!(mapping(&head), [("管理 番号", "number"), ("ﾒｰｶｰ", "maker"), ("ＯＳ", "os"), ("ＩＰアドレス", "ip"), ("謎の列", "")]);
    }

    #[test]
    fn a_head_of_two_rows_is_joined() {
        let mut sheet = sheet(&[
            &["No", "ネットワーク", "ネットワーク", "サポート", ""],
            &["", "IP", "MAC", "終了日", "パッチ適用日"],
            &["1", "10.0.0.1", "aa", "2026/1/1", "2025/4/1"],
        ]);
        sheet.rows[0].cells[2].merged = true;
        let head = devices(&sheet);
        assert_eq!((head.row, head.data_from), (2, 2));
        let fields: Vec<_> = mapping(&head).into_iter().map(|(_, field)| field).collect();
        assert_eq!(fields, ["number", "ip", "mac", "end-of-support", "patched-on"]);
    }

    #[test]
    fn of_two_columns_for_one_field_the_more_usual_header_wins() {
        let head = devices(&sheet(&[&["No", "管理番号", "OS", "備考", "用途"], &["1", "A-1", "Win11", "", ""]]));
        assert_eq!(mapping(&head), [("No", ""), ("管理番号", "number"), ("OS", "os"), ("備考", "note"), ("用途", "note")]);
    }

    #[test]
    fn headers_may_carry_marks_and_units() {
        let head = devices(&sheet(&[
            &["※管理番号(必須)", "OS（バージョン）", "①設置場所", "リモート保守の有無", "サポート終了日[年月日]"],
            &["1", "", "", "", ""],
        ]));
        let fields: Vec<_> = mapping(&head).into_iter().map(|(_, field)| field).collect();
        assert_eq!(fields, ["number", "os-version", "place", "remote-maintenance", "end-of-support"]);
    }

    #[test]
    fn choices_correct_the_mapping_and_unknown_names_are_told() {
        let mut head = devices(&sheet(&[&["管理番号", "呼び名", "OS", "備考"], &["1", "PC1", "Win11", ""]]));
        let text = "columns = { \"呼び名\" = \"host\", \"D\" = \"place\", \"OS\" = \"ignore\", \"無い列\" = \"ip\", \"備考\" = \"nothing\" }\ndefaults = { vendor = \"みほん\", color = \"red\" }";
        let problems = apply(&toml::from_str(text).unwrap(), &mut head);
        assert_eq!(mapping(&head), [("管理番号", "number"), ("呼び名", "host"), ("OS", ""), ("備考", "place")]);
        let keys: Vec<_> = problems.iter().map(|p| p.key).collect();
        assert_eq!(keys, [keys::FIELD_UNKNOWN, keys::HEADER_UNKNOWN, keys::FIELD_UNKNOWN]);
        assert!(problems[0].args["fields"].contains("host"));
    }

    #[test]
    fn every_header_leads_to_its_own_field() {
        for (ledger, columns) in columns::all().iter().enumerate() {
            for column in &columns.columns {
                for header in column.headers.iter().chain(&column.inverted) {
                    let hit = hits(header).get(&ledger).copied().unwrap_or_else(|| panic!("{}: {header}", columns.ledger));
                    assert_eq!(columns.columns[hit.claim.field].field, column.field, "{}: {header}", columns.ledger);
                }
            }
        }
        assert_eq!(columns::all()[0].ledger, LedgerId::Devices);
    }
}
