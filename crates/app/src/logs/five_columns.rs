//! The inspector's view: the five columns of the checklist manual in its order, each line with the mark that it lies unchanged under a
//! checkpoint. On the screen, as PDF, as CSV.
//!
//! Deliberately not here: proving a single line (a bundle), and who may ask (asked in [`super::ask`]).

use jiff::Timestamp;
use jiff::civil::Date;
use sonae_domain::paper::{LedgerColumn, LedgerSheet};
use sonae_lake::{Answer, Cell, Question, Span};
use sonae_vault::witness::Printed;
use sonae_vault::{Sealed, TreeHead};

use super::ask::{Shown, ask_logs};
use super::fault::LogsError;
use super::verification::last_verification;
use crate::actor::Actor;
use crate::house::House;
use crate::words::text;

/// So many lines at most: more is no list that somebody reads.
const MOST: usize = 2000;
/// The columns in the order of the manual, and the mark.
const COLUMNS: [&str; 6] = ["user_uid", "user_name", "time", "category", "operation", "verified"];

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiveLine {
    /// ユーザーID
    pub user: String,
    /// 氏名
    pub name: String,
    /// 時刻, as the manual writes it
    pub time: String,
    /// カテゴリ
    pub category: String,
    /// 操作情報
    pub operation: String,
    /// Whether the last verification found it unchanged
    pub verified: bool,
    /// Where it lies
    pub at: (String, u64),
}

/// The list.
#[derive(Debug, Clone, PartialEq)]
pub struct FiveColumns {
    /// The lines, in the order of time
    pub lines: Vec<FiveLine>,
    /// There were more
    pub cut_off: bool,
    /// The newest checkpoint
    pub seal: Option<Sealed>,
    /// First day
    pub from: Date,
    /// Last day
    pub until: Date,
    /// Only this user; "" = all
    pub user: String,
}

/// The lines from a day to a day, both in it.
pub async fn five_columns(house: &House, actor: &Actor, user: &str, from: Date, until: Date) -> Result<FiveColumns, LogsError> {
    let question = Question::FiveColumns { user: user.trim().to_owned() };
    let answer = ask_logs(house, actor, &question, days(from, until, MOST), Shown::Masked).await?;
    let verified = last_verification(house).await?;
    let reading = house.vaults().reading();
    let seal = match reading.shards()?.last() {
        Some(shard) => reading.checkpoint(shard)?,
        None => None,
    };
    let within = |shard: &str, leaf: u64| verified.as_ref().is_some_and(|verified| verified.is_intact() && verified.covers(shard, leaf));
    let lines = lines(&answer, within);
    Ok(FiveColumns { lines, cut_off: answer.cut_off, seal, from, until, user: user.trim().to_owned() })
}

/// From the beginning of a day to the end of a day, where the institution is.
pub fn days(from: Date, until: Date, limit: usize) -> Span {
    let start = |day: Date| day.to_zoned(sonae_domain::calendar::japan()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
    Span { from: start(from), to: start(until.tomorrow().unwrap_or(until)), limit }
}

fn lines(answer: &Answer, verified: impl Fn(&str, u64) -> bool) -> Vec<FiveLine> {
    let at = |name: &str| answer.columns.iter().position(|column| column.name == name);
    let places = ["user_uid", "user_name", "time", "category", "operation", "shard", "leaf"].map(at);
    let line = |row: &Vec<Cell>| {
        let cell = |nth: usize| places[nth].and_then(|at| row.get(at));
        let said = |nth: usize| match cell(nth) {
            Some(Cell::Text(text)) => text.clone(),
            Some(Cell::Time(at)) => moment(*at),
            Some(Cell::Int(number)) => number.to_string(),
            _ => String::new(),
        };
        let leaf = match cell(6) {
            Some(Cell::Int(leaf)) => u64::try_from(*leaf).unwrap_or_default(),
            _ => 0,
        };
        let shard = said(5);
        FiveLine {
            user: said(0),
            name: said(1),
            time: said(2),
            category: said(3),
            operation: said(4),
            verified: verified(&shard, leaf),
            at: (shard, leaf),
        }
    };
    answer.rows.iter().map(line).collect()
}

/// 2023/5/16 8:30:00, as the manual writes it.
pub fn moment(micros: i64) -> String {
    let Ok(at) = Timestamp::from_microsecond(micros) else { return String::new() };
    let at = at.to_zoned(sonae_domain::calendar::japan());
    format!("{}/{}/{} {}:{:02}:{:02}", at.year(), at.month(), at.day(), at.hour(), at.minute(), at.second())
}

impl FiveColumns {
    /// The heads in the order of the manual, and the mark.
    pub fn heads() -> [String; 6] {
        COLUMNS.map(|column| text(&format!("logs-five-{column}"), &[]))
    }

    fn cells(line: &FiveLine) -> [String; 6] {
        let mark = text(if line.verified { "logs-five-yes" } else { "logs-five-no" }, &[]);
        [&line.user, &line.name, &line.time, &line.category, &line.operation, &mark].map(Clone::clone)
    }

    /// The checkpoint as it stands at the foot of the list; "" where nothing was sealed.
    pub fn foot(&self) -> String {
        let Some(seal) = &self.seal else { return String::new() };
        let (at, size) = (moment(seal.at.as_microsecond()), seal.size.to_string());
        text("logs-five-foot", &[("at", &at), ("origin", &seal.origin), ("size", &size), ("value", &seal_value(seal))])
    }

    /// For printing.
    pub fn sheet(&self, facility: &str, today: Date) -> LedgerSheet {
        let from = crate::words::date(self.from);
        let until = crate::words::date(self.until);
        let mut notes = vec![text("logs-five-note", &[])];
        if self.cut_off {
            notes.push(text("logs-five-cut-off", &[]));
        }
        LedgerSheet {
            title: text("logs-five-title", &[]),
            chapter: Some(text(
                if self.user.is_empty() { "logs-five-span" } else { "logs-five-span-user" },
                &[("from", &from), ("until", &until), ("user", &self.user)],
            )),
            facility: facility.to_owned(),
            as_of: Some(today),
            columns: Self::heads().into_iter().map(LedgerColumn::new).collect(),
            rows: self.lines.iter().map(|line| Self::cells(line).to_vec()).collect(),
            notes,
            foot: self.foot(),
        }
    }

    /// As CSV; the checkpoint is the last line.
    pub fn csv(&self) -> Vec<u8> {
        let foot = self.seal.as_ref().map(|_| vec![self.foot()]);
        let lines = self.lines.iter().map(|line| Self::cells(line).to_vec());
        csv(std::iter::once(Self::heads().to_vec()).chain(lines).chain(foot))
    }
}

/// CSV in UTF-8 with a mark at its start, as spreadsheets read it.
pub fn csv(rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut file = String::from('\u{feff}');
    for row in rows {
        file.push_str(&row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
        file.push_str("\r\n");
    }
    file.into_bytes()
}

/// A cell of a CSV file. What a spreadsheet would take for a formula is kept from it.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if formula || cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

/// The value of a checkpoint as it is printed and typed in: the third line of [`Printed`].
pub fn seal_value(seal: &Sealed) -> String {
    printed(seal).to_string().lines().last().unwrap_or_default().to_owned()
}

/// A checkpoint as it stands on paper.
pub(super) fn printed(seal: &Sealed) -> Printed {
    Printed::of(&TreeHead { origin: seal.origin.clone(), size: seal.size, root: seal.root })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sonae_lake::Column;

    #[test]
    fn the_columns_come_in_the_order_of_the_manual_whatever_the_lake_gives() {
        let names = ["leaf", "shard", "time", "user_uid", "operation", "category", "user_name"];
        let answer = Answer {
            columns: names.iter().map(|name| Column { name: (*name).to_owned() }).collect(),
            rows: vec![vec![
                Cell::Int(7),
                Cell::Text("2026".into()),
                Cell::Time(1_684_193_400_000_000),
                Cell::Text("abc@def".into()),
                Cell::Text("ログイン".into()),
                Cell::Text("管理メニュー".into()),
                Cell::Text("abcdef".into()),
            ]],
            cut_off: false,
        };
        let lines = lines(&answer, |shard, leaf| shard == "2026" && leaf < 8);
        let cells = FiveColumns::cells(&lines[0]);
        assert_eq!([&cells[0], &cells[1], &cells[3], &cells[4]], ["abc@def", "abcdef", "管理メニュー", "ログイン"]);
        assert!(lines[0].verified && lines[0].at == ("2026".to_owned(), 7));
        assert_eq!(FiveColumns::heads()[..5], ["ユーザーID", "氏名", "時刻", "カテゴリ", "操作情報"]);
    }

    #[test]
    fn a_cell_is_no_formula() {
        assert_eq!(quoted("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
