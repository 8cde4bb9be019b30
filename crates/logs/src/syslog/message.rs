//! The header of a syslog message: RFC 5424, RFC 3164 and what devices make of it.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};

use crate::moment::{self, Zone};

/// A message, parted. Total: what has no header is all content.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Message<'a> {
    /// Facility and severity
    pub(super) priority: Option<u8>,
    /// Microseconds since 1970
    pub(super) time: Option<i64>,
    pub(super) host: &'a str,
    /// APP-NAME, TAG
    pub(super) program: &'a str,
    /// PROCID, the number in brackets
    pub(super) process: &'a str,
    /// MSGID
    pub(super) id: &'a str,
    /// Structured data: element, name, value
    pub(super) data: Vec<(&'a str, &'a str, String)>,
    pub(super) content: &'a str,
}

impl<'a> Message<'a> {
    /// A value of structured data; the element's name as registered (`meta`), or with an enterprise number behind it.
    pub(super) fn value(&self, element: &str, name: &str) -> Option<&str> {
        let named = |id: &str| id == element || id.split_once('@').is_some_and(|(id, _)| id == element);
        self.data.iter().find(|(id, key, _)| named(id) && *key == name).map(|(_, _, value)| value.as_str())
    }

    pub(super) fn parse(text: &'a str, received: i64, zone: &Zone) -> Self {
        let (priority, rest) = priority(text);
        if let Some(found) = rest.strip_prefix("1 ").and_then(|rest| rfc5424(rest, zone)) {
            return Self { priority, ..found };
        }
        Self { priority, ..rfc3164(rest, received, zone) }
    }
}

fn priority(text: &str) -> (Option<u8>, &str) {
    let found = text.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    match found.and_then(|(number, rest)| {
        Some((number.parse::<u8>().ok().filter(|number| *number < 192 && !number.to_string().is_empty())?, rest))
    }) {
        Some((number, rest)) => (Some(number), rest),
        None => (None, text),
    }
}

/// `-` is how the RFC writes that there is none.
fn told(word: &str) -> &str {
    if word == "-" { "" } else { word }
}

/// RFC 5424 §6, after `<PRI>1 `.
fn rfc5424<'a>(text: &'a str, zone: &Zone) -> Option<Message<'a>> {
    let mut words = text.splitn(6, ' ');
    let (time, host, program, process, id) = (words.next()?, words.next()?, words.next()?, words.next()?, words.next()?);
    let time = match told(time) {
        "" => None,
        time => Some(moment::parse(time, zone)?),
    };
    let (data, content) = structured(words.next().unwrap_or("-"));
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    Some(Message { priority: None, time, host: told(host), program: told(program), process: told(process), id: told(id), data, content })
}

/// STRUCTURED-DATA and what follows it. Where it is none, all is content.
fn structured(text: &str) -> (Vec<(&str, &str, String)>, &str) {
    let mut data = Vec::new();
    if let Some(rest) = text.strip_prefix('-') {
        return (data, rest.strip_prefix(' ').unwrap_or(rest));
    }
    let mut rest = text;
    while let Some(element) = rest.strip_prefix('[') {
        let Some(after) = params(element, &mut data) else { return (Vec::new(), text) };
        rest = after;
    }
    (data, rest.strip_prefix(' ').unwrap_or(rest))
}

/// One element after its bracket: `id name="value" …]`; what follows it.
fn params<'a>(text: &'a str, data: &mut Vec<(&'a str, &'a str, String)>) -> Option<&'a str> {
    let end = text.find([' ', ']'])?;
    let (id, mut rest) = text.split_at(end);
    loop {
        rest = rest.trim_start_matches(' ');
        if let Some(after) = rest.strip_prefix(']') {
            return Some(after);
        }
        let (name, after) = rest.split_once("=\"")?;
        let mut value = String::new();
        let mut letters = after.char_indices();
        rest = loop {
            match letters.next()? {
                (at, '"') => break &after[at + 1..],
                (_, '\\') => match letters.next()? {
                    (_, c @ ('"' | '\\' | ']')) => value.push(c),
                    (_, c) => value.extend(['\\', c]),
                },
                (_, c) => value.push(c),
            }
        };
        data.push((id, name, value));
    }
}

/// RFC 3164 §4.1, after `<PRI>`, as loosely as it is written.
fn rfc3164<'a>(text: &'a str, received: i64, zone: &Zone) -> Message<'a> {
    let mut message = Message { content: text, ..Message::default() };
    let (bare, numbered) = without_number(text);
    let Some((time, rest)) = stamp(bare, received, zone) else {
        // FortiGate and others write no stamp but the program; Cisco writes its tag behind a number
        let bare = if numbered && bare.trim_start().starts_with('%') { bare.trim_start() } else { text };
        tag(bare, &mut message);
        return message;
    };
    message.time = Some(time);
    let rest = rest.trim_start_matches([' ', ':']);
    // the next word is the host, unless it is the tag already
    match rest.split_once(' ') {
        Some((host, after)) if !host.ends_with(':') && !host.contains(['[', '%', '=']) && !host.is_empty() => {
            message.host = host;
            tag(after.trim_start_matches([' ', ':']), &mut message);
        }
        _ => tag(rest, &mut message),
    }
    message
}

/// The running number that Cisco puts first: `83: `; and marks of a clock that is not set (`*`, `.`).
fn without_number(text: &str) -> (&str, bool) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text[digits..].strip_prefix(": ") {
        Some(rest) if digits > 0 => (rest.trim_start_matches(['*', '.', ' ']), true),
        _ => (text.trim_start_matches(['*', '.']), false),
    }
}

/// `sshd[123]: `, `%ASA-6-302013: `, `kernel: `; else all is content.
fn tag<'a>(text: &'a str, message: &mut Message<'a>) {
    message.content = text;
    let end = text.find([':', '[', ' ']).unwrap_or(text.len());
    let (program, rest) = text.split_at(end);
    if program.is_empty() || program.len() > 48 || program.contains('=') {
        return;
    }
    if let Some((process, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        // brackets that are not behind a tag are content: [INSPECT] …
        let after = after.strip_prefix(':').unwrap_or(after);
        (message.program, message.process) = (program, process);
        message.content = after.strip_prefix(' ').unwrap_or(after);
    } else if let Some(after) = rest.strip_prefix(':') {
        message.program = program;
        message.content = after.strip_prefix(' ').unwrap_or(after);
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The stamp at the beginning: `May 16 08:30:00`, with a year before or after it, with fractions, or ISO 8601. What follows.
fn stamp<'a>(text: &'a str, received: i64, zone: &Zone) -> Option<(i64, &'a str)> {
    let mut words = text.split(' ').filter(|word| !word.is_empty());
    let first = words.next()?;
    if first.as_bytes().get(4) == Some(&b'-') && first.len() >= 19 {
        return Some((moment::parse(first.trim_end_matches(':'), zone)?, after(text, first)));
    }
    let (mut year, mut month) = (None, first);
    if first.len() == 4 && first.bytes().all(|byte| byte.is_ascii_digit()) {
        (year, month) = (first.parse::<i16>().ok(), words.next()?);
    }
    let number = MONTHS.iter().position(|name| month.eq_ignore_ascii_case(name)).and_then(|at| i8::try_from(at + 1).ok())?;
    let day: i8 = words.next()?.parse().ok()?;
    let mut clock = words.next()?;
    if year.is_none() && clock.len() == 4 && clock.bytes().all(|byte| byte.is_ascii_digit()) {
        (year, clock) = (clock.parse().ok(), words.next()?);
    }
    let rest = after(text, clock);
    let (hours, fraction) = clock.trim_end_matches(':').split_once('.').unwrap_or((clock.trim_end_matches(':'), ""));
    let mut parts = hours.split(':').map(|part| part.parse::<i8>().ok());
    let nanos: i32 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    let time = Time::new(parts.next()??, parts.next()??, parts.next().flatten().unwrap_or(0).min(59), nanos).ok()?;
    let micros = match year {
        Some(year) => zone.micros(DateTime::from_parts(Date::new(year, number, day).ok()?, time))?,
        None => nearest(number, day, time, received, zone)?,
    };
    Some((micros, rest))
}

/// What follows this part of the text.
fn after<'a>(text: &'a str, part: &str) -> &'a str {
    let end = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize) + part.len();
    text.get(end..).unwrap_or("")
}

/// A day without a year is the last such day that was not after the receipt; a clock may be a day ahead.
fn nearest(month: i8, day: i8, time: Time, received: i64, zone: &Zone) -> Option<i64> {
    let limit = Timestamp::from_microsecond(received).ok()?.checked_add(SignedDuration::from_hours(24)).ok()?.as_microsecond();
    let year = zone.civil(received)?.year();
    // 29 February may be up to eight years back
    let years = (year - 8..=year + 1).rev();
    years.filter_map(|year| zone.micros(DateTime::from_parts(Date::new(year, month, day).ok()?, time))).find(|micros| *micros <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Source};

    fn parsed(text: &str) -> String {
        let zone = Zone::of(&Source::new("x", Format::Syslog));
        let received = "2026-01-02T00:00:00Z".parse::<Timestamp>().unwrap().as_microsecond();
        let found = Message::parse(text, received, &zone);
        let time = found.time.map(|time| Timestamp::from_microsecond(time).unwrap().to_string()).unwrap_or_default();
        let data: Vec<String> = found.data.iter().map(|(id, name, value)| format!("{id}.{name}={value}")).collect();
        format!(
            "{:?}|{time}|{}|{}|{}|{}|{}|{}",
            found.priority,
            found.host,
            found.program,
            found.process,
            found.id,
            data.join(","),
            found.content
        )
    }

    #[test]
    fn headers_of_every_kind_are_parted() {
        let all: Vec<String> = [
            "<165>1 2025-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"Appli\\\"ca\\]tion\"][meta sequenceId=\"7\"] \u{feff}An event",
            "<34>1 2025-10-11T22:14:15+09:00 host su 77 - - 'su root' failed",
            "<13>1 - - - - - -",
            "<13>1 2025-10-11T22:14:15Z h app - - [broken text",
            "<38>Jan  1 08:30:00 gate sshd[1234]: Accepted password for tanaka from 192.0.2.7 port 22 ssh2",
            "<38>Jan  3 08:30:00 gate sshd[1234]: ahead by less than a day is this year",
            "<38>Jan  4 08:30:00 gate last year",
            "<38>Feb 29 08:30:00 gate kernel: leap day",
            "<86>Jan  1 2026 08:30:00 gate : %ASA-6-605005: Login permitted from 192.0.2.7/51514 to inside:10.0.0.1/ssh for user \"admin\"",
            "<189>83: *Jan  1 08:30:00.123: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: admin] [Source: 192.0.2.7]",
            "<30>2026-01-01T08:30:00.5+09:00 host systemd[1]: Started x.",
            "<189>date=2026-01-01 time=08:30:00 devname=\"FG\" logid=\"0101039424\"",
            "<134>[INSPECT] PP[01][out][101098] TCP 192.168.1.2:49160 > 192.0.2.1:80",
            "<13>no header: at all",
            "no priority either",
            "<999>x",
            "",
        ]
        .iter()
        .map(|text| parsed(text))
        .collect();
        insta::assert_snapshot!(all.join("\n"));
    }
}
