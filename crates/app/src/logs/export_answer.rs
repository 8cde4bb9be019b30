//! An answer as a file: CSV for a spreadsheet, JSON for another program.

use jiff::Timestamp;
use serde_json::{Map, Value};
use sonae_lake::{Answer, Cell};

use crate::words::{lookup, text};

/// In which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerFormat {
    /// UTF-8 with byte order mark, headings in words, as spreadsheets open it
    Csv,
    /// One object a line, names of columns as in SQL, times in UTC
    Json,
}

/// The whole answer.
pub fn answer_text(answer: &Answer, format: AnswerFormat) -> String {
    match format {
        AnswerFormat::Csv => {
            let heads: Vec<String> = answer.columns.iter().map(|column| quoted(&column_word(&column.name))).collect();
            let mut csv = format!("\u{feff}{}\r\n", heads.join(","));
            for row in &answer.rows {
                let cells: Vec<String> = row.iter().map(|cell| quoted(&cell_text(cell))).collect();
                csv.push_str(&cells.join(","));
                csv.push_str("\r\n");
            }
            csv
        }
        AnswerFormat::Json => {
            let lines: Vec<String> = answer.rows.iter().map(|row| object(answer, row).to_string()).collect();
            if lines.is_empty() { String::new() } else { lines.join("\n") + "\n" }
        }
    }
}

/// What a column is called; its name where it has no words.
pub fn column_word(name: &str) -> String {
    lookup(&format!("lake-column-{}", name.replace('_', "-")), &[]).unwrap_or_else(|| name.to_owned())
}

/// A cell as people read it; times are those of Japan.
pub fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Int(number) => number.to_string(),
        Cell::Float(number) => number.to_string(),
        Cell::Bool(holds) => text(if *holds { "logs-yes" } else { "logs-no" }, &[]),
        Cell::Time(at) => time_text(*at),
    }
}

fn time_text(micros: i64) -> String {
    let zone = sonae_domain::calendar::japan();
    let Ok(at) = Timestamp::from_microsecond(micros) else { return micros.to_string() };
    let format = if micros % 1_000_000 == 0 { "%Y/%m/%d %H:%M:%S" } else { "%Y/%m/%d %H:%M:%S%.3f" };
    at.to_zoned(zone).strftime(format).to_string()
}

fn object(answer: &Answer, row: &[Cell]) -> Value {
    let mut object = Map::new();
    for (column, cell) in answer.columns.iter().zip(row) {
        let value = match cell {
            Cell::Time(at) => Timestamp::from_microsecond(*at).map_or_else(|_| Value::from(*at), |at| Value::from(at.to_string())),
            other => serde_json::to_value(other).unwrap_or_default(),
        };
        object.insert(column.name.clone(), value);
    }
    Value::Object(object)
}

/// A cell that no spreadsheet takes for a formula.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use sonae_lake::{Column, Question, Span};

    use super::*;

    #[test]
    fn an_answer_is_written_for_people_and_for_programs() {
        let columns = ["user_uid", "time"].map(|name| Column { name: name.into() }).to_vec();
        let answer = Answer { columns, rows: vec![vec![Cell::Text("=a\"b".into()), Cell::Time(0)]], cut_off: false };
        let csv = answer_text(&answer, AnswerFormat::Csv);
        assert_eq!(csv, "\u{feff}\"ユーザーID\",\"時刻\"\r\n\"'=a\"\"b\",\"1970/01/01 09:00:00\"\r\n");
        assert_eq!(answer_text(&answer, AnswerFormat::Json), "{\"user_uid\":\"=a\\\"b\",\"time\":\"1970-01-01T00:00:00Z\"}\n");
    }

    #[tokio::test]
    async fn every_column_of_every_question_has_a_word() {
        let folder = tempfile::tempdir().unwrap();
        let lake = sonae_lake::Lake::open(folder.path()).unwrap();
        let span = Span { from: Timestamp::UNIX_EPOCH, to: Timestamp::from_second(1).unwrap(), limit: 1 };
        let (user, patient, words) = ("a".to_owned(), "b".to_owned(), vec!["c".to_owned()]);
        let questions = [
            Question::OfUser { user: user.clone() },
            Question::OfPatient { patient },
            Question::Leavers,
            Question::OutOfHours,
            Question::BurstThenSuccess,
            Question::TwoTerminals,
            Question::LongSessions,
            Question::Maintenance,
            Question::SilentSources,
            Question::Search { words },
            Question::FiveColumns { user },
        ];
        for question in questions {
            let answer = lake.ask(&question, span, &sonae_logs::Surroundings::default()).await.unwrap();
            assert!(!answer.columns.is_empty(), "{question:?}");
            for column in &answer.columns {
                assert_ne!(column_word(&column.name), column.name, "{question:?}");
            }
        }
    }
}
