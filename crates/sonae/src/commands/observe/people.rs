//! Accounts that can be stopped, ways in from outside, and lists of leaked credentials.

use std::path::Path;

use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::observations::{
    AccountLine, ObservationError, accounts_csv, accounts_overview, line_state, lines_csv, lines_overview, look_through_leaks,
};
use sonae_app::words::{spelt, text};

use super::{Outcome, bytes, name};
use crate::cli::{ObserveLeaked, ObserveTable};
use crate::failure::Failure;

/// Which accounts stand out: shown, or written as a table.
pub(super) async fn accounts(house: &House, arguments: &ObserveTable) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    if let Some(path) = &arguments.table_out {
        return write(path, &accounts_csv(house, &actor).await?);
    }
    let seen = accounts_overview(house, &actor).await?;
    let args = [("accounts", seen.accounts.to_string()), ("stop", seen.stop.len().to_string()), ("ask", seen.ask.len().to_string())];
    say!("{}", text("observe-accounts-summary", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    let show = |line: &AccountLine| {
        let person = if line.person.is_empty() { String::new() } else { format!(" {}", line.person) };
        say!("  {} {}{}  {}  {}", line.system, line.id, person, line.says(), line.step);
    };
    seen.stop.iter().chain(&seen.ask).for_each(show);
    Ok(if seen.stop.is_empty() { Outcome::Good } else { Outcome::Gaps })
}

/// Ways in from outside: shown, or written as a table.
pub(super) async fn lines(house: &House, arguments: &ObserveTable) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    if let Some(path) = &arguments.table_out {
        return write(path, &lines_csv(house, &actor).await?);
    }
    let lines = lines_overview(house, &actor).await?;
    for line in &lines {
        let state = text(&format!("lines-state-{}", line_state(line)), &[]);
        say!("{state}  {}  {}  {}", line.label, line.method, line.vendor);
    }
    Ok(if lines.iter().any(|line| !line.is_declared) { Outcome::Gaps } else { Outcome::Good })
}

/// Looks through lists of leaked credentials. Neither the list nor any secret of it is kept or shown.
pub(super) async fn leaked(house: &House, arguments: &ObserveLeaked) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Good;
    for path in &arguments.leaked_files {
        let name = name(path);
        match look_through_leaks(house, &Actor::command_line(), &name, bytes(path)?).await {
            Ok((list, hits)) => {
                let args = [("name", list.name), ("lines", list.lines.to_string()), ("hits", list.hits.to_string())];
                let key = if hits.is_empty() { "leaks-said-none" } else { "leaks-said-hits" };
                say!("{}", text(key, &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
                for hit in &hits {
                    say!("  {}  {}", text(&format!("leaks-what-{}", spelt(&hit.what)), &[]), hit.name);
                    outcome = Outcome::Gaps;
                }
            }
            Err(ObservationError::Nothing) => {
                warn!("{}", text("leaks-no-text", &[("name", &name)]));
                outcome = Outcome::Gaps;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(outcome)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<Outcome> {
    let told =
        |error: std::io::Error| Failure::told("failure-out", &[("path", &path.display().to_string()), ("detail", &error.to_string())]);
    std::fs::write(path, bytes).map_err(told)?;
    Ok(Outcome::Good)
}
