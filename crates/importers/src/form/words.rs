//! The words of forms, from `columns/form.toml`. Not here: how they are used.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::fold;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) heads: Heads,
    pub(super) marks: Marks,
    pub(super) lines: Lines,
    pub(super) years: Years,
}

/// Words in the heads of columns.
#[derive(Deserialize, Default)]
pub(super) struct Heads {
    pub(super) target: Vec<String>,
    pub(super) remarks: Vec<String>,
    pub(super) answer: Vec<String>,
    pub(super) checked: Vec<String>,
    pub(super) item: Vec<String>,
    pub(super) round: Vec<String>,
}

/// Marks beside はい and いいえ.
#[derive(Deserialize, Default)]
pub(super) struct Marks {
    pub(super) chosen: Vec<String>,
    pub(super) open: Vec<String>,
    pub(super) between: Vec<String>,
    pub(super) yes: Vec<String>,
    pub(super) no: Vec<String>,
    pub(super) void: Vec<String>,
}

/// Words before names, persons and days.
#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Lines {
    pub(super) name: Vec<String>,
    pub(super) answered_by: Vec<String>,
    pub(super) answered_on: Vec<String>,
    pub(super) placeholders: Vec<String>,
}

/// Words of fiscal years.
#[derive(Deserialize, Default)]
pub(super) struct Years {
    pub(super) fiscal: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = toml::from_str(include_str!("../../columns/form.toml")).unwrap_or_default();
    let headers = [
        &mut words.heads.target,
        &mut words.heads.remarks,
        &mut words.heads.answer,
        &mut words.heads.checked,
        &mut words.heads.item,
        &mut words.heads.round,
        &mut words.lines.name,
        &mut words.lines.answered_by,
        &mut words.lines.answered_on,
    ];
    for list in headers {
        list.iter_mut().for_each(|word| *word = fold::header(word));
    }
    let marks = &mut words.marks;
    for list in [
        &mut marks.chosen,
        &mut marks.open,
        &mut marks.between,
        &mut marks.yes,
        &mut marks.no,
        &mut marks.void,
        &mut words.lines.placeholders,
        &mut words.years.fiscal,
    ] {
        list.iter_mut().for_each(|word| *word = fold::word(word));
        list.sort_by_key(|word| std::cmp::Reverse(word.len()));
        list.dedup();
    }
    words
});

pub(super) fn words() -> &'static Words {
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_can_be_read() {
        toml::from_str::<Words>(include_str!("../../columns/form.toml")).unwrap();
    }
}
