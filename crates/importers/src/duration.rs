//! Lengths of time as offices write them, in days: 毎日, 週1回, 月次, 24時間, 90日, 3か月. Not here: dates.

use crate::fold;
use crate::value::kanji_number;
use crate::vocabulary::vocabulary;
use crate::words::stands_in;

/// What a cell says about a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// So many days, at least 1
    Days(u32),
    /// Never, or for good
    Never,
    /// It cannot be read
    Unreadable,
}

/// Reads a length of time; a bare number counts as `unit` days.
pub(crate) fn read(text: &str, unit: f64) -> Length {
    let words = &vocabulary().duration;
    let folded = fold::word(text);
    let bare = crate::words::without_brackets(&folded);
    for text in [&folded, &bare] {
        if words.never.contains(text) {
            return Length::Never;
        }
    }
    for text in [&folded, &bare] {
        // 毎月1日 begins with its length, and what follows is the day
        let begins = |word: &&String| word.chars().count() > 1 && text.starts_with(word.as_str());
        let phrase = words.phrases.iter().find(|phrase| phrase.words.contains(text));
        let phrase = phrase.or_else(|| words.phrases.iter().find(|phrase| phrase.words.iter().any(|word| begins(&word))));
        if let Some(days) = phrase.map(|phrase| phrase.days).or_else(|| counted(text)) {
            return Length::Days(days);
        }
    }
    let inside = words.phrases.iter().flat_map(|phrase| phrase.words.iter().map(|word| (word, phrase.days)));
    let longest =
        inside.filter(|(word, _)| word.chars().count() > 1 && stands_in(word, &folded)).max_by_key(|(word, _)| word.chars().count());
    if let Some((_, days)) = longest {
        return Length::Days(days);
    }
    if let Ok(number) = bare.trim_end_matches('.').parse::<f64>() {
        return days(number * unit);
    }
    if words.never.iter().any(|word| word.chars().count() > 2 && folded.contains(word.as_str())) {
        return Length::Never;
    }
    Length::Unreadable
}

/// Days of a unit named in a column's head: 保存期間（年）.
pub(crate) fn unit_in(header: &str) -> Option<f64> {
    let folded = fold::word(header);
    let inside = crate::words::in_brackets(&folded)?.to_owned();
    vocabulary().duration.units.iter().find(|unit| unit.words.contains(&inside)).map(|unit| unit.days)
}

/// "90日", "3か月", "週2回", "1日1回": number and unit, or unit and number of times.
fn counted(text: &str) -> Option<u32> {
    let words = &vocabulary().duration;
    let mut best: Option<(usize, f64)> = None;
    for unit in &words.units {
        for word in &unit.words {
            for (at, _) in text.match_indices(word.as_str()) {
                let before = number_before(&text[..at]);
                let after = times_after(&text[at + word.len()..]);
                let days = match (before, after) {
                    (Some(number), Some(times)) => number * unit.days / times,
                    (Some(number), None) => number * unit.days,
                    (None, Some(times)) => unit.days / times,
                    (None, None) => continue,
                };
                // the longest unit word wins: か月 over 月
                if best.is_none_or(|(length, _)| word.len() > length) {
                    best = Some((word.len(), days));
                }
            }
        }
    }
    match days(best?.1) {
        Length::Days(days) => Some(days),
        _ => None,
    }
}

/// The number that a text ends with; 半 is a half.
fn number_before(text: &str) -> Option<f64> {
    let words = &vocabulary().numbers;
    if !words.half.is_empty() && text.ends_with(words.half.as_str()) {
        return Some(0.5);
    }
    let digits: String = text.chars().rev().take_while(|c| c.is_ascii_digit() || *c == '.').collect::<Vec<_>>().into_iter().rev().collect();
    if let Ok(number) = digits.parse() {
        return Some(number);
    }
    let kanji: String = text.chars().rev().take_while(|c| is_kanji_digit(*c)).collect::<Vec<_>>().into_iter().rev().collect();
    kanji_number(&kanji).map(f64::from)
}

/// How many times, when the text goes on with a number and 回.
fn times_after(text: &str) -> Option<f64> {
    let text = text.trim_start_matches([':', '/']);
    let end = text.find(|c: char| !c.is_ascii_digit() && !is_kanji_digit(c))?;
    let (number, rest) = text.split_at(end);
    if !vocabulary().duration.times.iter().any(|word| rest.starts_with(word.as_str())) {
        return None;
    }
    let number = number.parse().ok().or_else(|| kanji_number(number))?;
    (number > 0).then(|| f64::from(number))
}

fn is_kanji_digit(c: char) -> bool {
    let words = &vocabulary().numbers;
    words.kanji.contains(c) || words.ten.contains(c) || words.hundred.contains(c)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn days(days: f64) -> Length {
    if !days.is_finite() || days < 0.0 {
        return Length::Unreadable;
    }
    Length::Days(days.floor().clamp(1.0, 36_500.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_read_as_offices_write_them() {
        for (text, expected) in [
            ("毎日", 1),
            ("日次", 1),
            ("１日１回", 1),
            ("24時間", 1),
            ("24時間毎", 1),
            ("1時間ごと", 1),
            ("毎日 23:00", 1),
            ("週1回", 7),
            ("週１回（日曜）", 7),
            ("週2回", 3),
            ("毎週日曜日", 7),
            ("月次", 31),
            ("月1回", 30),
            ("毎月1日", 31),
            ("90日", 90),
            ("９０日間", 90),
            ("90", 90),
            ("3か月", 91),
            ("３ヶ月", 91),
            ("三か月", 91),
            ("6ヵ月", 182),
            ("半年", 183),
            ("年1回", 365),
            ("1年", 365),
            ("年2回", 182),
            ("5年", 1825),
            ("5年間保存", 1825),
            ("四半期", 92),
            ("隔週", 14),
            ("2週間", 14),
            ("14 days", 14),
            ("weekly", 7),
        ] {
            assert_eq!(read(text, 1.0), Length::Days(expected), "{text}");
        }
        assert_eq!(read("変更なし", 1.0), Length::Never);
        assert_eq!(read("無期限", 1.0), Length::Never);
        assert_eq!(read("業者による", 1.0), Length::Unreadable);
        assert_eq!(read("5", 365.0), Length::Days(1825));
        assert_eq!(unit_in("保存期間（年）"), Some(365.0));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,24}") {
            let _ = read(&text, 1.0);
        }
    }
}
