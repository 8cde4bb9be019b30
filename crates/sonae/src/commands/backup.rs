//! `sonae backup`: makes a backup now, lists them, makes the key. Works while the server runs.

use std::io::IsTerminal;
use std::path::Path;

use sonae_app::actor::Actor;
use sonae_app::backups::{BackupError, Lock, Made, has_key, make_backup, make_key, recipient, state};
use sonae_app::house::House;
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use super::Outcome;
use super::home::{existing, open};
use crate::cli::{Backup, BackupAction};
use crate::failure::{self, Failure};

pub(crate) async fn run(frameworks: &'static Frameworks, arguments: &Backup) -> anyhow::Result<Outcome> {
    let data = match &arguments.action {
        None => &arguments.data,
        Some(BackupAction::List(list)) => &list.data,
        Some(BackupAction::Key(key)) => &key.data,
    };
    let house = open(&existing(data.as_deref())?, frameworks).await?;
    let outcome = match &arguments.action {
        None => make(&house, arguments).await,
        Some(BackupAction::List(_)) => list(&house).await,
        Some(BackupAction::Key(arguments)) => key(&house, arguments.renew).await,
    };
    house.store.clone().close().await?;
    outcome
}

async fn make(house: &House, arguments: &Backup) -> anyhow::Result<Outcome> {
    let passphrase = arguments.passphrase_file.as_deref().map(secret).transpose()?;
    if passphrase.is_none() && !has_key(house) {
        // printed to a log the key would be no secret, thrown away it would be lost
        if !std::io::stdout().is_terminal() {
            return Err(BackupError::NoKey.into());
        }
        show_new_key(house).await?;
    }
    let lock = passphrase.as_deref().map_or(Lock::Key, Lock::Passphrase);
    let made = make_backup(house, &Actor::command_line(), lock, arguments.copy_to.as_deref()).await?;
    Ok(told(&made))
}

fn told(made: &Made) -> Outcome {
    let megabytes = made.bytes.div_ceil(1 << 20).to_string();
    say!("{}", text("ops-backup-made", &[("path", &made.path.display().to_string()), ("size", &megabytes)]));
    if !made.database {
        warn!("{}", text("ops-backup-no-database", &[]));
    }
    for name in &made.removed {
        say!("{}", text("ops-backup-removed", &[("name", name)]));
    }
    match &made.second {
        Some(Ok(path)) => say!("{}", text("ops-backup-copied", &[("path", &path.display().to_string())])),
        Some(Err(error)) => {
            warn!("{}", text("ops-backup-not-copied", &[("detail", &failure::backup_words(error))]));
            return Outcome::Gaps;
        }
        None => {}
    }
    Outcome::Good
}

async fn list(house: &House) -> anyhow::Result<Outcome> {
    let state = state(house, &Actor::command_line()).await?;
    for one in &state.generations {
        say!("{}  {} MB", one.path.display(), one.bytes.div_ceil(1 << 20));
    }
    if state.generations.is_empty() {
        say!("{}", text("ops-backup-none", &[]));
    }
    match &state.last_checked {
        Some((name, check)) => {
            let key = if check.good { "ops-backup-checked-good" } else { "ops-backup-checked-bad" };
            let day = check.checked.to_zoned(sonae_domain::calendar::japan()).date().to_string();
            say!("{}", text(key, &[("name", name), ("day", &day)]));
        }
        None => say!("{}", text("ops-backup-never-checked", &[])),
    }
    for failure in [&state.last_failure, &state.second_place_failure].into_iter().flatten() {
        let at = failure.at.to_zoned(sonae_domain::calendar::japan()).date().to_string();
        warn!("{}", text("ops-backup-failed", &[("day", &at), ("detail", &failure.detail)]));
    }
    Ok(if state.last_failure.is_some() { Outcome::Gaps } else { Outcome::Good })
}

async fn key(house: &House, renew: bool) -> anyhow::Result<Outcome> {
    match recipient(house)? {
        Some(known) if !renew => say!("{}", text("ops-backup-key-known", &[("recipient", &known)])),
        _ => show_new_key(house).await?,
    }
    Ok(Outcome::Good)
}

/// Makes the key and shows the private half, this once.
async fn show_new_key(house: &House) -> anyhow::Result<()> {
    let key = make_key(house, &Actor::command_line()).await?;
    say!("{}", text("ops-backup-key-new", &[("key", &key)]));
    Ok(())
}

/// A secret from a file: its first line.
pub(crate) fn secret(path: &Path) -> anyhow::Result<String> {
    let read = std::fs::read_to_string(path);
    let all =
        read.map_err(|error| Failure::told("failure-read", &[("path", &path.display().to_string()), ("detail", &error.to_string())]))?;
    match all.lines().next().map(str::trim).filter(|line| !line.is_empty()) {
        Some(line) => Ok(line.to_owned()),
        None => Err(Failure::told("failure-empty-secret", &[("path", &path.display().to_string())])),
    }
}
