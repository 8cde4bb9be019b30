//! `sonae logs sources`: the sources and what came of each; with a file, a source is defined or changed.

use serde_json::json;
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::terms::{Cell, Source};
use sonae_app::logs::{cell_text, define_source, source_states, sources};
use sonae_app::words::text;

use super::super::Outcome;
use super::told;
use crate::cli::LogsSources;
use crate::failure::Failure;

pub(super) async fn run(house: &House, arguments: &LogsSources) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    if let Some(path) = &arguments.definition {
        let fault = |detail: &str| Failure::told("failure-read", &[("path", &path.display().to_string()), ("detail", detail)]);
        let read = std::fs::read_to_string(path).map_err(|error| fault(&error.to_string()))?;
        let source: Source = sonae_app::logs::source_of(&read).map_err(|detail| fault(&detail))?;
        define_source(house, &actor, &source).await.map_err(told)?;
        house.vaults().close();
    }
    let known = sources(house, &actor).await.map_err(told)?;
    let states = source_states(house, &actor).await.map_err(told)?;
    for (name, source) in &known {
        let state = states.get(name).cloned().unwrap_or_default();
        if arguments.json {
            say!("{}", json!({ "source": source, "state": state }));
            continue;
        }
        let at = |micros: i64| if state.records == 0 { "-".to_owned() } else { cell_text(&Cell::Time(micros)) };
        let args = [
            ("name", name.clone()),
            ("title", source.title.clone()),
            ("records", state.records.to_string()),
            ("first", at(state.first)),
            ("last", at(state.last)),
            ("gaps", state.gaps.len().to_string()),
            ("unread", state.unread.to_string()),
        ];
        say!("{}", text("logs-source-line", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    house.store.clone().close().await?;
    Ok(Outcome::Good)
}
