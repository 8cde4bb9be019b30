//! What is missing within one file.

use std::collections::BTreeMap;

use super::{MOST_SERIES, Numbering, Span};
use crate::normalise::Notice;

/// The numbers of one file, in any order: what is missing between the lowest and the highest of each series.
#[derive(Debug)]
pub(crate) struct Within {
    numbering: Numbering,
    series: BTreeMap<String, Series>,
    /// Of numberings that ended within the file
    notices: Vec<Notice>,
    spans: Vec<Span>,
}

#[derive(Debug, Default)]
struct Series {
    runs: Vec<(u64, u64)>,
    held: u64,
    from: i64,
    to: i64,
}

/// Runs of one file that are held; beyond, the file counts as an extract anyway.
const MOST_RUNS_WITHIN: usize = 4096;

/// Holes of one file that are told one by one.
const MOST_HOLES: usize = 100;

/// Restarts of one file that are told.
const MOST_RESTARTS: usize = 100;

impl Within {
    pub(crate) fn new(numbering: Numbering) -> Self {
        Self { numbering, series: BTreeMap::new(), notices: Vec::new(), spans: Vec::new() }
    }

    /// A number with its time, microseconds since 1970; 0 or less = not told.
    pub(crate) fn see(&mut self, series: &str, number: u64, time: i64) {
        if !self.series.contains_key(series) {
            if self.series.len() >= MOST_SERIES {
                return;
            }
            self.series.insert(series.to_owned(), Series::default());
        }
        let Some(seen) = self.series.get_mut(series) else { return };
        let late = self.numbering.late();
        let highest = seen.runs.last().map_or(0, |run| run.1);
        if late > 0 && time > 0 && time >= seen.to && (number.saturating_add(late) < highest || number == 1 && highest > 1) {
            let ended = std::mem::take(seen);
            if self.spans.len() < MOST_RESTARTS {
                ended.finish(self.numbering, series, &mut self.notices, &mut self.spans);
                self.notices.push(self.numbering.restarted(highest, number));
            }
        }
        if time > 0 {
            seen.from = if seen.from == 0 { time } else { seen.from.min(time) };
            seen.to = seen.to.max(time);
        }
        match seen.runs.last_mut() {
            Some(run) if run.1 == number => return,
            Some(run) if run.1.checked_add(1) == Some(number) => {
                run.1 = number;
                seen.held += 1;
                return;
            }
            _ => {}
        }
        seen.held += u64::from(seen.add(number));
    }

    /// The notices and the spans of the whole file.
    pub(crate) fn finish(mut self) -> (Vec<Notice>, Vec<Span>) {
        for (series, seen) in self.series {
            seen.finish(self.numbering, &series, &mut self.notices, &mut self.spans);
        }
        (self.notices, self.spans)
    }
}

impl Series {
    fn finish(self, numbering: Numbering, series: &str, notices: &mut Vec<Notice>, spans: &mut Vec<Span>) {
        let (Some(first), Some(last)) = (self.runs.first(), self.runs.last()) else { return };
        let (first, last) = (first.0, last.1);
        let of = (last - first).saturating_add(1);
        // a log that lost records has few holes; a filtered export has many, and holds few numbers
        if self.runs.len() > MOST_HOLES || (self.runs.len() > 4 && self.held < of / 2) {
            notices.push(Notice::Extract { numbering: numbering.as_str().to_owned(), held: self.held, of });
        } else {
            notices.extend(self.runs.windows(2).map(|pair| numbering.gap(pair[0].1, pair[1].0)));
        }
        spans.push(Span { numbering, series: series.to_owned(), first, last, from: self.from, to: self.to });
    }

    /// Puts a number into the runs; whether it is new.
    fn add(&mut self, number: u64) -> bool {
        let runs = &mut self.runs;
        if runs.len() >= MOST_RUNS_WITHIN {
            let (low, high) = (runs[0].0, runs[1].1);
            runs.splice(0..2, [(low, high)]);
        }
        let at = runs.partition_point(|run| run.1.saturating_add(1) < number);
        match runs.get(at).copied() {
            Some((low, high)) if low <= number && number <= high => return false,
            Some((low, high)) if low <= number.saturating_add(1) => {
                let (low, high) = (low.min(number), high.max(number));
                let next = runs.get(at + 1).copied().filter(|next| next.0 <= high.saturating_add(1));
                let end = at + 1 + usize::from(next.is_some());
                runs.splice(at..end, [(low, next.map_or(high, |next| next.1))]);
            }
            _ => runs.insert(at, (number, number)),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_extract_is_told_from_a_log_with_a_hole() {
        let told = |numbers: &mut dyn Iterator<Item = u64>| {
            let mut within = Within::new(Numbering::RecordId);
            numbers.for_each(|number| within.see("a", number, 0));
            within.finish().0
        };
        assert_eq!(told(&mut (1..=500)), []);
        assert_eq!(told(&mut (1..=500).filter(|number| !(200..300).contains(number))), [Numbering::RecordId.gap(199, 300)]);
        let extract = Notice::Extract { numbering: "record-id".to_owned(), held: 50, of: 491 };
        assert_eq!(told(&mut (1..=500).step_by(10)), [extract]);
    }

    proptest! {
        #[test]
        fn a_whole_file_in_any_order_has_no_gap(mut numbers in Just((1..=200u64).collect::<Vec<_>>()).prop_shuffle()) {
            let mut within = Within::new(Numbering::AuditSerial);
            numbers.push(77);
            numbers.iter().for_each(|number| within.see("", *number, 0));
            let (notices, spans) = within.finish();
            prop_assert_eq!(notices, []);
            prop_assert_eq!((spans[0].first, spans[0].last), (1, 200));
        }
    }
}
