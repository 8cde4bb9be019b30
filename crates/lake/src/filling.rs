//! Rows on their way into the lake.
//!
//! Rows are held in one buffer, whatever their day. When it is full, each day's rows are sorted twice and written, one thread a
//! copy; the day that is just coming in stays in the buffer while it is small, so that an export in order of time gives one file
//! a day. Nothing is seen before `state.json` names it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use sonae_logs::Row;

use crate::buffer::Buffer;
use crate::days::Days;
use crate::intern::count;
use crate::lake::LakeError;
use crate::once::once;
use crate::part::Part;
use crate::place::Place;
use crate::schema::{Layout, TIME};
use crate::state::PartMeta;
use crate::writing::{Writing, remove};

/// Rows in the buffer at most.
const MOST_ROWS: usize = 1 << 20;
/// Bytes in the buffer at most, about.
const MOST_BYTES: usize = 160 << 20;
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
    pub fn push(&mut self, row: Row) -> Result<(), LakeError> {
        self.day_of.push(self.days.number(row.event.time, row.received));
        self.buffer.push(&row);
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
        let by_day = sorted(&buffer, &day_of, coming, Layout::ByPatient);
        let mut dropped = vec![false; buffer.rows()];
        let mut parts = Vec::new();
        for (day, mut rows) in by_day {
            let mut meta = PartMeta::new(self.days.name(day), &self.writing.name());
            meta.count(&buffer, &rows);
            let sources: Vec<&str> = meta
                .sources
                .iter()
                .filter(|(_, source)| source.files.as_ref().is_none_or(|files| files.len() > 1))
                .map(|(name, _)| name.as_str())
                .collect();
            if !sources.is_empty() {
                let all = rows.clone();
                once(&buffer, Layout::ByPatient.first(), &mut rows, &sources);
                let mut kept = rows.iter().peekable();
                for row in all {
                    if kept.next_if_eq(&&row).is_none() {
                        dropped[row as usize] = true;
                    }
                }
                meta = PartMeta::new(&meta.day, &meta.name);
                meta.count(&buffer, &rows);
            }
            parts.push((day, meta, rows));
        }
        self.write(&buffer, &day_of, coming, &mut parts, &dropped)?;
        self.parts.extend(parts.into_iter().map(|(_, meta, _)| meta));
        if let Some(coming) = coming {
            for row in buffer.all().filter(|row| day_of[*row as usize] == coming) {
                self.buffer.push_from(&buffer, row);
                self.day_of.push(coming);
            }
        }
        Ok(())
    }

    fn write(
        &self,
        buffer: &Buffer,
        day_of: &[u32],
        coming: Option<u32>,
        parts: &mut [(u32, PartMeta, Vec<u32>)],
        dropped: &[bool],
    ) -> Result<(), LakeError> {
        let place = &self.writing.place;
        let names: BTreeMap<u32, (String, String)> =
            parts.iter().map(|(day, meta, _)| (*day, (meta.day.clone(), meta.name.clone()))).collect();
        let (by_patient, by_user) = std::thread::scope(|scope| {
            let by_user = scope.spawn(|| {
                let mut sizes = Vec::new();
                for (day, mut rows) in sorted(buffer, day_of, coming, Layout::ByUser) {
                    let Some((day, name)) = names.get(&day) else { continue };
                    rows.retain(|row| !dropped[*row as usize]);
                    sizes.push(write_part(place, Layout::ByUser, day, name, buffer, &rows)?);
                }
                Ok::<_, LakeError>(sizes)
            });
            let by_patient: Result<Vec<u64>, LakeError> =
                parts.iter().map(|(_, meta, rows)| write_part(place, Layout::ByPatient, &meta.day, &meta.name, buffer, rows)).collect();
            (by_patient, by_user.join())
        });
        let by_user = by_user.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        for ((_, meta, _), bytes) in parts.iter_mut().zip(by_patient?.into_iter().zip(by_user)) {
            meta.bytes = bytes;
        }
        Ok(())
    }
}

fn write_part(place: &Place, layout: Layout, day: &str, name: &str, buffer: &Buffer, rows: &[u32]) -> Result<u64, LakeError> {
    let mut part = Part::begin(place, layout, day, name)?;
    part.write(buffer, rows)?;
    part.finish()
}

/// The rows of each day but the one that stays, in the order of a copy; equal ones as they came.
fn sorted(buffer: &Buffer, day_of: &[u32], coming: Option<u32>, layout: Layout) -> Vec<(u32, Vec<u32>)> {
    let texts = buffer.texts(layout.first());
    let ranks = texts.table().ranks();
    let mut keys: Vec<(u64, i64, u32)> = buffer
        .all()
        .zip(day_of)
        .filter(|(_, day)| Some(**day) != coming)
        .map(|(row, day)| {
            let rank = ranks[texts.number(row) as usize];
            (u64::from(*day) << 32 | u64::from(rank), buffer.int(TIME, row), row)
        })
        .collect();
    keys.sort_unstable();
    keys.chunk_by(|a, b| a.0 >> 32 == b.0 >> 32)
        .map(|rows| (count(usize::try_from(rows[0].0 >> 32).unwrap_or_default()), rows.iter().map(|key| key.2).collect()))
        .collect()
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
