//! One rendered record → event, native, notices.

use jiff::Timestamp;

use super::native::Flat;
use super::table::{Access, Done, Fields, Meaning, Table};
use crate::event::{Activity, Class, Event, Outcome};
use crate::lines;
use crate::normalise::{Native, Normalised, Notice, RecordRef};

/// Longest message of an event, characters; the record itself holds everything.
const MESSAGE: usize = 1000;

/// See [`crate::Normaliser`].
#[derive(Debug)]
pub(crate) struct Reader {
    table: &'static Table,
}

impl Reader {
    pub(crate) fn new() -> Self {
        Self { table: Table::get() }
    }

    pub(crate) fn read(&self, record: RecordRef<'_>) -> Normalised {
        let Some(mut flat) = Flat::read(record.raw) else { return lines::unread("log-unread-json", "") };
        let service = self.table.service(&flat.channel);
        let meaning = self.table.meaning(service, &flat.id);
        let mut event = self.event(&flat, service, meaning);
        let mut notices: Vec<Notice> = clock(&flat, service).into_iter().collect();
        match flat.system_time.parse::<Timestamp>() {
            Ok(time) if time.as_microsecond() > 0 => {
                event.time = time.as_microsecond();
                event.time_told = true;
            }
            _ => {
                event.time = record.received;
                notices.push(Notice::Unread { why: "log-unread-time".to_owned(), place: "SystemTime".to_owned() });
            }
        }
        let categories = self.table.categories(service, &flat.id);
        if service == "security" && flat.id == "4688" {
            flat.name_as_process_creation();
        }
        let native = Native { product: "windows".to_owned(), service: service.to_owned(), categories, fields: flat.fields.into() };
        Normalised { events: vec![event], native: Some(native), notices }
    }

    fn event(&self, flat: &Flat, service: &str, meaning: Option<&Meaning>) -> Event {
        let mut event = Event { code: flat.id.clone(), category: flat.channel.clone(), device: flat.computer.clone(), ..Event::default() };
        let usual: &Fields = &self.table.fields;
        let pick = |own: Option<&Vec<String>>, usual: &Vec<String>| flat.first(own.unwrap_or(usual));
        event.user_uid = account(&pick(meaning.and_then(|m| m.user.as_ref()), &usual.user), flat);
        event.src_ip = address(&pick(meaning.and_then(|m| m.src_ip.as_ref()), &usual.src_ip));
        event.terminal = pick(meaning.and_then(|m| m.terminal.as_ref()), &usual.terminal);
        event.session = pick(meaning.and_then(|m| m.session.as_ref()), &usual.session);
        event.target = pick(meaning.and_then(|m| m.target.as_ref()), &usual.target);
        let Some(meaning) = meaning else {
            event.class = Class::Base;
            event.activity = Activity::Other;
            event.outcome = audited(flat).unwrap_or_default();
            event.operation = format!("{} {}", flat.provider, flat.id).trim().to_owned();
            event.message = message(flat, &flat.data);
            return event;
        };
        event.class = meaning.class;
        event.activity = match meaning.activity {
            Done::Activity(activity) => activity,
            Done::Access(Access::Access) => accessed(&flat.get("AccessMask")),
        };
        if service == "system" && flat.id == "7036" {
            event.activity = self.table.state(&flat.get("param2"));
        }
        if event.class == Class::AccountChange {
            event.target = member(&event.target);
        }
        event.outcome = meaning.outcome.or_else(|| audited(flat)).unwrap_or(Outcome::Success);
        event.operation = meaning.title.clone();
        if !meaning.fixed_target.is_empty() {
            event.target = meaning.fixed_target.clone();
        }
        event.message = message(flat, &meaning.tell);
        // a share with a file in it is one name
        if service == "security" && flat.id == "5145" {
            let share = flat.get("ShareName");
            let file = flat.get("RelativeTargetName");
            event.target = if file.is_empty() { share } else { format!("{share}\\{file}") };
        }
        event
    }
}

/// `DOMAIN\name` or `name@REALM` → `name`, lower case. A realm is taken off only where the event names it as such, so that an
/// account that is a mail address stays whole.
fn account(name: &str, flat: &Flat) -> String {
    let name = name.rsplit('\\').next().unwrap_or(name);
    let name = match name.split_once('@') {
        Some((local, realm)) if realm.eq_ignore_ascii_case(&flat.get("TargetDomainName")) => local,
        _ => name,
    };
    name.trim().to_lowercase()
}

/// The account that was changed: of a distinguished name (`CN=name,OU=…`) the name; lower case; a SID stays as it is.
fn member(target: &str) -> String {
    if target.starts_with("S-1-") {
        return target.to_owned();
    }
    let name =
        target.strip_prefix("CN=").or_else(|| target.strip_prefix("cn=")).map_or(target, |rest| rest.split(',').next().unwrap_or(rest));
    name.rsplit('\\').next().unwrap_or(name).to_lowercase()
}

/// An address without the prefix of IPv4 in IPv6.
fn address(text: &str) -> String {
    text.strip_prefix("::ffff:").unwrap_or(text).to_owned()
}

/// Bits 52 and 53 of the keywords: audit failure, audit success.
fn audited(flat: &Flat) -> Option<Outcome> {
    let keywords = u64::from_str_radix(flat.keywords.strip_prefix("0x")?, 16).ok()?;
    match (keywords >> 52) & 3 {
        1 => Some(Outcome::Failure),
        2 => Some(Outcome::Success),
        _ => None,
    }
}

/// The strongest right that an access mask asks for ("Access Mask Format", MS-DTYP 2.4.3; file rights, MS-SMB2 2.2.13.1.1).
fn accessed(mask: &str) -> Activity {
    let Some(mask) = mask.strip_prefix("0x").and_then(|mask| u32::from_str_radix(mask, 16).ok()) else {
        return Activity::Unknown;
    };
    if mask & 0x0001_0040 != 0 {
        Activity::Delete
    } else if mask & 0x500C_0116 != 0 {
        Activity::Update
    } else if mask & 0xA012_00A9 != 0 {
        Activity::Read
    } else {
        Activity::Other
    }
}

/// `name=value` of these fields, on one line.
fn message(flat: &Flat, names: &[String]) -> String {
    let mut message = String::new();
    for name in names {
        let value = flat.get(name);
        if value.is_empty() {
            continue;
        }
        if !message.is_empty() {
            message.push(' ');
        }
        message.push_str(name);
        message.push('=');
        message.extend(value.split_whitespace().flat_map(|word| [word, " "]));
        message.truncate(message.trim_end().len());
        if message.len() > MESSAGE {
            message.truncate(message.floor_char_boundary(MESSAGE));
            break;
        }
    }
    message
}

/// Time set (Security 4616, Kernel-General 1) and what the time service says of itself.
fn clock(flat: &Flat, service: &str) -> Option<Notice> {
    let set = |old: &str, new: &str| {
        let old: Timestamp = flat.get(old).parse().ok()?;
        let new: Timestamp = flat.get(new).parse().ok()?;
        let offset_ms = old.as_millisecond() - new.as_millisecond();
        Some(Notice::Clock { synchronised: None, offset_ms: Some(offset_ms) })
    };
    match (service, flat.provider.as_str(), flat.id.as_str()) {
        ("security", _, "4616") => set("PreviousTime", "NewTime"),
        ("system", "Microsoft-Windows-Kernel-General", "1") => set("OldTime", "NewTime"),
        ("system", "Microsoft-Windows-Time-Service", "35" | "37") => Some(Notice::Clock { synchronised: Some(true), offset_ms: None }),
        ("system", "Microsoft-Windows-Time-Service", "24" | "29" | "36" | "47" | "129" | "134") => {
            Some(Notice::Clock { synchronised: Some(false), offset_ms: None })
        }
        _ => None,
    }
}
