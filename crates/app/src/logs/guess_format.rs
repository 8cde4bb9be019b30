//! What sort of log a file is, by its first bytes, else by its name. Deliberately not here: reading it.

use sonae_logs::Format;

/// The format of a file by its name and its first bytes; `None` where neither tells.
pub fn guess_format(name: &str, head: &[u8]) -> Option<Format> {
    if head.starts_with(b"ElfFile\0") {
        return Some(Format::Evtx);
    }
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let first = text.lines().next().unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let bracketed = |text: &str| text.strip_prefix('<').and_then(|rest| rest.split_once('>')).map(|(number, _)| number.to_owned());
    if text.starts_with(['{', '[']) {
        let journal = ["\"__REALTIME_TIMESTAMP\"", "\"__CURSOR\""].iter().any(|key| text.contains(key));
        return Some(if journal { Format::Journald } else { Format::Fhir }).filter(|_| journal || text.contains("resourceType"));
    }
    if first.starts_with("__CURSOR=") || text.contains("\n__REALTIME_TIMESTAMP=") {
        return Some(Format::Journald);
    }
    if first.contains("type=") && first.contains("msg=audit(") {
        return Some(Format::Auditd);
    }
    if bracketed(first).is_some_and(|number| number.len() <= 3 && number.parse::<u8>().is_ok()) {
        return Some(Format::Syslog);
    }
    match ending.as_str() {
        "csv" | "tsv" | "tab" => Some(Format::Csv),
        "log" | "syslog" => Some(Format::Syslog),
        "txt" if first.contains([',', '\t']) => Some(Format::Csv),
        _ if first.matches([',', '\t']).count() >= 2 => Some(Format::Csv),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_told_by_content_before_the_name() {
        let cases: [(&str, &[u8], Option<Format>); 11] = [
            ("a.csv", b"ElfFile\0\0", Some(Format::Evtx)),
            ("a.txt", "ユーザーID,氏名,時刻\r\n".as_bytes(), Some(Format::Csv)),
            ("a", b"id,name,time\n", Some(Format::Csv)),
            ("a.json", b"{\"resourceType\":\"AuditEvent\"}", Some(Format::Fhir)),
            ("a.json", b"{\"__CURSOR\":\"s\"}", Some(Format::Journald)),
            ("a", b"__CURSOR=s=1\n", Some(Format::Journald)),
            ("audit.log", b"type=USER_LOGIN msg=audit(1.2:3): pid=1\n", Some(Format::Auditd)),
            ("a.csv", b"<34>1 2026-01-01T00:00:00Z h a - - - m\n", Some(Format::Syslog)),
            ("messages.log", b"Jan  1 00:00:00 h sshd[1]: m\n", Some(Format::Syslog)),
            ("a.json", b"{\"a\":1}", None),
            ("a", b"words", None),
        ];
        for (name, head, format) in cases {
            assert_eq!(guess_format(name, head), format, "{name}");
        }
    }
}
