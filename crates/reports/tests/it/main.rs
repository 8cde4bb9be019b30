//! Every document printed from sample data. Set `SONAE_PAPER_OUT` to a folder to keep the files and look at them.
#![expect(clippy::unwrap_used, reason = "tests")]

mod contact;
mod form;
mod ledger;
mod logs;
mod overview;
mod reading;
mod sample;
mod workbook;
