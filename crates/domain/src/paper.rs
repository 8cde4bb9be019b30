//! What is printed: the view models of every document on paper, as plain data.
//!
//! [`form`] the official checklist form, [`ledger`] any table, [`contact`] the contact tree, [`summary`] the page for the
//! director, [`index`] the index of the inspection pack, [`logs`] the monthly report on the access logs. The caller fills them from assessments and ledgers; the `reports`
//! crate turns them into PDF and XLSX. Words printed here that vary with the edition or the institution are fields; words that
//! never vary stand in the templates of `reports`.
//!
//! Deliberately not here: any decision (an answer is shown as it was decided elsewhere), layout, fonts, file names.

pub mod contact;
pub mod form;
pub mod index;
pub mod ledger;
pub mod logs;
pub mod summary;

pub use contact::{ContactGroup, ContactLink, ContactNode, ContactTree};
pub use form::{Answer, FormGate, FormGroup, FormHeads, FormPart, FormRow, FormSection, FormSheet, NumberPlace, Period, RoundCell};
pub use index::{Availability, IndexEntry, IndexSection, PackIndex};
pub use ledger::{Align, LedgerColumn, LedgerSheet};
pub use logs::{LogReport, LogReportCount, LogReportDetection, LogReportReview, LogReportSeal, LogReportSource};
pub use summary::{Assurances, ManagementSummary, SummaryContradiction, SummaryForm, SummaryGap, SummaryObserved, Tally};
