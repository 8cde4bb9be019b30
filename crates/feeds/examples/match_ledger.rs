//! From ledger strings to findings: `match_ledger <store> <times>` reads `raw<TAB>raw_version<TAB>field` lines, resolves each and asks the
//! store about what it is, `times` over; each time nothing is known from the time before. Prints one line of JSON.
#![allow(clippy::unwrap_used)]

use std::io::Read;
use std::path::Path;
use std::time::Instant;

use sonae_feeds::matching::{Device, Installed, Matcher};
use sonae_feeds::store::Store;
use sonae_products::{Field, Kind, Resolver};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (store, times) = (arguments.next().unwrap(), arguments.next().unwrap().parse::<usize>().unwrap());
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let release = Store::open(Path::new(&store)).unwrap().release().unwrap();
    let resolver = Resolver::builtin().unwrap();
    let (mut rows, mut matched, mut findings) = (0_usize, 0_usize, 0_usize);
    let start = Instant::now();
    let mut matcher = Matcher::new(&release);
    for (at, line) in (0..times).flat_map(|_| text.lines().enumerate()) {
        if at == 0 {
            matcher = Matcher::new(&release);
        }
        let mut cells = line.split('\t');
        let (raw, version, field) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        let resolved = resolver.resolve(raw, version, Field::of(field));
        rows += 1;
        let Some(canonical) = resolved.canonical.clone().filter(|_| resolved.kind == Kind::Match) else { continue };
        matched += 1;
        let installed = Installed {
            product: canonical,
            version: resolved.version.clone(),
            edition: resolved.edition.clone(),
            scheme: None,
            cpes: resolved.cpe.iter().map(|cpe| format!("cpe:2.3:{cpe}:*:*:*:*:*:*:*:*")).collect(),
        };
        findings += matcher.check(&Device { installed: vec![installed], hardware: Vec::new() }).unwrap().findings.len();
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{{\"rows\":{rows},\"matched\":{matched},\"findings\":{findings},\"seconds\":{seconds:.3}}}");
}
