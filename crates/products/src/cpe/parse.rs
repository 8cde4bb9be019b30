//! Reading the two bindings.

use super::{Attribute, Value, single_escapes};

/// Why a text is not a CPE name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CpeError {
    /// It begins with neither `cpe:2.3:` nor `cpe:/`.
    #[error("not a CPE name: it begins with neither cpe:2.3: nor cpe:/")]
    Prefix,
    /// Not eleven attributes.
    #[error("a CPE 2.3 name has 11 attributes, this one has {0}")]
    Count(usize),
    /// An attribute without a value.
    #[error("the attribute {0:?} is empty")]
    Empty(Attribute),
    /// A character that must be escaped, or has no place in a name.
    #[error("the attribute {attribute:?} has {character:?} at {at}: not allowed there")]
    Character {
        /// Where
        attribute: Attribute,
        /// What
        character: char,
        /// Its byte position in the attribute
        at: usize,
    },
    /// A backslash or a percent sign with nothing behind it.
    #[error("the attribute {0:?} ends within an escape")]
    Escape(Attribute),
    /// The part is none of a, o, h.
    #[error("the part is {0:?}: it is a, o or h")]
    Part(String),
}

/// Reads either binding.
pub(super) fn parse(text: &str) -> Result<[Value; 11], CpeError> {
    let values = if let Some(rest) = text.strip_prefix("cpe:2.3:") {
        formatted(rest)?
    } else if let Some(rest) = text.strip_prefix("cpe:/") {
        uri(rest)?
    } else {
        return Err(CpeError::Prefix);
    };
    match &values[0] {
        Value::Text(part) if !matches!(part.as_str(), "a" | "o" | "h") => Err(CpeError::Part(part.clone())),
        _ => Ok(values),
    }
}

fn formatted(text: &str) -> Result<[Value; 11], CpeError> {
    let parts = split(text);
    let count = parts.len();
    let parts: [&str; 11] = parts.try_into().map_err(|_| CpeError::Count(count))?;
    let mut values = std::array::from_fn(|_| Value::Any);
    for ((attribute, part), value) in Attribute::ALL.into_iter().zip(parts).zip(&mut values) {
        *value = match part {
            "" => return Err(CpeError::Empty(attribute)),
            "*" => Value::Any,
            "-" => Value::Na,
            text => {
                check(attribute, text)?;
                Value::Text(text.to_owned())
            }
        };
    }
    Ok(values)
}

/// Splits at colons that are not escaped.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::with_capacity(11);
    let (mut start, mut escaped) = (0, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\\' if !escaped => escaped = true,
            b':' if !escaped => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => escaped = false,
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Letters, digits, `-._` stand as they are; `*` only first or last, `?` only in runs there; everything else behind a backslash.
fn check(attribute: Attribute, text: &str) -> Result<(), CpeError> {
    let text = &*single_escapes(text);
    let body = text.trim_start_matches('?').len();
    let front = text.len() - body;
    let back = trailing_question_marks(text);
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        let wild = match character {
            '*' => at == 0 || at + 1 == text.len(),
            '?' => at < front || at >= back,
            _ => false,
        };
        let good = if escaped { character.is_ascii_graphic() } else { wild || is_plain(character) || character == '\\' };
        if !good {
            return Err(CpeError::Character { attribute, character, at });
        }
        escaped = character == '\\' && !escaped;
    }
    if escaped { Err(CpeError::Escape(attribute)) } else { Ok(()) }
}

/// Where the unescaped question marks at the end begin.
fn trailing_question_marks(text: &str) -> usize {
    let kept = text.trim_end_matches('?');
    let backslashes = kept.len() - kept.trim_end_matches('\\').len();
    kept.len() + backslashes % 2
}

fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_')
}

/// `cpe:/o:vendor:product:version:update:edition:language`, the packed edition `~edition~sw~target_sw~target_hw~other`.
fn uri(text: &str) -> Result<[Value; 11], CpeError> {
    let mut values: [Value; 11] = std::array::from_fn(|_| Value::Any);
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 7 {
        return Err(CpeError::Count(parts.len()));
    }
    for (attribute, part) in Attribute::ALL.into_iter().zip(parts) {
        if attribute == Attribute::Edition && part.starts_with('~') {
            let packed = [Attribute::Edition, Attribute::SwEdition, Attribute::TargetSw, Attribute::TargetHw, Attribute::Other];
            for (attribute, part) in packed.into_iter().zip(part[1..].split('~')) {
                values[attribute as usize] = uri_value(attribute, part)?;
            }
        } else {
            values[attribute as usize] = uri_value(attribute, part)?;
        }
    }
    Ok(values)
}

/// Decodes `%xx`; `%01` and `%02` are the wildcards `?` and `*`.
fn uri_value(attribute: Attribute, text: &str) -> Result<Value, CpeError> {
    match text {
        "" => return Ok(Value::Any),
        "-" => return Ok(Value::Na),
        _ => {}
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.char_indices();
    while let Some((at, character)) = rest.next() {
        let decoded = if character == '%' {
            let digits = text.get(at + 1..at + 3).ok_or(CpeError::Escape(attribute))?;
            let code = u8::from_str_radix(digits, 16).map_err(|_| CpeError::Character { attribute, character, at })?;
            rest.nth(1);
            char::from(code)
        } else {
            character
        };
        match decoded {
            '\u{1}' => out.push('?'),
            '\u{2}' => out.push('*'),
            c if is_plain(c) => out.push(c),
            c if c.is_ascii_graphic() => out.extend(['\\', c]),
            character => return Err(CpeError::Character { attribute, character, at }),
        }
    }
    check(attribute, &out)?;
    Ok(match out.as_str() {
        "*" => Value::Any,
        // a hyphen that was encoded is a hyphen, not "not applicable"
        "-" => Value::Text("\\-".to_owned()),
        _ => Value::Text(out),
    })
}
