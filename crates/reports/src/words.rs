//! The words of the workbooks, from `words.toml`.
//!
//! Not here: words of the PDF templates (they stand in the templates) and words of the form itself (they come with the sheet).

use std::sync::LazyLock;

use serde::Deserialize;

/// Everything in `words.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) font: String,
    pub(crate) marks: Marks,
    pub(crate) answers: Answers,
    pub(crate) heads: Heads,
    pub(crate) vendor: Vendor,
    pub(crate) help: Help,
    pub(crate) ledger: Ledger,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marks {
    pub(crate) list: Vec<String>,
    pub(crate) foot: Vec<String>,
    pub(crate) note: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answers {
    pub(crate) yes: String,
    pub(crate) no: String,
    pub(crate) void: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Heads {
    pub(crate) item: String,
    pub(crate) result: String,
    pub(crate) answer: String,
    pub(crate) checked: String,
    pub(crate) target: String,
    pub(crate) remarks: String,
    pub(crate) round_answer: String,
    pub(crate) round_checked: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vendor {
    pub(crate) answered_by: String,
    pub(crate) answered_on: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Help {
    pub(crate) answer_title: String,
    pub(crate) answer: String,
    pub(crate) date_title: String,
    pub(crate) date_hint: String,
    pub(crate) date_error: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ledger {
    pub(crate) as_of: String,
    pub(crate) count: String,
}

static WORDS: LazyLock<Result<Words, toml::de::Error>> = LazyLock::new(|| toml::from_str(include_str!("../words.toml")));

/// The words, or why the embedded file is damaged (a test reads it).
pub(crate) fn words() -> Result<&'static Words, &'static toml::de::Error> {
    WORDS.as_ref()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_is_complete() {
        let words = super::words().unwrap();
        assert_eq!(words.answers.no, "いいえ");
    }
}
