//! `sonae logs review`: the regular review. Begun, looked over, signed by name. 0 nothing is overdue, 1 a review is.

use serde_json::{Value, json};
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::terms::Cell;
use sonae_app::logs::{
    AlertState, Draft, HeldReview, LookOver, ReviewState, Sample, SignError, SourceOver, TypedSignOff, alert_state, begin_review,
    cell_text, drop_review, level, look_over, review_state, sign_review, sources,
};
use sonae_app::words::text;

use super::super::Outcome;
use super::{close, told};
use crate::cli::LogsReview;
use crate::failure::Failure;

pub(super) async fn run(house: &House, arguments: &LogsReview) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    if arguments.begin {
        begin_review(house, &actor).await.map_err(told)?;
    }
    if arguments.drop_draft {
        drop_review(house, &actor).await.map_err(told)?;
    }
    if arguments.sign {
        let signed = sign(house, arguments).await?;
        if !arguments.json {
            say!("{}", text("logs-review-done", &[("name", &signed.name), ("size", &signed.draft.to.leaf.to_string())]));
        }
    }
    let state = review_state(house, &actor).await.map_err(told)?;
    let over = match &state.draft {
        Some(draft) => Some(look_over(house, &actor, draft).await.map_err(told)?),
        None => None,
    };
    let today = house.today().await?;
    let overdue = state.held.is_empty() || state.is_overdue(today);
    if arguments.json {
        say!("{}", as_json(&state, over.as_ref(), overdue));
    } else {
        tell_due(&state, overdue);
        match (&state.draft, &over) {
            (Some(draft), Some(over)) => tell(draft, over),
            _ => say!("{}", text("logs-review-how-to-begin", &[])),
        }
    }
    close(house).await?;
    Ok(if overdue { Outcome::Gaps } else { Outcome::Good })
}

/// Signs under the name of the person who reviewed: whoever runs commands here is known by it only.
async fn sign(house: &House, arguments: &LogsReview) -> anyhow::Result<HeldReview> {
    let name = arguments.reviewer.as_deref().unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        return Err(Failure::told("logs-review-nameless", &[]));
    }
    let actor = Actor::command_line().named(&name);
    let state = review_state(house, &actor).await.map_err(told)?;
    let draft = state.draft.ok_or_else(|| Failure::told("logs-review-unbegun", &[]))?;
    let reviewed = match arguments.reviewed.as_slice() {
        [] => sources(house, &actor).await.map_err(told)?.into_keys().collect(),
        some => some.to_vec(),
    };
    let typed = TypedSignOff { root: draft.root, sources: reviewed, remarks: arguments.remarks.clone().unwrap_or_default() };
    sign_review(house, &actor, &typed).await.map_err(|error| match error {
        SignError::Logs(error) => told(error),
        SignError::Changed => Failure::told("logs-review-unbegun", &[]),
        SignError::Wrong(fields) => {
            let why: Vec<String> = fields.iter().map(|(_, key)| text(key, &[])).collect();
            Failure::told("logs-review-unsigned", &[("detail", &why.join(" "))])
        }
    })
}

fn at(at: jiff::Timestamp) -> String {
    cell_text(&Cell::Time(at.as_microsecond()))
}

fn tell_due(state: &ReviewState, overdue: bool) {
    let every = state.every.to_string();
    match state.due {
        None => say!("{}", text("logs-review-never-held", &[("every", &every)])),
        Some(due) => {
            let key = if overdue { "logs-review-is-overdue" } else { "logs-review-is-due" };
            say!("{}", text(key, &[("due", &due.to_string()), ("every", &every)]));
        }
    }
    if let Some(last) = state.held.first() {
        say!("{}", text("logs-review-last", &[("at", &at(last.at)), ("name", &last.name), ("remarks", &last.remarks)]));
    }
}

fn tell(draft: &Draft, over: &LookOver) {
    let from = draft.since.map_or_else(|| "-".to_owned(), at);
    let figures = [
        ("from", from),
        ("to", at(draft.at)),
        ("events", over.figures.events.to_string()),
        ("failures", over.figures.failures.to_string()),
        ("late", over.figures.out_of_hours.to_string()),
        ("alerts", over.alerts.len().to_string()),
        ("open", over.alerts.iter().filter(|(_, alert)| alert.state == AlertState::Open).count().to_string()),
        ("shard", draft.to.shard.clone()),
        ("size", draft.to.leaf.to_string()),
        ("root", draft.root.clone()),
    ];
    say!("{}", text("logs-review-figures", &figures.each_ref().map(|(name, value)| (*name, value.as_str()))));
    over.sources.iter().for_each(|source| say!("{}", source_line(source)));
    for (_, alert) in &over.alerts {
        let time = cell_text(&Cell::Time(alert.hit.time));
        say!("  {time} [{}] {} {} ({})", level(alert.hit.level), alert.hit.title, alert.hit.about, alert_state(alert.state));
    }
    say!("{}", text("logs-review-samples", &[("count", &over.samples.len().to_string()), ("seed", &draft.seed.to_string())]));
    over.samples.iter().for_each(|sample| say!("{}", sample_line(sample)));
    say!("{}", text("logs-review-how-to-sign", &[]));
}

fn source_line(source: &SourceOver) -> String {
    let mut marks = Vec::new();
    if source.is_silent {
        marks.push(text("logs-mark-silent", &[]));
    }
    if source.holes > 0 {
        marks.push(text("logs-mark-holes", &[("count", &source.holes.to_string())]));
    }
    if source.is_new {
        marks.push(text("logs-mark-new", &[]));
    }
    let events: u64 = source.days.iter().map(|day| day.events).sum();
    let failures: u64 = source.days.iter().map(|day| day.failures).sum();
    let args = [
        ("title", source.title.clone()),
        ("events", events.to_string()),
        ("failures", failures.to_string()),
        ("marks", marks.join(&text("list-separator", &[]))),
    ];
    text("logs-review-source", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// The five columns of the checklist's manual, and where the line lies.
fn sample_line(sample: &Sample) -> String {
    let place = format!("{}/{}", sample.at.shard, sample.at.leaf);
    match &sample.event {
        Some(event) => {
            let time = cell_text(&Cell::Time(event.time));
            format!("  {place}  {}  {}  {time}  {}  {}", event.user_uid, event.user_name, event.category, event.operation)
        }
        None => format!("  {place}  {}", sample.source),
    }
}

/// One object: when, what is to be looked at, what was signed last.
fn as_json(state: &ReviewState, over: Option<&LookOver>, overdue: bool) -> Value {
    let over = over.map(|over| {
        let source = |source: &SourceOver| {
            let days = source.days.iter().map(|day| json!({ "day": day.day, "events": day.events, "failures": day.failures }));
            json!({
                "name": source.name, "title": source.title, "new": source.is_new, "silent": source.is_silent, "holes": source.holes,
                "days": days.collect::<Vec<_>>(),
            })
        };
        let sample = |sample: &Sample| json!({ "at": sample.at, "source": sample.source, "event": sample.event });
        json!({
            "events": over.figures.events, "failures": over.figures.failures, "out-of-hours": over.figures.out_of_hours,
            "sources": over.sources.iter().map(source).collect::<Vec<_>>(),
            "alerts": over.alerts.iter().map(|(key, alert)| json!({ "key": key, "alert": alert })).collect::<Vec<_>>(),
            "samples": over.samples.iter().map(sample).collect::<Vec<_>>(),
        })
    });
    json!({
        "due": state.due, "every": state.every, "overdue": overdue, "draft": state.draft, "look-over": over, "last": state.held.first(),
    })
}
