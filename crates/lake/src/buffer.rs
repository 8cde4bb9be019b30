//! Rows in memory, column by column: integers as they are, texts as numbers into a table. A column in which every row says the
//! same takes no room.

use sonae_logs::Row;

use crate::intern::{Interner, count};
use crate::schema::{CLASS, COUNT, FILE, INTS, LEAF, NTH, PATIENT, RECEIVED, SHARD, SOURCE, TEXTS, TIME, TIME_TOLD, USER};

/// Values of one column, not written out while all are the same.
#[derive(Debug)]
struct Lane<T> {
    first: T,
    values: Vec<T>,
}

impl<T: Copy + Default + PartialEq> Default for Lane<T> {
    fn default() -> Self {
        Self { first: T::default(), values: Vec::new() }
    }
}

impl<T: Copy + Default + PartialEq> Lane<T> {
    fn push(&mut self, value: T, rows: usize) {
        if !self.values.is_empty() {
            self.values.push(value);
        } else if rows == 0 {
            self.first = value;
        } else if value != self.first {
            self.values.resize(rows, self.first);
            self.values.push(value);
        }
    }

    fn get(&self, row: usize) -> T {
        self.values.get(row).copied().unwrap_or(self.first)
    }
}

/// A column of texts.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    numbers: Lane<u32>,
    table: Interner,
    last: u32,
}

impl Texts {
    fn push(&mut self, text: &str, rows: usize) {
        if rows == 0 || self.table.text(self.last) != text {
            self.last = self.table.number(text);
        }
        self.numbers.push(self.last, rows);
    }

    /// The table of its texts.
    pub(crate) fn table(&self) -> &Interner {
        &self.table
    }

    /// The number of a row's text.
    pub(crate) fn number(&self, row: u32) -> u32 {
        self.numbers.get(row as usize)
    }

    /// A row's text.
    pub(crate) fn text(&self, row: u32) -> &str {
        self.table.text(self.number(row))
    }

    /// The one text of all rows, if there is but one.
    pub(crate) fn only(&self) -> bool {
        self.numbers.values.is_empty()
    }
}

/// Rows in memory.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    rows: usize,
    ints: [Lane<i64>; INTS],
    texts: [Texts; TEXTS],
}

impl Buffer {
    /// How many rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Takes a row.
    pub(crate) fn push(&mut self, row: &Row) {
        let event = &row.event;
        let mut ints = [0; INTS];
        ints[TIME] = event.time;
        ints[LEAF] = long(row.leaf);
        ints[NTH] = i64::from(row.nth);
        ints[FILE] = long(row.file);
        ints[RECEIVED] = row.received;
        ints[CLASS] = i64::from(event.class.uid());
        ints[COUNT] = i64::from(event.count);
        ints[TIME_TOLD] = i64::from(event.time_told);
        let mut texts = [""; TEXTS];
        texts[USER] = &event.user_uid;
        texts[PATIENT] = &event.patient_uid;
        texts[2] = &event.user_name;
        texts[3] = event.activity.as_str();
        texts[4] = outcome(event.outcome);
        texts[5] = &event.category;
        texts[6] = &event.operation;
        texts[7] = &event.code;
        texts[8] = &event.terminal;
        texts[9] = &event.src_ip;
        texts[10] = &event.device;
        texts[11] = &event.session;
        texts[12] = &event.target;
        texts[13] = &event.purpose;
        texts[14] = &event.message;
        texts[SOURCE] = &row.source;
        texts[SHARD] = &row.shard;
        self.push_values(&ints, &texts);
    }

    /// Takes a row as its values.
    pub(crate) fn push_values(&mut self, ints: &[i64; INTS], texts: &[&str; TEXTS]) {
        for (lane, value) in self.ints.iter_mut().zip(ints) {
            lane.push(*value, self.rows);
        }
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.push(text, self.rows);
        }
        self.rows += 1;
    }

    /// An integer of a row.
    pub(crate) fn int(&self, column: usize, row: u32) -> i64 {
        self.ints[column].get(row as usize)
    }

    /// Whether all rows have the same integer.
    pub(crate) fn int_only(&self, column: usize) -> bool {
        self.ints[column].values.is_empty()
    }

    /// A column of texts.
    pub(crate) fn texts(&self, column: usize) -> &Texts {
        &self.texts[column]
    }

    /// Bytes that it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        let ints: usize = self.ints.iter().map(|lane| lane.values.capacity() * 8).sum();
        let texts: usize =
            self.texts.iter().map(|column| column.numbers.values.capacity() * 4 + column.table.bytes() + column.table.len() * 16).sum();
        ints + texts
    }

    /// Moves a row of another buffer here.
    pub(crate) fn push_from(&mut self, other: &Self, row: u32) {
        let ints = std::array::from_fn(|column| other.int(column, row));
        let texts = std::array::from_fn(|column| other.texts[column].text(row));
        self.push_values(&ints, &texts);
    }

    /// The numbers of all rows, as rows are counted.
    pub(crate) fn all(&self) -> std::ops::Range<u32> {
        0..count(self.rows)
    }
}

/// Numbers of the vault as the lake's signed ones; none of them is ever as large as the largest.
fn long(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// As stored.
fn outcome(outcome: sonae_logs::Outcome) -> &'static str {
    match outcome {
        sonae_logs::Outcome::Unknown => "unknown",
        sonae_logs::Outcome::Success => "success",
        sonae_logs::Outcome::Failure => "failure",
    }
}

#[cfg(test)]
mod tests {
    use sonae_logs::{Event, Outcome};

    use super::*;

    #[test]
    fn what_was_pushed_comes_back_also_where_all_rows_say_the_same() {
        let mut buffer = Buffer::default();
        for n in 0..100_u32 {
            let event = Event { time: i64::from(n), user_uid: format!("u{}", n % 7), outcome: Outcome::Failure, ..Event::default() };
            buffer.push(&Row { event, source: "emr".to_owned(), leaf: u64::from(n), ..Row::default() });
        }
        assert_eq!((buffer.rows(), buffer.int(TIME, 42), buffer.int(LEAF, 99)), (100, 42, 99));
        assert_eq!((buffer.texts(USER).text(41), buffer.texts(SOURCE).text(3), buffer.texts(4).text(7)), ("u6", "emr", "failure"));
        assert!(buffer.texts(SOURCE).only() && !buffer.texts(USER).only() && buffer.int_only(FILE));
        let mut copy = Buffer::default();
        for row in buffer.all().rev() {
            copy.push_from(&buffer, row);
        }
        assert_eq!((copy.int(LEAF, 0), copy.texts(USER).text(58)), (99, "u6"));
    }

    #[test]
    fn a_number_too_large_for_the_lake_is_its_largest() {
        assert_eq!((long(u64::MAX), long(5)), (i64::MAX, 5));
    }
}
