//! How wide the columns of a table become, and how large its type: from the texts, measured with the embedded fonts.
//!
//! Not here: drawing (`templates/ledger.typ`) and the widths of workbooks (`xlsx`).

use serde::Serialize;
use sonae_domain::paper::LedgerSheet;
use typst::text::FontInstance;

/// Room between the margins of A4 landscape, millimetres.
const ROOM: f64 = 277.0;
/// Left and right inset of a cell together, millimetres.
const INSET: f64 = 2.6;
const MM_PER_PT: f64 = 25.4 / 72.0;
/// Type sizes to try, points, the most readable first.
const SIZES: [f64; 5] = [9.0, 8.5, 8.0, 7.5, 7.0];
/// A smaller type is not taken once the rows have this many lines on average.
const ENOUGH: f64 = 1.25;
/// A table is not stretched beyond this multiple of what its texts need.
const STRETCH: f64 = 1.8;
/// A Latin run this long may be broken anywhere (`free` in lib.typ), so it does not dictate a width.
const BREAKABLE: usize = 16;
/// A head wider than this, em, takes two lines.
const LONG_HEAD: f64 = 7.5;
/// A text wider than this, em, wraps in any case and asks for no more.
const LONG: f64 = 36.0;
/// Rows looked at; of a longer table every n-th.
const SAMPLE: usize = 150;
/// How much may be taken off a column at a time, millimetres.
const CUTS: [f64; 6] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0];

/// Type size and column widths of one table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Layout {
    /// Points.
    size: f64,
    /// Millimetres, one a column.
    widths: Vec<f64>,
}

/// What the texts of one column need, in em.
#[derive(Debug, Clone)]
struct Need {
    /// The widest piece that must not be broken.
    least: f64,
    /// Every text on one line.
    ample: f64,
    /// The texts of the rows looked at.
    lines: Vec<f64>,
}

/// The largest type at which most rows have one line.
pub(crate) fn layout(sheet: &LedgerSheet, fonts: &[FontInstance]) -> Layout {
    let needs: Vec<Need> = (0..sheet.columns.len()).map(|at| need(sheet, at, fonts)).collect();
    let mut best = Layout { size: SIZES[0], widths: Vec::new() };
    for size in SIZES {
        let (widths, lines) = widths(&needs, size);
        best = Layout { size, widths };
        if lines <= ENOUGH {
            break;
        }
    }
    best
}

fn mm(em: f64, size: f64) -> f64 {
    em * size * MM_PER_PT + INSET
}

/// Widths at a type size, and the lines a row has on average.
fn widths(needs: &[Need], size: f64) -> (Vec<f64>, f64) {
    let mut widths: Vec<f64> = needs.iter().map(|n| mm(n.ample, size)).collect();
    let least: Vec<f64> = needs.iter().map(|n| mm(n.least, size)).collect();
    let wish: f64 = widths.iter().sum();
    if wish <= ROOM {
        let stretch = (ROOM / wish).min(STRETCH);
        return (widths.iter().map(|w| w * stretch).collect(), 1.0);
    }
    let bare: f64 = least.iter().sum();
    if bare >= ROOM {
        let shrink = |w: &f64| w * ROOM / bare;
        return (least.iter().map(shrink).collect(), f64::INFINITY);
    }
    let mut rows = Rows::new(needs, size, &widths);
    while let excess @ 0.001.. = widths.iter().sum::<f64>() - ROOM {
        let Some((at, cut)) = rows.cheapest(&widths, &least, excess) else {
            break;
        };
        widths[at] -= cut;
        rows.set(at, widths[at]);
    }
    (widths, rows.average())
}

/// How many lines each text takes at the present widths.
struct Rows<'a> {
    needs: &'a [Need],
    size: f64,
    /// Lines by column, then row.
    lines: Vec<Vec<f64>>,
}

impl<'a> Rows<'a> {
    fn new(needs: &'a [Need], size: f64, widths: &[f64]) -> Self {
        let mut rows = Self { needs, size, lines: vec![Vec::new(); needs.len()] };
        for (at, width) in widths.iter().enumerate() {
            rows.set(at, *width);
        }
        rows
    }

    fn set(&mut self, at: usize, width: f64) {
        self.lines[at] = self.at_width(at, width).collect();
    }

    fn at_width(&self, at: usize, width: f64) -> impl Iterator<Item = f64> {
        let room = (width - INSET) / (self.size * MM_PER_PT);
        let lines = self.needs[at].lines.iter();
        lines.map(move |em| (em / room - 0.001).ceil().max(1.0))
    }

    /// The column to be narrowed next and by how much: the fewest lines added for a millimetre; the widest column of several.
    fn cheapest(&self, widths: &[f64], least: &[f64], excess: f64) -> Option<(usize, f64)> {
        let mut best: Option<((f64, f64), (usize, f64))> = None;
        for (at, (width, least)) in widths.iter().zip(least).enumerate() {
            let others = self.tallest(Some(at));
            let lines = |width: f64| -> f64 { self.at_width(at, width).zip(&others).map(|(mine, rest)| mine.max(*rest)).sum() };
            let present = lines(*width);
            for cut in CUTS.map(|cut| cut.min(excess).min(width - least)).into_iter().filter(|cut| *cut > 0.0) {
                let cost = ((lines(width - cut) - present) / cut, -width);
                if best.is_none_or(|(other, _)| cost < other) {
                    best = Some((cost, (at, cut)));
                }
            }
        }
        best.map(|(_, choice)| choice)
    }

    /// Lines of each row, without one column.
    fn tallest(&self, without: Option<usize>) -> Vec<f64> {
        let rows = self.needs.first().map_or(0, |n| n.lines.len());
        let mut out = vec![1.0; rows];
        for (at, column) in self.lines.iter().enumerate() {
            if Some(at) != without {
                for (tallest, lines) in out.iter_mut().zip(column) {
                    *tallest = f64::max(*tallest, *lines);
                }
            }
        }
        out
    }

    fn average(&self) -> f64 {
        let lines = self.tallest(None);
        let sum: f64 = lines.iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
        let count = lines.len().max(1) as f64;
        sum / count
    }
}

fn need(sheet: &LedgerSheet, at: usize, fonts: &[FontInstance]) -> Need {
    let title = sheet.columns.get(at).map_or("", |c| c.title.as_str());
    let every = sheet.rows.len().div_ceil(SAMPLE).max(1);
    let texts = || {
        let cells = sheet.rows.iter();
        cells.map(|row| row.get(at).map_or("", String::as_str))
    };
    let sample = texts().step_by(every);
    let lines: Vec<f64> = sample.map(|text| line(text, fonts).min(LONG)).collect();
    let pieces = texts().map(|text| piece(text, fonts)).fold(0.0, f64::max);
    // a head is bold, which runs a little wider
    let head = line(title, fonts) * 1.06;
    let head = if head > LONG_HEAD { (head / 2.0 + 1.0).max(LONG_HEAD) } else { head };
    let least = pieces.max(head).max(2.2);
    let ample = lines.iter().copied().fold(least, f64::max);
    Need { least, ample, lines }
}

/// Width of the widest line of a text, em.
fn line(text: &str, fonts: &[FontInstance]) -> f64 {
    text.lines().map(|l| l.chars().map(|c| advance(c, fonts)).sum()).fold(0.0, f64::max)
}

/// Width of the widest unbreakable piece of a text, em. Japanese breaks nearly anywhere: three characters are kept together for
/// the punctuation rules.
fn piece(text: &str, fonts: &[FontInstance]) -> f64 {
    let mut widest: f64 = 0.0;
    let (mut run, mut length) = (0.0, 0);
    for c in text.chars() {
        if c.is_ascii_graphic() {
            run += advance(c, fonts);
            length += 1;
            if length < BREAKABLE {
                widest = widest.max(run);
            }
        } else {
            (run, length) = (0.0, 0);
            widest = widest.max(if c.is_whitespace() { 0.0 } else { 3.0 });
        }
    }
    widest
}

/// Advance of a character, em.
fn advance(c: char, fonts: &[FontInstance]) -> f64 {
    let found = fonts.iter().find_map(|font| {
        let glyph = font.ttf().glyph_index(c)?;
        font.x_advance(glyph.0)
    });
    found.map_or(1.0, typst::layout::Em::get)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Engine;
    use sonae_domain::paper::LedgerColumn;

    fn sheet(titles: &[&str], rows: &[&[&str]]) -> LedgerSheet {
        LedgerSheet {
            title: "台帳".to_owned(),
            chapter: None,
            facility: "見本病院".to_owned(),
            as_of: None,
            columns: titles.iter().map(|t| LedgerColumn::new(*t)).collect(),
            rows: rows.iter().map(|row| row.iter().map(|t| (*t).to_owned()).collect()).collect(),
            notes: Vec::new(),
            foot: String::new(),
        }
    }

    fn set(titles: &[&str], rows: &[&[&str]]) -> Layout {
        layout(&sheet(titles, rows), Engine::new().unwrap().rulers())
    }

    #[test]
    fn a_small_table_gets_the_largest_type_and_is_not_stretched_without_measure() {
        let out = set(&["番号", "状態"], &[&["001", "稼働"]]);
        assert!((out.size - 9.0).abs() < 0.01);
        assert!(out.widths.iter().sum::<f64>() < 60.0, "{out:?}");
    }

    #[test]
    fn a_full_table_fills_the_page_exactly() {
        let long = "消化器内科・循環器内科・呼吸器内科の共用として外来処置室に設置している";
        let out = set(&["一", "二", "三"], &[&[long, long, long]]);
        assert!((out.widths.iter().sum::<f64>() - ROOM).abs() < 0.01, "{out:?}");
    }

    #[test]
    fn an_address_or_a_date_never_gets_less_than_one_line() {
        let long = "この欄には長い説明がいくらでも入るので折り返してかまわない".repeat(4);
        let row = ["192.168.100.200", "2025/10/10", &long, &long, &long, &long];
        let out = set(&["IPアドレス", "登録日", "甲", "乙", "丙", "丁"], &[&row]);
        let fonts = Engine::new().unwrap();
        for (text, width) in row.iter().zip(&out.widths).take(2) {
            let needed = line(text, fonts.rulers()) * out.size * MM_PER_PT + INSET;
            assert!(*width + 0.001 >= needed, "{text}: {width} < {needed}");
        }
    }

    #[test]
    fn forty_columns_or_none_do_not_break_the_arithmetic() {
        let titles = ["とても長い見出しの列"; 40];
        let out = set(&titles, &[&["あいうえお"; 40]]);
        assert!(out.widths.iter().sum::<f64>() <= ROOM + 0.01);
        assert!(set(&[], &[]).widths.is_empty());
    }
}
