//! Rows that came too late for the rules that count: of their days the twins in SQL tell what the stream could not.

use sonae_detect::{Hit, Late, OWN, RUN, RuleText, Span, twin};
use sonae_lake::{Answer, Cell};
use sonae_logs::Surroundings;

use super::silence::watched;
use crate::house::House;
use crate::logs::fault::{LogsError, beside};

/// Hits of one rule in one such span at most.
const MOST: usize = 10_000;

/// Asks the twins of every rule of our own about the spans.
pub(super) async fn ask(house: &House, around: &Surroundings, late: &[Late]) -> Result<Vec<Hit>, LogsError> {
    let mut hits = Vec::new();
    if late.is_empty() {
        return Ok(hits);
    }
    let vaults = house.vaults();
    let watched = beside(move || watched(&vaults)).await?;
    let lake = house.vaults().lake()?;
    let texts = sonae_detect::Detector::new(&[], around).0.rules();
    for one in late {
        let span = Span { from: one.from.saturating_sub(RUN), to: one.to.saturating_add(RUN) };
        for own in OWN.iter().filter(|own| !own.by_clock) {
            let Some(text) = texts.iter().find(|text| text.id == own.name) else { continue };
            let sql = match twin(own.name, around, &watched, span) {
                Ok(sql) => sql,
                Err(error) => {
                    // a span of years: it is found when the review of that time is made
                    tracing::warn!(source = one.source, rows = one.rows, "rows came too late to be counted: {error}");
                    break;
                }
            };
            let answer = lake.sql(&sql, MOST, around).await?;
            hits.extend(answer.rows.iter().filter_map(|row| hit(text, &answer, row)).filter(|hit| hit.source == one.source));
        }
    }
    Ok(hits)
}

fn hit(text: &RuleText, answer: &Answer, row: &[Cell]) -> Option<Hit> {
    let cell = |name: &str| row.get(answer.columns.iter().position(|column| column.name == name)?);
    let word = |name: &str| match cell(name) {
        Some(Cell::Text(word)) => Some(word.clone()),
        _ => None,
    };
    let number = |name: &str| match cell(name) {
        Some(Cell::Int(number) | Cell::Time(number)) => Some(*number),
        _ => None,
    };
    Some(Hit {
        rule: text.id.clone(),
        title: text.title.clone(),
        level: text.level,
        author: text.author.clone(),
        time: number("time")?,
        leaves: vec![(word("shard")?, u64::try_from(number("leaf")?).ok()?)],
        about: word("about").unwrap_or_default(),
        source: word("source")?,
        window: number("day")?,
        count: number("count").and_then(|count| u32::try_from(count).ok()).unwrap_or_default(),
    })
}
