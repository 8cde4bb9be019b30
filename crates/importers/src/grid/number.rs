//! Numbers and dates as a sheet shows them, by number format: 1 under `000` is 001, 2.1 under `0.00` is 2.10, and a date
//! under `yyyy"年"m"月"` is known to the month. Not here: locales, colours, fractions, thousands separators.

use sonae_domain::calendar::from_excel_serial;

use super::{Cell, CellKind};

/// What a number format says, as far as it matters for a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum NumberFormat {
    /// As it is
    #[default]
    General,
    /// Digits with leading zeros, a fixed number of decimals, and words before and after
    Digits { before: String, zeros: usize, decimals: usize, after: String },
    /// A date; whether its month and day are shown
    Date { month: bool, day: bool },
    /// A time of day
    Time,
    /// A length of time in hours and more
    Duration,
}

impl NumberFormat {
    /// Reads the first section of a format code.
    pub(super) fn parse(code: &str) -> Self {
        let mut before = String::new();
        let mut after = String::new();
        let (mut zeros, mut decimals, mut digits, mut point) = (0, 0, false, false);
        let mut tokens = String::new();
        let mut characters = code.chars();
        while let Some(c) = characters.next() {
            let literal = match c {
                ';' => break,
                '"' => characters.by_ref().take_while(|c| *c != '"').collect(),
                '\\' => characters.next().map(String::from).unwrap_or_default(),
                '_' | '*' => {
                    characters.next();
                    String::new()
                }
                '[' => {
                    let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                    if inside.starts_with(['h', 'H', 'm', 's']) {
                        return Self::Duration;
                    }
                    String::new()
                }
                '0' | '#' | '?' => {
                    digits = true;
                    let shown = usize::from(c == '0');
                    if point {
                        decimals += shown;
                    } else {
                        zeros += shown;
                    }
                    String::new()
                }
                '.' => {
                    point = true;
                    String::new()
                }
                ',' | ' ' => String::new(),
                '-' | '(' | ')' | '/' | ':' | '+' | '$' => c.to_string(),
                other => {
                    tokens.extend(other.to_lowercase());
                    if other.is_ascii() { String::new() } else { other.to_string() }
                }
            };
            if digits { after.push_str(&literal) } else { before.push_str(&literal) }
        }
        Self::from_tokens(&tokens, digits).unwrap_or(Self::Digits { before, zeros, decimals, after })
    }

    /// The kind that the letters outside quotation marks tell; `None` for plain digits.
    fn from_tokens(tokens: &str, digits: bool) -> Option<Self> {
        if tokens.contains("general") || tokens == "@" {
            return Some(Self::General);
        }
        let has = |letters: &[char]| tokens.contains(letters);
        if has(&['y', 'g']) || (has(&['e']) && !digits) || has(&['d']) || (tokens.contains("aaa")) {
            return Some(Self::Date { month: has(&['m', 'd']), day: has(&['d']) || tokens.contains("aaa") });
        }
        if has(&['h', 's']) || tokens.contains("am") {
            return Some(Self::Time);
        }
        if has(&['m']) && !digits {
            return Some(Self::Date { month: true, day: true });
        }
        if digits && !has(&['e', '%', '?']) {
            return None;
        }
        Some(Self::General)
    }

    /// The format of a built-in id whose code is not written in the file.
    pub(super) fn built_in(id: u32) -> Self {
        match id {
            14..=16 | 27..=31 | 36 | 50..=54 | 57 | 58 => Self::Date { month: true, day: true },
            17 | 55 | 56 => Self::Date { month: true, day: id == 56 },
            22 => Self::Date { month: true, day: true },
            18..=21 | 32..=35 | 45 | 47 => Self::Time,
            46 => Self::Duration,
            2 | 4 | 10 => Self::Digits { before: String::new(), zeros: 1, decimals: 2, after: String::new() },
            _ => Self::General,
        }
    }

    /// A cell that holds this number.
    pub(super) fn cell(&self, value: f64, is_1904: bool) -> Cell {
        let dated = |text: Option<String>| text.map(|text| Cell { text, kind: CellKind::Date, merged: false });
        let shown = match self {
            Self::Date { month, day } => dated(date(value, is_1904, *month, *day)),
            Self::Time => (0.0..1.0).contains(&value).then(|| Cell::text(clock(value))).or_else(|| dated(date(value, is_1904, true, true))),
            Self::Duration => Some(Cell::text(clock(value))),
            Self::Digits { before, zeros, decimals, after } if value.is_finite() && value.abs() < 1e15 => {
                let sign = if value < 0.0 { "-" } else { "" };
                let width = zeros + usize::from(*decimals > 0) + decimals;
                let digits = format!("{:0width$.decimals$}", value.abs());
                Some(Cell { text: format!("{before}{sign}{digits}{after}"), kind: CellKind::Number, merged: false })
            }
            _ => None,
        };
        shown.unwrap_or_else(|| Cell { text: general(value), kind: CellKind::Number, merged: false })
    }
}

/// A number without format: whole numbers without decimals, others in their shortest form.
#[expect(clippy::cast_possible_truncation, reason = "bounded to whole numbers below 1e15")]
pub(super) fn general(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return (value as i64).to_string();
    }
    // 0.1 + 0.2 is shown as 0.3 by every spreadsheet
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    rounded.to_string()
}

/// ISO 8601 to the day, month or year that is shown, with the time of day when there is one.
#[expect(clippy::cast_possible_truncation, reason = "from_excel_serial bounds the day")]
fn date(value: f64, is_1904: bool, month: bool, day: bool) -> Option<String> {
    if !value.is_finite() || value.abs() > 1e7 {
        return None;
    }
    let serial = value.floor() as i64 + if is_1904 { 1462 } else { 0 };
    let date = from_excel_serial(serial)?;
    Some(match (month, day) {
        (_, true) if value.fract() > 0.0 => format!("{date} {}", clock(value.fract())),
        (_, true) => date.to_string(),
        (true, false) => format!("{:04}-{:02}", date.year(), date.month()),
        (false, false) => format!("{:04}", date.year()),
    })
}

/// Hours and minutes of a fraction of days.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn clock(value: f64) -> String {
    let minutes = (value * 1440.0).round().clamp(0.0, 1e9) as u64;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(value: f64, code: &str) -> String {
        NumberFormat::parse(code).cell(value, false).text
    }

    #[test]
    fn leading_zeros_and_decimals_are_kept() {
        for (value, code, text) in [
            (1.0, "000", "001"),
            (1.0, "General", "1"),
            (2.1, "0.00", "2.10"),
            (2.0, "0.0", "2.0"),
            (2.1, "@", "2.1"),
            (12.0, "\"PC-\"000", "PC-012"),
            (3.0, "0\"世代\"", "3世代"),
            (1234.0, "#,##0", "1234"),
            (0.5, "0%", "0.5"),
            (-3.0, "0", "-3"),
            (7.0, "#,##0;[Red]-#,##0", "7"),
            (0.1 + 0.2, "General", "0.3"),
        ] {
            assert_eq!(shown(value, code), text, "{code}");
        }
    }

    #[test]
    fn dates_are_known_as_far_as_they_are_shown() {
        for (code, text) in [
            ("yyyy-mm-dd", "2025-04-01"),
            ("m/d", "2025-04-01"),
            ("[$-411]ge.m.d", "2025-04-01"),
            ("[$-ja-JP]ggge\"年\"m\"月\"d\"日\"", "2025-04-01"),
            ("[$-ja-JP-x-gannen]ggge\"年\"m\"月\"d\"日\";@", "2025-04-01"),
            ("yyyy\"年\"m\"月\"", "2025-04"),
            ("ggge\"年\"", "2025"),
            ("aaa", "2025-04-01"),
        ] {
            assert_eq!(shown(45_748.0, code), text, "{code}");
        }
        assert_eq!(shown(45_748.354, "yyyy/m/d h:mm"), "2025-04-01 8:30");
        assert_eq!(shown(0.75, "h:mm"), "18:00");
        assert_eq!(NumberFormat::Date { month: true, day: true }.cell(44_286.0, true).text, "2025-04-01");
        assert_eq!(shown(1.5, "[h]:mm"), "36:00");
    }

    proptest! {
        #[test]
        fn any_code_and_number_are_shown(code in "\\PC{0,20}", value in any::<f64>(), is_1904 in any::<bool>()) {
            let _ = NumberFormat::parse(&code).cell(value, is_1904);
        }
    }
}
