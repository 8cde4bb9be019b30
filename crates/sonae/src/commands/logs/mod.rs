//! `sonae logs`: the access-log vault on the machine on which it lies. One action, one file.
//!
//! While the server runs it alone writes to the vault: what only reads works beside it, what writes says so and does nothing.

mod anew;
mod answer;
mod ask;
mod checkpoint;
mod detect;
mod hold;
mod import;
mod key;
mod listen;
mod prove;
mod redact;
mod review;
mod settings;
mod sources;
mod verify;
mod watch;
mod witness;
mod worker;

use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::{Digested, LogsError, digest_logs, rebuild_lake};
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use super::Outcome;
use super::home::{default_folder, existing, home, open};
use crate::cli::{LogsAction, LogsData};
use crate::failure::Failure;

pub(crate) async fn run(frameworks: &'static Frameworks, action: LogsAction) -> anyhow::Result<Outcome> {
    match &action {
        LogsAction::Detect(arguments) => detect::run(arguments),
        LogsAction::Worker(arguments) => worker::run(arguments).await,
        LogsAction::Witness(arguments) => witness::run(frameworks, &arguments.action).await,
        LogsAction::Prove(arguments) if arguments.check_bundle.is_some() => Ok(prove::check(arguments)),
        LogsAction::Import(arguments) => import::run(&made(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Listen(arguments) => listen::run(&made(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Watch(arguments) => watch::run(&made(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Query(arguments) => ask::query(&there(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Ask(arguments) => ask::run(&there(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Checkpoint(arguments) => checkpoint::run(&there(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Verify(arguments) => verify::run(&there(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Prove(arguments) => prove::run(&there(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Rebuild(place) => rebuild(&there(frameworks, place).await?).await,
        LogsAction::Review(arguments) => review::run(&there(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Hold(arguments) => hold::run(&there(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Redact(arguments) => redact::run(&there(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Key(arguments) => key::run(&there(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Anew(arguments) => anew::run(&there(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Settings(arguments) => settings::run(&made(frameworks, &arguments.place).await?, arguments).await,
        LogsAction::Sources(arguments) => sources::run(&made(frameworks, &arguments.place).await?, arguments).await,
    }
}

/// The place of the data, made when it is not there.
async fn made(frameworks: &'static Frameworks, place: &LogsData) -> anyhow::Result<House> {
    open(&home(place.data.as_deref(), &default_folder()?)?, frameworks).await
}

/// The place of the data, which must be there.
async fn there(frameworks: &'static Frameworks, place: &LogsData) -> anyhow::Result<House> {
    open(&existing(place.data.as_deref())?, frameworks).await
}

async fn rebuild(house: &House) -> anyhow::Result<Outcome> {
    let digested = rebuild_lake(house, &Actor::command_line()).await.map_err(told)?;
    Ok(tell(&digested))
}

/// Digests what came in, and says what came of it.
async fn digest(house: &House) -> anyhow::Result<Outcome> {
    Ok(tell(&digest_logs(house, &Actor::command_line()).await.map_err(told)?))
}

/// Gives back what other processes wait for.
async fn close(house: &House) -> anyhow::Result<()> {
    house.vaults().close();
    Ok(house.store.clone().close().await?)
}

/// `2026/12345` as shard and leaf.
fn place(line: &str) -> anyhow::Result<(&str, u64)> {
    let wrong = || Failure::told("logs-not-a-line", &[("line", line)]);
    let (shard, leaf) = line.split_once('/').ok_or_else(wrong)?;
    Ok((shard, leaf.parse().map_err(|_| wrong())?))
}

fn tell(digested: &Digested) -> Outcome {
    let args =
        [("records", digested.records.to_string()), ("events", digested.events.to_string()), ("alerts", digested.alerts.to_string())];
    say!("{}", text("logs-digested", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    for unreadable in &digested.unreadable {
        warn!("{}", text("logs-unreadable", &[("detail", unreadable)]));
    }
    for (file, what) in &digested.problems {
        warn!("{}", text("logs-rule-problem", &[("file", file), ("detail", what)]));
    }
    if digested.forgotten > 0 {
        warn!("{}", text("logs-forgotten", &[("count", &digested.forgotten.to_string())]));
    }
    if digested.unreadable.is_empty() { Outcome::Good } else { Outcome::Gaps }
}

/// A failure of the vault in words.
fn told(error: LogsError) -> anyhow::Error {
    Failure::logs(&error)
}
