//! Reads `raw<TAB>raw_version<TAB>field` lines on standard input and prints one JSON object a line; the reason is its key.

use std::io::{self, BufWriter};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let resolver = sonae_products::Resolver::builtin()?;
    sonae_products::lines::answer_json(&resolver, io::stdin().lock(), BufWriter::new(io::stdout().lock()), |why| why.key.clone())?;
    Ok(())
}
