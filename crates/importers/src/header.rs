//! From a sheet to a ledger: where its header row is, what each column means, and which ledger it is.
//!
//! Each ledger scores each of the first rows by the headers that it knows; a header that many ledgers know says little.
//! Not here: reading the rows.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::choice::{Choice, IGNORE};
use crate::columns::{self, Columns};
use crate::duration;
use crate::fold;
use crate::grid::{CellKind, Row, Sheet};
use crate::problem::{Problem, Severity, column_letters, keys};
use crate::vocabulary::{layout, without_brackets};

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

/// One ledger's claim on a folded header.
#[derive(Debug, Clone, Copy)]
struct Claim {
    ledger: usize,
    field: usize,
    inverted: bool,
    /// Place in the list of headers: the most usual first
    rank: usize,
}

/// Claims of all ledgers by folded header, and parts of headers.
struct Index {
    whole: HashMap<String, Vec<Claim>>,
    parts: Vec<(String, Claim)>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index { whole: HashMap::new(), parts: Vec::new() };
    for (ledger, columns) in columns::all().iter().enumerate() {
        for (field, column) in columns.columns.iter().enumerate() {
            let plain = column.headers.iter().map(|header| (header, false));
            for (rank, (header, inverted)) in plain.chain(column.inverted.iter().map(|header| (header, true))).enumerate() {
                index.whole.entry(fold::header(header)).or_default().push(Claim { ledger, field, inverted, rank });
            }
            for part in &column.contains {
                index.parts.push((fold::header(part), Claim { ledger, field, inverted: false, rank: usize::MAX }));
            }
        }
    }
    index.parts.sort_by_key(|(part, _)| std::cmp::Reverse(part.chars().count()));
    index
});

/// A claim with its strength between 0 and 1, and how much it tells ledgers apart.
#[derive(Debug, Clone, Copy)]
struct Hit {
    claim: Claim,
    strength: f64,
    weight: f64,
}

/// The best hit of each ledger on one header text.
type Hits = BTreeMap<usize, Hit>;

/// How strongly each ledger recognises a header text.
fn hits(text: &str) -> Hits {
    let mut hits = Hits::new();
    let folded = fold::header(text);
    if folded.is_empty() || text.chars().count() > 60 || folded.bytes().all(|byte| byte.is_ascii_digit()) {
        return hits;
    }
    for (variant, strength) in variants(text, folded.clone()) {
        let Some(claims) = INDEX.whole.get(&variant) else { continue };
        let mut ledgers: Vec<usize> = claims.iter().map(|claim| claim.ledger).collect();
        ledgers.dedup();
        let weight = strength / f64::from(u32::try_from(ledgers.len()).unwrap_or(u32::MAX)).powf(0.6);
        for claim in claims {
            hits.entry(claim.ledger).or_insert(Hit { claim: *claim, strength, weight });
        }
    }
    // a long header is a sentence: it may hold many words
    if folded.chars().count() <= 30 {
        for (part, claim) in INDEX.parts.iter().filter(|(part, _)| folded.contains(part.as_str())) {
            let _ = part;
            hits.entry(claim.ledger).or_insert(Hit { claim: *claim, strength: 0.5, weight: 0.35 });
        }
    }
    hits
}

/// The header as it stands and with less and less around it, each with its strength.
fn variants(text: &str, folded: String) -> Vec<(String, f64)> {
    let words = &layout().header;
    let bare = fold::header(&without_brackets(&fold::plain(text)));
    let mut variants = vec![(folded, 1.0)];
    if !bare.is_empty() {
        variants.push((bare.clone(), 0.95));
    }
    let mut stripped = bare;
    for word in &words.strip {
        if let Some(shorter) = stripped.strip_prefix(word.as_str()).or_else(|| stripped.strip_suffix(word.as_str())) {
            stripped = shorter.to_owned();
        }
    }
    let unnumbered = stripped.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
    variants.push((stripped.clone(), 0.9));
    variants.push((unnumbered, 0.9));
    if let Some(shorter) = words.tails.iter().find_map(|tail| stripped.strip_suffix(tail.as_str())) {
        variants.push((shorter.to_owned(), 0.85));
    }
    if let Some(inside) = crate::vocabulary::in_brackets(&fold::plain(text)) {
        variants.push((fold::header(inside), 0.7));
    }
    variants.retain(|(variant, _)| !variant.is_empty());
    variants
}

/// Texts of a header row by column, with the hits of every ledger.
struct Candidate {
    texts: Vec<(usize, String, Hits)>,
    data_from: usize,
    row: u32,
}

fn single(sheet: &Sheet, at: usize) -> Candidate {
    let row = &sheet.rows[at];
    let texts = row
        .filled()
        .filter(|(_, cell)| cell.kind == CellKind::Text)
        .map(|(column, cell)| (column, fold::one_line(&cell.text), hits(&cell.text)));
    Candidate { texts: texts.collect(), data_from: at + 1, row: row.number }
}

/// Two rows read as one head: groups above (often merged), names below.
fn double(sheet: &Sheet, at: usize) -> Option<Candidate> {
    let (upper, lower) = (&sheet.rows[at], sheet.rows.get(at + 1)?);
    let names = |row: &Row| row.filled().all(|(_, cell)| cell.kind == CellKind::Text && cell.text.chars().count() <= 30);
    // the upper row spans: some of its cells are merged or blank where the lower one has names
    let spans = lower.filled().any(|(column, _)| upper.cells.get(column).is_none_or(|cell| cell.merged || cell.is_blank()));
    if lower.number != upper.number + 1 || !names(upper) || !names(lower) || !spans {
        return None;
    }
    let width = upper.cells.len().max(lower.cells.len());
    let texts = (0..width).filter_map(|column| {
        let (above, below) = (upper.text(column), lower.text(column));
        let joined = if above == below || above.is_empty() { below.to_owned() } else { format!("{above} {below}") };
        let text = fold::one_line(&joined);
        if text.is_empty() {
            return None;
        }
        let mut all = hits(&text);
        for part in [below, above] {
            for (ledger, hit) in hits(part) {
                all.entry(ledger).or_insert(Hit { strength: hit.strength * 0.9, weight: hit.weight * 0.9, ..hit });
            }
        }
        Some((column, text, all))
    });
    Some(Candidate { texts: texts.collect(), data_from: at + 2, row: lower.number })
}

impl Candidate {
    /// The candidate as one ledger understands it: each field gets the column that fits it best.
    fn head(&self, ledger: usize) -> Head {
        let columns = &columns::all()[ledger];
        let mut best: BTreeMap<usize, (usize, Hit)> = BTreeMap::new();
        for (place, (_, _, hits)) in self.texts.iter().enumerate() {
            let Some(hit) = hits.get(&ledger) else { continue };
            let better = best.get(&hit.claim.field).is_none_or(|(_, known)| {
                (hit.strength, std::cmp::Reverse(hit.claim.rank)) > (known.strength, std::cmp::Reverse(known.claim.rank))
            });
            if better {
                best.insert(hit.claim.field, (place, *hit));
            }
        }
        let bounds: Vec<Bound> = self
            .texts
            .iter()
            .enumerate()
            .map(|(place, (column, header, hits))| {
                let hit = hits.get(&ledger).filter(|hit| {
                    columns.columns[hit.claim.field].many || best.get(&hit.claim.field).is_some_and(|(winner, _)| *winner == place)
                });
                Bound {
                    column: *column,
                    header: header.clone(),
                    field: hit.map(|hit| hit.claim.field),
                    inverted: hit.is_some_and(|hit| hit.claim.inverted),
                    unit: duration::unit_in(header),
                }
            })
            .collect();
        let weight: f64 = best.values().map(|(_, hit)| hit.weight).sum();
        let used = bounds.iter().filter(|bound| bound.field.is_some()).count();
        let share = f64::from(u32::try_from(used).unwrap_or(0)) / f64::from(u32::try_from(bounds.len().max(1)).unwrap_or(1));
        Head { columns, data_from: self.data_from, row: self.row, bounds, score: weight * (0.4 + 0.6 * share) }
    }

    fn heads(&self) -> impl Iterator<Item = Head> {
        (0..columns::all().len()).map(|ledger| self.head(ledger))
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

/// Applies what `institution.toml` says about columns. Unknown fields and headers become problems.
pub(crate) fn apply(choice: &Choice, head: &mut Head) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (header, field) in &choice.columns {
        let field_at = head.columns.position(field);
        if field_at.is_none() && field != IGNORE {
            problems.push(unknown_field(field, head.columns));
            continue;
        }
        let folded = fold::header(header);
        let named = head.bounds.iter().position(|bound| fold::header(&bound.header) == folded);
        let place = named.or_else(|| head.bounds.iter().position(|bound| column_letters(bound.column) == header.as_str()));
        let letter = || (header.len() <= 2 && header.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| letters_column(header));
        let place = match place {
            Some(place) => place,
            None if letter().is_some() => {
                head.bounds.push(Bound {
                    column: letter().unwrap_or_default(),
                    header: String::new(),
                    field: None,
                    inverted: false,
                    unit: None,
                });
                head.bounds.len() - 1
            }
            None => {
                problems.push(Problem::new(Severity::Warning, keys::HEADER_UNKNOWN).row(head.row).arg("name", header));
                continue;
            }
        };
        if let Some(field_at) = field_at.filter(|at| !head.columns.columns[*at].many) {
            // the column that had the field by its header gives it up
            head.bounds.iter_mut().filter(|bound| bound.field == Some(field_at)).for_each(|bound| bound.field = None);
        }
        head.bounds[place].field = field_at;
        head.bounds[place].inverted = false;
    }
    problems.extend(
        choice.defaults.keys().filter(|field| head.columns.column(field).is_none()).map(|field| unknown_field(field, head.columns)),
    );
    head.bounds.sort_by_key(|bound| bound.column);
    problems
}

/// A head of which no header is known, found by the headers that `institution.toml` names (or by its row).
pub(crate) fn named_head(sheet: &Sheet, columns: &'static Columns, choice: &Choice, header_row: Option<u32>) -> Option<Head> {
    let named: Vec<String> = choice.columns.keys().map(|header| fold::header(header)).collect();
    let ledger = columns::all().iter().position(|known| known.ledger == columns.ledger)?;
    let at = sheet.rows.iter().take(ROWS.max(sheet.rows.len().min(1000))).position(|row| match header_row {
        Some(wanted) => row.number == wanted,
        None => row.filled().any(|(_, cell)| named.contains(&fold::header(&cell.text))),
    })?;
    Some(single(sheet, at).head(ledger))
}

fn unknown_field(field: &str, columns: &Columns) -> Problem {
    Problem::new(Severity::Error, keys::FIELD_UNKNOWN).arg("field", field).arg("ledger", columns.ledger).arg("fields", columns.fields())
}

fn letters_column(letters: &str) -> usize {
    letters.bytes().fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Cell;
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
