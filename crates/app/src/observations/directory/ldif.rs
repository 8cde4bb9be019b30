//! What a directory said, as LDIF (RFC 2849), so that the readers of exported files read it too. All values in base64: none can break a line.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;

use super::ask::Entry;

/// Attributes that only say something of a computer; a person's must not show up as columns of the same meaning.
const OF_COMPUTERS: [&str; 6] =
    ["cn", "dNSHostName", "operatingSystem", "operatingSystemVersion", "ms-Mcs-AdmPwdExpirationTime", "msLAPS-PasswordExpirationTime"];

/// The DNS name of a domain, out of a distinguished name (`OU=x,DC=hosp,DC=local` → `hosp.local`); the name itself where it has no such parts.
pub(super) fn domain_of(base: &str) -> String {
    let parts = base.split(',').filter_map(|part| part.trim().split_once('=')).filter(|(key, _)| key.trim().eq_ignore_ascii_case("dc"));
    let name = parts.map(|(_, value)| value.trim()).collect::<Vec<_>>().join(".");
    if name.is_empty() { base.trim().to_owned() } else { name.to_lowercase() }
}

/// People and groups, each person with domain and day.
pub(super) fn people(entries: &[Entry], domain: &str, today: Date) -> String {
    let mut text = String::from("version: 1\n");
    for entry in entries.iter().filter(|entry| entry.class() != "computer") {
        write_entry(&mut text, entry, |name| !OF_COMPUTERS.contains(&name));
        if entry.class() == "user" {
            line(&mut text, "domain", domain.as_bytes());
            line(&mut text, "exportedOn", today.to_string().as_bytes());
        }
    }
    text
}

/// Computers.
pub(super) fn computers(entries: &[Entry]) -> String {
    let mut text = String::from("version: 1\n");
    for entry in entries.iter().filter(|entry| entry.class() == "computer") {
        write_entry(&mut text, entry, |_| true);
    }
    text
}

fn write_entry(text: &mut String, entry: &Entry, wanted: impl Fn(&str) -> bool) {
    text.push('\n');
    line(text, "dn", entry.dn.as_bytes());
    for (name, values) in &entry.attributes {
        if wanted(name) {
            values.iter().for_each(|value| line(text, name, value));
        }
    }
}

fn line(text: &mut String, name: &str, value: &[u8]) {
    let _ = writeln!(text, "{name}:: {}", STANDARD.encode(value));
}
