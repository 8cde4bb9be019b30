//! Paper: the view models of `sonae_domain::paper` become PDF (Typst) and XLSX (rust_xlsxwriter).
//!
//! [`Press`] holds the fonts and the parsed templates; make one and keep it. Each of its methods gives a [`Printed`]: bytes of a
//! PDF/A-2a and PDF/UA-1 document, the same bytes for the same view model and [`Stamp`] on every machine. [`xlsx`] writes the
//! workbooks that are sent out, filled in and read back.
//!
//! Where do I find…: what a page looks like → `templates/*.typ`; the words of the workbooks → `words.toml`; which characters
//! print → [`Unprintable`]; column widths of a table → `columns`; the drawing order of the contact tree → `tree`.
//!
//! Deliberately not here: any decision about an answer, file names, writing to disk, the clock (a date comes in the stamp),
//! reading workbooks back (that is `sonae-importers`).
//!
//! A render takes tens of milliseconds of pure computation and some memory: call it off the async threads. Renders wait for each
//! other.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod columns;
pub mod licences;
mod press;
mod printable;
mod tree;
mod words;
mod world;
pub mod xlsx;

pub use press::{Press, PrintError, Printed, Stamp};
pub use printable::Unprintable;
