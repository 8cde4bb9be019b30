//! Hits of the stream and hits of a twin in one form.

use sonae_detect::{Hit, Span, Watched, twin};
use sonae_lake::{Cell, Lake};
use sonae_logs::Surroundings;

/// A hit as both tell it: rule, source, about, window, time, shard and leaf, count.
pub(crate) type Told = (String, String, String, i64, i64, String, u64, u32);

pub(crate) fn told(hit: &Hit) -> Told {
    let (shard, leaf) = hit.leaves[0].clone();
    (hit.rule.clone(), hit.source.clone(), hit.about.clone(), hit.window, hit.time, shard, leaf, hit.count)
}

/// What a twin finds in the lake.
pub(crate) async fn ask(lake: &Lake, rule: &str, around: &Surroundings, watched: &[Watched], span: Span) -> Vec<Told> {
    let sql = twin(rule, around, watched, span).unwrap();
    let answer = lake.sql(&sql, 1_000_000, around).await.unwrap_or_else(|error| panic!("{rule}: {error}\n{sql}"));
    assert!(!answer.cut_off);
    let names: Vec<&str> = answer.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["about", "source", "time", "day", "shard", "leaf", "count"]);
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        other => panic!("{rule}: {other:?}"),
    };
    let number = |cell: &Cell| match cell {
        Cell::Int(number) => *number,
        other => panic!("{rule}: {other:?}"),
    };
    let row = |row: &Vec<Cell>| {
        let (leaf, count) = (u64::try_from(number(&row[5])).unwrap(), u32::try_from(number(&row[6])).unwrap());
        (rule.to_owned(), text(&row[1]), text(&row[0]), number(&row[3]), number(&row[2]), text(&row[4]), leaf, count)
    };
    answer.rows.iter().map(row).collect()
}
