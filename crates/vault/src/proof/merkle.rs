//! Inclusion and consistency (RFC 6962 section 2.1): guards around `tlog_tiles`, which trusts its callers with sizes.

use tlog_tiles::{Hash, HashReader};

use crate::note::SIZE_LIMIT;

/// Most hashes of a proof: one a level of a tree below [`SIZE_LIMIT`], two at the border of a consistency proof.
pub(crate) const MOST_HASHES: usize = 64;

/// Why a proof proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    /// A size that no log reaches, an index behind the end, an old size above the new one
    #[error("sizes that cannot be: {0}")]
    Sizes(String),
    /// The hashes do not lead to the root
    #[error("the proof does not lead to the root of the checkpoint")]
    Mismatch,
    /// The tree could not be read while a proof was made
    #[error("the tree cannot be read: {0}")]
    Tree(String),
}

/// Checks that the tree of `size` leaves with this root has this leaf at `index`.
pub fn check_inclusion(hashes: &[[u8; 32]], size: u64, root: [u8; 32], index: u64, leaf: [u8; 32]) -> Result<(), ProofFault> {
    if size >= SIZE_LIMIT || index >= size {
        return Err(ProofFault::Sizes(format!("leaf {index} of {size}")));
    }
    if hashes.len() > MOST_HASHES {
        return Err(ProofFault::Mismatch);
    }
    tlog_tiles::check_record(&wrapped(hashes), size, Hash(root), index, Hash(leaf)).map_err(|_| ProofFault::Mismatch)
}

/// Checks that the tree `new` (size, root) begins with the tree `old`. From the empty tree and between equal sizes the proof is
/// empty, and equal sizes have equal roots.
pub fn check_consistency(hashes: &[[u8; 32]], old: (u64, [u8; 32]), new: (u64, [u8; 32])) -> Result<(), ProofFault> {
    if new.0 >= SIZE_LIMIT || old.0 > new.0 {
        return Err(ProofFault::Sizes(format!("from {} to {}", old.0, new.0)));
    }
    if old.0 == 0 || old.0 == new.0 {
        let roots = if old.0 == new.0 { old.1 == new.1 } else { old.1 == tlog_tiles::EMPTY_HASH.0 };
        return if hashes.is_empty() && roots { Ok(()) } else { Err(ProofFault::Mismatch) };
    }
    if hashes.len() > MOST_HASHES {
        return Err(ProofFault::Mismatch);
    }
    tlog_tiles::check_tree(&wrapped(hashes), new.0, Hash(new.1), old.0, Hash(old.1)).map_err(|_| ProofFault::Mismatch)
}

/// The proof that the tree of `new` leaves begins with that of `old`.
pub fn prove_consistency(old: u64, new: u64, tree: &impl HashReader) -> Result<Vec<[u8; 32]>, ProofFault> {
    if new >= SIZE_LIMIT || old > new {
        return Err(ProofFault::Sizes(format!("from {old} to {new}")));
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let proof = tlog_tiles::prove_tree(new, old, tree).map_err(|error| ProofFault::Tree(error.to_string()))?;
    Ok(proof.iter().map(|hash| hash.0).collect())
}

/// The proof that leaf `index` is in the tree of `size` leaves.
pub fn prove_inclusion(index: u64, size: u64, tree: &impl HashReader) -> Result<Vec<[u8; 32]>, ProofFault> {
    if size >= SIZE_LIMIT || index >= size {
        return Err(ProofFault::Sizes(format!("leaf {index} of {size}")));
    }
    let proof = tlog_tiles::prove_record(size, index, tree).map_err(|error| ProofFault::Tree(error.to_string()))?;
    Ok(proof.iter().map(|hash| hash.0).collect())
}

fn wrapped(hashes: &[[u8; 32]]) -> Vec<Hash> {
    hashes.iter().map(|hash| Hash(*hash)).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tree::leaf_hash;

    /// A tree in memory, as `tlog_tiles` stores it.
    pub(crate) struct Memory(pub(crate) Vec<Hash>);

    impl HashReader for Memory {
        fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
            Ok(indexes.iter().map(|index| self.0[usize::try_from(*index).unwrap()]).collect())
        }
    }

    pub(crate) fn tree(leaves: u64) -> Memory {
        let mut memory = Memory(Vec::new());
        for leaf in 0..leaves {
            let hashes = tlog_tiles::stored_hashes(leaf, &leaf.to_be_bytes(), &memory).unwrap();
            memory.0.extend(hashes);
        }
        memory
    }

    pub(crate) fn root(size: u64, tree: &Memory) -> [u8; 32] {
        tlog_tiles::tree_hash(size, tree).unwrap().0
    }

    #[test]
    fn every_leaf_of_every_small_tree_is_proved_and_no_other_is() {
        let tree = tree(70);
        for size in 1..=70 {
            for index in 0..size {
                let proof = prove_inclusion(index, size, &tree).unwrap();
                let leaf = leaf_hash(&index.to_be_bytes());
                check_inclusion(&proof, size, root(size, &tree), index, leaf).unwrap();
                let other = (index + 1) % size;
                if other != index {
                    assert!(check_inclusion(&proof, size, root(size, &tree), other, leaf).is_err());
                }
            }
        }
    }

    #[test]
    fn every_pair_of_small_sizes_is_consistent_and_no_other_root_is() {
        let tree = tree(40);
        for new in 0..=40 {
            for old in 0..=new {
                let proof = prove_consistency(old, new, &tree).unwrap();
                check_consistency(&proof, (old, root(old, &tree)), (new, root(new, &tree))).unwrap();
                assert!(check_consistency(&proof, (old, [1; 32]), (new, root(new, &tree))).is_err(), "{old} {new}");
                if old != 0 {
                    assert!(check_consistency(&proof, (old, root(old, &tree)), (new, [1; 32])).is_err(), "{old} {new}");
                }
            }
        }
    }

    #[test]
    fn from_nothing_and_between_equal_sizes_a_proof_is_empty() {
        let tree = tree(9);
        let nine = (9, root(9, &tree));
        assert_eq!(check_consistency(&[[0; 32]], (0, tlog_tiles::EMPTY_HASH.0), nine), Err(ProofFault::Mismatch));
        assert_eq!(check_consistency(&[[0; 32]], nine, nine), Err(ProofFault::Mismatch));
        assert_eq!(check_consistency(&[], (9, [3; 32]), nine), Err(ProofFault::Mismatch));
        assert_eq!(check_consistency(&[], (0, [3; 32]), nine), Err(ProofFault::Mismatch));
    }

    #[test]
    fn sizes_that_no_log_reaches_are_refused_without_a_panic() {
        for size in [1 << 63, u64::MAX] {
            assert!(matches!(check_inclusion(&[], size, [0; 32], 0, [0; 32]), Err(ProofFault::Sizes(_))));
            assert!(matches!(check_consistency(&[], (1, [0; 32]), (size, [0; 32])), Err(ProofFault::Sizes(_))));
        }
        assert!(matches!(check_inclusion(&[], 0, [0; 32], 0, [0; 32]), Err(ProofFault::Sizes(_))));
        assert!(matches!(check_consistency(&[], (2, [0; 32]), (1, [0; 32])), Err(ProofFault::Sizes(_))));
    }

    #[test]
    fn an_inner_node_is_no_leaf() {
        // the tree of two leaves: its root presented as the only leaf of a tree of one
        let tree = tree(2);
        let (left, right) = (leaf_hash(&0_u64.to_be_bytes()), leaf_hash(&1_u64.to_be_bytes()));
        let mut entry = vec![1];
        entry.extend_from_slice(&left);
        entry.extend_from_slice(&right);
        assert_eq!(check_inclusion(&[], 1, root(2, &tree), 0, leaf_hash(&entry)), Err(ProofFault::Mismatch));
    }

    proptest! {
        #[test]
        fn a_changed_proof_proves_nothing(size in 2_u64..300, at in any::<prop::sample::Index>(), which in any::<prop::sample::Index>(), change in 0_u8..4) {
            let tree = tree(size);
            let index = u64::try_from(at.index(usize::try_from(size).unwrap())).unwrap();
            let mut proof = prove_inclusion(index, size, &tree).unwrap();
            let place = which.index(proof.len());
            match change {
                0 => proof[place][place % 32] ^= 1,
                1 => { proof.remove(place); }
                2 => proof.insert(place, [5; 32]),
                _ => proof.push(proof[place]),
            }
            prop_assert!(check_inclusion(&proof, size, root(size, &tree), index, leaf_hash(&index.to_be_bytes())).is_err());
        }

        #[test]
        fn a_forged_consistency_proof_proves_nothing(new in 2_u64..300, at in any::<prop::sample::Index>(), which in any::<prop::sample::Index>(), change in 0_u8..5) {
            let tree = tree(new);
            let old = 1 + u64::try_from(at.index(usize::try_from(new - 1).unwrap())).unwrap();
            let mut proof = prove_consistency(old, new, &tree).unwrap();
            prop_assume!(!proof.is_empty());
            let place = which.index(proof.len());
            match change {
                0 => proof[place][place % 32] ^= 1,
                1 => { proof.remove(place); }
                2 => proof.insert(place, [5; 32]),
                3 => proof.truncate(place),
                _ => proof.push(proof[place]),
            }
            prop_assert!(check_consistency(&proof, (old, root(old, &tree)), (new, root(new, &tree))).is_err());
        }
    }
}
