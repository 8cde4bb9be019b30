//! Numbers and headings as they are compared: width, spaces, brackets and circled digits make no difference.
//!
//! Not here: what a number refers to (`citation`).

use unicode_normalization::UnicodeNormalization;

/// The printed text with circled digits as `(7)`, in one width and without spaces.
pub(super) fn plain(text: &str) -> String {
    let mut open = String::with_capacity(text.len());
    for c in text.chars() {
        match circled(c) {
            Some(number) => {
                open.push('(');
                open.push_str(&number.to_string());
                open.push(')');
            }
            None => open.push(c),
        }
    }
    open.nfkc().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

/// The number of a circled digit ① to ⑳.
pub(super) fn circled(c: char) -> Option<u16> {
    let at = u32::from(c).checked_sub(0x2460).filter(|at| *at < 20)?;
    u16::try_from(at + 1).ok()
}

/// The last number of a printed number, as `7` of `13⑦`.
pub(super) fn number_of(no: &str) -> Option<u16> {
    split(no).numbers.last().copied()
}

/// The parts of a printed number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Number {
    /// Chapter or section, `1.2.1` or `13`.
    pub(super) section: String,
    /// Words between section and number, without brackets.
    pub(super) part: String,
    /// The numbers themselves: mostly one, two in `17①②`.
    pub(super) numbers: Vec<u16>,
}

/// Takes `1.2.1〈管理責任〉②`, `13⑦`, `13-7`, `13(7)`, `8.⑤`, `3.2` apart. Never fails: what is not there is empty.
pub(super) fn split(no: &str) -> Number {
    let plain = plain(no);
    let end = plain.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(plain.len());
    let (section, rest) = plain.split_at(end);
    let part: String = rest.chars().filter(|c| c.is_alphabetic()).collect();
    let numbers = rest.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
    Number { section: section.trim_matches('.').to_owned(), part, numbers }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(no: &str) -> (String, String, Vec<u16>) {
        let Number { section, part, numbers } = split(no);
        (section, part, numbers)
    }

    #[test]
    fn every_spelling_of_a_number_comes_apart_alike() {
        for no in ["13⑦", "１３⑦", " 13 ⑦ ", "13-7", "13(7)", "１３（７）", "13.⑦", "13の7"] {
            let Number { section, numbers, .. } = split(no);
            assert_eq!((section.as_str(), numbers), ("13", vec![7]), "{no}");
        }
        let whole = ("1.2.1".to_owned(), "管理責任".to_owned(), vec![2]);
        for no in ["1.2.1〈管理責任〉②", "１．２．１【管理責任】②", "1.2.1 管理責任 2", "1.2.1<管理責任>(2)"] {
            assert_eq!(parts(no), whole, "{no}");
        }
        assert_eq!(parts("3.2"), ("3.2".to_owned(), String::new(), Vec::new()));
        assert_eq!(parts("17①②").2, [1, 2]);
    }

    #[test]
    fn what_is_no_number_is_empty() {
        for no in ["", "①", "あ", "....", "\u{0}", "⑳⑳⑳⑳⑳⑳"] {
            assert_eq!(split(no).section, "", "{no}");
        }
    }
}
