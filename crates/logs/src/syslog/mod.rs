//! Syslog: RFC 5424 and RFC 3164, from Unix, firewalls, Windows agents and medical devices. Framing of a stream is in
//! [`Framer`]; a file is cut at its line feeds. Audit messages of DICOM PS3.15 A.5 inside are read by `atna`.
//!
//! Not here: sockets, TLS, which sender belongs to which source, and what Unix programs say (`unix`).

mod beginning;
mod device;
mod framer;
mod message;

use std::io::Read;
use std::ops::ControlFlow;

use serde_json::{Map, Value};

pub use framer::{Framer, Framings, LONGEST, trimmed};

use crate::event::{Activity, Class, Event, Outcome};
use crate::format::{Cut, CutSummary, FileHead, Unreadable};
use crate::gaps::{Numbering, Span, Within};
use crate::moment::Zone;
use crate::normalise::{Native, Normalised, Notice, RecordRef};
use crate::source::{Encoding, Source};
use crate::{atna, lines, text, unix};
use message::Message;

/// Longest operation that is a column of its own; the record itself holds the whole line.
const OPERATION: usize = 500;

/// See [`crate::cut`].
pub(crate) fn cut(
    input: &mut dyn Read,
    head: &mut dyn FnMut(&FileHead) -> ControlFlow<()>,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> Result<CutSummary, Unreadable> {
    let mut numbers = Within::new(Numbering::SequenceId);
    let mut summary = lines::cut(input, &FileHead::default(), head, &mut |line| {
        if let Some(span) = span_of(line.raw) {
            numbers.see(&span.series, span.first, span.from);
        }
        record(line)
    })?;
    let (gaps, spans) = numbers.finish();
    summary.notices.extend(gaps);
    summary.spans = spans;
    Ok(summary)
}

/// The number that the sender gave a message (`meta sequenceId`, RFC 5424 §7.3.1), within its host; for [`crate::Gaps`].
pub fn span_of(message: &[u8]) -> Option<Span> {
    // most messages have none: look before parting
    let at = memchr::memmem::find(message, b"sequenceId=\"")?;
    let digits = message[at + 12..].split(|byte| *byte == b'"').next()?;
    let number: u64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let mut words = message.split(|byte| *byte == b' ').map(|word| std::str::from_utf8(word).unwrap_or(""));
    let version = words.next()?;
    if !version.ends_with(">1") {
        return None;
    }
    let from = words.next()?.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_microsecond);
    let series = words.next()?.to_owned();
    Some(Span { numbering: Numbering::SequenceId, series, first: number, last: number, from, to: from })
}

/// Reads messages of one source.
#[derive(Debug)]
pub(crate) struct Reader {
    zone: Zone,
    encoding: Encoding,
    host: String,
}

impl Reader {
    pub(crate) fn new(source: &Source) -> Self {
        Self { zone: Zone::of(source), encoding: source.encoding, host: text::tidy(&source.host) }
    }

    pub(crate) fn read(&self, record: RecordRef<'_>) -> Normalised {
        let raw = trimmed(record.raw);
        let decoded = text::decode(raw.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(raw), self.encoding);
        if decoded.trim().is_empty() {
            return Normalised::default();
        }
        let found = Message::parse(&decoded, record.received, &self.zone);
        let mut notices = clock(&found);
        let mut event = Event {
            time: found.time.unwrap_or(record.received),
            time_told: found.time.is_some(),
            activity: Activity::Other,
            category: found.program.to_owned(),
            operation: shortened(found.content),
            code: found.id.to_owned(),
            device: if found.host.is_empty() { self.host.clone() } else { found.host.to_owned() },
            ..Event::default()
        };
        if atna::is_inside(found.content) {
            match atna::read(found.content, &event, &self.zone) {
                Ok(events) => return Normalised { events, native: None, notices },
                Err(place) => notices.push(Notice::Unread { why: "log-unread-audit-xml".to_owned(), place }),
            }
        }
        let native = self.tell(&found, &mut event, &mut notices);
        if !event.time_told {
            notices.push(Notice::Unread { why: "log-unread-time".to_owned(), place: String::new() });
        }
        Normalised { events: vec![event], native: Some(native), notices }
    }

    /// What the content says, by who wrote it.
    fn tell(&self, found: &Message<'_>, event: &mut Event, notices: &mut Vec<Notice>) -> Native {
        // FortiGate's first pair looks like a tag to nobody; other devices put theirs before the pairs
        let pairs = device::pairs(found.content);
        if device::fortigate(&pairs, &self.zone, event) {
            let fields = pairs.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
            let service = pairs.iter().find(|(key, _)| *key == "type").map_or("", |(_, value)| value);
            return native("fortigate", service, fields);
        }
        let fields = fields(found);
        if device::cisco(found.program, found.content, event) {
            let product = if found.program.starts_with("%ASA") { "asa" } else { "cisco" };
            return native(product, if product == "asa" { "" } else { "aaa" }, fields);
        }
        if let Some(channel) = windows(found, event) {
            let mut fields = fields;
            if let Ok(number) = event.code.parse::<u32>() {
                fields.insert("EventID".to_owned(), Value::from(number));
            }
            return native("windows", &channel, fields);
        }
        notices.extend(unix::clock(found.program, found.content));
        if unix::read(found.program, found.content.trim_start(), event) {
            return native("linux", service(found), fields);
        }
        if device::yamaha(found.content, event) || found.program.is_empty() {
            return native("", "", fields);
        }
        native("linux", service(found), fields)
    }
}

/// The content on one line, not longer than a column should be.
fn shortened(content: &str) -> String {
    let line = text::line(content);
    match line.char_indices().nth(OPERATION) {
        Some((end, _)) => line[..end].trim_end().to_owned(),
        None => line,
    }
}

fn native(product: &str, service: &str, fields: Map<String, Value>) -> Native {
    Native { product: product.to_owned(), service: service.to_owned(), categories: Vec::new(), fields: Value::Object(fields) }
}

/// Fields for Sigma: names as its Linux rules use them, and every value of the structured data.
fn fields(found: &Message<'_>) -> Map<String, Value> {
    let mut fields = Map::new();
    for (id, name, value) in &found.data {
        fields.insert(format!("{id}.{name}"), Value::from(value.as_str()));
        fields.entry((*name).to_owned()).or_insert_with(|| Value::from(value.as_str()));
    }
    let told =
        [("hostname", found.host), ("program", found.program), ("pid", found.process), ("msgid", found.id), ("message", found.content)];
    for (name, value) in told.into_iter().filter(|(_, value)| !value.is_empty()) {
        fields.insert(name.to_owned(), Value::from(value));
    }
    fields
}

/// `logsource.service` as Sigma names it for Linux.
fn service<'a>(found: &Message<'a>) -> &'a str {
    match found.program {
        "sshd" | "sshd-session" => "sshd",
        "CRON" | "cron" | "crond" => "cron",
        "clamd" | "freshclam" | "clamav-daemon" => "clamav",
        "sudo" | "vsftpd" | "auditd" | "guacd" => found.program,
        // facilities auth and authpriv
        _ if found.priority.is_some_and(|priority| matches!(priority >> 3, 4 | 10)) => "auth",
        _ => "syslog",
    }
}

/// Clocks and numbers in structured data: RFC 5424 §7.1 and §7.3.
fn clock(found: &Message<'_>) -> Vec<Notice> {
    let synchronised = match found.value("timeQuality", "isSynced") {
        Some("1") => Some(true),
        Some("0") => Some(false),
        _ => None,
    };
    // microseconds by which the clock may be off: below a second it is in order, and its changes are no news
    let accuracy = found.value("timeQuality", "syncAccuracy").and_then(|micros| micros.parse::<i64>().ok());
    let offset_ms = accuracy.map(|micros| micros / 1_000_000 * 1000).filter(|millis| *millis > 0);
    if synchronised.is_none() && offset_ms.is_none() {
        return Vec::new();
    }
    vec![Notice::Clock { synchronised, offset_ms }]
}

/// Windows events that NXLog or Snare sent as syslog: the number of the event, who and how it ended. Gives the channel in lower
/// case, as Sigma names the service; `None` where it is no such event.
fn windows(found: &Message<'_>, event: &mut Event) -> Option<String> {
    let snare: Vec<&str> = if found.content.contains("MSWinEventLog") { found.content.split('\t').collect() } else { Vec::new() };
    let of_data = |names: &[&str]| found.data.iter().find(|(_, key, _)| names.contains(key)).map(|(_, _, value)| value.as_str());
    let at = snare.iter().position(|part| part.ends_with("MSWinEventLog"));
    let code = at.and_then(|at| snare.get(at + 5).copied()).or_else(|| of_data(&["EventID"]));
    let code = code.map(str::trim).filter(|code| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit()))?;
    code.clone_into(&mut event.code);
    (event.class, event.activity, event.outcome) = match code {
        "4624" | "4778" => (Class::Authentication, Activity::Logon, Outcome::Success),
        "4625" | "4771" | "4776" => (Class::Authentication, Activity::Logon, Outcome::Failure),
        "4634" | "4647" | "4779" => (Class::Authentication, Activity::Logoff, Outcome::Success),
        "4720" => (Class::AccountChange, Activity::Create, Outcome::Success),
        "4726" => (Class::AccountChange, Activity::Delete, Outcome::Success),
        "4722" | "4728" | "4732" | "4756" => (Class::AccountChange, Activity::Grant, Outcome::Success),
        "4725" | "4729" | "4733" | "4740" => (Class::AccountChange, Activity::Revoke, Outcome::Success),
        "4723" | "4724" | "4738" => (Class::AccountChange, Activity::Update, Outcome::Success),
        "1102" | "104" => (Class::EventLogActivity, Activity::Clear, Outcome::Success),
        _ => (Class::Base, Activity::Other, Outcome::Unknown),
    };
    let user = of_data(&["TargetUserName", "SubjectUserName", "AccountName"]).or_else(|| at.and_then(|at| snare.get(at + 7).copied()));
    event.user_uid = user
        .map(|user| user.rsplit('\\').next().unwrap_or(user).to_lowercase())
        .filter(|user| user != "n/a" && user != "-")
        .unwrap_or_default();
    event.src_ip = of_data(&["IpAddress"]).filter(|address| *address != "-").unwrap_or("").to_owned();
    event.terminal = of_data(&["WorkstationName"]).filter(|name| *name != "-").unwrap_or("").to_owned();
    if let Some(computer) = at.and_then(|at| snare.get(at + 10).copied()).or_else(|| of_data(&["Computer", "Hostname"])) {
        computer.clone_into(&mut event.device);
    }
    let channel = at.and_then(|at| snare.get(at + 2).copied()).or_else(|| of_data(&["Channel"])).unwrap_or("");
    let is_security = found.program == "Microsoft-Windows-Security-Auditing";
    Some(if channel.is_empty() && is_security { "security".to_owned() } else { channel.to_lowercase() })
}

#[cfg(test)]
mod tests;
