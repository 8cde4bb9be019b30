//! Rows on their way into the lake.
//!
//! Rows are held in one buffer, whatever their day. When it is full, each day's rows are sorted twice and written, a few files at a
//! time; the day that is just coming in stays in the buffer while it is small, so that an export in order of time gives one file
//! a day. Nothing is seen before `state.json` names it.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::tz::TimeZone;
use sonae_logs::{Repeated, Row};

use crate::buffer::Buffer;
use crate::days::Days;
use crate::lake::LakeError;
use crate::once::once;
use crate::order::{by_day, by_time};
use crate::part::Part;
use crate::place::Place;
use crate::schema::Layout;
use crate::state::{PartMeta, SourceMeta};
use crate::writing::{Writing, remove};

/// Rows in the buffer at most.
const MOST_ROWS: usize = 1 << 20;
/// Bytes in the buffer at most, about.
const MOST_BYTES: usize = 160 << 20;
/// Files that are written at a time: some wait for the disk while others are made.
const WRITERS: usize = 4;

/// Rows on their way into the lake. Nothing is seen before [`Filling::finish`]; dropped, nothing was there.
pub struct Filling {
    pub(crate) writing: Writing,
    days: Days,
    buffer: Buffer,
    day_of: Vec<u32>,
    parts: Vec<PartMeta>,
}

impl Filling {
    pub(crate) fn begin(place: &Place, zone: &str) -> Result<Self, LakeError> {
        let writing = Writing::begin(place, zone)?;
        let found = TimeZone::get(&writing.state.zone).map_err(|_| LakeError::Zone(writing.state.zone.clone()))?;
        Ok(Self { writing, days: Days::new(found), buffer: Buffer::default(), day_of: Vec::new(), parts: Vec::new() })
    }

    /// Takes a row.
    pub fn push(&mut self, row: impl Borrow<Row>) -> Result<(), LakeError> {
        let row = row.borrow();
        self.day_of.push(self.days.number(row.event.time, row.received));
        self.buffer.push(row);
        self.flush_when_full()
    }

    /// Takes a row that repeats a template. A number stands for one template as long as this lives.
    pub fn push_again(&mut self, row: &Repeated<'_>) -> Result<(), LakeError> {
        self.day_of.push(self.days.number(row.time, row.received));
        self.buffer.push_again(row);
        self.flush_when_full()
    }

    fn flush_when_full(&mut self) -> Result<(), LakeError> {
        if self.buffer.rows() >= MOST_ROWS || self.buffer.rows().is_multiple_of(4096) && self.buffer.bytes() >= MOST_BYTES {
            self.flush(false)?;
        }
        Ok(())
    }

    /// Writes what was pushed; now it is seen. `covered`: how many leaves of each shard are in it now, also those that hold no
    /// event.
    pub fn finish(mut self, covered: &BTreeMap<String, u64>) -> Result<(), LakeError> {
        self.flush(true)?;
        let days: BTreeSet<String> = self.parts.iter().map(|part| part.day.clone()).collect();
        let mut writing = self.writing;
        let (mut touched, untouched) = split(std::mem::take(&mut writing.state.parts), |part| days.contains(&part.day));
        let before: BTreeSet<String> = touched.iter().map(|part| part.name.clone()).collect();
        touched.append(&mut self.parts);
        writing.state.parts = untouched;
        for day in &days {
            let (mut parts, others) = split(touched, |part| part.day == *day);
            touched = others;
            let sources = overlapping(&parts);
            if !sources.is_empty() {
                let one = writing.replace(&parts, &sources)?;
                for part in std::mem::replace(&mut parts, vec![one]) {
                    if before.contains(&part.name) {
                        writing.state.retired.push((part.day, part.name));
                    } else {
                        remove(&writing.place, &part.day, &part.name);
                    }
                }
            }
            writing.state.parts.append(&mut parts);
        }
        writing.state.covered.extend(covered.iter().map(|(shard, leaves)| (shard.clone(), *leaves)));
        writing.commit(&days)
    }

    /// Writes the rows of the buffer; `all`: also those of the day that is just coming in.
    fn flush(&mut self, all: bool) -> Result<(), LakeError> {
        let buffer = std::mem::take(&mut self.buffer);
        let day_of = std::mem::take(&mut self.day_of);
        let coming = day_of.last().copied().filter(|last| !all && day_of.iter().filter(|day| *day == last).count() * 2 < day_of.len());
        let in_time = by_time(&buffer, &day_of, coming);
        let (by_patient, by_user) = std::thread::scope(|scope| {
            let by_user = scope.spawn(|| by_day(&buffer, &in_time, &day_of, Layout::ByUser));
            (by_day(&buffer, &in_time, &day_of, Layout::ByPatient), by_user.join())
        });
        let by_user = by_user.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let mut files = Vec::new();
        for ((day, by_patient), (_, by_user)) in by_patient.into_iter().zip(by_user) {
            let meta = PartMeta::new(self.days.name(day), &self.writing.name());
            files.push(Day::new(&buffer, meta, by_patient, by_user));
        }
        self.parts.append(&mut write(&self.writing.place, &buffer, files)?);
        if let Some(coming) = coming {
            for row in buffer.all().filter(|row| day_of[*row as usize] == coming) {
                self.buffer.push_from(&buffer, row);
                self.day_of.push(coming);
            }
        }
        Ok(())
    }
}

/// The rows of a day, in the order of each copy.
struct Day {
    meta: PartMeta,
    by_patient: Vec<u32>,
    by_user: Vec<u32>,
}

impl Day {
    /// Without what was exported twice.
    fn new(buffer: &Buffer, mut meta: PartMeta, mut by_patient: Vec<u32>, mut by_user: Vec<u32>) -> Self {
        meta.count(buffer, &by_patient);
        let from_many = |source: &SourceMeta| source.files.as_ref().is_none_or(|files| files.len() > 1);
        let sources: Vec<&str> = meta.sources.iter().filter(|(_, source)| from_many(source)).map(|(name, _)| name.as_str()).collect();
        if !sources.is_empty() {
            let all = by_patient.len();
            once(buffer, Layout::ByPatient.first(), &mut by_patient, &sources);
            if by_patient.len() < all {
                let kept: HashSet<u32> = by_patient.iter().copied().collect();
                by_user.retain(|row| kept.contains(row));
            }
            meta = PartMeta::new(&meta.day, &meta.name);
            meta.count(buffer, &by_patient);
        }
        Self { meta, by_patient, by_user }
    }
}

/// Writes both copies of each day, some files at a time.
fn write(place: &Place, buffer: &Buffer, days: Vec<Day>) -> Result<Vec<PartMeta>, LakeError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut sizes = Vec::new();
        loop {
            let file = next.fetch_add(1, Ordering::Relaxed);
            let Some(Day { meta, by_patient, by_user }) = days.get(file / 2) else { return Ok(sizes) };
            let (layout, rows) = if file.is_multiple_of(2) { (Layout::ByPatient, by_patient) } else { (Layout::ByUser, by_user) };
            let mut part = Part::begin(place, layout, &meta.day, &meta.name)?;
            part.write(buffer, rows)?;
            sizes.push((file, part.finish()?));
        }
    };
    let sizes: Vec<Result<Vec<(usize, u64)>, LakeError>> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS.min(days.len() * 2)).map(|_| scope.spawn(work)).collect();
        writers.into_iter().map(|writer| writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let mut parts: Vec<PartMeta> = days.into_iter().map(|day| day.meta).collect();
    for (file, bytes) in sizes.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
        let sizes = &mut parts[file / 2].bytes;
        *(if file.is_multiple_of(2) { &mut sizes.0 } else { &mut sizes.1 }) = bytes;
    }
    Ok(parts)
}

/// Sources of which a record may be in two of these parts.
pub(crate) fn overlapping(parts: &[PartMeta]) -> BTreeSet<String> {
    let pairs = parts.iter().enumerate().flat_map(|(at, part)| parts[at + 1..].iter().map(move |other| (part, other)));
    pairs.flat_map(|(part, other)| part.overlaps(other).map(str::to_owned)).collect()
}

/// Those for which it holds, and the others.
pub(crate) fn split(parts: Vec<PartMeta>, holds: impl Fn(&PartMeta) -> bool) -> (Vec<PartMeta>, Vec<PartMeta>) {
    parts.into_iter().partition(holds)
}
