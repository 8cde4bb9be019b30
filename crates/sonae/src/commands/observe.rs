//! `sonae observe`: files that machines wrote: read (nothing is kept), imported, listed with what they say of the ledger, taken back.

mod ldap;
mod people;

use std::path::Path;

use serde_json::json;
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::observations::{
    ObservationError, confirm_observations, keep_observations, observation_problem, observations_overview, preview_observations,
    read_observations, undo_observations,
};
use sonae_app::words::{spelt, text};
use sonae_domain::framework::Frameworks;

use super::Outcome;
use super::home::{default_folder, existing, home, open};
use crate::cli::{ObserveAction, ObserveImport, ObserveLdap, ObserveLeaked, ObserveList, ObserveRead, ObserveTable, ObserveUndo};
use crate::failure::Failure;

pub(crate) async fn run(frameworks: &'static Frameworks, action: &ObserveAction) -> anyhow::Result<Outcome> {
    let house = match action {
        ObserveAction::Read(arguments) => return read(arguments),
        ObserveAction::Import(ObserveImport { data, .. }) | ObserveAction::Ldap(ObserveLdap { data, .. }) => {
            open(&home(data.as_deref(), &default_folder()?)?, frameworks).await?
        }
        ObserveAction::List(ObserveList { data, .. })
        | ObserveAction::Undo(ObserveUndo { data, .. })
        | ObserveAction::Accounts(ObserveTable { data, .. })
        | ObserveAction::Lines(ObserveTable { data, .. })
        | ObserveAction::Leaked(ObserveLeaked { data, .. }) => open(&existing(data.as_deref())?, frameworks).await?,
    };
    let outcome = match action {
        ObserveAction::Import(arguments) => import(&house, arguments).await,
        ObserveAction::List(arguments) => list(&house, arguments).await,
        ObserveAction::Undo(arguments) => undo(&house, arguments).await,
        ObserveAction::Accounts(arguments) => people::accounts(&house, arguments).await,
        ObserveAction::Lines(arguments) => people::lines(&house, arguments).await,
        ObserveAction::Leaked(arguments) => people::leaked(&house, arguments).await,
        ObserveAction::Ldap(arguments) => ldap::run(&house, arguments).await,
        ObserveAction::Read(_) => Ok(Outcome::Good),
    };
    house.store.clone().close().await?;
    outcome
}

fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let told =
        |error: std::io::Error| Failure::told("failure-read", &[("path", &path.display().to_string()), ("detail", &error.to_string())]);
    std::fs::read(path).map_err(told)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What a file says, without keeping anything.
fn read(arguments: &ObserveRead) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Good;
    for path in &arguments.observed_files {
        let reading = read_observations(&name(path), &bytes(path)?);
        if arguments.json {
            say!("{}", serde_json::to_string(&reading)?);
        } else {
            let kind = reading.kind.map_or_else(|| text("observe-unknown", &[]), observation_kind);
            let count = reading.observations.len().to_string();
            say!("{}", text("observe-read", &[("name", &name(path)), ("kind", &kind), ("count", &count)]));
            for observation in &reading.observations {
                say!("  {}", observation.label());
            }
        }
        for problem in &reading.problems {
            warn!("{}: {}", name(path), observation_problem(problem));
        }
        if reading.observations.is_empty() {
            outcome = Outcome::Gaps;
        }
    }
    Ok(outcome)
}

fn observation_kind(kind: sonae_domain::observation::ObservationKind) -> String {
    text(&format!("observations-kind-{}", spelt(&kind)), &[])
}

async fn import(house: &House, arguments: &ObserveImport) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    let mut outcome = Outcome::Good;
    for path in &arguments.observed_files {
        let name = name(path);
        let sha256 = keep_observations(house, &actor, &bytes(path)?)?;
        let preview = preview_observations(house, &actor, &name, &sha256).await?;
        for problem in &preview.problems {
            warn!("{name}: {}", observation_problem(problem));
        }
        let machine = arguments.machine.as_deref().unwrap_or(&preview.hint);
        if preview.unnamed > 0 && !machine.is_empty() {
            warn!("{}", text("observe-machine-taken", &[("name", &name), ("machine", machine)]));
        }
        match confirm_observations(house, &actor, &name, &sha256, machine).await {
            Ok(Some(file)) => {
                let args = [
                    ("name", name.clone()),
                    ("count", file.observations.to_string()),
                    ("tied", preview.tied.to_string()),
                    ("asked", preview.asked.len().to_string()),
                    ("strangers", preview.strangers.len().to_string()),
                ];
                say!("{}", text("observe-imported", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
            }
            Ok(None) => say!("{}", text("observations-said-known", &[("name", &name)])),
            Err(ObservationError::Nothing) => {
                warn!("{}", text("observe-nothing", &[("name", &name)]));
                outcome = Outcome::Gaps;
            }
            Err(ObservationError::NoMachine) => {
                warn!("{}", text("observe-machine-wanted", &[("name", &name)]));
                outcome = Outcome::Gaps;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(outcome)
}

async fn list(house: &House, arguments: &ObserveList) -> anyhow::Result<Outcome> {
    let seen = observations_overview(house, &Actor::command_line()).await?;
    let machines = || seen.unknown_network.iter().chain(&seen.unknown).chain(&seen.asked).chain(&seen.known);
    if arguments.json {
        let machines: Vec<_> =
            machines().map(|line| json!({ "machine": line.machine, "kind": line.kind, "outdated": line.outdated })).collect();
        say!("{}", json!({ "machines": machines, "unseen": seen.unseen, "files": seen.files }));
        return Ok(Outcome::Good);
    }
    let args = [
        ("network", seen.unknown_network.len().to_string()),
        ("unknown", seen.unknown.len().to_string()),
        ("asked", seen.asked.len().to_string()),
        ("known", seen.known.len().to_string()),
        ("unseen", seen.unseen.len().to_string()),
    ];
    say!("{}", text("observe-summary", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    for line in machines() {
        let machine = &line.machine;
        let place = machine.row().map_or_else(|| text("observe-no-row", &[]), str::to_owned);
        say!("  {}  {}  {}  {}", place, machine.label, machine.identifiers.addresses.join(" "), machine.last_seen);
    }
    for file in &seen.files {
        say!("{}  {}  {}  {}", file.sha256.get(..12).unwrap_or_default(), file.seen_on, file.observations, file.name);
    }
    Ok(Outcome::Good)
}

async fn undo(house: &House, arguments: &ObserveUndo) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    let seen = observations_overview(house, &actor).await?;
    let begins = |hash: &str| hash.starts_with(arguments.observed_hash.as_str()) && arguments.observed_hash.len() >= 8;
    let found: Vec<_> = seen.files.iter().filter(|file| begins(&file.sha256)).collect();
    let [file] = found.as_slice() else {
        warn!("{}", text("observe-no-file", &[("hash", &arguments.observed_hash)]));
        return Ok(Outcome::BadInput);
    };
    let file = undo_observations(house, &actor, &file.sha256).await?;
    say!("{}", text("observations-said-undone", &[("name", &file.name)]));
    Ok(Outcome::Good)
}
