//! Proofs: that a record is in the log, that one state of the log continues another, and the bundle that an inspector takes
//! away and checks with any C2SP verifier, offline.
//!
//! The formats are those of C2SP (tlog-proof, tlog-policy); the arithmetic is that of the crate `tlog_tiles`. Deliberately not
//! here: walking the whole evidence (`verify`), keeping another machine's memory (`witness`).

mod bundle;
mod merkle;
mod policy;
mod prove;
mod text;

#[cfg(test)]
pub(crate) use merkle::tests as tests_tree;

pub use bundle::{Bundle, BundleFault, Checked, check_bundle};
pub use merkle::{ProofFault, check_consistency, check_inclusion, prove_consistency, prove_inclusion};
pub use policy::{Policy, PolicyFault};
pub(crate) use prove::named;
pub use prove::{Around, ProveError, ShardTree, prove, prove_continues, root_at, witness_request};
pub(crate) use text::decimal;
pub use text::{TextFault, TlogProof};
