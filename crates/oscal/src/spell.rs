//! Spelling what OSCAL restricts: tokens, single lines, times, UUIDs, properties of our own.
//!
//! Nothing is refused: what does not fit is made to fit.

use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sonae_domain::framework::Source;

use crate::NAMESPACE;
use crate::model::{Citation, DocumentId, Metadata, Property, Resource};
use crate::version::Version;

/// One line without blanks around it; `None` when nothing is left.
pub(crate) fn line(text: &str) -> Option<String> {
    let breaks = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let spaced: String = text.chars().map(|c| if (c.is_control() && !breaks.contains(&c)) || c == '\u{feff}' { ' ' } else { c }).collect();
    let words: Vec<&str> = spaced.split(breaks).map(str::trim).filter(|word| !word.is_empty()).collect();
    let joined = words.join(" ");
    (!joined.is_empty()).then_some(joined)
}

/// One line that is never empty: a dash where there is nothing to say.
pub(crate) fn title(text: &str) -> String {
    line(text).unwrap_or_else(|| "-".to_owned())
}

/// An identifier: letters, digits, `-`, `.`, `_`, beginning with a letter or `_`.
pub(crate) fn token(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let spelt: String = text.chars().map(|c| if fits(c) { c } else { '-' }).collect();
    if spelt.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { spelt } else { format!("_{spelt}") }
}

/// The beginning of a day in Japan.
pub(crate) fn morning(day: Date) -> String {
    format!("{day}T00:00:00+09:00")
}

/// The end of a day in Japan.
pub(crate) fn evening(day: Date) -> String {
    format!("{day}T23:59:59+09:00")
}

/// A UUID that is always the same for the same parts: version 5 in form, over SHA-256 instead of SHA-1.
pub(crate) fn uuid(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(NAMESPACE.as_bytes());
    for part in parts {
        hash.update([0]);
        hash.update(part.as_bytes());
    }
    let hash = hash.finalize();
    let mut hex = String::with_capacity(36);
    for (at, byte) in hash.iter().take(16).enumerate() {
        let byte = match at {
            6 => byte & 0x0f | 0x50,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            hex.push('-');
        }
        hex.push_str(&format!("{byte:02x}"));
    }
    hex
}

/// The UUID of a document: changes whenever what it says changes.
pub(crate) fn document_uuid(model: &str, body: &impl Serialize) -> String {
    uuid(&["document", model, &serde_json::to_string(body).unwrap_or_default()])
}

/// A property of ours; none for an empty value.
pub(crate) fn prop(name: &str, value: &str) -> Option<Property> {
    line(value).map(|value| Property { name: name.to_owned(), ns: Some(NAMESPACE.to_owned()), value, ..Property::default() })
}

/// A property of OSCAL's own.
pub(crate) fn oscal_prop(name: &str, value: &str, class: &str) -> Option<Property> {
    let class = (!class.is_empty()).then(|| token(class));
    line(value).map(|value| Property { name: name.to_owned(), value, class, ..Property::default() })
}

/// The value of the property of ours with this name.
pub(crate) fn ours<'a>(props: &'a [Property], name: &str) -> Option<&'a str> {
    all_ours(props, name).next()
}

/// Every value of the property of ours with this name.
pub(crate) fn all_ours<'a>(props: &'a [Property], name: &str) -> impl Iterator<Item = &'a str> {
    props.iter().filter(move |prop| prop.name == name && prop.ns.as_deref() == Some(NAMESPACE)).map(|prop| prop.value.as_str())
}

/// How serde spells a value that is one word.
pub(crate) fn spelt(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The head of a document.
pub(crate) fn metadata(version: Version, of_title: &str, of_version: &str, day: Date) -> Metadata {
    Metadata {
        title: title(of_title),
        last_modified: morning(day),
        version: title(of_version),
        oscal_version: version.as_str().to_owned(),
        ..Metadata::default()
    }
}

/// A document that data was taken from.
pub(crate) fn source_resource(owner: &str, source: &Source) -> Resource {
    let place = source.place.as_deref().and_then(|place| prop("place", place));
    let date = source.date.and_then(|date| oscal_prop("published", &morning(date), ""));
    let role = prop("source", &spelt(&source.role));
    let publisher = prop("publisher", &source.publisher);
    let number = source.notice.as_deref().and_then(line);
    Resource {
        uuid: uuid(&["source", owner, &source.title, source.notice.as_deref().unwrap_or_default(), &spelt(&source.role)]),
        title: line(&source.title),
        props: [role, publisher, place, date].into_iter().flatten().collect(),
        document_ids: number.iter().map(|identifier| DocumentId { identifier: identifier.clone(), ..DocumentId::default() }).collect(),
        citation: line(&source.title).map(|text| Citation { text, ..Citation::default() }),
        ..Resource::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_made_to_fit() {
        assert_eq!(line(" 二行の\n 文\u{3000}").as_deref(), Some("二行の 文"));
        assert_eq!(line(" \n\t"), None);
        assert_eq!(token("2-06"), "_2-06");
        assert_eq!(token("m1.2.1-mgmt-02"), "m1.2.1-mgmt-02");
        assert_eq!(token("山田 花子"), "_-----");
    }

    #[test]
    fn a_uuid_is_stable_and_has_the_form_of_version_5() {
        let one = uuid(&["a", "b"]);
        assert_eq!(one, uuid(&["a", "b"]));
        assert_ne!(one, uuid(&["ab"]));
        assert_eq!(one.len(), 36);
        assert_eq!(one.as_bytes()[14], b'5');
        assert!(matches!(one.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{one}");
    }
}
