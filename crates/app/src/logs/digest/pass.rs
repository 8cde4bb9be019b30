//! One stretch of the evidence, on three threads: one reads records and understands them, one asks the rules, one fills the lake.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use serde_json::json;
use sonae_detect::{Detector, Hit, LAG, Late};
use sonae_lake::{Filling, LakeError};
use sonae_logs::{Row, Source, Surroundings};
use sonae_vault::Reading;

use super::Rules;
use super::handful::{Handful, Next};
use super::reader::Reader;
use super::state::{State, state};
use crate::logs::fault::LogsError;
use crate::logs::sources;
use crate::logs::vaults::Vaults;

/// Records of one stretch at most: what a crash costs.
const STRETCH: u64 = 4_000_000;
/// Events that are handed from one thread to the other together.
const TOGETHER: usize = 1024;
/// Such handfuls on the way.
const ON_THE_WAY: usize = 32;

/// A stretch that was read, before anybody sees it.
pub(super) struct Pass {
    filling: Filling,
    state: State,
    pub(super) hits: Vec<Hit>,
    pub(super) defined: Vec<Source>,
    pub(super) records: u64,
    pub(super) events: u64,
    pub(super) unreadable: Vec<String>,
    pub(super) problems: Vec<(String, String)>,
    pub(super) forgotten: u64,
    /// What came too late for the rules that count
    pub(super) late: Vec<Late>,
}

/// What the reading thread found.
struct Read {
    covered: BTreeMap<String, u64>,
    unreadable: Vec<String>,
    learned: Vec<Source>,
    records: u64,
    events: u64,
    state: State,
}

/// Reads the next stretch; `None` when there is nothing new.
pub(super) fn run(vaults: &Vaults, around: &Surroundings, rules: &Rules, now: i64) -> Result<Option<Pass>, LogsError> {
    let (reading, mut known) = (vaults.reading(), state(vaults)?);
    let mut until = BTreeMap::new();
    for shard in reading.shards()? {
        until.insert(shard.clone(), reading.size(&shard)?);
    }
    if until.iter().all(|(shard, size)| known.covered.get(shard).is_some_and(|covered| covered >= size)) {
        return Ok(None);
    }
    let (mut detector, problems) = Detector::new(rules, around);
    if known.detector.take().is_some_and(|windows| !detector.restore(windows)) {
        tracing::warn!("what the rules knew of open windows cannot be taken up");
    }
    let mut filling = vaults.lake()?.fill()?;
    let (send, come) = sync_channel(ON_THE_WAY);
    let (pass_on, looked_at) = sync_channel(ON_THE_WAY);
    let defined = sources::known(vaults);
    let (read, mut hits) = std::thread::scope(|scope| {
        let reader = scope.spawn(|| read(&reading, known, &until, defined, send));
        let rules = &mut detector;
        let looker = scope.spawn(move || look(rules, come, pass_on));
        let failed = fill(&mut filling, looked_at).err();
        let read = reader.join().map_err(|_| LogsError::CutOff).flatten();
        let hits = looker.join().map_err(|_| LogsError::CutOff)?;
        failed.map_or(read, |error| Err(error.into())).map(|read| (read, hits))
    })?;
    hits.extend(detector.settle(now.saturating_sub(LAG)));
    let state = State { detector: Some(detector.state()), covered: read.covered, ..read.state };
    Ok(Some(Pass {
        filling,
        hits,
        defined: read.learned,
        records: read.records,
        events: read.events,
        unreadable: read.unreadable,
        problems: problems.into_iter().map(|problem| (problem.file, problem.what)).collect(),
        forgotten: detector.forgotten(),
        late: detector.take_late(),
        state,
    }))
}

/// Shows every row to the rules, and passes it on for as long as anybody takes it.
fn look(detector: &mut Detector, come: Receiver<Handful>, pass_on: SyncSender<Handful>) -> Vec<Hit> {
    let (mut hits, mut templates) = (Vec::new(), Vec::new());
    for handful in come {
        for row in handful.rows(&mut templates) {
            hits.extend(match row {
                Next::Own(row, native) => detector.look(row, native),
                Next::Repeated(row) => detector.look_again(&row),
            });
        }
        if pass_on.send(handful).is_err() {
            break;
        }
    }
    hits
}

/// Puts every row into the lake.
fn fill(filling: &mut Filling, come: Receiver<Handful>) -> Result<(), LakeError> {
    let mut templates = Vec::new();
    for handful in come {
        for row in handful.rows(&mut templates) {
            match row {
                Next::Own(row, _) => filling.push(row)?,
                Next::Repeated(row) => filling.push_again(&row)?,
            }
        }
    }
    Ok(())
}

/// Reads every shard from where digesting stopped.
fn read(
    reading: &Reading,
    known: State,
    until: &BTreeMap<String, u64>,
    mut defined: BTreeMap<String, Source>,
    send: SyncSender<Handful>,
) -> Result<Read, LogsError> {
    let mut found =
        Read { covered: known.covered.clone(), unreadable: Vec::new(), learned: Vec::new(), records: 0, events: 0, state: known };
    let mut templates: Vec<Arc<Row>> = Vec::new();
    for (shard, size) in until {
        let from = found.covered.get(shard).copied().unwrap_or_default();
        let mut reader = Reader::new(reading, shard, std::mem::take(&mut defined));
        reader.states = std::mem::take(&mut found.state.sources);
        reader.numbers = std::mem::take(&mut found.state.numbers);
        reader.templates = std::mem::take(&mut templates);
        let (mut handful, mut reached) = (Handful::default(), from);
        'frames: for frame in reading.frames(shard, from)? {
            let frame = match frame {
                Ok(frame) => frame,
                Err(error) => {
                    found.unreadable.push(error.to_string());
                    continue;
                }
            };
            for record in frame.lying().filter(|record| record.index >= from) {
                if record.index >= *size || found.records + reader.records >= STRETCH {
                    break 'frames;
                }
                reached = record.index + 1;
                reader.read(&record, &mut handful);
                if handful.len() >= TOGETHER && send.send(std::mem::take(&mut handful)).is_err() {
                    return Err(LogsError::CutOff);
                }
            }
        }
        reader.count_repeats();
        let whole = found.records + reader.records < STRETCH;
        send.send(handful).map_err(|_| LogsError::CutOff)?;
        found.covered.insert(shard.clone(), if whole { (*size).max(from) } else { reached });
        found.records += reader.records;
        found.events += reader.events;
        found.learned.append(&mut reader.learned);
        let noticed = std::mem::take(&mut reader.noticed);
        found.state.pending.extend(noticed.into_iter().map(|(source, found)| (false, source, json!(found))));
        (found.state.sources, found.state.numbers) = (reader.states, reader.numbers);
        (defined, templates) = (reader.defined, reader.templates);
        if !whole {
            break;
        }
    }
    Ok(found)
}

impl Pass {
    /// Makes it seen. `new`: the hits that are new alerts.
    pub(super) fn finish(mut self, vaults: &Vaults, new: &[Hit]) -> Result<(), LogsError> {
        let _turn = vaults.digesting();
        let derived = vaults.derived();
        self.state.pending.extend(new.iter().map(|hit| (true, hit.source.clone(), json!(hit))));
        self.state.write(&derived)?;
        self.filling.finish(&self.state.covered)?;
        self.state.only(&derived);
        Ok(())
    }
}
