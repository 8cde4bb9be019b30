//! FHIR AuditEvent as JSON: R4 (also the patterns of IHE BALP), R5 and the coming R6; one resource, several lines of them, a list, or a
//! Bundle, of which each entry's resource is a record in its own bytes.
//!
//! Deliberately not here: the XML form (it is refused by name), other resources (they are kept, unread), and resolving
//! references: a name behind `Practitioner/12` is not in the event.

mod cut;
mod element;
mod read;

pub(crate) use cut::cut;
pub(crate) use read::Reader;

#[cfg(test)]
mod tests;
