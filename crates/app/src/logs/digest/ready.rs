//! Normalisers that are kept ready. Files of one source with the same headings are read by one, so that what a row of yesterday's
//! export said is known in today's.

use std::collections::BTreeMap;

use sonae_logs::{FileHead, Normaliser, Source};

/// So many; then it begins anew.
const READY: usize = 64;

/// Normalisers by source and file.
#[derive(Default)]
pub(super) struct Ready {
    kept: Vec<(Source, FileHead, Normaliser)>,
    by_file: BTreeMap<(String, u64), usize>,
    /// The one that was asked for last
    last: Option<(String, u64, usize)>,
}

impl Ready {
    /// The normaliser for records of this source and file (0 = none), made where there is none. `told`: how they are read.
    pub(super) fn of(&mut self, source: &str, file: u64, told: impl FnOnce() -> (Source, FileHead)) -> &mut Normaliser {
        let last = self.last.as_ref().filter(|(name, number, _)| *number == file && name == source).map(|(.., at)| *at);
        let at = last.unwrap_or_else(|| {
            let key = (source.to_owned(), file);
            let at = self.by_file.get(&key).copied().unwrap_or_else(|| self.make(told()));
            self.by_file.insert(key, at);
            self.last = Some((source.to_owned(), file, at));
            at
        });
        &mut self.kept[at].2
    }

    fn make(&mut self, (source, head): (Source, FileHead)) -> usize {
        if let Some(at) = self.kept.iter().position(|(known, with, _)| *known == source && *with == head) {
            return at;
        }
        if self.kept.len() >= READY {
            *self = Self::default();
        }
        let normaliser = Normaliser::new(&source, &head);
        self.kept.push((source, head, normaliser));
        self.kept.len() - 1
    }

    /// The source is defined anew: what it sends without a file is read otherwise from now on.
    pub(super) fn defined(&mut self, source: &str) {
        self.by_file.remove(&(source.to_owned(), 0));
        self.last = None;
    }
}
