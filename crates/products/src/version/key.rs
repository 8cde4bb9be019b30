//! What a parsed version is compared by.

use std::cmp::Ordering;

use super::packages::Package;

/// The comparable form of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// Numbers: versions of one train compare by `base`, then by `tail`; missing numbers count as 0.
    Numbers {
        /// Versions of different trains do not compare
        train: String,
        /// The dotted release
        base: Vec<u64>,
        /// What follows the release: hotfix, rebuild letter, build
        tail: Vec<u64>,
    },
    /// Package versions, with the rules of their package manager
    Package(Package),
}

impl Key {
    /// A key of one train without a tail.
    pub(super) fn base(base: Vec<u64>) -> Self {
        Self::numbers(base, Vec::new())
    }

    /// A key of one train.
    pub(super) fn numbers(base: Vec<u64>, tail: Vec<u64>) -> Self {
        Self::Numbers { train: String::new(), base, tail }
    }

    /// A key of a named train.
    pub(super) fn train(train: impl Into<String>, base: Vec<u64>, tail: Vec<u64>) -> Self {
        Self::Numbers { train: train.into(), base, tail }
    }

    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Numbers { train, base, tail }, Self::Numbers { train: other_train, base: other_base, tail: other_tail }) => {
                (train == other_train).then(|| padded(base, other_base).then_with(|| padded(tail, other_tail)))
            }
            (Self::Package(package), Self::Package(other)) => package.compare(other),
            _ => None,
        }
    }
}

/// Compares two lists of numbers as if the shorter one went on with zeros.
fn padded(left: &[u64], right: &[u64]) -> Ordering {
    let length = left.len().max(right.len());
    (0..length)
        .map(|at| left.get(at).copied().unwrap_or(0).cmp(&right.get(at).copied().unwrap_or(0)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}
