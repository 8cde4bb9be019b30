//! What a log line says: readers of every format, and the one flat event into which they all turn.
//!
//! ```text
//! bytes ──cut──▶ records (their own bytes) ──(kept by crate vault)──▶ normalise ──▶ events (crate lake), native (crate detect)
//! ```
//!
//! Two steps, because they have different promises. *Cutting* finds where one record ends and the next begins and changes
//! nothing: its output is evidence. *Normalising* is a pure function of one kept record and the source's definition; it may be
//! improved at any time, and the lake is rebuilt from the evidence. Deliberately not here: files, sockets, keeping, deciding.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod atna;
mod auditd;
mod csv;
mod event;
mod evtx;
mod fhir;
mod format;
mod gaps;
mod journald;
mod json_text;
mod lines;
mod moment;
mod normalise;
pub mod ocsf;
mod repeats;
mod sample;
mod source;
mod surroundings;
pub mod syslog;
mod text;
mod unix;

pub use event::{Activity, Class, Event, Outcome};
pub use format::{Cut, CutSummary, FileHead, Format, Unreadable, cut};
pub use gaps::{Gaps, Numbering, Span, silent_since};
pub use normalise::{Native, Normalised, Normaliser, Notice, RecordRef};
pub use repeats::{Repeat, Repeated, Said};
pub use sample::{Pieces, Sample};
pub use source::{Encoding, Source, SourceError};
pub use surroundings::{Account, Announced, Duty, Hours, Row, Surroundings};
