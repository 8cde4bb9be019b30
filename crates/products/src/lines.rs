//! Questions from a stream, answers to a stream: one line, one answer, in order.
//!
//! A line is `raw<TAB>raw_version<TAB>field`; missing columns are empty, further ones are left aside. UTF-8, CP932 and (with a byte order
//! mark) UTF-16 are read. No line is dropped: an empty one is a cell that says nothing.

use std::io::{self, BufRead, Read, Write};

use encoding_rs::{SHIFT_JIS, UTF_16BE, UTF_16LE};
use serde::Serialize;

use crate::answer::{Field, Kind, Resolution, Why};
use crate::resolve::Resolver;
use crate::suggest::Suggestion;

/// Longest line that is read; what is beyond is cut off.
const LONGEST: u64 = 1 << 16;

/// One line of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The cell
    pub raw: String,
    /// The cell of the version column
    pub raw_version: String,
    /// The column
    pub field: Field,
}

impl Question {
    fn of(line: &str) -> Self {
        let mut cells = line.trim_end_matches(['\r', '\n']).split('\t').map(str::to_owned);
        let mut next = || cells.next().unwrap_or_default();
        let (raw, raw_version, field) = (next(), next(), next());
        Self { raw, raw_version, field: Field::of(&field) }
    }
}

/// Reads every line of a stream.
///
/// # Errors
///
/// Only those of the stream itself.
pub fn questions(mut input: impl BufRead) -> impl Iterator<Item = io::Result<Question>> {
    let mut wide: Option<std::vec::IntoIter<String>> = None;
    let mut first = true;
    std::iter::from_fn(move || {
        if first {
            first = false;
            match wide_lines(&mut input) {
                Ok(lines) => wide = lines,
                Err(error) => return Some(Err(error)),
            }
        }
        match &mut wide {
            Some(lines) => lines.next().map(|line| Ok(Question::of(&line))),
            None => line(&mut input).map(|line| line.map(|line| Question::of(&line))).transpose(),
        }
    })
}

/// The lines of a stream in UTF-16, which cannot be cut at bytes; `None` for any other. Takes the mark of UTF-8 off.
fn wide_lines(input: &mut impl BufRead) -> io::Result<Option<std::vec::IntoIter<String>>> {
    let begin = input.fill_buf()?;
    let (encoding, mark) = match begin {
        [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
        [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
        [0xef, 0xbb, 0xbf, ..] => (None, 3),
        _ => return Ok(None),
    };
    input.consume(mark);
    let Some(encoding) = encoding else { return Ok(None) };
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let text = encoding.decode_without_bom_handling(&bytes).0;
    Ok(Some(text.lines().map(str::to_owned).collect::<Vec<_>>().into_iter()))
}

/// The next line, cut at [`LONGEST`] bytes.
fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if !bytes.ends_with(b"\n") {
        skip_line(input)?;
    }
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => SHIFT_JIS.decode_without_bom_handling(&bytes).0.into_owned(),
    };
    Ok(Some(text))
}

/// Passes over the rest of a line that is too long.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let (length, end) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(length);
        if end {
            return Ok(());
        }
    }
}

/// An answer as `sonae products resolve --json` prints it: every field is there, empty where nothing is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JsonAnswer<'a> {
    /// The kind of the answer
    pub kind: Kind,
    /// The product
    pub canonical: &'a str,
    /// The version
    pub version: &'a str,
    /// What the version leaves out
    pub update: &'a str,
    /// The edition as far as it decides support
    pub edition: &'a str,
    /// The product at endoflife.date
    pub eol_product: &'a str,
    /// Its cycle, or `?`
    pub eol_cycle: &'a str,
    /// Part, vendor and product of its CPE names
    pub cpe: &'a str,
    /// 0 to 1
    pub confidence: f64,
    /// Why, in words
    pub why: String,
    /// What it may be; a person decides
    pub suggestions: &'a [Suggestion],
}

impl<'a> JsonAnswer<'a> {
    /// The answer, with its reason in the words of the caller.
    pub fn of(resolution: &'a Resolution, why: String) -> Self {
        let text = |value: &'a Option<String>| value.as_deref().unwrap_or_default();
        Self {
            kind: resolution.kind,
            canonical: text(&resolution.canonical),
            version: text(&resolution.version),
            update: text(&resolution.update),
            edition: text(&resolution.edition),
            eol_product: text(&resolution.eol_product),
            eol_cycle: text(&resolution.eol_cycle),
            cpe: text(&resolution.cpe),
            confidence: resolution.confidence,
            why,
            suggestions: &resolution.suggestions,
        }
    }
}

/// Answers every line of a stream with one JSON object a line, in order; returns how many there were.
///
/// # Errors
///
/// Those of the streams.
pub fn answer_json(resolver: &Resolver, input: impl BufRead, mut output: impl Write, word: impl Fn(&Why) -> String) -> io::Result<usize> {
    let mut count = 0;
    for question in questions(input) {
        let question = question?;
        let resolution = resolver.resolve(&question.raw, &question.raw_version, question.field);
        serde_json::to_writer(&mut output, &JsonAnswer::of(&resolution, word(&resolution.why)))?;
        output.write_all(b"\n")?;
        count += 1;
    }
    output.flush()?;
    Ok(count)
}
