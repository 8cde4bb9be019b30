//! How strongly each ledger recognises the headers of a row, or of two rows read as one head.
//!
//! A header that many ledgers know says little about which of them a sheet is. Not here: which row is the head.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::{Bound, Head};
use crate::columns;
use crate::duration;
use crate::fold;
use crate::grid::{CellKind, Row, Sheet};
use crate::layout::layout;
use crate::words::{in_brackets, without_brackets};

/// One ledger's claim on a folded header.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    ledger: usize,
    pub(super) field: usize,
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
pub(super) struct Hit {
    pub(super) claim: Claim,
    strength: f64,
    weight: f64,
}

/// The best hit of each ledger on one header text.
pub(super) type Hits = BTreeMap<usize, Hit>;

/// How strongly each ledger recognises a header text.
pub(super) fn hits(text: &str) -> Hits {
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
    if let Some(inside) = in_brackets(&fold::plain(text)) {
        variants.push((fold::header(inside), 0.7));
    }
    variants.retain(|(variant, _)| !variant.is_empty());
    variants
}

/// Texts of a header row by column, with the hits of every ledger.
pub(super) struct Candidate {
    texts: Vec<(usize, String, Hits)>,
    data_from: usize,
    row: u32,
}

pub(super) fn single(sheet: &Sheet, at: usize) -> Candidate {
    let row = &sheet.rows[at];
    let texts = row
        .filled()
        .filter(|(_, cell)| cell.kind == CellKind::Text)
        .map(|(column, cell)| (column, fold::one_line(&cell.text), hits(&cell.text)));
    Candidate { texts: texts.collect(), data_from: at + 1, row: row.number }
}

/// Two rows read as one head: groups above (often merged), names below.
pub(super) fn double(sheet: &Sheet, at: usize) -> Option<Candidate> {
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
    pub(super) fn head(&self, ledger: usize) -> Head {
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

    pub(super) fn heads(&self) -> impl Iterator<Item = Head> {
        (0..columns::all().len()).map(|ledger| self.head(ledger))
    }
}
