//! A second machine's memory (C2SP tlog-witness, tlog-cosignature): it remembers the largest tree of every log that it has seen,
//! and cosigns a checkpoint only when that continues what it remembers. Whoever rewrites the log, or rolls its whole disk back,
//! cannot rewrite the witness.
//!
//! Without network the request and the reply are two files on a USB stick: the same bytes that HTTP would carry. Where there is no
//! second machine at all, a checkpoint is printed and typed in later ([`Printed`]). Deliberately not here: HTTP.

mod cosigner;
mod memory;
mod printed;
mod reply;
mod request;

pub use cosigner::Cosigner;
pub use memory::{Refusal, Remembered, Witness, WitnessError};
pub use printed::{Printed, PrintedFault};
pub use reply::{Reply, ReplyFault, read_reply};
pub use request::{Request, RequestFault};
