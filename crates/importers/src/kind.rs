//! What a file is, by its content and never by its name. Not here: whether it is a ledger.

use serde::Serialize;

/// The format of a file's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// No bytes
    Empty,
    /// CSV, TSV or other text
    Text,
    /// An LDIF export of a directory
    Ldif,
    /// Excel workbook
    Xlsx,
    /// Excel 97–2003 workbook
    Xls,
    /// Excel binary workbook
    Xlsb,
    /// OpenDocument spreadsheet (LibreOffice)
    Ods,
    /// An Office file with a password
    Locked,
    /// PDF
    Pdf,
    /// Picture
    Image,
    /// Word and other text documents
    Word,
    /// PowerPoint and other slides
    Slides,
    /// ZIP and other archives
    Archive,
    /// Web page, also when it is named .xls
    Html,
    /// XML
    Xml,
    /// JSON
    Json,
    /// Anything else
    Binary,
}

impl FileKind {
    /// The stable name used in messages and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Text => "text",
            Self::Ldif => "ldif",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Xlsb => "xlsb",
            Self::Ods => "ods",
            Self::Locked => "locked",
            Self::Pdf => "pdf",
            Self::Image => "image",
            Self::Word => "word",
            Self::Slides => "slides",
            Self::Archive => "archive",
            Self::Html => "html",
            Self::Xml => "xml",
            Self::Json => "json",
            Self::Binary => "binary",
        }
    }

    /// Whether it holds sheets of cells that are read.
    pub fn is_workbook(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xls | Self::Ods)
    }

    /// What the content is.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [] => Self::Empty,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => zip(bytes),
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => compound(bytes),
            [0x89, b'P', b'N', b'G', ..]
            | [0xFF, 0xD8, 0xFF, ..]
            | [b'G', b'I', b'F', b'8', ..]
            | [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Self::Image,
            [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => Self::Image,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Image,
            [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e', b'i' | b'v', ..] => Self::Image,
            [b'7', b'z', 0xBC, 0xAF, ..] | [0x1F, 0x8B, ..] | [b'R', b'a', b'r', b'!', ..] => Self::Archive,
            [b'{', b'\\', b'r', b't', b'f', ..] => Self::Word,
            _ if holds(&bytes[..bytes.len().min(1024)], b"%PDF-") => Self::Pdf,
            _ => text(bytes),
        }
    }

    /// What the extension of a file name promises; `None` where it promises nothing that matters here.
    pub fn promised(file: &str) -> Option<Self> {
        let extension = file.rsplit('.').next()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "csv" | "tsv" | "txt" | "tab" => Self::Text,
            "xlsx" | "xlsm" | "xltx" => Self::Xlsx,
            "xls" => Self::Xls,
            "xlsb" => Self::Xlsb,
            "ods" => Self::Ods,
            "pdf" => Self::Pdf,
            "docx" | "doc" | "odt" | "rtf" => Self::Word,
            "pptx" | "ppt" | "odp" => Self::Slides,
            _ => return None,
        })
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A container of Office or OpenDocument, or an archive. Names are looked for in the bytes, since it may be cut off.
fn zip(bytes: &[u8]) -> FileKind {
    let head = &bytes[..bytes.len().min(64 << 10)];
    let tail = &bytes[bytes.len().saturating_sub(64 << 10)..];
    let named = |name: &[u8]| holds(head, name) || holds(tail, name);
    if holds(&head[..head.len().min(200)], b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet") {
        FileKind::Ods
    } else if holds(&head[..head.len().min(200)], b"mimetypeapplication/vnd.oasis.opendocument.presentation") {
        FileKind::Slides
    } else if holds(&head[..head.len().min(200)], b"mimetypeapplication/vnd.oasis.opendocument") {
        FileKind::Word
    } else if named(b"xl/workbook.bin") {
        FileKind::Xlsb
    } else if named(b"xl/workbook") || named(b"xl/worksheets/") || named(b"xl/sharedStrings") {
        FileKind::Xlsx
    } else if named(b"word/") {
        FileKind::Word
    } else if named(b"ppt/") {
        FileKind::Slides
    } else if named(b"[Content_Types].xml") {
        FileKind::Xlsx
    } else {
        FileKind::Archive
    }
}

/// An OLE compound file: old Office formats, and new ones under a password. Its directory has names in UTF-16.
fn compound(bytes: &[u8]) -> FileKind {
    let named = |name: &str| holds(bytes, &name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    if named("EncryptedPackage") {
        FileKind::Locked
    } else if named("Workbook") || named("Book") {
        FileKind::Xls
    } else if named("WordDocument") {
        FileKind::Word
    } else if named("PowerPoint Document") {
        FileKind::Slides
    } else {
        FileKind::Binary
    }
}

fn text(bytes: &[u8]) -> FileKind {
    let head = &bytes[..bytes.len().min(4096)];
    let encoding = crate::decode::detect(head);
    let wide = matches!(encoding, crate::decode::Encoding::Utf16Le | crate::decode::Encoding::Utf16Be);
    let controls = head.iter().filter(|byte| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B | 0x1A)).count();
    if !wide && controls * 50 > head.len() {
        return FileKind::Binary;
    }
    let decoded = crate::decode::decode(head);
    let start = decoded.text.trim_start().to_ascii_lowercase();
    let lines = || start.lines().take(20);
    if start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<table") || start.starts_with("<meta") {
        FileKind::Html
    } else if start.starts_with("<?xml") {
        FileKind::Xml
    } else if (start.starts_with('{') && start.contains('"')) || start.starts_with("[{") {
        FileKind::Json
    } else if lines().any(|line| line.trim_start().starts_with("dn:"))
        && lines().all(|line| line.is_empty() || line.starts_with('#') || line.contains(':') || line.starts_with(' '))
    {
        FileKind::Ldif
    } else {
        FileKind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_not_the_name() {
        for (bytes, kind) in [
            (&b""[..], FileKind::Empty),
            (b"%PDF-1.7\n...", FileKind::Pdf),
            (b"\xEF\xBB\xBF%PDF-1.4", FileKind::Pdf),
            (b"\x89PNG\r\n\x1a\n", FileKind::Image),
            (b"<html><table><tr><td>1</td></tr></table></html>", FileKind::Html),
            (b"<?xml version=\"1.0\"?><Workbook/>", FileKind::Xml),
            (b"{\"a\": 1}", FileKind::Json),
            (b"a,b\n1,2\n", FileKind::Text),
            (b"# export\ndn: CN=a\nobjectClass: user\n", FileKind::Ldif),
            (b"version: 1\ndn: CN=a,OU=b,\n DC=hosp\nobjectClass: user\n", FileKind::Ldif),
            (b"\x00\x01\x02\x03\x00\x05\x06\x00\x07", FileKind::Binary),
            (b"PK\x03\x04....xl/workbook.xml", FileKind::Xlsx),
            (b"PK\x03\x04....word/document.xml", FileKind::Word),
            (b"PK\x03\x04....a.txt", FileKind::Archive),
        ] {
            assert_eq!(FileKind::of(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn an_office_file_with_a_password_is_known_as_such() {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &name].concat();
        assert_eq!(FileKind::of(&bytes), FileKind::Locked);
    }
}
