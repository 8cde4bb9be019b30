//! Prints an answer: a table for people, CSV, or one JSON object a line.

use comfy_table::{Cell, ContentArrangement, Table};
use sonae_app::logs::terms::Answer;
use sonae_app::logs::{AnswerFormat, answer_text, cell_text, column_word};
use sonae_app::words::text;

use crate::cli::LogsShape;

pub(super) fn print(answer: &Answer, shape: LogsShape) {
    if shape.json || shape.csv {
        let format = if shape.json { AnswerFormat::Json } else { AnswerFormat::Csv };
        let whole = answer_text(answer, format);
        if !whole.is_empty() {
            say!("{}", whole.trim_end());
        }
    } else {
        let mut table = Table::new();
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(answer.columns.iter().map(|column| Cell::new(column_word(&column.name))));
        for row in &answer.rows {
            table.add_row(row.iter().map(|cell| Cell::new(cell_text(cell))));
        }
        say!("{table}");
        say!("{}", text("logs-rows", &[("count", &answer.rows.len().to_string())]));
    }
    tell_cut_off(answer);
}

/// Says where there was more than was asked for.
pub(super) fn tell_cut_off(answer: &Answer) {
    if answer.cut_off {
        warn!("{}", text("logs-cut-off", &[("count", &answer.rows.len().to_string())]));
    }
}
