//! Words of sheets and rows that are no ledger rows, from `columns/layout.toml`. Not here: what is done with them.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::fold;

/// Words of sheets and rows that are no ledger rows, folded.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct Layout {
    pub(crate) sheets: SheetWords,
    pub(crate) rows: RowWords,
    pub(crate) ditto: DittoWords,
    pub(crate) header: HeaderWords,
}

#[derive(Deserialize, Default)]
pub(crate) struct SheetWords {
    pub(crate) equals: Vec<String>,
    pub(crate) contains: Vec<String>,
}

#[derive(Deserialize, Default)]
pub(crate) struct RowWords {
    pub(crate) totals: Vec<String>,
    pub(crate) units: Vec<String>,
    pub(crate) examples: Vec<String>,
    pub(crate) remarks: Vec<String>,
    pub(crate) headings: Vec<String>,
    pub(crate) ends: Vec<String>,
}

#[derive(Deserialize, Default)]
pub(crate) struct DittoWords {
    pub(crate) words: Vec<String>,
    pub(crate) left: Vec<String>,
}

#[derive(Deserialize, Default)]
pub(crate) struct HeaderWords {
    pub(crate) strip: Vec<String>,
    pub(crate) tails: Vec<String>,
}

static LAYOUT: LazyLock<Layout> = LazyLock::new(|| {
    let mut layout: Layout = toml::from_str(include_str!("../columns/layout.toml")).unwrap_or_default();
    let rows = &mut layout.rows;
    let lists = [
        &mut layout.sheets.equals,
        &mut layout.sheets.contains,
        &mut rows.totals,
        &mut rows.examples,
        &mut rows.remarks,
        &mut rows.headings,
        &mut rows.ends,
        &mut layout.ditto.words,
        &mut layout.ditto.left,
    ];
    for list in lists {
        list.iter_mut().for_each(|word| *word = fold::word(word));
    }
    for list in [&mut layout.header.strip, &mut layout.header.tails] {
        list.iter_mut().for_each(|word| *word = fold::header(word));
        list.retain(|word| !word.is_empty());
        list.sort_by_key(|word| std::cmp::Reverse(word.len()));
    }
    layout
});

/// The words of layout.
pub(crate) fn layout() -> &'static Layout {
    &LAYOUT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_can_be_read() {
        toml::from_str::<Layout>(include_str!("../columns/layout.toml")).unwrap();
    }
}
