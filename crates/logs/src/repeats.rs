//! Rows that repeat. Most rows of an export say what an earlier one said but for their moment, their patient and a count: who did it,
//! from which terminal, what, with what outcome come again and again. What such rows have in common is a *template*. It is read once;
//! of every later row only the rest is read, and whoever keeps or judges rows may keep what it made of the template.
//!
//! Templates are numbered by whoever reads, from 0 on without holes. Not here: how a row is found to repeat another (`csv`).

use crate::event::Event;
use crate::normalise::Normalised;
use crate::surroundings::Row;

/// What a record says, where it may repeat another.
#[derive(Debug)]
pub enum Said {
    /// What a template says
    Template(Repeat),
    /// Something of its own
    Own(Normalised),
}

/// A record that says what a template says, at a moment that it tells. Its patient is told beside it.
#[derive(Debug)]
pub struct Repeat {
    /// Number of the template
    pub template: u32,
    /// The template, where this record is the first to say it: without moment, patient and count
    pub made: Option<Box<Event>>,
    /// When it happened, microseconds since 1970
    pub time: i64,
    /// How many records were touched; 0 = not told
    pub count: u32,
}

/// A row as its template and what is its own.
#[derive(Debug, Clone, Copy)]
pub struct Repeated<'a> {
    /// Number of the template
    pub number: u32,
    /// What it has in common with others: event (without moment, patient and count), source, shard
    pub template: &'a Row,
    /// When it happened, microseconds since 1970; its record told it, and the template says so
    pub time: i64,
    /// Whose data
    pub patient_uid: &'a str,
    /// How many records were touched; 0 = not told
    pub count: u32,
    /// Leaf index of the record in its shard
    pub leaf: u64,
    /// Number at the source; 0 = none
    pub seq: u64,
    /// Leaf index + 1 of the record that began the file; 0 = none
    pub file: u64,
    /// When it was received, microseconds since 1970
    pub received: i64,
}

impl Repeated<'_> {
    /// The row put together.
    pub fn row(&self) -> Row {
        let Self { template, time, count, leaf, seq, file, received, .. } = *self;
        let event = Event { time, count, patient_uid: self.patient_uid.to_owned(), ..template.event.clone() };
        Row { event, leaf, seq, file, received, ..template.clone() }
    }
}
