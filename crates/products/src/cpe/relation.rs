//! Matching: NIST IR 7696, tables 6-2 (values) and 6-4 (names).

use super::{Value, single_escapes};

/// How a source stands to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// They mean the same
    Equal,
    /// The source covers the target
    Superset,
    /// The target covers the source
    Subset,
    /// They have nothing in common
    Disjoint,
    /// IR 7696 does not say (a target with wildcards), or the attributes of a name point both ways
    Undefined,
}

impl Relation {
    /// True where everything that the target means is meant by the source.
    pub fn covers(self) -> bool {
        matches!(self, Self::Equal | Self::Superset)
    }

    /// Two values of one attribute.
    pub fn of_values(source: &Value, target: &Value) -> Self {
        match (source, target) {
            (Value::Any, Value::Any) | (Value::Na, Value::Na) => Self::Equal,
            (Value::Any | Value::Na, Value::Text(text)) if has_wildcards(text) => Self::Undefined,
            (Value::Any, _) => Self::Superset,
            (_, Value::Any) => Self::Subset,
            (Value::Na, _) | (_, Value::Na) => Self::Disjoint,
            (Value::Text(source), Value::Text(target)) if has_wildcards(target) => {
                if source.eq_ignore_ascii_case(target) {
                    Self::Equal
                } else {
                    Self::Undefined
                }
            }
            (Value::Text(pattern), Value::Text(target)) if has_wildcards(pattern) => {
                if matches_pattern(pattern, target) {
                    Self::Superset
                } else {
                    Self::Disjoint
                }
            }
            (source, target) => {
                let plain = |value: &Value| value.unescaped().map(|text| text.to_ascii_lowercase());
                if plain(source) == plain(target) { Self::Equal } else { Self::Disjoint }
            }
        }
    }

    /// The relation of two names from the relations of their attributes.
    pub fn of_names(attributes: [Self; 11]) -> Self {
        let has = |relation: Self| attributes.contains(&relation);
        if has(Self::Disjoint) {
            Self::Disjoint
        } else if has(Self::Undefined) || (has(Self::Superset) && has(Self::Subset)) {
            Self::Undefined
        } else if has(Self::Superset) {
            Self::Superset
        } else if has(Self::Subset) {
            Self::Subset
        } else {
            Self::Equal
        }
    }
}

/// One element of a value: a character (escaped or not) or a wildcard.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Character(char),
    One,
    Many,
}

fn elements(text: &str) -> Vec<Element> {
    let mut found = Vec::with_capacity(text.len());
    let mut escaped = false;
    for c in single_escapes(text).chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '?' if !escaped => found.push(Element::One),
            '*' if !escaped => found.push(Element::Many),
            c => found.push(Element::Character(c.to_ascii_lowercase())),
        }
        escaped = false;
    }
    found
}

fn has_wildcards(text: &str) -> bool {
    elements(text).iter().any(|element| !matches!(element, Element::Character(_)))
}

/// `*` stands first or last, `?` in runs there: `?` covers no or one character (IR 7695, 5.3.2).
fn matches_pattern(pattern: &str, target: &str) -> bool {
    let (pattern, target) = (elements(pattern), elements(target));
    let first = pattern.iter().take_while(|element| !matches!(element, Element::Character(_))).count();
    let last = pattern.iter().rev().take_while(|element| !matches!(element, Element::Character(_))).count();
    if first == pattern.len() {
        return pattern.contains(&Element::Many) || target.len() <= first;
    }
    let body = &pattern[first..pattern.len() - last];
    let limit = |wild: &[Element]| if wild.contains(&Element::Many) { usize::MAX } else { wild.len() };
    let (before, after) = (limit(&pattern[..first]), limit(&pattern[pattern.len() - last..]));
    target.windows(body.len()).enumerate().any(|(at, window)| window == body && at <= before && target.len() - at - body.len() <= after)
}
