//! Paths of tiles and bundles as C2SP tlog-tiles writes them: `tile/1/x001/234.p/5`.
//!
//! Deliberately not here: reading paths back; nothing in a vault is found by listing tiles.

use super::TILE_WIDTH;

/// Path of a tile of hashes, relative to the shard. `width` is the number of hashes in it, [`TILE_WIDTH`] for a full one.
pub fn tile_path(level: u8, index: u64, width: u64) -> String {
    format!("tile/{level}/{}{}", grouped(index), partial(width))
}

/// Path of a bundle of entries, relative to the shard.
pub fn bundle_path(index: u64, width: u64) -> String {
    format!("tile/entries/{}{}", grouped(index), partial(width))
}

fn partial(width: u64) -> String {
    if width == TILE_WIDTH { String::new() } else { format!(".p/{width}") }
}

/// Groups of three digits, all but the last with an `x` before them.
fn grouped(index: u64) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        assert_eq!(tile_path(0, 0, 256), "tile/0/000");
        assert_eq!(tile_path(1, 1_234_067, 256), "tile/1/x001/x234/067");
        assert_eq!(tile_path(2, 999, 5), "tile/2/999.p/5");
        assert_eq!(bundle_path(1_000, 1), "tile/entries/x001/000.p/1");
    }

    #[test]
    fn paths_agree_with_an_independent_implementation() {
        for (level, index, width) in [(0, 0, 256), (1, 273, 17), (2, 70_000, 256), (3, 5_000_000_000, 1)] {
            let other = tlog_tiles::Tile::new(8, level, index, u32::try_from(width).unwrap(), false);
            // that crate writes the height of the tile into its paths, C2SP does not
            assert_eq!(other.path().replacen("tile/8/", "tile/", 1), tile_path(level, index, width));
        }
    }
}
