//! `sonae logs hold`: legal holds, shown, set and lifted.

use serde_json::json;
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::terms::{Cell, Hold};
use sonae_app::logs::{TypedHold, cell_text, holds, lift_hold, set_hold};
use sonae_app::words::text;

use super::super::Outcome;
use super::{close, told};
use crate::cli::LogsHold;

pub(super) async fn run(house: &House, arguments: &LogsHold) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    let reason = arguments.reason.clone().unwrap_or_default();
    match &arguments.hold {
        Some(name) if arguments.lift => lift_hold(house, &actor, name, &reason).await.map_err(told)?,
        Some(name) => {
            let typed = TypedHold {
                name: name.clone(),
                reason,
                sources: arguments.held_sources.clone(),
                from: arguments.from_day,
                until: arguments.until_day,
            };
            set_hold(house, &actor, &typed).await.map_err(told)?;
        }
        None => {}
    }
    let known = holds(house, &actor).await.map_err(told)?;
    if known.is_empty() && !arguments.json {
        say!("{}", text("logs-hold-none", &[]));
    }
    for (name, hold) in &known {
        if arguments.json {
            say!("{}", json!({ "name": name, "hold": hold }));
        } else {
            say!("{}", line(name, hold));
        }
    }
    close(house).await?;
    Ok(Outcome::Good)
}

fn line(name: &str, hold: &Hold) -> String {
    let at = |at: Option<jiff::Timestamp>| at.map_or_else(|| "-".to_owned(), |at| cell_text(&Cell::Time(at.as_microsecond())));
    let sources = match hold.sources.as_slice() {
        [] => text("logs-hold-all", &[]),
        some => some.join(&text("list-separator", &[])),
    };
    let args = [
        ("name", name.to_owned()),
        ("reason", hold.reason.clone()),
        ("by", hold.by.clone()),
        ("sources", sources),
        ("from", at(hold.from)),
        ("until", at(hold.until)),
    ];
    text("logs-hold-line", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
}
