//! Words by which texts are recognised: data, not code.

use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// The lists of `data/words.toml`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) net_accounts: Vec<String>,
    pub(crate) succeeded: Vec<String>,
    pub(crate) failed: Vec<String>,
    pub(crate) offline: Vec<String>,
    pub(crate) online: Vec<String>,
    pub(crate) same_machine: Vec<String>,
}

pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("../data/words.toml")).unwrap_or_default());

/// Whether a cell has one of some words in it, whatever its width and case.
pub(crate) fn says(cell: &str, words: &[String]) -> bool {
    let cell: String = cell.nfkc().flat_map(char::to_lowercase).collect();
    words.iter().any(|word| cell.contains(word.nfkc().flat_map(char::to_lowercase).collect::<String>().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_there() {
        assert!(!WORDS.net_accounts.is_empty());
        assert!(says("ＬＴＯテープ", &WORDS.offline));
        assert!(!says("NAS", &WORDS.offline));
    }
}
