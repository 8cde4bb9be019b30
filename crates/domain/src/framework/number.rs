//! Printed numbers: `2-⑥`, `2(7)`, `２－６`, keys such as `2-06-server`. Not here: what they mean; that is the control.

use unicode_normalization::UnicodeNormalization;

/// Section and number inside it.
pub(super) type Ordinal = (u16, u16);

/// Reads section and number from any of the spellings above: the first two runs of digits once circled and full-width
/// digits are made plain. `None` where there are not at least two, or more than two.
pub(super) fn ordinal(text: &str) -> Option<Ordinal> {
    let plain: String = text.nfkc().collect();
    let mut runs = plain.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let section = runs.next()?.parse().ok()?;
    let number = runs.next()?.parse().ok()?;
    runs.next().is_none().then_some((section, number))
}

/// The number at the head of a section title.
pub(super) fn section(title: &str) -> Option<u16> {
    let plain: String = title.nfkc().collect();
    let digits = plain.trim_start();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}

/// A wording with the differences removed that readers do not see: full and half width, circled digits, white space.
pub(super) fn comparable(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_number_is_read() {
        for text in ["2-⑥", "2(6)", "２－６", "2-6", "2-06-server", " 2 の ⑥ "] {
            assert_eq!(ordinal(text), Some((2, 6)), "{text}");
        }
        assert_eq!(ordinal("2-⑭"), Some((2, 14)));
        assert_eq!(ordinal("2（７）"), Some((2, 7)));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "2", "gate", "1-2-3", "2-", "99999-1", "医療情報システムの有無"] {
            assert_eq!(ordinal(text), None, "{text}");
        }
    }

    #[test]
    fn a_section_title_begins_with_its_number() {
        assert_eq!(section("2 医療情報システムの管理・運用"), Some(2));
        assert_eq!(section("４規程類"), Some(4));
        assert_eq!(section("体制構築"), None);
    }
}
