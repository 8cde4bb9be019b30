//! Writes a large NVD 2.0 feed made from a small one: `generate_feed <feed.json[.gz]> <count> <out.json>`.
//!
//! Row n is row n modulo the small feed with a number of its own. Nine of ten copies are about a product of another name, so that the
//! large feed has as many products as a real one and not a few with very many conditions; bounds move a little. The same arguments
//! give the same bytes.
#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::io::{BufWriter, Read, Write};

use serde_json::Value;

/// SplitMix64: small, seeded, the same everywhere.
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (small, count, out) = (arguments.next().unwrap(), arguments.next().unwrap().parse::<u64>().unwrap(), arguments.next().unwrap());
    let bytes = std::fs::read(&small).unwrap();
    let mut text = Vec::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut text).unwrap();
    } else {
        text = bytes;
    }
    let feed: Value = serde_json::from_slice(&text).unwrap();
    let rows = feed["vulnerabilities"].as_array().unwrap();
    let mut output = BufWriter::with_capacity(1 << 20, File::create(out).unwrap());
    output
        .write_all(b"{\"format\":\"NVD_CVE\",\"version\":\"2.0\",\"timestamp\":\"2026-11-20T00:00:00.000\",\"vulnerabilities\":[")
        .unwrap();
    for number in 0..count {
        let mut row = rows[usize::try_from(number % rows.len() as u64).unwrap()].clone();
        let copy = number / rows.len() as u64;
        let draw = mix(number);
        row["cve"]["id"] = Value::from(format!("CVE-{}-{}", 2000 + number % 27, 100_000 + number / 27));
        if !copy.is_multiple_of(10) {
            rename(&mut row["cve"]["configurations"], copy, draw);
        }
        if number > 0 {
            output.write_all(b",").unwrap();
        }
        serde_json::to_writer(&mut output, &row).unwrap();
    }
    output.write_all(b"]}").unwrap();
    output.flush().unwrap();
}

fn rename(configurations: &mut Value, copy: u64, draw: u64) {
    for matched in configurations
        .as_array_mut()
        .into_iter()
        .flatten()
        .flat_map(|configuration| configuration["nodes"].as_array_mut().into_iter().flatten())
    {
        for criterion in matched["cpeMatch"].as_array_mut().into_iter().flatten() {
            let Some(name) = criterion["criteria"].as_str() else { continue };
            let mut parts: Vec<String> = name.split(':').map(str::to_owned).collect();
            if parts.len() > 4 {
                parts[4] = format!("{}_{}", parts[4], copy);
                criterion["criteria"] = Value::from(parts.join(":"));
            }
            if let Some(bound) = criterion["versionEndExcluding"].as_str().map(|bound| format!("{bound}.{}", draw % 9)) {
                criterion["versionEndExcluding"] = Value::from(bound);
            }
        }
    }
}
