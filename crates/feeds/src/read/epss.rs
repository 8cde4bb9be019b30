//! FIRST's exploit prediction scores: CSV in four shapes, without and with percentile, without and with a comment in front.

use std::io::{BufRead, BufReader, Read};

use super::rows::Rows;
use super::{ReadError, Reason};
use crate::record::{Said, Score, cve_id};

/// A line longer than this is no score.
const LINE: u64 = 1000;

pub(super) fn read(stream: &mut dyn Read, rows: &mut Rows<'_, '_>) -> Result<(), ReadError> {
    let mut input = BufReader::with_capacity(128 << 10, stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input.by_ref().take(LINE).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        if read as u64 == LINE && line.last() != Some(&b'\n') {
            rows.reject("", Reason::TooLarge);
            skip_line(&mut input)?;
            continue;
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        if let Some(comment) = text.strip_prefix('#') {
            for (name, value) in comment.split(',').filter_map(|pair| pair.split_once(':')) {
                match name.trim() {
                    "model_version" => rows.version(value),
                    "score_date" => rows.as_of(value),
                    _ => {}
                }
            }
        } else if !text.is_empty() && !text.starts_with("cve,") {
            let id = text.split(',').next().unwrap_or_default();
            rows.either(id, scored(text))?;
        }
    }
}

fn skip_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let chunk = input.fill_buf()?;
        let (length, ended) = match chunk.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (chunk.len(), chunk.is_empty()),
        };
        input.consume(length);
        if ended {
            return Ok(());
        }
    }
}

fn scored(line: &str) -> Result<Said, Reason> {
    let mut cells = line.split(',').map(|cell| cell.trim().trim_matches('"'));
    let cve = cve_id(cells.next().unwrap_or_default()).ok_or(Reason::NoNumber)?;
    let share =
        |cell: &str| cell.parse::<f32>().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| Reason::NotANumber(cell.into()));
    let epss = share(cells.next().unwrap_or_default())?;
    let percentile = cells.next().filter(|cell| !cell.is_empty()).map(share).transpose()?;
    Ok(Said::Scored { cve, score: Score { epss, percentile } })
}
