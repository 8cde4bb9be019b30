//! How far an institution is with each requirement (遵守事項) of the guideline: what applies to it, what was answered, what follows from
//! the checklist's findings and from the clauses below, and what is wanting.
//!
//! Nothing is inferred silently: a [`Standing`] names every source that it has, and says whether the source decided it. Deliberately not
//! here: the guideline itself ([`crate::guideline`]), how a checklist item is decided ([`crate::assessment`]), words.

mod assess;
mod record;
mod round;
mod sources;
mod standing;
#[cfg(test)]
mod tests;
mod totals;

pub use assess::Gap;
pub use record::{Act, ClauseRecord, VendorWord};
pub use round::{AuditFinding, AuditRound, Conflict, Grade, RoundKind};
pub use sources::{FoundItem, Source};
pub use standing::{Applied, Basis, Standing, Want};
pub use totals::ClauseTotals;
