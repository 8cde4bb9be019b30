//! What the feeds say about one device: findings, questions, decisions.
//!
//! A pure function of a release and of what is known of the device. Reference order of trust: the maker's advisory, the CNA, NVD,
//! overrides, JVN; contradictions are shown. Deliberately not here: which device it is, who may decide, what to do first (`priority`).

mod decision;
mod device;
mod evaluate;
mod finding;
mod matcher;
mod question;
mod state;
mod tables;
mod versions;

pub use decision::{Decision, Judgement, apply};
pub use device::{Device, Installed};
pub use finding::{Conflict, Exploitation, Finding};
pub use matcher::{Checked, Matcher};
pub use question::{Question, questions};
pub use state::{State, Why};
