//! Tiles and bundles against an independent implementation.

use sonae_vault::{Entry, ReadError, TILE_WIDTH, leaf_hash, root_of};

use super::*;

#[test]
fn tiles_and_bundles_are_the_same_whether_stored_or_computed() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = Vault::open(folder.path(), Options::new("sonae/test")).unwrap();
    let raws: Vec<[u8; 8]> = (0..70_000_u64).map(u64::to_be_bytes).collect();
    for part in raws.chunks(9_000) {
        let records: Vec<(u64, &[u8])> = part.iter().map(|raw| (0, raw.as_slice())).collect();
        vault.append_and_wait(batch("s", &records)).unwrap();
        vault.seal(now(), false).unwrap();
    }
    let sealed = vault.seal(now(), false).unwrap();
    let reading = Reading::open(folder.path());
    let all = reading.leaf_hashes("2026", 0..sealed.size).unwrap();
    assert_eq!((all.len() as u64, root_of(&all)), (70_001, sealed.root));
    let dir = reading.shard_dir("2026");
    assert_eq!(std::fs::read(dir.join("tile/1/000")).unwrap().len(), 8_192, "full");
    assert!(!dir.join("tile/1/000.p").exists(), "nothing is left of the narrower ones");
    assert_eq!(std::fs::read_dir(dir.join("tile/1/001.p")).unwrap().count(), 1);
    let stored = [reading.tile("2026", 1, 0, 256).unwrap(), reading.tile("2026", 1, 1, 17).unwrap()];
    assert_eq!(reading.tile("2026", 2, 0, 1).unwrap(), [root_of(&stored[0])]);
    std::fs::remove_dir_all(dir.join("tile")).unwrap();
    let computed = [reading.tile("2026", 1, 0, 256).unwrap(), reading.tile("2026", 1, 1, 17).unwrap()];
    assert_eq!(stored, computed);
    assert_eq!(reading.tile("2026", 0, 3, 7).unwrap(), all[768..775]);
    let mut bundle: &[u8] = &reading.bundle("2026", 100, TILE_WIDTH).unwrap();
    for at in 25_600..25_856_u64 {
        let (length, rest) = bundle.split_at(2);
        let (entry, rest) = rest.split_at(usize::from(u16::from_be_bytes([length[0], length[1]])));
        assert_eq!(Entry::decode(entry).unwrap().raw, (at - 1).to_be_bytes());
        assert_eq!(leaf_hash(entry), all[usize::try_from(at).unwrap()]);
        bundle = rest;
    }
    assert!(bundle.is_empty());
    // what is not there, is not there
    assert!(matches!(reading.leaf_hashes("2026", 70_000..70_002), Err(ReadError::Gone { first: 70_001, last: 70_001, .. })));
    assert!(reading.tile("2026", 1, 1, 18).is_err());
    assert!(reading.tile("2026", 0, u64::MAX, 1).is_err());
    assert!(reading.bundle("2026", 273, TILE_WIDTH).is_err());
}
