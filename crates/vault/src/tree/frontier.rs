//! The right edge of a tree: what must be remembered to go on appending.
//!
//! For every level of tiles the hashes of the tile that is not full yet: at most 255 each, 32 KiB for four thousand million leaves. A tile
//! that becomes full is handed out to be stored; its own hash goes into the level above.
//!
//! Deliberately not here: hashing a leaf, and which levels are stored.

use super::{Hash, TILE_WIDTH, node_hash, root_of};

/// A full tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Level, 1 and up
    pub level: u8,
    /// Which of its level
    pub index: u64,
    /// Its 256 hashes
    pub hashes: Vec<Hash>,
}

impl Tile {
    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        self.hashes.concat()
    }
}

/// The right edge of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

impl Frontier {
    /// A frontier of so many leaves, from the hashes that [`Self::hashes`] gave. `None` when their number is not the right one.
    pub fn from_hashes(size: u64, hashes: &[Hash]) -> Option<Self> {
        let mut levels = Vec::new();
        let mut rest = hashes;
        let mut above = size;
        while above > 0 {
            let (level, others) = rest.split_at_checked(usize::try_from(above % TILE_WIDTH).ok()?)?;
            levels.push(level.to_vec());
            rest = others;
            above /= TILE_WIDTH;
        }
        rest.is_empty().then_some(Self { size, levels })
    }

    /// Every hash of the edge, lowest level first.
    pub fn hashes(&self) -> Vec<Hash> {
        self.levels.concat()
    }

    /// Leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of the tile of this level that is not full, and which tile of its level that is.
    pub fn partial(&self, level: u8) -> (u64, &[Hash]) {
        let shift = 8 * (u32::from(level) + 1);
        (self.size.checked_shr(shift).unwrap_or(0), self.levels.get(usize::from(level)).map_or(&[], Vec::as_slice))
    }

    /// Levels that have any hash, full tiles above them included.
    pub fn height(&self) -> u8 {
        u8::try_from(self.levels.len()).unwrap_or(u8::MAX)
    }

    /// Appends leaf hashes. Tiles of level 1 and up that become full are pushed to `full`.
    pub fn append(&mut self, leaves: &[Hash], full: &mut Vec<Tile>) {
        let width = 256;
        let mut rest = leaves;
        while !rest.is_empty() {
            if self.levels.is_empty() {
                self.levels.push(Vec::with_capacity(width));
            }
            let room = width - self.levels[0].len();
            let (now, later) = rest.split_at(room.min(rest.len()));
            self.levels[0].extend_from_slice(now);
            self.size += now.len() as u64;
            rest = later;
            if self.levels[0].len() == width {
                let root = root_of(&self.levels[0]);
                self.levels[0].clear();
                self.push(1, root, full);
            }
        }
    }

    /// Appends 256 leaves of which only the root is known: they were removed by policy.
    /// `false` when the edge does not end with a full tile.
    pub fn append_tile(&mut self, root: Hash, full: &mut Vec<Tile>) -> bool {
        if self.levels.first().is_some_and(|level| !level.is_empty()) {
            return false;
        }
        if self.levels.is_empty() {
            self.levels.push(Vec::new());
        }
        self.size += TILE_WIDTH;
        self.push(1, root, full);
        true
    }

    fn push(&mut self, level: usize, hash: Hash, full: &mut Vec<Tile>) {
        if self.levels.len() <= level {
            self.levels.push(Vec::new());
        }
        self.levels[level].push(hash);
        if self.levels[level].len() as u64 == TILE_WIDTH {
            let hashes = std::mem::take(&mut self.levels[level]);
            let root = root_of(&hashes);
            let number = u8::try_from(level).unwrap_or(u8::MAX);
            full.push(Tile { level: number, index: (self.size >> (8 * (level + 1))) - 1, hashes });
            self.push(level + 1, root, full);
        }
    }

    /// Root of the tree.
    pub fn root(&self) -> Hash {
        let mut right: Option<Hash> = None;
        for level in &self.levels {
            // the perfect subtrees within the tile, smallest and rightmost first
            let mut end = level.len();
            while end > 0 {
                let width = 1 << end.trailing_zeros();
                let left = root_of(&level[end - width..end]);
                right = Some(right.map_or(left, |right| node_hash(&left, &right)));
                end -= width;
            }
        }
        right.unwrap_or_else(|| root_of(&[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::leaf_hash;

    fn leaves(count: u32) -> Vec<Hash> {
        (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    /// The root as RFC 6962 §2.1 defines it, word for word.
    fn defined(hashes: &[Hash]) -> Hash {
        match hashes {
            [] => root_of(&[]),
            [one] => *one,
            many => {
                let split = many.len().next_power_of_two() / 2;
                node_hash(&defined(&many[..split]), &defined(&many[split..]))
            }
        }
    }

    #[test]
    fn roots_are_those_of_the_definition() {
        for count in (0..40).chain([255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000]) {
            let leaves = leaves(count);
            let mut frontier = Frontier::default();
            let mut full = Vec::new();
            for part in leaves.chunks(97) {
                frontier.append(part, &mut full);
            }
            assert_eq!((frontier.root(), frontier.size()), (defined(&leaves), u64::from(count)), "{count} leaves");
            assert_eq!(root_of(&leaves), defined(&leaves), "{count} leaves at once");
            assert_eq!(Frontier::from_hashes(u64::from(count), &frontier.hashes()).as_ref(), Some(&frontier), "{count} leaves kept");
            assert_eq!(full.len(), usize::from(count >= 65_536), "{count} leaves: full tiles");
        }
    }

    #[test]
    fn tiles_and_root_agree_with_an_independent_implementation() {
        struct Kept(Vec<tlog_tiles::Hash>);
        impl tlog_tiles::HashReader for Kept {
            fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
                Ok(indexes.iter().map(|at| self.0[usize::try_from(*at).unwrap()]).collect())
            }
        }
        let count = 66_000_u32;
        let mut kept = Kept(Vec::new());
        for n in 0..count {
            let more = tlog_tiles::stored_hashes(u64::from(n), &n.to_be_bytes(), &kept).unwrap();
            kept.0.extend(more);
        }
        let mut frontier = Frontier::default();
        let mut full = Vec::new();
        frontier.append(&leaves(count), &mut full);
        assert_eq!(tlog_tiles::tree_hash(u64::from(count), &kept).unwrap().0, frontier.root());
        let tile = tlog_tiles::Tile::new(8, 1, 0, 256, false).read_data(&kept).unwrap();
        assert_eq!((tile, 1, 0), (full[0].bytes(), full[0].level, full[0].index));
        let (index, hashes) = frontier.partial(1);
        let partial = tlog_tiles::Tile::new(8, 1, index, u32::try_from(hashes.len()).unwrap(), false).read_data(&kept).unwrap();
        assert_eq!(partial, hashes.concat());
    }

    #[test]
    fn leaves_known_only_by_their_tile_give_the_same_root() {
        let leaves = leaves(600);
        let (mut whole, mut part, mut full) = (Frontier::default(), Frontier::default(), Vec::new());
        whole.append(&leaves, &mut full);
        assert!(part.append_tile(root_of(&leaves[..256]), &mut full));
        part.append(&leaves[256..300], &mut full);
        assert!(!part.append_tile([0; 32], &mut full));
        part.append(&leaves[300..], &mut full);
        assert_eq!(part, whole);
    }

    #[test]
    fn an_edge_of_the_wrong_length_is_refused() {
        assert_eq!(Frontier::from_hashes(3, &[[0; 32]; 2]), None);
        assert_eq!(Frontier::from_hashes(256, &[[0; 32]; 2]), None);
        assert_eq!(Frontier::from_hashes(256, &[[0; 32]; 1]).map(|edge| edge.root()), Some([0; 32]));
    }
}
