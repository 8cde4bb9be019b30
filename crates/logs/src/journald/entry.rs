//! The fields of one entry, whichever way it was written.

use serde_json::{Map, Value};

use super::export;

/// Fields of an entry; a field that comes several times is a list.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) fields: Map<String, Value>,
}

impl Entry {
    /// `None` where the bytes are no entry.
    pub(super) fn json(raw: &[u8]) -> Option<Self> {
        let raw = raw.strip_prefix(b"\x1e").unwrap_or(raw);
        let Value::Object(all) = serde_json::from_slice(raw).ok()? else { return None };
        let fields = all.into_iter().filter_map(|(name, value)| Some((name, plain(value)?))).collect();
        Some(Self { fields })
    }

    /// `None` where there is no field.
    pub(super) fn export(raw: &[u8]) -> Option<Self> {
        let mut fields = Map::new();
        for (name, value) in export::fields(raw) {
            let value = Value::from(String::from_utf8_lossy(&value));
            match fields.get_mut(&name) {
                None => {
                    fields.insert(name, value);
                }
                Some(Value::Array(all)) => all.push(value),
                Some(there) => *there = Value::Array(vec![there.take(), value]),
            }
        }
        (!fields.is_empty()).then_some(Self { fields })
    }

    /// A field as text; of several the first; "" where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        match self.fields.get(name) {
            Some(Value::String(text)) => text,
            Some(Value::Array(all)) => all.first().and_then(Value::as_str).unwrap_or_default(),
            _ => "",
        }
    }

    /// The first of these fields that is there.
    pub(super) fn first(&self, names: &[&str]) -> &str {
        names.iter().map(|name| self.get(name)).find(|value| !value.is_empty()).unwrap_or_default()
    }
}

/// A value as the journal writes it: text; a list of bytes where it is no text; `null` where it was too long; a list of these where
/// the field comes several times.
fn plain(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(all) if all.iter().all(Value::is_number) => {
            let bytes: Vec<u8> = all.iter().filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect();
            Some(String::from_utf8_lossy(&bytes).into())
        }
        Value::Array(all) => Some(Value::Array(all.into_iter().filter_map(plain).collect())),
        Value::String(_) => Some(value),
        other => Some(other.to_string().into()),
    }
}
