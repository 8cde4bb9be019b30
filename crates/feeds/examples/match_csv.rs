//! Checks rows `vendor,product,version` (names as in a CPE) against a store: `match_csv <store> <rows.csv>`. Prints one line a finding,
//! `vendor,product,version,cve,state`, and on the error stream how long it took. A row is one device.
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use sonae_feeds::matching::{Device, Installed, Matcher};
use sonae_feeds::store::Store;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (store, rows) = (arguments.next().unwrap(), arguments.next().unwrap());
    let text = std::fs::read_to_string(rows).unwrap();
    let start = Instant::now();
    let release = Store::open(Path::new(&store)).unwrap().release().unwrap();
    let mut matcher = Matcher::new(&release);
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    let mut count = 0;
    for line in text.lines().skip(1) {
        let mut cells = line.splitn(3, ',');
        let (Some(vendor), Some(product), Some(version)) = (cells.next(), cells.next(), cells.next()) else { continue };
        count += 1;
        let cpe = format!("cpe:2.3:a:{vendor}:{product}:*:*:*:*:*:*:*:*");
        let installed = Installed {
            product: format!("{vendor}/{product}"),
            version: Some(version.to_owned()),
            cpes: vec![cpe],
            ..Installed::default()
        };
        for finding in matcher.check(&Device { installed: vec![installed], hardware: Vec::new() }).unwrap().findings {
            writeln!(output, "{vendor},{product},{version},{},{}", finding.cve, finding.state.key()).unwrap();
        }
    }
    output.flush().unwrap();
    eprintln!("{count} rows in {:.3} s", start.elapsed().as_secs_f64());
}
