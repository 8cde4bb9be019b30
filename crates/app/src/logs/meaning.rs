//! What kept records say: each is read as its source was defined when its file came in, or as it is defined now.
//!
//! Deliberately not here: digesting all of them ([`super::digest`]); this is for a few that somebody looks at.

use std::collections::BTreeMap;

use sonae_logs::{Activity, Class, Event, FileHead, Normalised, Normaliser, RecordRef, Source};
use sonae_vault::{Envelope, Kind, ReadError, Reading, Stored};

use super::found::{FileBegin, OWN};

/// Readers, made once for each file.
pub(super) struct Meanings {
    sources: BTreeMap<String, Source>,
    readers: BTreeMap<(String, u64, String), Option<Normaliser>>,
}

impl Meanings {
    /// With the sources as they are defined now.
    pub(super) fn new(sources: BTreeMap<String, Source>) -> Self {
        Self { sources, readers: BTreeMap::new() }
    }

    /// What a record of this shard says; nothing for what the vault noted itself.
    pub(super) fn of(&mut self, reading: &Reading, shard: &str, stored: &Stored) -> Result<Normalised, ReadError> {
        let envelope = &stored.envelope;
        let (Kind::Record, Some(raw)) = (envelope.kind, stored.raw.as_deref()) else { return Ok(Normalised::default()) };
        let key = (shard.to_owned(), envelope.file, envelope.source.clone());
        if !self.readers.contains_key(&key) {
            let made = self.reader(reading, shard, envelope.file, &envelope.source)?;
            self.readers.insert(key.clone(), made);
        }
        let record = RecordRef { seq: envelope.seq, received: envelope.received, raw };
        Ok(self.readers.get(&key).and_then(Option::as_ref).map(|reader| reader.read(record)).unwrap_or_default())
    }

    fn reader(&self, reading: &Reading, shard: &str, file: u64, source: &str) -> Result<Option<Normaliser>, ReadError> {
        let begin = match file.checked_sub(1) {
            Some(leaf) => begin(reading, shard, leaf)?,
            None => None,
        };
        let defined = || self.sources.get(source).map(|source| Normaliser::new(source, &FileHead::default()));
        Ok(begin.map(|begin| Normaliser::new(&begin.source, &begin.head)).or_else(defined))
    }
}

/// What was noted at the beginning of a file.
pub(super) fn begin(reading: &Reading, shard: &str, leaf: u64) -> Result<Option<FileBegin>, ReadError> {
    let first = reading.records(shard, leaf)?.next().transpose()?;
    let begins = first.filter(|stored| stored.index == leaf && stored.envelope.kind == Kind::FileBegin);
    Ok(begins.and_then(|stored| serde_json::from_slice(stored.raw.as_deref()?).ok()))
}

/// Whether what the vault noted itself is an event that can be asked for.
pub(super) fn is_told(kind: Kind) -> bool {
    matches!(kind, Kind::Looked | Kind::Reviewed | Kind::Detected | Kind::Noticed | Kind::FileBegin)
}

/// What the vault itself noted, as an event: who looked, what was brought, what a rule found.
pub(super) fn own_event(envelope: &Envelope, raw: &[u8]) -> Event {
    let note: serde_json::Value = serde_json::from_slice(raw).unwrap_or_default();
    let text = |field: &str| note.get(field).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let (class, activity) = match envelope.kind {
        Kind::Detected => (Class::DetectionFinding, Activity::Create),
        Kind::FileBegin => (Class::EventLogActivity, Activity::Import),
        Kind::Noticed => (Class::EventLogActivity, Activity::Other),
        _ => (Class::EventLogActivity, Activity::Read),
    };
    Event {
        time: envelope.received,
        time_told: true,
        class,
        activity,
        user_uid: text("actor"),
        category: OWN.to_owned(),
        operation: [text("action"), text("title"), text("name")].into_iter().find(|text| !text.is_empty()).unwrap_or_default(),
        code: text("rule"),
        device: if envelope.source == OWN { String::new() } else { envelope.source.clone() },
        target: [text("about"), text("subject")].into_iter().find(|text| !text.is_empty()).unwrap_or_default(),
        ..Event::default()
    }
}
