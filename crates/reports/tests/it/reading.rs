//! Reading back what was printed: text by `pdftotext` where it is installed, alternative texts from the bytes.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

/// The text of a PDF in reading order; `None` (and a printed line) where `pdftotext` is not installed.
pub(crate) fn text(pdf: &[u8]) -> Option<String> {
    let started = Command::new("pdftotext").args(["-enc", "UTF-8", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut process) = started else {
        eprintln!("pdftotext is not installed: the text was not read back");
        return None;
    };
    let mut stdin = process.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let feeding = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = process.wait_with_output().unwrap();
    feeding.join().unwrap().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Whether the bytes hold a text as it stands.
pub(crate) fn contains(pdf: &[u8], wanted: &str) -> bool {
    pdf.windows(wanted.len()).any(|at| at == wanted.as_bytes())
}

/// The alternative texts (`/Alt`, UTF-16 in hexadecimal or escaped bytes) and how often each occurs.
pub(crate) fn marks(pdf: &[u8]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let key = b"/Alt";
    let mut at = 0;
    while let Some(next) = pdf[at..].windows(key.len()).position(|w| w == key) {
        at += next + key.len();
        let rest = &pdf[at..];
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        if let Some(text) = string(rest) {
            *found.entry(text).or_default() += 1;
        }
    }
    found
}

/// A PDF string: `(…)` with escapes or `<…>` in hexadecimal, holding UTF-16 with a byte order mark.
fn string(bytes: &[u8]) -> Option<String> {
    let raw = match bytes.first()? {
        b'<' => {
            let end = bytes.iter().position(|b| *b == b'>')?;
            let digits = std::str::from_utf8(&bytes[1..end]).ok()?;
            let pair = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).ok();
            (0..digits.len()).step_by(2).map(pair).collect::<Option<Vec<u8>>>()?
        }
        b'(' => literal(&bytes[1..]),
        _ => return None,
    };
    let units: Vec<u16> = raw.chunks_exact(2).map(|p| u16::from_be_bytes([p[0], p[1]])).collect();
    Some(String::from_utf16_lossy(units.strip_prefix(&[0xfeff])?))
}

fn literal(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut depth, mut rest) = (Vec::new(), 0, bytes.iter().copied());
    while let Some(b) = rest.next() {
        match b {
            b'\\' => match rest.next() {
                Some(b'n') => out.push(b'\n'),
                Some(b'r') => out.push(b'\r'),
                Some(b't') => out.push(b'\t'),
                Some(b'b') => out.push(8),
                Some(b'f') => out.push(12),
                Some(d @ b'0'..=b'7') => {
                    let digits = [d, rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                    out.push(digits.iter().fold(0u8, |n, d| n.wrapping_mul(8).wrapping_add(d - b'0')));
                }
                Some(other) => out.push(other),
                None => break,
            },
            b'(' => {
                depth += 1;
                out.push(b);
            }
            b')' if depth == 0 => break,
            b')' => {
                depth -= 1;
                out.push(b);
            }
            other => out.push(other),
        }
    }
    out
}
