//! Secrets in exports of directories and in lists of accounts: found by the name of their attribute or column, and cut out of the bytes.
//!
//! Everything else stays byte for byte. Names are data (`columns/secrets.toml`). Deliberately not here: secrets that stand under no such name (in
//! a remark), settings of network devices (crate `observe`), and formats that are no text: of a workbook only the headings are told.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use encoding_rs::{EUC_JP, ISO_2022_JP, SHIFT_JIS, UTF_8};
use serde::Deserialize;
use sonae_domain::observation::REMOVED_SECRET;

use crate::decode::{Encoding, decode, detect};
use crate::fold;
use crate::grid;
use crate::import::Content;
use crate::kind::FileKind;
use crate::limits::Limits;

/// What separates cells.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// A cell in quotes that is longer was never closed.
const LONGEST_QUOTED: usize = 1 << 20;

/// A name of an attribute or a heading is shorter.
const LONGEST_NAME: usize = 80;

/// Headings that are not an attribute's name stand among the first rows.
const HEAD: usize = 200;

/// A file without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithoutSecrets {
    /// The bytes that are left, in the same encoding
    pub bytes: Vec<u8>,
    /// How many values were cut out, by the name of their attribute or column
    pub removed: BTreeMap<String, u32>,
}

#[derive(Deserialize, Default)]
struct Table {
    attributes: Vec<String>,
    headings: Vec<String>,
    beside: Vec<String>,
}

struct Names {
    /// Folded name → as it is told
    attributes: BTreeMap<String, String>,
    headings: BTreeMap<String, String>,
    beside: BTreeSet<String>,
    /// The attributes by their length
    lengths: BTreeMap<usize, Vec<Vec<u8>>>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../columns/secrets.toml")).unwrap_or_default();
    let named = |names: Vec<String>| names.into_iter().map(|name| (fold::word(&name), name)).collect();
    let mut lengths: BTreeMap<usize, Vec<Vec<u8>>> = BTreeMap::new();
    for name in &table.attributes {
        lengths.entry(name.len()).or_default().push(name.clone().into_bytes());
    }
    Names {
        lengths,
        attributes: named(table.attributes),
        headings: named(table.headings),
        beside: table.beside.iter().map(|name| fold::word(name)).collect(),
    }
});

/// The same file with every secret replaced by [`REMOVED_SECRET`]; `None`: there is none in it, or it is no text.
pub fn cut_secrets(bytes: &[u8]) -> Option<WithoutSecrets> {
    let kind = FileKind::of(bytes);
    if !matches!(kind, FileKind::Text | FileKind::Ldif) {
        return None;
    }
    let encoding = detect(bytes);
    // in these a byte of ASCII that separates lines or cells is never a part of another character
    let as_it_stands = matches!(encoding, Encoding::Utf8 | Encoding::Cp932 | Encoding::EucJp);
    let text: Cow<'_, [u8]> = if as_it_stands { bytes.into() } else { decode(bytes).text.into_owned().into_bytes().into() };
    let mut removed = BTreeMap::new();
    let lines = cut_attributes(&text, encoding, &mut removed);
    let table = if kind == FileKind::Ldif { None } else { Some(lines.as_deref().unwrap_or(&text)) };
    let cells = table.and_then(|table| cut_columns(table, encoding, &mut removed));
    let cut = cells.or(lines)?;
    let bytes = if as_it_stands { cut } else { encoded(&String::from_utf8_lossy(&cut), encoding, bytes) };
    Some(WithoutSecrets { bytes, removed })
}

/// The headings of a workbook under which secrets stand; empty for anything else.
pub fn secret_headings(bytes: &[u8], limits: &Limits) -> BTreeSet<String> {
    let kind = FileKind::of(bytes);
    if !kind.is_workbook() {
        return BTreeSet::new();
    }
    let mut found = BTreeSet::new();
    for sheet in &grid::read(kind, Content::from(bytes), limits).sheets {
        let mut secret: BTreeMap<usize, &str> = BTreeMap::new();
        for row in &sheet.rows {
            let cells: Vec<Cow<'_, str>> = row.cells.iter().map(|cell| Cow::from(cell.text.as_str())).collect();
            let named = secret_columns(&cells);
            if named.is_empty() {
                let filled = secret.iter().filter(|(at, _)| cells.get(**at).is_some_and(|cell| !cell.trim().is_empty()));
                found.extend(filled.map(|(_, name)| (*name).to_owned()));
            } else {
                secret = named;
            }
        }
    }
    found
}

/// Whether this is the name of an attribute; quick, for what stands in every cell of a file.
fn is_attribute(name: &[u8]) -> bool {
    NAMES.lengths.get(&name.len()).is_some_and(|known| known.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// Back into the encoding of the file, with its byte order mark where it had one.
fn encoded(text: &str, encoding: Encoding, original: &[u8]) -> Vec<u8> {
    let wide = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        let begin = if original.starts_with(&mark) { mark.to_vec() } else { Vec::new() };
        begin.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
    };
    match encoding {
        Encoding::Utf16Le => wide([0xFF, 0xFE], u16::to_le_bytes),
        Encoding::Utf16Be => wide([0xFE, 0xFF], u16::to_be_bytes),
        Encoding::Iso2022Jp => ISO_2022_JP.encode(text).0.into_owned(),
        Encoding::Utf8 | Encoding::Cp932 | Encoding::EucJp => text.as_bytes().to_vec(),
    }
}

/// A name in the text, folded.
fn folded(bytes: &[u8], encoding: Encoding) -> Option<String> {
    let codec = match encoding {
        Encoding::Cp932 => SHIFT_JIS,
        Encoding::EucJp => EUC_JP,
        // everything else is UTF-8 by now
        Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Iso2022Jp => UTF_8,
    };
    (bytes.len() <= LONGEST_NAME).then(|| fold::word(codec.decode_without_bom_handling(bytes).0.trim_start_matches('\u{feff}')))
}

/// Lines `name: value`, as LDIF and `Format-List` write them, with the lines that continue them.
fn cut_attributes(text: &[u8], encoding: Encoding, removed: &mut BTreeMap<String, u32>) -> Option<Vec<u8>> {
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let mut out: Option<Vec<u8>> = None;
    let (mut at, mut passed) = (0, 0);
    while at < lines.len() {
        let end = lines[at + 1..].iter().position(|line| line.first() != Some(&b' ')).map_or(lines.len(), |more| at + 1 + more);
        let length: usize = lines[at..end].iter().map(|line| line.len()).sum();
        if let Some((name, kept)) = secret_line(&lines[at..end], encoding) {
            let out = out.get_or_insert_with(|| text[..passed].to_vec());
            out.extend_from_slice(&kept);
            out.extend_from_slice(REMOVED_SECRET.as_bytes());
            out.extend_from_slice(line_end(lines[end - 1]));
            *removed.entry(name.to_owned()).or_default() += 1;
        } else if let Some(out) = &mut out {
            lines[at..end].iter().for_each(|line| out.extend_from_slice(line));
        }
        passed += length;
        at = end;
    }
    out
}

/// The name of the secret in a line, and what of the line stands before its value; `None`: it holds none.
fn secret_line(lines: &[&[u8]], encoding: Encoding) -> Option<(&'static str, Vec<u8>)> {
    // a line may be folded anywhere, even in its name
    let joined: Cow<'_, [u8]> = match lines {
        [line] => without_end(line).into(),
        [first, more @ ..] => {
            let more = more.iter().flat_map(|line| without_end(line).iter().skip(1));
            without_end(first).iter().chain(more).copied().collect::<Vec<u8>>().into()
        }
        [] => return None,
    };
    let colon = joined.iter().take(LONGEST_NAME).position(|byte| *byte == b':')?;
    let name = joined[..colon].split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let name = name.strip_prefix(b"#").unwrap_or(name).trim_ascii();
    let name = name.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(name);
    let name = is_attribute(name).then(|| folded(name, encoding)).flatten()?;
    let told = NAMES.attributes.get(&name)?;
    let value = joined[colon + 1..].trim_ascii();
    let value = value.strip_prefix(b":").or_else(|| value.strip_prefix(b"<")).unwrap_or(value).trim_ascii();
    let mut kept = joined[..=colon].to_vec();
    kept.push(b' ');
    (!value.is_empty() && value != REMOVED_SECRET.as_bytes()).then_some((told.as_str(), kept))
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn line_end(line: &[u8]) -> &[u8] {
    &line[without_end(line).len()..]
}

/// Columns of a table whose heading names a secret.
fn cut_columns(text: &[u8], encoding: Encoding, removed: &mut BTreeMap<String, u32>) -> Option<Vec<u8>> {
    let heads = DELIMITERS.into_iter().filter_map(|delimiter| {
        let mut heads = rows(text, delimiter).enumerate().map(|(at, row)| head(&row, at < HEAD, text, encoding));
        let (cells, _) = heads.find(|(_, secret)| !secret.is_empty())?;
        Some((cells, delimiter))
    });
    let (_, delimiter) = heads.max_by_key(|(cells, _)| *cells)?;
    let mut secret: BTreeMap<usize, &'static str> = BTreeMap::new();
    let mut cut: Vec<Range<usize>> = Vec::new();
    for (at, row) in rows(text, delimiter).enumerate() {
        let (_, named) = head(&row, at < HEAD, text, encoding);
        if !named.is_empty() {
            secret = named;
            continue;
        }
        // a line that nothing separates is no row of the table
        for (at, name) in secret.iter().filter(|_| row.len() > 1) {
            let Some(cell) = row.get(*at) else { continue };
            let value = inner(text, cell.clone());
            if !value.is_empty() && text[value.clone()] != *REMOVED_SECRET.as_bytes() {
                cut.push(value);
                *removed.entry((*name).to_owned()).or_default() += 1;
            }
        }
    }
    if cut.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(text.len());
    let mut passed = 0;
    for value in cut {
        out.extend_from_slice(&text[passed..value.start]);
        out.extend_from_slice(REMOVED_SECRET.as_bytes());
        passed = value.end;
    }
    out.extend_from_slice(&text[passed..]);
    Some(out)
}

/// How many cells a row has, and which of them name secrets. `early`: it may hold headings that are no attribute's name.
fn head(row: &[Range<usize>], early: bool, text: &[u8], encoding: Encoding) -> (usize, BTreeMap<usize, &'static str>) {
    if !early && !row.iter().any(|cell| is_attribute(&text[inner(text, cell.clone())])) {
        return (row.len(), BTreeMap::new());
    }
    let names = row.iter().map(|cell| Cow::from(folded(&text[inner(text, cell.clone())], encoding).unwrap_or_default()));
    let names: Vec<Cow<'_, str>> = names.collect();
    (row.len(), if row.len() > 1 { secret_columns(&names) } else { BTreeMap::new() })
}

/// Which cells of a row are headings of secrets.
fn secret_columns(cells: &[Cow<'_, str>]) -> BTreeMap<usize, &'static str> {
    let folded: Vec<String> = cells.iter().map(|cell| if cell.len() <= LONGEST_NAME { fold::word(cell) } else { String::new() }).collect();
    let among_accounts = folded.iter().any(|cell| NAMES.beside.contains(cell));
    let named = |cell: &String| {
        let heading = || NAMES.headings.get(cell).filter(|_| among_accounts);
        NAMES.attributes.get(cell).or_else(heading).map(String::as_str)
    };
    folded.iter().enumerate().filter_map(|(at, cell)| Some((at, named(cell)?))).collect()
}

/// A cell without blanks and quotes around it.
fn inner(text: &[u8], cell: Range<usize>) -> Range<usize> {
    let whole = &text[cell.clone()];
    let blank = whole.len() - whole.trim_ascii_start().len();
    let trimmed = whole.trim_ascii();
    let start = cell.start + blank;
    match trimmed {
        [b'"', middle @ .., b'"'] => start + 1..start + 1 + middle.len(),
        _ => start..start + trimmed.len(),
    }
}

/// The rows of a table, each as the places of its cells.
fn rows(text: &[u8], delimiter: u8) -> impl Iterator<Item = Vec<Range<usize>>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            let end = cell_end(text, at, delimiter);
            cells.push(at..end);
            at = end + 1;
            if text.get(end) != Some(&delimiter) {
                return Some(cells);
            }
        }
    })
}

/// Where the cell that begins here ends: before a delimiter or the end of its line, which may stand in quotes.
fn cell_end(text: &[u8], start: usize, delimiter: u8) -> usize {
    let plain =
        |from: usize| text[from..].iter().position(|byte| *byte == delimiter || *byte == b'\n').map_or(text.len(), |more| from + more);
    if text.get(start) != Some(&b'"') {
        return plain(start);
    }
    let mut at = start + 1;
    let last = text.len().min(start + LONGEST_QUOTED);
    while let Some(quote) = text[at..last].iter().position(|byte| *byte == b'"').map(|more| at + more) {
        if text.get(quote + 1) == Some(&b'"') {
            at = quote + 2;
        } else {
            return plain(quote + 1);
        }
        if at >= last {
            break;
        }
    }
    // never closed: the quote is a character like any other
    plain(start)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is left of a text, and how often what was cut out.
    fn cut(text: &str) -> (String, Vec<(String, u32)>) {
        let cut = cut_secrets(text.as_bytes()).unwrap_or_else(|| panic!("nothing was found in {text}"));
        (String::from_utf8(cut.bytes).unwrap(), cut.removed.into_iter().collect())
    }

    fn one(name: &str, count: u32) -> (String, u32) {
        (name.to_owned(), count)
    }

    #[test]
    fn attributes_of_a_directory_lose_their_values_and_nothing_else_changes() {
        let ldif = "version: 1\r\n\r\ndn: CN=PC-01\r\nobjectClass: computer\r\nms-Mcs-AdmPwd: HIMITSU1\r\nms-Mcs-AdmPwdExpirationTime: 134079229310000000\r\nMSLAPS-PASSWORD;binary:: SElNSVRTVTI=\r\nunicodePwd::\r\n\r\ndn: CN=b\r\nsupplementalCredentials:: SElNSVRT\r\n VTNISU1JVFNV\r\n Mw==\r\ncn: b\r\nuser\r\n Password: HIMITSU4\r\n# unicodePwd: HIMITSU5\r\n";
        let (left, removed) = cut(ldif);
        assert_eq!(
            left,
            format!(
                "version: 1\r\n\r\ndn: CN=PC-01\r\nobjectClass: computer\r\nms-Mcs-AdmPwd: {REMOVED_SECRET}\r\nms-Mcs-AdmPwdExpirationTime: 134079229310000000\r\nMSLAPS-PASSWORD;binary: {REMOVED_SECRET}\r\nunicodePwd::\r\n\r\ndn: CN=b\r\nsupplementalCredentials: {REMOVED_SECRET}\r\ncn: b\r\nuserPassword: {REMOVED_SECRET}\r\n# unicodePwd: {REMOVED_SECRET}\r\n"
            )
        );
        assert_eq!(
            removed,
            [
                one("ms-Mcs-AdmPwd", 1),
                one("msLAPS-Password", 1),
                one("supplementalCredentials", 1),
                one("unicodePwd", 1),
                one("userPassword", 1)
            ]
        );
        assert!(cut_secrets(left.as_bytes()).is_none(), "what was cut once is not cut again");
    }

    #[test]
    fn what_format_list_writes_is_cut_too() {
        let (left, removed) = cut(
            "Name                 : PC-01\nms-Mcs-AdmPwd        : HIMITSU\nmsFVE-RecoveryPassword : 111111-222222-\n                         333333\nDNSHostName          : PC-01.hosp\n",
        );
        assert!(!left.contains("HIMITSU") && !left.contains("222222") && !left.contains("333333"));
        assert!(left.contains("DNSHostName          : PC-01.hosp"));
        assert_eq!(removed, [one("ms-Mcs-AdmPwd", 1), one("msFVE-RecoveryPassword", 1)]);
    }

    #[test]
    fn columns_lose_their_values_whatever_separates_and_quotes_them() {
        for (text, left) in [
            (
                "#TYPE Microsoft.ActiveDirectory.Management.ADComputer\r\n\"Name\",\"ms-Mcs-AdmPwd\",\"OperatingSystem\"\r\n\"PC-01\",\"HIMI,TS\"\"U\",\"Windows 11\"\r\n\"PC-02\",\"\",\"Windows 10\"\r\n\"PC-03\",\"HIMI\r\nTSU\",\"x\"\r\n",
                "#TYPE Microsoft.ActiveDirectory.Management.ADComputer\r\n\"Name\",\"ms-Mcs-AdmPwd\",\"OperatingSystem\"\r\n\"PC-01\",\"[]\",\"Windows 11\"\r\n\"PC-02\",\"\",\"Windows 10\"\r\n\"PC-03\",\"[]\",\"x\"\r\n",
            ),
            ("Name\tUNICODEPWD\nsuzuki\tHIMITSU\nabe\n", "Name\tUNICODEPWD\nsuzuki\t[]\nabe\n"),
            ("a;msLAPS-Password;b, c\nx;HIMITSU;y, z", "a;msLAPS-Password;b, c\nx;[];y, z"),
            ("利用者ID,氏名,初期パスワード\nsuzuki,鈴木,HIMITSU\n", "利用者ID,氏名,初期パスワード\nsuzuki,鈴木,[]\n"),
            (
                "ComputerName,Account,Password,Source\nPC-01,Administrator,HIMITSU,EncryptedPassword\n",
                "ComputerName,Account,Password,Source\nPC-01,Administrator,[],EncryptedPassword\n",
            ),
            ("Name,userPassword\n\"never closed,HIMITSU\n", "Name,userPassword\n\"never closed,[]\n"),
        ] {
            assert_eq!(cut(text).0, left.replace("[]", REMOVED_SECRET), "{text}");
        }
    }

    #[test]
    fn lists_that_only_speak_of_passwords_stay_as_they_are() {
        for text in [
            "対象システム,種別,パスワード,変更間隔\n電子カルテ,サーバ,有,90日\n",
            "システム,認証方式\n電子カルテ,パスワード\nPACS,IDとパスワード\n",
            "sAMAccountName,PasswordLastSet,PasswordNeverExpires,ms-Mcs-AdmPwdExpirationTime\nsuzuki,2025-01-01,False,1\n",
            "dn: CN=a\nreplace: unicodePwd\npwdLastSet: 0\n",
            "unicodePwd\nという属性について\n",
            "",
        ] {
            assert_eq!(cut_secrets(text.as_bytes()), None, "{text}");
        }
        assert_eq!(cut_secrets(b"%PDF-1.7 unicodePwd: HIMITSU"), None);
    }

    #[test]
    fn every_encoding_is_kept() {
        let text = "利用者ID,氏名,パスワード\r\nsuzuki,髙橋ソ表,HIMITSU\r\n";
        let wide = |little: bool| -> Vec<u8> {
            let units = text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
            if little { [0xFF, 0xFE].into_iter().chain(units).collect() } else { [0xFE, 0xFF].into_iter().chain(units).collect() }
        };
        let marked: Vec<u8> = [0xEF, 0xBB, 0xBF].into_iter().chain(text.bytes()).collect();
        for bytes in [text.as_bytes().to_vec(), marked, SHIFT_JIS.encode(text).0.into_owned(), wide(true), wide(false)] {
            let cut = cut_secrets(&bytes).unwrap();
            assert_eq!(detect(&cut.bytes), detect(&bytes));
            assert_eq!(cut.bytes[..2], bytes[..2]);
            assert_eq!(decode(&cut.bytes).text, text.replace("HIMITSU", REMOVED_SECRET));
        }
        let plain = "利用者ID,氏名,パスワード\r\nsuzuki,鈴木,HIMITSU\r\n";
        for codec in [EUC_JP, ISO_2022_JP] {
            let cut = cut_secrets(&codec.encode(plain).0).unwrap();
            assert_eq!(decode(&cut.bytes).text, plain.replace("HIMITSU", REMOVED_SECRET));
        }
    }

    #[test]
    fn a_workbook_tells_the_headings_of_its_secrets_where_any_stand_under_them() {
        let book = |rows: &[[&str; 3]]| {
            let mut book = rust_xlsxwriter::Workbook::new();
            let sheet = book.add_worksheet();
            for (at, row) in (0u32..).zip(rows) {
                for (column, text) in (0u16..).zip(row) {
                    sheet.write_string(at, column, *text).unwrap();
                }
            }
            secret_headings(&book.save_to_buffer().unwrap(), &Limits::default()).into_iter().collect::<Vec<_>>()
        };
        let head = ["SamAccountName", "ms-Mcs-AdmPwd", "Password"];
        assert_eq!(book(&[["利用者の一覧", "", ""], head, ["sato", "HIMITSU", "HIMITSU"]]), ["ms-Mcs-AdmPwd", "password"]);
        assert!(book(&[head, ["sato", "", " "]]).is_empty());
        assert!(book(&[["対象システム", "パスワード", "備考"], ["電子カルテ", "有", ""]]).is_empty());
        assert!(secret_headings(b"SamAccountName,Password\nsato,HIMITSU\n", &Limits::default()).is_empty());
    }

    proptest! {
        #[test]
        fn no_value_of_a_secret_column_is_left(
            rows in prop::collection::vec(("[a-z]{1,6}", "[^\u{0}-\u{1f}\u{7f}-\u{a0}\u{feff}]{0,12}", "[a-z,\"\n]{0,8}"), 1..12),
            delimiter in prop::sample::select(vec![',', '\t', ';']),
        ) {
            let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
            let mut text = format!("name{delimiter}unicodePwd{delimiter}note\n");
            for (name, secret, note) in &rows {
                text.push_str(&[quoted(name), quoted(&format!("SECRET{secret}")), quoted(note)].join(&delimiter.to_string()));
                text.push('\n');
            }
            let cut = cut_secrets(text.as_bytes()).unwrap();
            prop_assert!(!String::from_utf8(cut.bytes).unwrap().contains("SECRET"));
            prop_assert_eq!(cut.removed.get("unicodePwd").copied(), u32::try_from(rows.len()).ok());
        }

        #[test]
        fn any_bytes_are_looked_through(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = cut_secrets(&bytes);
        }
    }
}
