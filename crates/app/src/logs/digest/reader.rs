//! One record after the other: what it says, as rows; and what it tells of its source.

use std::collections::BTreeMap;
use std::sync::Arc;

use sonae_logs::syslog::span_of;
use sonae_logs::{Event, FileHead, Format, Gaps, Normalised, Notice, RecordRef, Repeat, Row, Said, Source};
use sonae_vault::{Kind, Lying, Reading};

use super::handful::Handful;
use super::ready::Ready;

use crate::logs::found::{FileBegin, FileEnd, OWN};
use crate::logs::meaning::{is_told, own_event};
use crate::logs::source_state::{GapFound, SourceState};

/// Templates of one stretch at most.
const TEMPLATES: usize = 1 << 16;

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
    ready: Ready,
    /// What rows had in common so far
    pub(super) templates: Vec<Arc<Row>>,
    /// How often each was said and not yet counted
    repeats: Vec<u64>,
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
            ready: Ready::default(),
            templates: Vec::new(),
            repeats: Vec::new(),
            records: 0,
            events: 0,
        }
    }

    /// Reads one.
    pub(super) fn read(&mut self, record: &Lying<'_>, out: &mut Handful) {
        self.records += 1;
        let Some(raw) = record.raw else { return };
        match record.kind {
            Kind::Record => self.record(record, raw, out),
            Kind::FileEnd => self.file_end(record, raw),
            Kind::SourceDefined => {
                if let Ok(source) = serde_json::from_slice::<Source>(raw) {
                    self.ready.defined(&source.name);
                    self.defined.insert(source.name.clone(), source.clone());
                    self.learned.push(source);
                }
            }
            kind if is_told(kind) => out.put(self.own(record, raw), None),
            _ => {}
        }
    }

    fn record(&mut self, record: &Lying<'_>, raw: &[u8], out: &mut Handful) {
        let next = u32::try_from(self.templates.len()).ok().filter(|_| self.templates.len() < TEMPLATES);
        let (reading, shard, defined) = (self.reading, self.shard, &self.defined);
        let normaliser = self.ready.of(record.source, record.file, || how(reading, shard, defined, record));
        let said = normaliser.say(RecordRef { seq: record.seq, received: record.received, raw }, &mut out.patients, next);
        if !self.states.contains_key(record.source) {
            self.states.insert(record.source.to_owned(), SourceState::default());
        }
        if let Some(state) = self.states.get_mut(record.source) {
            state.record(record.received);
        }
        // a file tells its numbers at its end; a stream tells them with each message
        if let Some(span) = (record.file == 0).then(|| span_of(raw)).flatten() {
            let missing = self.numbers.entry(record.source.to_owned()).or_default().see(&span);
            missing.into_iter().for_each(|notice| self.notice(record, notice));
        }
        match said {
            Said::Template(repeat) => self.repeats(record, repeat, out),
            Said::Own(said) => self.says(record, said, out),
        }
    }

    /// A record that says something of its own.
    fn says(&mut self, record: &Lying<'_>, said: Normalised, out: &mut Handful) {
        if let Some(state) = self.states.get_mut(record.source) {
            said.events.iter().for_each(|event| state.events(event, 1));
            state.newest = said.events.iter().filter(|event| event.time_told).map(|event| event.time).fold(state.newest, i64::max);
        }
        for notice in said.notices {
            self.notice(record, notice);
        }
        self.events += said.events.len() as u64;
        let mut native = said.native;
        for (nth, event) in (0u16..).zip(said.events) {
            out.put(self.row(record, nth, event), native.take());
        }
    }

    /// A record that says what a template says.
    fn repeats(&mut self, record: &Lying<'_>, mut repeat: Repeat, out: &mut Handful) {
        if let Some(made) = repeat.made.take() {
            let template = Arc::new(self.row(record, 0, *made));
            self.templates.push(Arc::clone(&template));
            out.put_template(template);
        }
        if let Some(state) = self.states.get_mut(record.source) {
            state.newest = state.newest.max(repeat.time);
        }
        self.repeats.resize(self.templates.len(), 0);
        self.repeats[repeat.template as usize] += 1;
        self.events += 1;
        out.put_repeated(record, &repeat);
    }

    /// Counts the events of the records that repeated templates.
    pub(super) fn count_repeats(&mut self) {
        for (template, times) in self.templates.iter().zip(self.repeats.drain(..)).filter(|(_, times)| *times > 0) {
            if let Some(state) = self.states.get_mut(&template.source) {
                state.events(&template.event, times);
            }
        }
    }

    fn file_end(&mut self, record: &Lying<'_>, raw: &[u8]) {
        let Ok(end) = serde_json::from_slice::<FileEnd>(raw) else { return };
        for span in &end.summary.spans {
            let missing = self.numbers.entry(record.source.to_owned()).or_default().see(span);
            missing.into_iter().for_each(|notice| self.notice(record, notice));
        }
        for notice in end.summary.notices {
            self.notice(record, notice);
        }
    }

    fn notice(&mut self, record: &Lying<'_>, notice: Notice) {
        let found = GapFound { at: record.received, shard: self.shard.to_owned(), leaf: record.index, notice };
        if self.states.entry(record.source.to_owned()).or_default().notice(&found) {
            self.noticed.push((record.source.to_owned(), found));
        }
    }

    fn row(&self, record: &Lying<'_>, nth: u16, event: Event) -> Row {
        let Lying { index: leaf, seq, file, received, .. } = *record;
        Row { event, source: record.source.to_owned(), shard: self.shard.to_owned(), leaf, nth, seq, file, received }
    }

    /// What the vault itself noted.
    fn own(&self, record: &Lying<'_>, raw: &[u8]) -> Row {
        let event = own_event(&record.envelope(), raw);
        // whatever source it is about: it is the vault that says it
        Row { source: OWN.to_owned(), ..self.row(record, 0, event) }
    }
}

/// How records of a source, or of a file of it, are read.
fn how(reading: &Reading, shard: &str, defined: &BTreeMap<String, Source>, record: &Lying<'_>) -> (Source, FileHead) {
    let begin = record.file.checked_sub(1).and_then(|leaf| reading.records(shard, leaf).ok()?.next()?.ok()?.raw);
    let begin: Option<FileBegin> = begin.and_then(|raw| serde_json::from_slice(&raw).ok());
    match begin {
        Some(begin) => (begin.source, begin.head),
        None => {
            let unknown = || Source::new(record.source, Format::Syslog);
            (defined.get(record.source).cloned().unwrap_or_else(unknown), FileHead::default())
        }
    }
}
