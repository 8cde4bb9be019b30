//! Rows that repeat a template: what the rules need of it is made once, and so is the answer which of them pick it. That answer hangs on
//! the template, on the surroundings, and on whether there is a patient at all; never on the moment itself, the patient's name or a count.

use sonae_logs::Repeated;

use crate::around::{Facts, Known};
use crate::own::{Limits, Seen, common, picked, said};
use crate::word::{Word, Words};

/// What is known of each template, by its number.
#[derive(Debug, Default)]
pub(crate) struct Templates {
    known: Vec<Option<Template>>,
    words: Words,
}

#[derive(Debug)]
struct Template {
    source: Word,
    /// As of some row of it
    seen: Seen,
    /// What its rows say in common, as a number
    common: u64,
    /// What was last answered within hours and out of them, each without and with a patient: under which facts, which rules
    answers: [Option<(Facts, u16)>; 4],
}

impl Template {
    fn new(row: &Repeated<'_>, words: &mut Words) -> Self {
        let mut seen = Seen::new(row.template, &Facts::default(), 0);
        for word in [&mut seen.shard, &mut seen.user, &mut seen.machine, &mut seen.target, &mut seen.terminal] {
            *word = words.of(word);
        }
        Self { source: words.of(&row.template.source), seen, common: common(&row.template.event), answers: [None; 4] }
    }

    /// Which rules pick a row of it.
    fn picked(&mut self, row: &Repeated<'_>, facts: &Facts, limits: &Limits) -> u16 {
        let of = Facts { day: 0, ..*facts };
        let answer = &mut self.answers[usize::from(facts.out_of_hours) * 2 + usize::from(!row.patient_uid.is_empty())];
        match answer {
            Some((then, picked)) if *then == of => *picked,
            _ => {
                let picked = picked(&row.row(), facts, limits);
                *answer = Some((of, picked));
                picked
            }
        }
    }
}

impl Templates {
    /// The event of a row and its source, when a rule picks it.
    pub(crate) fn seen(&mut self, row: &Repeated<'_>, known: &mut Known, limits: &Limits) -> Option<(Word, Seen)> {
        let number = row.number as usize;
        if self.known.len() <= number {
            self.known.resize_with(number + 1, || None);
        }
        let template = self.known[number].get_or_insert_with(|| Template::new(row, &mut self.words));
        let facts = known.facts(&template.seen.user, row.time);
        let picked = template.picked(row, &facts, limits);
        (picked != 0).then(|| {
            let seen = Seen {
                time: row.time,
                leaf: row.leaf,
                file: row.file,
                said: said(template.common, row.time, row.patient_uid, row.count, 0),
                day: facts.day,
                picked,
                patient: self.words.of(row.patient_uid),
                count: row.count,
                ..template.seen.clone()
            };
            (template.source.clone(), seen)
        })
    }
}
