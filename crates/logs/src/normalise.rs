//! One kept record → what it says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::Event;
use crate::format::{FileHead, Format};
use crate::repeats::Said;
use crate::source::Source;
use crate::{auditd, csv, evtx, fhir, journald, syslog};

/// A kept record.
#[derive(Debug, Clone, Copy)]
pub struct RecordRef<'a> {
    /// Number at the source
    pub seq: u64,
    /// When it was received, microseconds since 1970
    pub received: i64,
    /// Its bytes
    pub raw: &'a [u8],
}

/// What a record says.
#[derive(Debug, Clone, Default)]
pub struct Normalised {
    /// Usually one; none for a comment or an empty line; several for a message about several patients
    pub events: Vec<Event>,
    /// For Sigma: the event before it was turned into ours
    pub native: Option<Native>,
    /// What was noticed about the source
    pub notices: Vec<Notice>,
}

/// The event as its system wrote it, with field names as Sigma rules use them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Native {
    /// `logsource.product`: `windows`, `linux`, `fortigate` …; "" = not known
    pub product: String,
    /// `logsource.service`: `security`, `sysmon`, `sshd`, `auditd` …
    pub service: String,
    /// `logsource.category` candidates: `process_creation`, `registry_event`, `registry_set` …
    pub categories: Vec<&'static str>,
    /// Fields, flat: an object
    pub fields: Value,
}

/// Something noticed about the source itself, never an error that stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "notice")]
pub enum Notice {
    /// Numbers of the source are missing: `after` was followed by `next`
    Gap {
        /// Which numbering: `record-id`, `seqnum`, `sequence-id`, `row`, `audit-serial`
        numbering: String,
        /// Last number before the hole
        after: u64,
        /// First number after it
        next: u64,
    },
    /// The source began to number anew: no loss is proved, but from `after` to the end of the old numbering nothing can be told
    Restarted {
        /// Which numbering, as in `gap`
        numbering: String,
        /// Last number of the old numbering
        after: u64,
        /// First number of the new one
        next: u64,
    },
    /// The log was cleared at its source: a gap that ends at `next` is not lost on the way, but what was cleared there before
    /// it came here
    Cleared {
        /// Which numbering, as in `gap`
        numbering: String,
        /// Number of the record that tells it, the first of the new log
        next: u64,
    },
    /// The file is an extract (a filtered export): of the numbers between its first and its last it holds only some, so that
    /// gaps within it say nothing
    Extract {
        /// Which numbering, as in `gap`
        numbering: String,
        /// Numbers in the file
        held: u64,
        /// Numbers from the first to the last
        of: u64,
    },
    /// The source's clock was not synchronised, or it was off; `offset-ms` where it is told
    Clock {
        /// Whether it said that it is synchronised
        synchronised: Option<bool>,
        /// How far it is off, milliseconds; positive: the clock of the source was ahead
        offset_ms: Option<i64>,
    },
    /// The record could not be understood; it is kept, and found by free search. `why` is a key of the locale (`log-unread-…`).
    Unread {
        /// Why
        why: String,
        /// Column or field concerned; "" = the whole record
        place: String,
    },
    /// The file ends in the middle of a record
    Torn,
    /// A damaged part of a file was passed over; `detail` says which
    Damaged {
        /// Chunk, offset
        detail: String,
    },
}

/// Reads the records of one source and one file: what can be prepared once is prepared here.
#[derive(Debug)]
pub struct Normaliser(Reader);

/// One prepared reader a format.
#[derive(Debug)]
enum Reader {
    Csv(Box<csv::Reader>),
    Syslog(Box<syslog::Reader>),
    Evtx(evtx::Reader),
    Journald(journald::Reader),
    Auditd(auditd::Reader),
    Fhir(fhir::Reader),
}

impl Normaliser {
    /// For records of this source that came after this head. Total: a definition that makes no sense gives records that are
    /// only found by free search, with a notice.
    pub fn new(source: &Source, head: &FileHead) -> Self {
        Self(match source.format {
            Format::Csv => Reader::Csv(Box::new(csv::Reader::new(source, head))),
            Format::Syslog => Reader::Syslog(Box::new(syslog::Reader::new(source))),
            Format::Evtx => Reader::Evtx(evtx::Reader::new()),
            Format::Journald => Reader::Journald(journald::Reader::new(head)),
            Format::Auditd => Reader::Auditd(auditd::Reader),
            Format::Fhir => Reader::Fhir(fhir::Reader),
        })
    }

    /// What one record says. Total: for any bytes an answer, never a panic.
    pub fn read(&self, record: RecordRef<'_>) -> Normalised {
        match &self.0 {
            Reader::Csv(reader) => reader.read(record),
            Reader::Syslog(reader) => reader.read(record),
            Reader::Evtx(reader) => reader.read(record),
            Reader::Journald(reader) => reader.read(record),
            Reader::Auditd(reader) => reader.read(record),
            Reader::Fhir(reader) => reader.read(record),
        }
    }

    /// The same, where whoever reads many records keeps templates. `next`: the number that a template gets that is made now; `None`:
    /// none may be made. The patient of a row that says what a template says is put behind what is in `patient`.
    pub fn say(&mut self, record: RecordRef<'_>, patient: &mut String, next: Option<u32>) -> Said {
        match &mut self.0 {
            Reader::Csv(reader) => reader.say(record, patient, next),
            _ => Said::Own(self.read(record)),
        }
    }
}
