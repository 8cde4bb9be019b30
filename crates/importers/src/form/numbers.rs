//! Item numbers as people write them: 2-⑥, 2-6, ２－６, 2-④～⑩, 2-④・⑤, and a number alone that goes on from the one before.
//!
//! Not here: which item a number means; that is the form's.

use crate::fold;
use crate::value;
use crate::words::without_brackets;

/// Most numbers that a range is written out to.
const LONGEST: u16 = 30;

/// The numbers in a cell: ranges written out, a missing section taken from the part before. A number before its label
/// (2-⑥ セキュリティパッチ…) or in brackets behind it (…している。(2-⑥)) is taken alone. What is no number (a control's id) stays
/// as it is.
pub(crate) fn in_cell(text: &str) -> Vec<String> {
    let parts: Vec<String> = value::list(text).iter().flat_map(|part| by_section(part)).collect();
    let (mut section, mut all, mut words) = (None, Vec::new(), false);
    for part in &parts {
        let bare = without_brackets(&fold::plain(part));
        match read(part, section).map(|found| (part.as_str(), found)).or_else(|| read(&bare, section).map(|found| (bare.as_str(), found))) {
            Some((written, (found, numbers))) => {
                let own_section = written.contains(SECTION);
                section = Some(found);
                if numbers.len() == 1 && own_section {
                    // a single number stays as it was written
                    all.push(fold::one_line(written));
                } else {
                    all.extend(numbers.iter().map(|number| format!("{found}-{number}")));
                }
            }
            None => {
                words = true;
                all.push(fold::one_line(part));
            }
        }
    }
    let labelled = if words { leading(text).or_else(|| in_label(text)) } else { None };
    labelled.map_or(all, |(section, number)| vec![format!("{section}-{number}")])
}

/// What stands between a section and a number.
const SECTION: [char; 5] = ['-', '\u{ff0d}', '\u{2212}', '(', '\u{ff08}'];

/// 2-⑫・3-① is two numbers with a section each; 2-④・⑤ is one section with two.
fn by_section(part: &str) -> Vec<String> {
    let pieces: Vec<&str> = part.split('\u{30fb}').collect();
    let all_numbers = pieces.iter().all(|piece| read(piece, Some(1)).is_some());
    if all_numbers && pieces.iter().skip(1).any(|piece| piece.contains(SECTION)) {
        return pieces.iter().map(|piece| (*piece).to_owned()).collect();
    }
    vec![part.to_owned()]
}

/// The number that a label begins with.
fn leading(text: &str) -> Option<(u16, u16)> {
    text.split([' ', '\u{3000}', '\n', ':', '\u{ff1a}']).next().and_then(ordinal)
}

/// Section and number of an item, from any spelling of a single number.
pub(crate) fn ordinal(text: &str) -> Option<(u16, u16)> {
    match read(text, None)? {
        (section, numbers) if numbers.len() == 1 => Some((section, numbers[0])),
        _ => None,
    }
}

/// The last number in brackets in a label: …している。(2-⑥).
pub(crate) fn in_label(text: &str) -> Option<(u16, u16)> {
    let text = text.replace('\u{ff08}', "(").replace('\u{ff09}', ")");
    let mut found = None;
    for piece in text.split('(').skip(1) {
        let inside = piece.split(')').next().unwrap_or(piece);
        found = ordinal(inside).or(found);
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    Number(u16),
    Range,
    Link,
}

/// Section and numbers; `None` when something else stands in the text.
fn read(text: &str, before: Option<u16>) -> Option<(u16, Vec<u16>)> {
    let tokens = tokens(text)?;
    let (section, rest) = match tokens.as_slice() {
        [Token::Number(section), Token::Link, rest @ ..] if !rest.is_empty() => (*section, rest),
        [Token::Number(_), ..] => (before?, tokens.as_slice()),
        _ => return None,
    };
    let mut numbers: Vec<u16> = Vec::new();
    let mut range = false;
    let mut rest = rest.iter().copied().peekable();
    while let Some(token) = rest.next() {
        match token {
            Token::Range => range = true,
            Token::Link => {}
            // 2-④～2-⑩: the section again
            Token::Number(again) if again == section && range && rest.peek() == Some(&Token::Link) => {
                rest.next();
            }
            Token::Number(number) if range => {
                range = false;
                let start = *numbers.last()?;
                if number <= start || number - start > LONGEST {
                    return None;
                }
                numbers.extend(start + 1..=number);
            }
            Token::Number(number) => numbers.push(number),
        }
    }
    (!numbers.is_empty() && !range && numbers.len() <= usize::from(LONGEST) * 2).then_some((section, numbers))
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut digits: Option<u16> = None;
    for c in text.chars() {
        let plain: String = fold::plain(&c.to_string());
        let circled = !c.is_ascii_digit()
            && !('\u{ff10}'..='\u{ff19}').contains(&c)
            && !plain.is_empty()
            && plain.bytes().all(|b| b.is_ascii_digit());
        if !circled && let Some(digit) = plain.parse::<u16>().ok().filter(|_| plain.len() == 1) {
            digits = Some(digits.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
            continue;
        }
        tokens.extend(digits.take().map(Token::Number));
        match plain.as_str() {
            _ if circled => tokens.push(Token::Number(plain.parse().ok()?)),
            "~" | "\u{301c}" => tokens.push(Token::Range),
            "-" | "\u{2010}" | "\u{2212}" | "\u{2013}" | "\u{2015}" | "(" | "." | "\u{306e}" | "\u{30fc}" => tokens.push(Token::Link),
            "" | ")" | "\u{30fb}" | "," | "/" => {}
            _ => return None,
        }
    }
    tokens.extend(digits.map(Token::Number));
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_spelling_of_a_number_is_read() {
        for text in ["2-⑥", "2-6", "２－６", "2(6)", "2（6）", "2の⑥", "2－⑥", "2-06"] {
            assert_eq!(ordinal(text), Some((2, 6)), "{text}");
        }
        for text in ["", "2", "gate", "security-patches-applied", "すべて", "2-", "2-⑥～⑧"] {
            assert_eq!(ordinal(text), None, "{text}");
        }
    }

    #[test]
    fn ranges_and_lists_are_written_out() {
        for (text, expected) in [
            ("2-④～⑥", &["2-4", "2-5", "2-6"][..]),
            ("2-④～2-⑥", &["2-4", "2-5", "2-6"]),
            ("2-④・⑤", &["2-4", "2-5"]),
            ("2-④⑤", &["2-4", "2-5"]),
            ("2-⑫・2-⑬", &["2-⑫", "2-⑬"]),
            ("2-④～⑥・３－①", &["2-4", "2-5", "2-6", "３－①"]),
            ("2-④、⑤、3-①", &["2-④", "2-5", "3-①"]),
            ("2-⑥", &["2-⑥"]),
            ("2-⑥、2-⑦（パスワード）", &["2-⑥", "2-7"]),
            ("2-⑥ セキュリティパッチ（最新ファームウェアや更新プログラム）を適用している。", &["2-6"]),
            ("サーバ、端末PC、ネットワーク機器の台帳管理を行っている。(2-①)", &["2-1"]),
            ("security-patches-applied/server", &["security-patches-applied/server"]),
            ("1～3のすべて", &["1～3のすべて"]),
            ("", &[]),
        ] {
            assert_eq!(in_cell(text), expected, "{text}");
        }
    }

    #[test]
    fn the_number_in_a_label_is_found() {
        assert_eq!(in_label("セキュリティパッチ（最新ファームウェアや更新プログラム）を適用している。（２－⑥）"), Some((2, 6)));
        assert_eq!(in_label("利用権限を設定している。\n※明確化を行っている(2-④)"), Some((2, 4)));
        assert_eq!(in_label("接続元制限を実施している。"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,24}") {
            let _ = (ordinal(&text), in_label(&text), in_cell(&text));
        }
    }
}
