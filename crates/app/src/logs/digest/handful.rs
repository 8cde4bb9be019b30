//! Rows on their way from one thread to the next, many together: what says something of its own as a whole, what repeats a template
//! as little more than its moment and its patient.

use std::sync::Arc;

use sonae_logs::{Native, Repeat, Repeated, Row};
use sonae_vault::Lying;

/// Rows in the order in which they came.
#[derive(Default)]
pub(super) struct Handful {
    /// Templates that were made since the handful before this; their numbers follow
    fresh: Vec<Arc<Row>>,
    rows: Vec<Told>,
    /// Patients of the rows that repeat, one behind the other
    pub(super) patients: String,
}

/// A row.
enum Told {
    Own(Box<Row>, Option<Box<Native>>),
    Repeated(Bare),
}

/// What a row does not have in common with its template.
struct Bare {
    template: u32,
    count: u32,
    /// Where its patient ends
    until: usize,
    time: i64,
    leaf: u64,
    seq: u64,
    file: u64,
    received: i64,
}

/// A row that is looked at.
pub(super) enum Next<'a> {
    /// As a whole; with the native event of its record where it is the first of it
    Own(&'a Row, Option<&'a Native>),
    /// As its template and what is its own
    Repeated(Repeated<'a>),
}

impl Handful {
    /// How many rows.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Puts in a whole row.
    pub(super) fn put(&mut self, row: Row, native: Option<Native>) {
        self.rows.push(Told::Own(Box::new(row), native.map(Box::new)));
    }

    /// Puts in a template. It comes before the first row that says what it says.
    pub(super) fn put_template(&mut self, template: Arc<Row>) {
        self.fresh.push(template);
    }

    /// Puts in a row that repeats; its patient was put behind the others.
    pub(super) fn put_repeated(&mut self, record: &Lying<'_>, repeat: &Repeat) {
        let Lying { index: leaf, seq, file, received, .. } = *record;
        let Repeat { template, count, time, .. } = *repeat;
        self.rows.push(Told::Repeated(Bare { template, count, until: self.patients.len(), time, leaf, seq, file, received }));
    }

    /// Its rows. `templates` are those of all handfuls so far: this one's are added.
    pub(super) fn rows<'a>(&'a self, templates: &'a mut Vec<Arc<Row>>) -> impl Iterator<Item = Next<'a>> {
        templates.extend(self.fresh.iter().cloned());
        let templates = &*templates;
        let mut begin = 0;
        self.rows.iter().filter_map(move |told| match told {
            Told::Own(row, native) => Some(Next::Own(row, native.as_deref())),
            Told::Repeated(bare) => {
                let patient_uid = self.patients.get(begin..bare.until)?;
                begin = bare.until;
                let Bare { template: number, count, time, leaf, seq, file, received, .. } = *bare;
                let template = templates.get(number as usize)?;
                Some(Next::Repeated(Repeated { number, template, time, patient_uid, count, leaf, seq, file, received }))
            }
        })
    }
}
