//! The fields of a line: `name=value`, where a value is bare, quoted, nested in `'…'`, or text written as hexadecimal digits.

use std::ops::Range;

use memchr::{memchr, memmem};

/// Fields that hold text from outside: written as hexadecimal digits where they hold more than plain characters.
const ENCODED: &[&str] = &[
    "path",
    "comm",
    "exe",
    "file",
    "name",
    "watch",
    "cwd",
    "cmd",
    "acct",
    "dir",
    "key",
    "data",
    "proctitle",
    "ocomm",
    "device",
    "cgroup",
    "root_dir",
    "vm",
    "old-disk",
    "new-disk",
];

/// When and which: `[node=host ]type=… msg=audit(1794787200.123:456):`
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stamp<'a> {
    pub(super) node: &'a str,
    pub(super) kind: &'a str,
    /// Microseconds since 1970
    pub(super) time: i64,
    pub(super) serial: u64,
    /// Where `audit(…)` stands in the line
    pub(super) place: Range<usize>,
    /// `DAEMON_…`: from auditd itself, with a count of its own
    pub(super) of_the_daemon: bool,
    /// Where the fields begin
    pub(super) rest: usize,
}

impl<'a> Stamp<'a> {
    /// The stamp of a line; `None` where the line has none.
    pub(super) fn find(line: &'a [u8]) -> Option<Self> {
        let start = memmem::find(line, b"msg=audit(")? + 4;
        let end = start + memchr(b')', &line[start..])? + 1;
        let head = std::str::from_utf8(&line[..start]).ok()?;
        let told = |name: &str| head.split(' ').find_map(|word| word.strip_prefix(name));
        let (time, serial) = std::str::from_utf8(&line[start + 6..end - 1]).ok()?.rsplit_once(':')?;
        let (seconds, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let micros = format!("{fraction:0<6}");
        let micros: i64 = micros.get(..6)?.parse().ok()?;
        let time = seconds.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(micros)?;
        let kind = told("type=").unwrap_or_default();
        Some(Self {
            node: told("node=").unwrap_or_default(),
            kind,
            time,
            serial: serial.parse().ok()?,
            place: start..end,
            of_the_daemon: kind.starts_with("DAEMON_"),
            rest: (end + 1).min(line.len()),
        })
    }
}

/// The fields of a line after its stamp, in their order; those nested in `msg='…'` stand among them. Names that the enriched
/// format adds after a group separator are in capitals.
pub(super) fn fields(line: &[u8], kind: &str) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(line);
    let mut fields: Vec<(String, String)> = Vec::new();
    for part in text.split('\u{1d}') {
        words(part, kind, &mut fields);
    }
    fields
}

fn words(text: &str, kind: &str, fields: &mut Vec<(String, String)>) {
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let Some(value) = after.strip_prefix('=') else {
            // a word without a name belongs to the value before it: `op=adding user`
            if let Some(last) = fields.last_mut().filter(|_| !name.is_empty()) {
                last.1.push(' ');
                last.1.push_str(name.trim_end_matches('\''));
            }
            rest = after.trim_start();
            continue;
        };
        if let Some(nested) = value.strip_prefix('\'').filter(|_| name == "msg") {
            // what is nested goes on to the end of the line, or of the part before the enriched one
            rest = nested;
            continue;
        }
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => value.split_at(value.find(' ').unwrap_or(value.len())),
        };
        let quoted = rest.as_bytes().get(end + 1) == Some(&b'"');
        let value = if quoted { value.to_owned() } else { decoded(name, value.trim_end_matches('\''), kind) };
        fields.push((name.to_owned(), value));
        rest = after.trim_start_matches(['\'', ',']).trim_start();
    }
}

/// A value that was written as hexadecimal digits, as text.
fn decoded(name: &str, value: &str, kind: &str) -> String {
    let argument = kind == "EXECVE" && name.starts_with('a') && name[1..].starts_with(|c: char| c.is_ascii_digit());
    if value == "(null)" || value == "?" {
        return String::new();
    }
    if !argument && !ENCODED.contains(&name) {
        return value.to_owned();
    }
    let Some(bytes) = unhex(value) else { return value.to_owned() };
    let text = String::from_utf8_lossy(&bytes);
    text.trim_end_matches('\0').replace('\0', " ")
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, kind: &str) -> Vec<(String, String)> {
        fields(line.as_bytes(), kind)
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|pair| (pair.0.to_owned(), pair.1.to_owned())).collect()
    }

    #[test]
    fn the_stamp_tells_when_and_which() {
        let line = b"node=emr-sv01 type=USER_LOGIN msg=audit(1794787200.123:456): pid=1";
        let stamp = Stamp::find(line).unwrap();
        assert_eq!((stamp.node, stamp.kind, stamp.time, stamp.serial), ("emr-sv01", "USER_LOGIN", 1_794_787_200_123_000, 456));
        assert_eq!(&line[stamp.rest..], b" pid=1");
        for line in ["type=X", "msg=audit(", "msg=audit(1.2)", "msg=audit(a:1)", "msg=audit(99999999999999999999.1:1)", "msg=audit(1.é:1)"]
        {
            assert_eq!(Stamp::find(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn values_are_bare_quoted_nested_or_hexadecimal() {
        let line = " pid=7 uid=0 msg='op=adding user id=1001 exe=\"/usr/sbin/useradd\" acct=E5B1B1E794B0 hostname=? res=success'\u{1d}UID=\"root\"";
        assert_eq!(
            read(line, "ADD_USER"),
            pairs(&[
                ("pid", "7"),
                ("uid", "0"),
                ("op", "adding user"),
                ("id", "1001"),
                ("exe", "/usr/sbin/useradd"),
                ("acct", "山田"),
                ("hostname", ""),
                ("res", "success"),
                ("UID", "root"),
            ])
        );
    }

    #[test]
    fn arguments_are_text_and_registers_are_numbers() {
        assert_eq!(read("argc=2 a0=\"cat\" a1=2F65746320612F62", "EXECVE"), pairs(&[("argc", "2"), ("a0", "cat"), ("a1", "/etc a/b")]));
        assert_eq!(read("a0=55 a1=7ffd", "SYSCALL"), pairs(&[("a0", "55"), ("a1", "7ffd")]));
        assert_eq!(read("proctitle=636174002F6574632F736861646F7700", "PROCTITLE"), pairs(&[("proctitle", "cat /etc/shadow")]));
        assert_eq!(read("key=(null)", "SYSCALL"), pairs(&[("key", "")]));
    }
}
