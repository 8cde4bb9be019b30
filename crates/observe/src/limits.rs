//! How much of a file is read, so that no file can exhaust the machine.

/// Upper bounds for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes; what lies beyond is not read
    pub bytes: usize,
    /// Machines and backups
    pub observations: usize,
    /// Entries of one list of a machine: programs, services, ports, accounts, components, checks
    pub entries: usize,
    /// How deep elements and objects may lie in each other
    pub depth: usize,
    /// Characters of one value; longer ones are shortened
    pub value: usize,
    /// Problems of one kind told one by one; the rest is counted
    pub problems_of_a_kind: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, observations: 100_000, entries: 50_000, depth: 128, value: 2_000, problems_of_a_kind: 20 }
    }
}
