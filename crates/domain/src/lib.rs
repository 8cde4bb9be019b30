//! What is decided: pure types and functions.
//!
//! Files become ledger records ([`ledger`]) and observations ([`observation`]), records become [`facts::Facts`], a rule ([`rules`]) decides one control from
//! them, and [`assessment`] puts findings and people's answers on the rows of an official form ([`framework`]).
//!
//! Deliberately not here: input and output, async, the clock, randomness, `HashMap`. The same facts always give the same
//! assessment.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod access;
pub mod assessment;
pub mod calendar;
pub mod facts;
pub mod framework;
pub mod gap;
pub mod guideline;
pub mod ledger;
pub mod names;
pub mod observation;
pub mod paper;
pub mod rules;
