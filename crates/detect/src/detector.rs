//! The engine.

use sonae_logs::{Native, Row, Surroundings};

use crate::hit::Hit;

/// A rule that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleProblem {
    /// File or name
    pub file: String,
    /// What is wrong, in the parser's words
    pub what: String,
}

/// Rules, and the state of those that count.
pub struct Detector {
    _around: Surroundings,
}

impl Detector {
    /// Our own rules and these (file name, YAML). A rule that cannot be used is left out and told.
    pub fn new(more: &[(String, String)], around: &Surroundings) -> (Self, Vec<RuleProblem>) {
        let _ = more;
        (Self { _around: around.clone() }, Vec::new())
    }

    /// Looks at one event, in the order of time as far as the source keeps it.
    pub fn look(&mut self, row: &Row, native: Option<&Native>) -> Vec<Hit> {
        let _ = (row, native);
        unimplemented!()
    }

    /// States of counting rules that were forgotten because there were too many; more than 0 must be told.
    pub fn forgotten(&self) -> u64 {
        unimplemented!()
    }
}
