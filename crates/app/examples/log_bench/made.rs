//! What is measured on: the seeded log of `sonae_logs::Sample`.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use sonae_logs::{Encoding, Sample};

use crate::Done;

/// Its seed.
const SEED: u64 = 20_261_121;

/// An export as a medical-record system writes it.
pub(crate) fn export(path: &Path, rows: u64, days: u64) -> Done {
    let sample = Sample { days: u32::try_from(days)?, ..Sample::new(SEED, rows) };
    let mut file = BufWriter::new(File::create(path)?);
    let mut bytes = 0;
    for piece in sample.pieces() {
        bytes += piece.len();
        file.write_all(&piece)?;
    }
    file.flush()?;
    println!("{}", serde_json::json!({ "rows": rows, "bytes": bytes }));
    Ok(())
}

/// Its rows as messages of RFC 5424, each ended by LF.
pub(crate) fn messages(path: &Path, count: u64) -> Done {
    let sample = Sample { encoding: Encoding::Utf8, ..Sample::new(SEED, count) };
    let mut file = BufWriter::new(File::create(path)?);
    let mut lines = BufReader::new(sample.reader()).lines();
    lines.next().transpose()?;
    for (number, line) in (1_u64..).zip(lines) {
        let (second, micro) = (number / 5_000 % 86_400, number % 5_000 * 200);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        writeln!(
            file,
            "<134>1 2026-04-01T{hour:02}:{minute:02}:{second:02}.{micro:06}+09:00 SV-EMR01 emr 1234 access - {}",
            line?.trim_end()
        )?;
    }
    file.flush()?;
    println!("{}", serde_json::json!({ "messages": count, "bytes": file.get_ref().metadata()?.len() }));
    Ok(())
}
