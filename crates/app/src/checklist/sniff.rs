//! What an uploaded file is, by its content: only what an office uses is taken, and nothing is believed of its name.

/// The file is of no kind that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file is of no kind that is taken")]
pub struct UnknownKind;

/// Kinds that are told by their first bytes.
const BINARY: &[&str] = &[
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/tiff",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
];

/// The media type, by content. Text is what holds no control characters; CSV and plain text differ by name only.
pub fn media_type(bytes: &[u8], name: &str) -> Result<&'static str, UnknownKind> {
    if let Some(kind) = infer::get(bytes) {
        return BINARY.iter().copied().find(|known| *known == kind.mime_type()).ok_or(UnknownKind);
    }
    let is_text = !bytes.is_empty() && bytes.iter().take(1 << 16).all(|byte| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x1b));
    let starts = String::from_utf8_lossy(&bytes[..bytes.len().min(512)])
        .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
        .to_ascii_lowercase();
    // pages and programs are text, too, and must not be opened from here
    if !is_text || starts.starts_with('<') || starts.starts_with("#!") {
        return Err(UnknownKind);
    }
    let is_table = name.rsplit('.').next().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    Ok(if is_table { "text/csv" } else { "text/plain" })
}

/// The name as it is kept: its last part, without control and direction characters, at most 120 characters.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let harmless = |c: &char| {
        !c.is_control()
            && !matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '<' | '>' | ':' | '"' | '|' | '?' | '*')
    };
    let cleaned: String = last.chars().filter(harmless).collect();
    let cleaned = cleaned.trim().trim_start_matches('.').trim();
    let length = cleaned.chars().count();
    // the end tells the kind
    let short: String =
        if length > 120 { cleaned.chars().take(100).chain(cleaned.chars().skip(length - 20)).collect() } else { cleaned.to_owned() };
    if short.is_empty() { "file".to_owned() } else { short }
}

/// The endings that fit a kind of file; the first is the usual one.
pub fn endings(media_type: &str) -> &'static [&'static str] {
    match media_type {
        "application/pdf" => &["pdf"],
        "image/png" => &["png"],
        "image/jpeg" => &["jpg", "jpeg"],
        "image/tiff" => &["tif", "tiff"],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => &["docx"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => &["xlsx"],
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => &["pptx"],
        "application/vnd.oasis.opendocument.text" => &["odt"],
        "application/vnd.oasis.opendocument.spreadsheet" => &["ods"],
        "application/vnd.oasis.opendocument.presentation" => &["odp"],
        "application/msword" => &["doc"],
        "application/vnd.ms-excel" => &["xls"],
        "application/vnd.ms-powerpoint" => &["ppt"],
        "text/csv" => &["csv"],
        _ => &["txt", "log", "md", "tsv"],
    }
}

/// The name with the ending that fits what the file is: nothing is saved and opened as a program because of its name.
pub fn fitting_name(name: &str, media_type: &str) -> String {
    let endings = endings(media_type);
    let fits = name.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)));
    if fits { name.to_owned() } else { format!("{name}.{}", endings[0]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_its_content_says() {
        assert_eq!(media_type(b"%PDF-1.7 ...", "a.exe"), Ok("application/pdf"));
        assert_eq!(media_type("管理番号,IP\n".as_bytes(), "a.CSV"), Ok("text/csv"));
        assert_eq!(media_type(b"MZ\x90\0\x03", "a.pdf"), Err(UnknownKind));
        assert_eq!(media_type(b" <!DOCTYPE html><script>", "a.txt"), Err(UnknownKind));
        assert_eq!(media_type(b"#!/bin/sh\n", "a.txt"), Err(UnknownKind));
        assert_eq!(media_type(b"", "a.txt"), Err(UnknownKind));
        assert_eq!(media_type(b"a\0b", "a.txt"), Err(UnknownKind));
    }

    #[test]
    fn a_name_carries_no_path_and_no_tricks() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\x\\契約書\u{202e}fdp.exe"), "契約書fdp.exe");
        assert_eq!(clean_name("..."), "file");
        assert_eq!(fitting_name("手順.bat", "text/plain"), "手順.bat.txt");
        assert_eq!(fitting_name("手順.PDF", "application/pdf"), "手順.PDF");
        let long = format!("{}.pdf", "あ".repeat(500));
        assert!(clean_name(&long).chars().count() == 120 && clean_name(&long).contains(".pdf"));
    }
}
