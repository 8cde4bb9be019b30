//! JSON of strangers: fields that may be missing or of another type, and documents that end in the middle.

use serde_json::Value;

use crate::draft::Draft;
use crate::problem::{Problem, Severity, keys};

/// The document; of one that ends in the middle, what was whole. `None` (and a problem) where it is no JSON.
pub(crate) fn parse(text: &str, draft: &mut Draft) -> Option<Value> {
    match serde_json::from_str(text) {
        Ok(value) => Some(value),
        Err(error) if error.is_eof() => {
            draft.warning(keys::FILE_TRUNCATED);
            serde_json::from_str(&closed(text)).ok()
        }
        Err(error) => {
            let problem = Problem::new(Severity::Error, keys::FILE_BROKEN).arg("format", "JSON");
            draft.push(problem.at(error.line().saturating_sub(1)));
            None
        }
    }
}

/// The documents of a file with one on each line; lines that are none are named.
pub(crate) fn lines(text: &str, draft: &mut Draft) -> Vec<Value> {
    let mut values = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(value) => values.push(value),
            Err(_) => draft.push(Problem::new(Severity::Error, keys::RECORD_UNREADABLE).at(index)),
        }
    }
    values
}

/// Cuts a torn document after its last whole element and closes what is open.
fn closed(text: &str) -> String {
    let (mut open, mut string, mut escaped) = (Vec::new(), false, false);
    let mut whole = (0, Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        if string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => string = true,
            b'{' => open.push('}'),
            b'[' => open.push(']'),
            b'}' | b']' => {
                open.pop();
                whole = (at + 1, open.clone());
            }
            b',' => whole = (at, open.clone()),
            _ => {}
        }
    }
    let (end, open) = whole;
    text[..end].chars().chain(open.into_iter().rev()).collect()
}

/// A field as text: strings as they are, numbers and truth values written out; empty where it is missing.
pub(crate) fn text(value: &Value, field: &str) -> String {
    value.get(field).map(as_text).unwrap_or_default()
}

/// The first of several fields that says something.
pub(crate) fn first(value: &Value, fields: &[&str]) -> String {
    fields.iter().map(|field| text(value, field)).find(|text| !text.is_empty()).unwrap_or_default()
}

/// A value as text.
pub(crate) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => String::new(),
    }
}

/// A field as a number, also where it is written as text.
pub(crate) fn number(value: &Value, field: &str) -> Option<i64> {
    match value.get(field)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(truth) => Some(i64::from(*truth)),
        _ => None,
    }
}

/// A field as a truth value, also where it is written as text or number.
pub(crate) fn truth(value: &Value, field: &str) -> Option<bool> {
    match value.get(field)? {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) => number.as_i64().map(|number| number != 0),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Some(true),
            "false" | "0" | "no" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// The entries of a field that is a list (a single object counts as a list of one: what PowerShell makes of it); empty where it is missing.
pub(crate) fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    match value.get(field) {
        Some(Value::Array(list)) => list,
        Some(single @ Value::Object(_)) => std::slice::from_ref(single),
        _ => &[],
    }
}

/// The texts of a field that is a list of texts, or one text.
pub(crate) fn texts(value: &Value, field: &str) -> Vec<String> {
    match value.get(field) {
        Some(Value::Array(list)) => list.iter().map(as_text).filter(|text| !text.is_empty()).collect(),
        Some(single) => Some(as_text(single)).filter(|text| !text.is_empty()).into_iter().collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_torn_document_gives_what_was_whole() {
        let limits = crate::Limits::default();
        let mut draft = Draft::new(&limits);
        let value = parse(r#"{"a":[{"b":"x,]"},{"c":2},{"d":"to"#, &mut draft).unwrap();
        assert_eq!(value, serde_json::json!({"a":[{"b":"x,]"},{"c":2}]}));
        assert_eq!(parse("{oops", &mut draft), None);
    }

    proptest! {
        #[test]
        fn closing_never_panics(text in "[\\[\\]{}\",:a\\\\あ0-9]{0,60}") {
            let _ = serde_json::from_str::<Value>(&closed(&text));
        }
    }
}
