//! One record after the other: what it says, as rows; and what it tells of its source.

use std::collections::BTreeMap;

use sonae_logs::syslog::span_of;
use sonae_logs::{Event, FileHead, Format, Gaps, Native, Normaliser, Notice, RecordRef, Row, Source};
use sonae_vault::{Kind, Reading, Stored};

use crate::logs::found::{FileBegin, FileEnd, OWN};
use crate::logs::meaning::{is_told, own_event};
use crate::logs::source_state::{GapFound, SourceState};

/// Normalisers that are kept ready; a file that ended is not asked again.
const READY: usize = 64;

/// An event on its way into the lake, with the native event of its record where it is the first of it.
pub(super) type Item = (Row, Option<Native>);

/// Reads records of one shard.
pub(super) struct Reader<'a> {
    reading: &'a Reading,
    shard: &'a str,
    /// Definitions as they stand at this point of the evidence
    pub(super) defined: BTreeMap<String, Source>,
    /// Definitions that stood in the evidence that was read
    pub(super) learned: Vec<Source>,
    pub(super) states: BTreeMap<String, SourceState>,
    pub(super) numbers: BTreeMap<String, Gaps>,
    /// Notices that are worth a record: source and what
    pub(super) noticed: Vec<(String, GapFound)>,
    ready: BTreeMap<(String, u64), Normaliser>,
    pub(super) records: u64,
    pub(super) events: u64,
}

impl<'a> Reader<'a> {
    pub(super) fn new(reading: &'a Reading, shard: &'a str, defined: BTreeMap<String, Source>) -> Self {
        Self {
            reading,
            shard,
            defined,
            learned: Vec::new(),
            states: BTreeMap::new(),
            numbers: BTreeMap::new(),
            noticed: Vec::new(),
            ready: BTreeMap::new(),
            records: 0,
            events: 0,
        }
    }

    /// Reads one.
    pub(super) fn read(&mut self, stored: &Stored, out: &mut Vec<Item>) {
        self.records += 1;
        let Some(raw) = stored.raw.as_deref() else { return };
        match stored.envelope.kind {
            Kind::Record => self.record(stored, raw, out),
            Kind::FileEnd => self.file_end(stored, raw),
            Kind::SourceDefined => {
                if let Ok(source) = serde_json::from_slice::<Source>(raw) {
                    self.ready.retain(|(name, file), _| *name != source.name || *file != 0);
                    self.defined.insert(source.name.clone(), source.clone());
                    self.learned.push(source);
                }
            }
            kind if is_told(kind) => out.push((self.own(stored, raw), None)),
            _ => {}
        }
    }

    fn record(&mut self, stored: &Stored, raw: &[u8], out: &mut Vec<Item>) {
        let envelope = &stored.envelope;
        let key = (envelope.source.clone(), envelope.file);
        if !self.ready.contains_key(&key) {
            if self.ready.len() >= READY {
                self.ready.clear();
            }
            let normaliser = self.normaliser(&envelope.source, envelope.file);
            self.ready.insert(key.clone(), normaliser);
        }
        let Some(normaliser) = self.ready.get(&key) else { return };
        let said = normaliser.read(RecordRef { seq: envelope.seq, received: envelope.received, raw });
        if !self.states.contains_key(&envelope.source) {
            self.states.insert(envelope.source.clone(), SourceState::default());
        }
        if let Some(state) = self.states.get_mut(&envelope.source) {
            state.record(envelope.received);
            said.events.iter().for_each(|event| state.event(event));
            state.newest = said.events.iter().filter(|event| event.time_told).map(|event| event.time).fold(state.newest, i64::max);
        }
        // a file tells its numbers at its end; a stream tells them with each message
        if let Some(span) = (envelope.file == 0).then(|| span_of(raw)).flatten() {
            let missing = self.numbers.entry(envelope.source.clone()).or_default().see(&span);
            missing.into_iter().for_each(|notice| self.notice(stored, notice));
        }
        for notice in said.notices {
            self.notice(stored, notice);
        }
        self.events += said.events.len() as u64;
        let mut native = said.native;
        for (nth, event) in (0u16..).zip(said.events) {
            out.push((self.row(stored, nth, event), native.take()));
        }
    }

    /// How records of this source, or of this file of it, are read.
    fn normaliser(&self, source: &str, file: u64) -> Normaliser {
        let begin = file.checked_sub(1).and_then(|leaf| self.reading.records(self.shard, leaf).ok()?.next()?.ok()?.raw);
        let begin: Option<FileBegin> = begin.and_then(|raw| serde_json::from_slice(&raw).ok());
        match begin {
            Some(begin) => Normaliser::new(&begin.source, &begin.head),
            None => {
                let unknown = || Source::new(source, Format::Syslog);
                Normaliser::new(&self.defined.get(source).cloned().unwrap_or_else(unknown), &FileHead::default())
            }
        }
    }

    fn file_end(&mut self, stored: &Stored, raw: &[u8]) {
        let Ok(end) = serde_json::from_slice::<FileEnd>(raw) else { return };
        for span in &end.summary.spans {
            let missing = self.numbers.entry(stored.envelope.source.clone()).or_default().see(span);
            missing.into_iter().for_each(|notice| self.notice(stored, notice));
        }
        for notice in end.summary.notices {
            self.notice(stored, notice);
        }
    }

    fn notice(&mut self, stored: &Stored, notice: Notice) {
        let source = &stored.envelope.source;
        let found = GapFound { at: stored.envelope.received, shard: self.shard.to_owned(), leaf: stored.index, notice };
        if self.states.entry(source.clone()).or_default().notice(&found) {
            self.noticed.push((source.clone(), found));
        }
    }

    fn row(&self, stored: &Stored, nth: u16, event: Event) -> Row {
        let envelope = &stored.envelope;
        Row {
            event,
            source: envelope.source.clone(),
            shard: self.shard.to_owned(),
            leaf: stored.index,
            nth,
            seq: envelope.seq,
            file: envelope.file,
            received: envelope.received,
        }
    }

    /// What the vault itself noted.
    fn own(&self, stored: &Stored, raw: &[u8]) -> Row {
        let event = own_event(&stored.envelope, raw);
        // whatever source it is about: it is the vault that says it
        Row { source: OWN.to_owned(), ..self.row(stored, 0, event) }
    }
}
