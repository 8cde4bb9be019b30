//! What `scripts/bench-logs.py` measures of sonae: the use cases behind `sonae logs`, one part a process, figures as lines of JSON.
//!
//! ```console
//! cargo run --release -p sonae-app --example log_bench -- WHAT …
//!   export FILE ROWS DAYS        a made-up export (sonae_logs::Sample, CP932)
//!   messages FILE COUNT          the same rows as syslog messages (RFC 5424, ended by LF)
//!   import DATA FILE             takes the export in and digests it, as `sonae logs import` does
//!   evidence DATA PROOFS         hashes it anew, verifies it, proves so many records
//!   listen DATA CERT KEY         takes syslog in; every line of the standard input is answered by what has come
//!   latency DATA RATE SECONDS    from handing records over to their acknowledgement
//!   rows ROWS DAYS               makes the rows of the lake and throws them away
//!   fill DIR ROWS DAYS           fills a lake with them
//!   tend DIR                     puts its small files together
//!   ask DIR PATIENTS             asks it
//! ```
//!
//! Nothing here is part of the product.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::print_stdout)]

use std::path::{Path, PathBuf};

mod cost;
mod evidence;
mod intake;
mod lake;
mod made;

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What an example ends with.
type Done = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = |at: usize| arguments.get(at).map(PathBuf::from).ok_or("a path is missing");
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok()).ok_or("a number is missing");
    match arguments.first().map_or("", String::as_str) {
        "export" => made::export(&path(1)?, number(2)?, number(3)?),
        "messages" => made::messages(&path(1)?, number(2)?),
        "import" => intake::import(&path(1)?, &path(2)?).await,
        "listen" => intake::listen(&path(1)?, &path(2)?, &path(3)?).await,
        "latency" => intake::latency(&path(1)?, number(2)?, number(3)?).await,
        "evidence" => evidence::evidence(&path(1)?, number(2)?).await,
        "rows" => {
            lake::rows(number(1)?, number(2)?);
            Ok(())
        }
        "fill" => lake::fill(&path(1)?, number(2)?, number(3)?),
        "tend" => lake::tend(&path(1)?),
        "ask" => lake::ask(&path(1)?, number(2)?).await,
        what => Err(format!("{what:?} is not known").into()),
    }
}

/// Bytes of all files below a folder; of those with this ending where one is given.
fn bytes(folder: &Path, ending: Option<&str>) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let of = |path: PathBuf| {
        if path.is_dir() {
            return bytes(&path, ending);
        }
        let counts = ending.is_none_or(|ending| path.extension().is_some_and(|own| own == ending));
        if counts { path.metadata().map_or(0, |file| file.len()) } else { 0 }
    };
    entries.map(|entry| of(entry.path())).sum()
}

/// The value below which this share of the sorted ones lies.
fn at(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1) as f64;
    sorted.get((last * share) as usize).copied().unwrap_or(f64::NAN)
}

/// Rounded, for people.
fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
