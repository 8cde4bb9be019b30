//! What was kept: hashed anew, verified, proved.

use std::path::Path;
use std::time::Instant;

use sonae_app::actor::Actor;
use sonae_app::logs::{seal_logs, verify_vault};
use sonae_vault::proof::{Around, Policy, check_bundle, prove};
use sonae_vault::{Frontier, Hash, Reading, VerifierKey};

use crate::cost::{Cost, cpu_of_thread};
use crate::intake::house;
use crate::{Done, at, round};

/// Salts, leaf hashes, tree, tiles; then all of it verified; then records proved and their bundles checked.
pub(crate) async fn evidence(data: &Path, proofs: u64) -> Done {
    let house = house(data).await?;
    let actor = Actor::command_line();
    let sealed = seal_logs(&house, &actor).await?;
    let (reading, shard, size) = (house.vaults().reading(), sealed.shard, sealed.size);
    if size == 0 {
        return Err("an empty vault".into());
    }
    let (hashing, root) = hashed(&reading, &shard)?;
    if root != sealed.root {
        return Err("another root than the checkpoint's".into());
    }
    let begun = Cost::now();
    let (report, _) = verify_vault(&house, &actor, &[]).await?;
    let (cpu, wall) = begun.since();
    if !report.is_intact() {
        return Err("the vault is not intact".into());
    }
    let line = std::fs::read_to_string(house.folder.vault().join("key.pub"))?;
    let keys = vec![VerifierKey::parse(line.trim())?];
    let around = Around { keys: &keys, witnesses: &[], readme: "" };
    let trusted = Policy::of_logs(vec![keys[0].renamed(&sealed.origin)?], Vec::new());
    let (mut proving, mut checking, mut largest, mut leaf) = (Vec::new(), Vec::new(), 0, 7);
    for _ in 0..proofs {
        leaf = (leaf + 2_654_435_761) % size;
        let begun = Instant::now();
        let bundle = prove(&reading, &shard, leaf, &around)?;
        proving.push(begun.elapsed().as_secs_f64() * 1000.0);
        largest = largest.max(bundle.size());
        let begun = Instant::now();
        check_bundle(&bundle, &trusted)?;
        checking.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    proving.sort_by(f64::total_cmp);
    checking.sort_by(f64::total_cmp);
    println!(
        "{}",
        serde_json::json!({
            "leaves": size, "cpu_hashed": round(hashing), "cpu_verified": round(cpu), "wall_verified": round(wall), "bundle": largest,
            "prove_p50_ms": round(at(&proving, 0.5)), "prove_p95_ms": round(at(&proving, 0.95)),
            "check_p50_ms": round(at(&checking, 0.5)), "check_p95_ms": round(at(&checking, 0.95)),
        })
    );
    Ok(())
}

/// Seconds of the processor for hashing all leaves and growing the tree, and its root. Reading and decompressing is not counted.
fn hashed(reading: &Reading, shard: &str) -> Result<(f64, Hash), Box<dyn std::error::Error>> {
    let (mut tree, mut spent) = (Frontier::default(), 0.0);
    for frame in reading.frames(shard, 0)? {
        let frame = frame?;
        let begun = cpu_of_thread();
        let mut tiles = Vec::new();
        tree.append(&frame.leaf_hashes(), &mut tiles);
        spent += cpu_of_thread() - begun;
    }
    Ok((spent, tree.root()))
}
