//! One record → event, native.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::fields::{Stamp, fields};
use crate::event::{Activity, Class, Event, Outcome};
use crate::lines;
use crate::normalise::{Native, Normalised, Notice, RecordRef};

/// Longest text of an operation, characters.
const OPERATION: usize = 1000;

/// Types of lines and what they mean. Without an entry: something else.
const KINDS: &[(&str, Class, Activity)] = &[
    ("USER_LOGIN", Class::Authentication, Activity::Logon),
    ("USER_LOGOUT", Class::Authentication, Activity::Logoff),
    ("USER_AUTH", Class::Authentication, Activity::Other),
    ("USER_ACCT", Class::Authentication, Activity::Other),
    ("USER_START", Class::Authentication, Activity::Other),
    ("USER_END", Class::Authentication, Activity::Other),
    ("USER_ERR", Class::Authentication, Activity::Other),
    ("CRED_ACQ", Class::Authentication, Activity::Other),
    ("CRED_DISP", Class::Authentication, Activity::Other),
    ("CRED_REFR", Class::Authentication, Activity::Other),
    ("LOGIN", Class::Authentication, Activity::Other),
    ("ANOM_LOGIN_FAILURES", Class::Authentication, Activity::Other),
    ("ADD_USER", Class::AccountChange, Activity::Create),
    ("ADD_GROUP", Class::AccountChange, Activity::Create),
    ("DEL_USER", Class::AccountChange, Activity::Delete),
    ("DEL_GROUP", Class::AccountChange, Activity::Delete),
    ("USER_MGMT", Class::AccountChange, Activity::Update),
    ("GRP_MGMT", Class::AccountChange, Activity::Update),
    ("USER_CHAUTHTOK", Class::AccountChange, Activity::Update),
    ("ACCT_LOCK", Class::AccountChange, Activity::Revoke),
    ("ACCT_UNLOCK", Class::AccountChange, Activity::Grant),
    ("USER_CMD", Class::ProcessActivity, Activity::Start),
    ("EXECVE", Class::ProcessActivity, Activity::Start),
    ("DAEMON_START", Class::EventLogActivity, Activity::Start),
    ("DAEMON_RESUME", Class::EventLogActivity, Activity::Start),
    ("DAEMON_END", Class::EventLogActivity, Activity::Stop),
    ("DAEMON_ABORT", Class::EventLogActivity, Activity::Stop),
    ("DAEMON_CONFIG", Class::EventLogActivity, Activity::Update),
    ("CONFIG_CHANGE", Class::EventLogActivity, Activity::Update),
    ("SERVICE_START", Class::ApplicationLifecycle, Activity::Start),
    ("SERVICE_STOP", Class::ApplicationLifecycle, Activity::Stop),
    ("SYSTEM_BOOT", Class::ApplicationLifecycle, Activity::Start),
    ("SYSTEM_SHUTDOWN", Class::ApplicationLifecycle, Activity::Stop),
    ("AVC", Class::Base, Activity::Refuse),
    ("PATH", Class::FileSystemActivity, Activity::Other),
];

/// Names of system calls that rules ask for, where the log is not enriched: architecture, number, name.
const CALLS: &[(&str, &str, &str)] = &[
    ("c000003e", "59", "execve"),
    ("c000003e", "322", "execveat"),
    ("c000003e", "99", "sysinfo"),
    ("c000003e", "103", "syslog"),
    ("c000003e", "133", "mknod"),
    ("c00000b7", "221", "execve"),
    ("c00000b7", "281", "execveat"),
    ("c00000b7", "116", "syslog"),
    ("c00000b7", "179", "sysinfo"),
    ("c00000b7", "33", "mknodat"),
];

/// See [`crate::Normaliser`].
#[derive(Debug)]
pub(crate) struct Reader;

/// The fields of all lines of a record: every value that a field has, in the order of the lines.
#[derive(Debug, Default)]
struct Gathered {
    kinds: Vec<String>,
    values: BTreeMap<String, Vec<String>>,
    node: String,
    time: i64,
}

impl Reader {
    #[expect(clippy::unused_self, reason = "one shape for the readers of every format")]
    pub(crate) fn read(&self, record: RecordRef<'_>) -> Normalised {
        let Some(gathered) = Gathered::read(record.raw) else { return lines::unread("log-unread-audit", "") };
        let event = gathered.event();
        let notices = gathered.clock().into_iter().collect();
        Normalised { events: vec![event], native: Some(gathered.native()), notices }
    }
}

impl Gathered {
    fn read(raw: &[u8]) -> Option<Self> {
        let mut gathered = Self::default();
        for line in raw.split(|byte| *byte == b'\n') {
            let Some(stamp) = Stamp::find(line) else { continue };
            if gathered.kinds.is_empty() {
                gathered.time = stamp.time;
                stamp.node.clone_into(&mut gathered.node);
            }
            gathered.kinds.push(stamp.kind.to_owned());
            for (name, value) in fields(&line[stamp.rest..], stamp.kind) {
                let values = gathered.values.entry(name).or_default();
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        if gathered.kinds.is_empty() {
            return None;
        }
        let call = CALLS.iter().find(|call| gathered.get("arch") == call.0 && gathered.get("syscall") == call.1);
        if let Some(call) = call {
            gathered.values.entry("SYSCALL".to_owned()).or_insert_with(|| vec![call.2.to_owned()]);
        }
        Some(gathered)
    }

    fn has(&self, kind: &str) -> bool {
        self.kinds.iter().any(|known| known == kind)
    }

    /// The first value of a field that is not empty.
    fn get(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.iter().find(|value| !value.is_empty())).map_or("", String::as_str)
    }

    /// Who: by name where the log is enriched, otherwise by number; the one who signed in, not the one they became.
    fn user(&self) -> String {
        let unset = |value: &str| value.is_empty() || value == "4294967295" || value == "-1" || value == "unset";
        ["AUID", "auid", "UID", "uid"].iter().map(|name| self.get(name)).find(|value| !unset(value)).unwrap_or_default().to_lowercase()
    }

    /// The command line, out of the arguments of `EXECVE`, `cmd` of sudo, or the title of the process.
    fn command(&self) -> String {
        let arguments = (0..).map_while(|at| self.argument(at));
        let command = if self.has("EXECVE") { arguments.collect::<Vec<_>>().join(" ") } else { self.get("cmd").to_owned() };
        if command.is_empty() { self.get("proctitle").to_owned() } else { command }
    }

    /// An argument; the last value, because the registers of `SYSCALL` have the same names. A long one is written in pieces.
    fn argument(&self, at: usize) -> Option<String> {
        let name = format!("a{at}");
        if let Some(value) = self.values.get(&name).and_then(|values| values.last()) {
            return Some(value.clone());
        }
        let pieces: Vec<&str> = (0..)
            .map_while(|piece| self.values.get(&format!("{name}[{piece}]")))
            .filter_map(|values| values.last())
            .map(String::as_str)
            .collect();
        (!pieces.is_empty()).then(|| pieces.concat())
    }

    fn outcome(&self) -> Outcome {
        match (self.get("res"), self.get("success"), self.get("result")) {
            ("success" | "1", ..) | (_, "yes", _) | (.., "success") => Outcome::Success,
            ("failed" | "0" | "failure", ..) | (_, "no", _) | (.., "fail") => Outcome::Failure,
            _ if self.has("DAEMON_ABORT") || self.has("AVC") => Outcome::Failure,
            _ => Outcome::Unknown,
        }
    }

    fn event(&self) -> Event {
        let kind = self.kinds[0].as_str();
        let meaning =
            ["EXECVE", kind, "PATH"].iter().filter(|kind| self.has(kind)).find_map(|kind| KINDS.iter().find(|known| known.0 == *kind));
        let (class, activity) = meaning.map_or((Class::Base, Activity::Other), |meaning| (meaning.1, meaning.2));
        let acct = self.get("acct").to_lowercase();
        let mut event = Event {
            time: self.time,
            time_told: true,
            class,
            activity,
            outcome: self.outcome(),
            user_uid: self.user(),
            category: kind.to_owned(),
            code: kind.to_owned(),
            terminal: [self.get("terminal"), self.get("tty")]
                .into_iter()
                .find(|tty| !tty.is_empty() && *tty != "(none)")
                .unwrap_or_default()
                .to_owned(),
            src_ip: self.get("addr").to_owned(),
            device: self.node.clone(),
            session: Some(self.get("ses")).filter(|session| *session != "4294967295").unwrap_or_default().to_owned(),
            ..Event::default()
        };
        let mut operation = self.get("op").to_owned();
        match class {
            Class::Authentication => {
                if kind == "USER_END" && ["/sshd", "/sshd-session", "/login"].iter().any(|exe| self.get("exe").ends_with(exe)) {
                    event.activity = Activity::Logoff;
                }
                let named = [acct.as_str(), self.get("ID")].into_iter().find(|name| !name.is_empty());
                if let Some(name) = named {
                    event.user_uid = name.to_lowercase();
                }
            }
            Class::AccountChange => {
                // by name where one is told, otherwise by number
                let named = [acct.as_str(), self.get("ID"), self.get("id")].into_iter().find(|name| !name.is_empty());
                event.target = named.unwrap_or_default().to_lowercase();
            }
            Class::ProcessActivity => {
                self.get("exe").clone_into(&mut event.target);
                operation = self.command();
            }
            Class::ApplicationLifecycle => self.get("unit").clone_into(&mut event.target),
            Class::FileSystemActivity => {
                self.files(&mut event);
                operation = self.command();
            }
            _ => {}
        }
        if operation.is_empty() {
            operation = [self.get("exe"), kind].into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned();
        }
        event.operation = operation.chars().take(OPERATION).collect();
        event
    }

    /// What was done to which file, by the kinds of names that the call touched.
    fn files(&self, event: &mut Event) {
        let kinds = self.values.get("nametype").map(Vec::as_slice).unwrap_or_default();
        let touched = |kind: &str| kinds.iter().any(|known| known == kind);
        event.activity = if touched("DELETE") {
            Activity::Delete
        } else if touched("CREATE") {
            Activity::Create
        } else {
            Activity::Other
        };
        // the folder comes before the file
        let name = self.values.get("name").and_then(|names| names.iter().rfind(|name| !name.is_empty()));
        event.target = name.cloned().unwrap_or_default();
    }

    /// `adjtimex` and `settimeofday`: the clock was stepped.
    fn clock(&self) -> Option<Notice> {
        if !self.has("TIME_INJOFFSET") {
            return None;
        }
        let seconds: i64 = self.get("sec").parse().ok()?;
        let nanoseconds: i64 = self.get("nsec").parse().unwrap_or(0);
        let offset_ms = seconds.checked_mul(1000)?.checked_add(nanoseconds / 1_000_000)?.checked_neg()?;
        Some(Notice::Clock { synchronised: None, offset_ms: Some(offset_ms) })
    }

    /// A field that several lines hold is a list, so that a rule that was written for one line finds its value.
    fn native(self) -> Native {
        let mut fields = Map::new();
        let list = |mut values: Vec<String>| if values.len() == 1 { values.remove(0).into() } else { Value::from(values) };
        let command = self.command();
        let categories = if self.has("EXECVE") {
            fields.insert("CommandLine".to_owned(), command.into());
            fields.insert("Image".to_owned(), self.get("exe").into());
            fields.insert("User".to_owned(), self.user().into());
            vec!["process_creation"]
        } else {
            Vec::new()
        };
        fields.insert("type".to_owned(), list(self.kinds));
        for (name, values) in self.values {
            fields.entry(name).or_insert_with(|| list(values));
        }
        Native { product: "linux".to_owned(), service: "auditd".to_owned(), categories, fields: fields.into() }
    }
}
