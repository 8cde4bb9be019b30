//! One entry → event, native, notices.

use super::entry::Entry;
use crate::event::{Activity, Class, Event, Outcome};
use crate::format::FileHead;
use crate::lines;
use crate::normalise::{Native, Normalised, Notice, RecordRef};
use crate::unix;

/// Longest text of an operation, characters; the record itself holds everything.
const OPERATION: usize = 1000;

/// Message ids of systemd itself (systemd.messages catalogue): the same in every language. Activity, outcome, class.
const MESSAGES: &[(&str, Class, Activity, Outcome)] = &[
    ("39f53479d3a045ac8e11786248231fbf", Class::ApplicationLifecycle, Activity::Start, Outcome::Success),
    ("9d1aaa27d60140bd96365438aad20286", Class::ApplicationLifecycle, Activity::Stop, Outcome::Success),
    ("be02cf6855d2428ba40df7e9d022f03d", Class::ApplicationLifecycle, Activity::Start, Outcome::Failure),
    ("f77379a8490b408bbe5f6940505a777b", Class::EventLogActivity, Activity::Start, Outcome::Success),
    ("d93fb3c9c24d451a97cea615ce59c00b", Class::EventLogActivity, Activity::Stop, Outcome::Success),
    ("a596d6fe7bfa4994828e72309e95d61e", Class::EventLogActivity, Activity::Other, Outcome::Failure),
    ("e9bf28e6e834481bb6f48f548ad13606", Class::EventLogActivity, Activity::Other, Outcome::Failure),
    ("8d45620c1a4348dbb17410da57c60c66", Class::Authentication, Activity::Other, Outcome::Success),
    ("3354939424b4456d9802ca8333ed424a", Class::Authentication, Activity::Other, Outcome::Success),
];

/// The clock was set.
const TIME_CHANGED: &str = "c7a787079b354eaaa9e77b371893cd27";

/// See [`crate::Normaliser`].
#[derive(Debug)]
pub(crate) struct Reader {
    export: bool,
}

impl Reader {
    pub(crate) fn new(head: &FileHead) -> Self {
        Self { export: head.layout == "export" }
    }

    pub(crate) fn read(&self, record: RecordRef<'_>) -> Normalised {
        let entry = if self.export { Entry::export(record.raw) } else { Entry::json(record.raw) };
        let Some(entry) = entry else { return lines::unread("log-unread-journal", "") };
        let mut notices = Vec::new();
        let mut event = event(&entry);
        let time = ["_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP"].iter().find_map(|name| entry.get(name).parse::<i64>().ok());
        match time {
            Some(time) if time > 0 => {
                event.time = time;
                event.time_told = true;
            }
            _ => {
                event.time = record.received;
                notices.push(Notice::Unread { why: "log-unread-time".to_owned(), place: "__REALTIME_TIMESTAMP".to_owned() });
            }
        }
        let program = entry.first(&["SYSLOG_IDENTIFIER", "_COMM"]);
        notices.extend(unix::clock(program, entry.get("MESSAGE")));
        if entry.get("MESSAGE_ID") == TIME_CHANGED {
            notices.push(Notice::Clock { synchronised: None, offset_ms: None });
        }
        let service = service(program, entry.get("SYSLOG_FACILITY")).to_owned();
        let native = Native { product: "linux".to_owned(), service, categories: Vec::new(), fields: entry.fields.into() };
        Normalised { events: vec![event], native: Some(native), notices }
    }
}

fn event(entry: &Entry) -> Event {
    let message = entry.get("MESSAGE");
    let mut operation: String = message.chars().take(OPERATION).collect();
    operation.truncate(operation.trim_end().len());
    let mut event = Event {
        activity: Activity::Other,
        category: entry.first(&["_SYSTEMD_UNIT", "SYSLOG_IDENTIFIER", "_COMM"]).to_owned(),
        operation,
        code: entry.get("MESSAGE_ID").to_owned(),
        device: entry.get("_HOSTNAME").to_owned(),
        session: entry.first(&["_AUDIT_SESSION", "_SYSTEMD_SESSION"]).to_owned(),
        ..Event::default()
    };
    let program = entry.first(&["SYSLOG_IDENTIFIER", "_COMM"]);
    if let Some((_, class, activity, outcome)) = MESSAGES.iter().find(|known| known.0 == event.code) {
        event.class = *class;
        event.activity = *activity;
        event.outcome = *outcome;
        event.target = entry.get("UNIT").to_owned();
        event.user_uid = entry.get("USER_ID").to_lowercase();
        if let Some(session) = Some(entry.get("SESSION_ID")).filter(|session| !session.is_empty()) {
            event.session = session.to_owned();
        }
    } else {
        unix::read(program, message.trim_start(), &mut event);
    }
    event
}

/// `logsource.service` as Sigma names it for Linux.
fn service<'a>(program: &'a str, facility: &str) -> &'a str {
    match program {
        "sshd" | "sshd-session" => "sshd",
        "CRON" | "cron" | "crond" => "cron",
        "clamd" | "freshclam" | "clamav-daemon" => "clamav",
        "guacd" => "guacamole",
        "sudo" | "vsftpd" | "auditd" => program,
        _ if facility == "4" || facility == "10" => "auth",
        _ => "syslog",
    }
}
