//! The tree over what was read, with holes where something is missing; its root at any size that was asked for.

use std::collections::BTreeMap;

use super::walk::Walked;
use crate::tree::{Hash, TILE_WIDTH, node_hash, root_of};

/// Roots of blocks of 256 leaves, and the leaves of blocks that are not whole.
#[derive(Debug, Default)]
pub(super) struct Tree {
    blocks: BTreeMap<u64, Hash>,
    loose: BTreeMap<u64, Hash>,
    prefixes: BTreeMap<u64, Hash>,
    /// Blocks that were taken from a tile because some of their leaves are not there
    assumed: Vec<u64>,
}

impl Tree {
    /// Takes up what was read of a segment. Leaves that were there already, with another hash or the same, are given back.
    pub(super) fn take(&mut self, walked: &Walked) -> Vec<u64> {
        let mut twice = Vec::new();
        for (block, root) in &walked.blocks {
            if self.blocks.insert(*block, *root).is_some() {
                twice.push(block * TILE_WIDTH);
            }
        }
        for (index, hash) in &walked.loose {
            if self.loose.insert(*index, *hash).is_some() {
                twice.push(*index);
            }
        }
        self.prefixes.extend(walked.prefixes.iter().copied());
        twice
    }

    /// A leaf hash from elsewhere, where there is none.
    pub(super) fn fill(&mut self, index: u64, hash: Hash) {
        self.loose.entry(index).or_insert(hash);
    }

    /// Joins the leaves of blocks that lie in several segments; takes from `tile` the blocks that have holes below `end`.
    pub(super) fn join(&mut self, end: u64, sizes: &[u64], tile: impl Fn(u64) -> Option<Hash>) {
        for block in 0..end / TILE_WIDTH {
            if self.blocks.contains_key(&block) {
                continue;
            }
            let begin = block * TILE_WIDTH;
            let leaves = self.leaves(begin, begin + TILE_WIDTH);
            if leaves.len() == 256 {
                self.blocks.insert(block, root_of(&leaves));
            } else if let Some(root) = tile(block) {
                self.blocks.insert(block, root);
                self.assumed.push(block);
            }
        }
        for size in sizes.iter().filter(|size| **size <= end && !size.is_multiple_of(TILE_WIDTH)) {
            let begin = size - size % TILE_WIDTH;
            let leaves = self.leaves(begin, *size);
            if leaves.len() as u64 == size - begin {
                self.prefixes.entry(*size).or_insert_with(|| root_of(&leaves));
            }
        }
    }

    /// The leaves from `begin` to `end`, up to the first that is missing.
    fn leaves(&self, begin: u64, end: u64) -> Vec<Hash> {
        self.loose.range(begin..end).zip(begin..).take_while(|((index, _), at)| *index == at).map(|((_, hash), _)| *hash).collect()
    }

    /// The root of a block.
    pub(super) fn block(&self, block: u64) -> Option<&Hash> {
        self.blocks.get(&block)
    }

    /// A leaf of a block that is not whole in one segment.
    pub(super) fn leaf(&self, index: u64) -> Option<&Hash> {
        self.loose.get(&index)
    }

    /// Roots at these sizes, sorted; `None` where something is missing below.
    pub(super) fn roots(&self, sizes: &[u64]) -> Vec<Option<Hash>> {
        let mut peaks: Vec<(u32, Hash)> = Vec::new();
        let (mut taken, mut broken) = (0, false);
        let mut roots = Vec::with_capacity(sizes.len());
        for size in sizes {
            while taken < size / TILE_WIDTH && !broken {
                match self.blocks.get(&taken) {
                    Some(root) => push(&mut peaks, *root),
                    None => broken = true,
                }
                taken += 1;
            }
            let edge = if size.is_multiple_of(TILE_WIDTH) { Some(None) } else { self.prefixes.get(size).map(|root| Some(*root)) };
            roots.push(edge.filter(|_| !broken).map(|edge| fold(&peaks, edge)));
        }
        roots
    }
}

/// Perfect subtrees from left to right, each higher than the next.
fn push(peaks: &mut Vec<(u32, Hash)>, root: Hash) {
    let mut new = (0, root);
    while let Some((height, left)) = peaks.last().copied().filter(|(height, _)| *height == new.0) {
        peaks.pop();
        new = (height + 1, node_hash(&left, &new.1));
    }
    peaks.push(new);
}

fn fold(peaks: &[(u32, Hash)], edge: Option<Hash>) -> Hash {
    let mut right = edge;
    for (_, left) in peaks.iter().rev() {
        right = Some(right.map_or(*left, |right| node_hash(left, &right)));
    }
    right.unwrap_or_else(|| root_of(&[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Frontier, leaf_hash};

    #[test]
    fn roots_at_any_size_are_those_of_the_tree() {
        let leaves: Vec<Hash> = (0..3_000_u32).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let sizes: Vec<u64> =
            (0..=3_000).step_by(37).chain([256, 512, 1_024, 2_999, 3_000]).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
        let mut tree = Tree::default();
        for (index, hash) in (0..).zip(&leaves) {
            tree.fill(index, *hash);
        }
        tree.join(3_000, &sizes, |_| None);
        for (size, root) in sizes.iter().zip(tree.roots(&sizes)) {
            let mut frontier = Frontier::default();
            frontier.append(&leaves[..usize::try_from(*size).unwrap()], &mut Vec::new());
            assert_eq!(root, Some(frontier.root()), "{size}");
        }
    }

    #[test]
    fn behind_a_hole_there_is_no_root_unless_a_tile_knows_the_block() {
        let mut tree = Tree::default();
        for index in (0..600).filter(|index| *index != 300) {
            tree.fill(index, [1; 32]);
        }
        tree.join(600, &[256, 600], |_| None);
        assert!(matches!(tree.roots(&[256, 600])[..], [Some(_), None]));
        tree.join(600, &[256, 600], |block| (block == 1).then_some([7; 32]));
        assert!(matches!(tree.roots(&[256, 600])[..], [Some(_), Some(_)]));
    }
}
