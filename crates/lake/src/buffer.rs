//! Rows in memory, column by column. What rows have in common — every text but the patient, and the class — is kept once, as a
//! *template*: a row is the number of its template beside its moment, its patient and where its record lies. A column in which every
//! row says the same takes no room.

use sonae_logs::{Repeated, Row};

use crate::intern::{Interner, count};
use crate::lane::Lane;
use crate::schema::{CLASS, COUNT, FILE, INTS, LEAF, NTH, PATIENT, RECEIVED, SHARD, SOURCE, TEXTS, TIME, TIME_TOLD, USER};
use crate::template::{Template, Templates};

/// A template that was not met yet.
const UNMET: u32 = u32::MAX;

/// A table of texts, and the one that came last.
#[derive(Debug, Default)]
struct Texts {
    table: Interner,
    last: u32,
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        if self.table.len() == 0 || self.table.text(self.last) != text {
            self.last = self.table.number(text);
        }
        self.last
    }
}

/// Rows in memory.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    rows: usize,
    /// That of the class stays empty
    ints: [Lane<i64>; INTS],
    patients: Lane<u32>,
    template_of: Lane<u32>,
    texts: [Texts; TEXTS],
    templates: Templates,
    /// The template of each number that whoever fills has given to one
    met: Vec<u32>,
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
        self.push_values(&ints, &texts(row));
    }

    /// Takes a row that repeats a template.
    pub(crate) fn push_again(&mut self, row: &Repeated<'_>) {
        let number = row.number as usize;
        if self.met.get(number).is_none_or(|met| *met == UNMET) {
            let template = self.template(row.template.event.class.uid().into(), &texts(row.template));
            if self.met.len() <= number {
                self.met.resize(number + 1, UNMET);
            }
            self.met[number] = template;
        }
        let mut ints = [0; INTS];
        ints[TIME] = row.time;
        ints[LEAF] = long(row.leaf);
        ints[FILE] = long(row.file);
        ints[RECEIVED] = row.received;
        ints[COUNT] = i64::from(row.count);
        // its record told it
        ints[TIME_TOLD] = 1;
        let patient = self.texts[PATIENT].number(row.patient_uid);
        self.push_numbers(&ints, self.met[number], patient);
    }

    /// Takes a row as its values.
    pub(crate) fn push_values(&mut self, ints: &[i64; INTS], texts: &[&str; TEXTS]) {
        let template = self.template(ints[CLASS], texts);
        let patient = self.texts[PATIENT].number(texts[PATIENT]);
        self.push_numbers(ints, template, patient);
    }

    fn template(&mut self, class: i64, texts: &[&str; TEXTS]) -> u32 {
        let mut template = Template { class, texts: [0; TEXTS] };
        for (column, text) in texts.iter().enumerate().filter(|(column, _)| *column != PATIENT) {
            template.texts[column] = self.texts[column].number(text);
        }
        self.templates.number(&template)
    }

    fn push_numbers(&mut self, ints: &[i64; INTS], template: u32, patient: u32) {
        for (column, lane) in self.ints.iter_mut().enumerate() {
            if column != CLASS {
                lane.push(ints[column], self.rows);
            }
        }
        self.template_of.push(template, self.rows);
        self.patients.push(patient, self.rows);
        self.rows += 1;
    }

    /// An integer of a row.
    pub(crate) fn int(&self, column: usize, row: u32) -> i64 {
        if column == CLASS { self.templates.class(self.template_of.get(row)) } else { self.ints[column].get(row) }
    }

    /// The integers of some rows; one where all rows of the buffer have the same. Not for the class.
    pub(crate) fn ints(&self, column: usize, rows: &[u32]) -> Vec<i64> {
        self.ints[column].of(rows)
    }

    /// The number of a row's text.
    pub(crate) fn number(&self, column: usize, row: u32) -> u32 {
        if column == PATIENT { self.patients.get(row) } else { self.templates.text(column, self.template_of.get(row)) }
    }

    /// A row's text.
    pub(crate) fn text(&self, column: usize, row: u32) -> &str {
        self.table(column).text(self.number(column, row))
    }

    /// The table of a column of texts.
    pub(crate) fn table(&self, column: usize) -> &Interner {
        &self.texts[column].table
    }

    /// The numbers of the patients of some rows; one where all rows of the buffer have the same.
    pub(crate) fn patients(&self, rows: &[u32]) -> Vec<u32> {
        self.patients.of(rows)
    }

    /// The templates of some rows; one where all rows of the buffer have the same.
    pub(crate) fn templates_of(&self, rows: &[u32]) -> Vec<u32> {
        self.template_of.of(rows)
    }

    /// What rows have in common.
    pub(crate) fn templates(&self) -> &Templates {
        &self.templates
    }

    /// Bytes that it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        let ints: usize = self.ints.iter().map(Lane::bytes).sum();
        let texts: usize = self.texts.iter().map(|texts| texts.table.bytes() + texts.table.len() * 16).sum();
        ints + texts + self.patients.bytes() + self.template_of.bytes() + self.templates.bytes() + self.met.len() * 4
    }

    /// Moves a row of another buffer here.
    pub(crate) fn push_from(&mut self, other: &Self, row: u32) {
        let ints = std::array::from_fn(|column| other.int(column, row));
        let texts = std::array::from_fn(|column| other.text(column, row));
        self.push_values(&ints, &texts);
    }

    /// The numbers of all rows, as rows are counted.
    pub(crate) fn all(&self) -> std::ops::Range<u32> {
        0..count(self.rows)
    }
}

/// The texts of a row by column.
fn texts(row: &Row) -> [&str; TEXTS] {
    let event = &row.event;
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
    texts
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
    use sonae_logs::{Class, Event, Outcome};

    use super::*;

    #[test]
    fn what_was_pushed_comes_back_also_where_all_rows_say_the_same() {
        let mut buffer = Buffer::default();
        for n in 0..100_u32 {
            let event = Event { time: i64::from(n), user_uid: format!("u{}", n % 7), outcome: Outcome::Failure, ..Event::default() };
            buffer.push(&Row { event, source: "emr".to_owned(), leaf: u64::from(n), ..Row::default() });
        }
        assert_eq!((buffer.rows(), buffer.int(TIME, 42), buffer.int(LEAF, 99)), (100, 42, 99));
        assert_eq!((buffer.text(USER, 41), buffer.text(SOURCE, 3), buffer.text(4, 7)), ("u6", "emr", "failure"));
        assert_eq!((buffer.ints(FILE, &[1, 2]), buffer.ints(LEAF, &[3, 1])), (vec![0], vec![3, 1]));
        let mut copy = Buffer::default();
        for row in buffer.all().rev() {
            copy.push_from(&buffer, row);
        }
        assert_eq!((copy.int(LEAF, 0), copy.text(USER, 58)), (99, "u6"));
    }

    #[test]
    fn a_row_that_repeats_a_template_is_the_row_that_it_stands_for() {
        let event = |user: &str, class| Event { user_uid: user.to_owned(), class, time_told: true, ..Event::default() };
        let templates: Vec<Row> = [("a", Class::DatastoreActivity), ("b", Class::Authentication), ("c", Class::Base)]
            .map(|(user, class)| Row { event: event(user, class), source: "emr".to_owned(), ..Row::default() })
            .into();
        let (mut whole, mut again) = (Buffer::default(), Buffer::default());
        for n in [2_u32, 0, 1, 2, 0, 0] {
            let patient = format!("{}", n * 3 % 4);
            let (number, template) = (n, &templates[n as usize]);
            let row =
                Repeated { number, template, time: 7, patient_uid: &patient, count: n, leaf: u64::from(n), seq: 0, file: 5, received: 9 };
            again.push_again(&row);
            whole.push(&row.row());
        }
        for row in whole.all() {
            for column in 0..INTS {
                assert_eq!(again.int(column, row), whole.int(column, row));
            }
            for column in 0..TEXTS {
                assert_eq!(again.text(column, row), whole.text(column, row));
            }
        }
    }

    #[test]
    fn a_number_too_large_for_the_lake_is_its_largest() {
        assert_eq!((long(u64::MAX), long(5)), (i64::MAX, 5));
    }
}
