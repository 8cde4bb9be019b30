//! The golden log of Tessera (transparency-dev/tessera `testdata/log`): every tile, bundle and checkpoint of it is rebuilt byte for byte.

use std::fs;

use sonae_vault::{bundle_path, entry_bundle, leaf_hash, root_of, sign_checkpoint, tile_path};

/// The key with which that log is signed, published beside it for tests.
const KEY: &str = "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg";
/// Its entries, spelled as they are there.
const ENTRIES: [&str; 15] =
    ["one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten", "ileven", "twelf", "threeten", "fourten", "fivten"];

#[test]
fn the_golden_log_is_rebuilt_byte_for_byte() {
    let mut above = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data/tlog/tessera-log"));
    let Some(log) = above.find(|path| path.is_dir()) else {
        return;
    };
    let hashes: Vec<_> = ENTRIES.iter().map(|entry| leaf_hash(entry.as_bytes())).collect();
    let mut compared = 0;
    for size in 0..=ENTRIES.len() {
        let note = sign_checkpoint(KEY, size as u64, &root_of(&hashes[..size])).unwrap();
        assert_eq!(fs::read_to_string(log.join(format!("checkpoint.{size}"))).unwrap(), note, "checkpoint {size}");
        compared += 1;
        if size > 0 {
            let bundle = entry_bundle(ENTRIES[..size].iter().map(|entry| entry.as_bytes())).unwrap();
            assert_eq!(fs::read(log.join(bundle_path(0, size as u64))).unwrap(), bundle, "bundle {size}");
            assert_eq!(fs::read(log.join(tile_path(0, 0, size as u64))).unwrap(), hashes[..size].concat(), "tile {size}");
            compared += 2;
        }
    }
    assert_eq!(fs::read(log.join("checkpoint")).unwrap(), fs::read(log.join("checkpoint.15")).unwrap());
    assert_eq!(compared, 46);
}
