//! `sonae restore`: tries a backup, or restores it into an empty folder.

use std::io::{BufRead, IsTerminal};

use sonae_app::actor::Actor;
use sonae_app::backups::{BackupError, Checked, Manifest, Unlock, check_backup, note_check, restore_backup};
use sonae_app::ports::{Clock, SystemClock};
use sonae_app::words::{self, text};
use sonae_domain::framework::Frameworks;

use super::Outcome;
use super::backup::secret;
use super::home::{existing, open};
use crate::cli::Restore;
use crate::failure::{self, Failure};

pub(crate) async fn run(frameworks: &'static Frameworks, arguments: &Restore) -> anyhow::Result<Outcome> {
    let unlock = unlock(arguments)?;
    if let Some(to) = &arguments.restore_to {
        let restored = restore_backup(&arguments.backup, unlock, to, SystemClock.now()).await?;
        show(&restored.manifest);
        say!("{}", text("ops-restored", &[("path", &to.display().to_string())]));
        return Ok(Outcome::Good);
    }
    let scratch = std::env::temp_dir().join(format!("sonae-{}-{}", std::process::id(), SystemClock.now().as_nanosecond()));
    let checked = check_backup(&arguments.backup, unlock, &scratch).await;
    // a slip of the pen says nothing about the backup
    if let Some(data) = arguments.data.as_deref().filter(|_| !matches!(checked, Err(BackupError::WrongKey))) {
        note(frameworks, data, arguments, &checked).await?;
    }
    match checked {
        Ok(checked) => {
            show(&checked.manifest);
            let args = [("files", checked.manifest.files.len().to_string()), ("size", checked.bytes.div_ceil(1 << 20).to_string())];
            say!("{}", text("ops-restore-good", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
            Ok(Outcome::Good)
        }
        Err(error @ (BackupError::Damaged(_) | BackupError::Database(_))) => {
            say!("{}", failure::backup_words(&error));
            Ok(Outcome::Gaps)
        }
        Err(error) => Err(error.into()),
    }
}

async fn note(
    frameworks: &'static Frameworks,
    data: &str,
    arguments: &Restore,
    checked: &Result<Checked, BackupError>,
) -> anyhow::Result<()> {
    let house = open(&existing(Some(data))?, frameworks).await?;
    let name = arguments.backup.file_name().unwrap_or_default().to_string_lossy();
    note_check(&house, &Actor::command_line(), &name, checked).await?;
    house.store.clone().close().await?;
    say!("{}", text("ops-restore-noted", &[]));
    Ok(())
}

/// The key or passphrase: from a file, or typed from the paper.
fn unlock(arguments: &Restore) -> anyhow::Result<Unlock> {
    if let Some(path) = &arguments.passphrase_file {
        return Ok(Unlock::Passphrase(secret(path)?));
    }
    if let Some(path) = &arguments.identity {
        let key = std::fs::read_to_string(path);
        return key
            .map(Unlock::Identity)
            .map_err(|error| Failure::told("failure-read", &[("path", &path.display().to_string()), ("detail", &error.to_string())]));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::told("failure-no-secret", &[]));
    }
    say!("{}", text("ops-restore-type", &[]));
    let mut typed = String::new();
    std::io::stdin().lock().read_line(&mut typed)?;
    Ok(Unlock::Identity(typed))
}

fn show(manifest: &Manifest) {
    let made = manifest.made.to_zoned(sonae_domain::calendar::japan()).strftime("%Y/%m/%d %H:%M").to_string();
    let args = [("institution", manifest.institution.as_str()), ("made", &made), ("events", &manifest.head.seq.to_string())];
    say!("{}", text("ops-restore-head", &args));
    for (list, count) in &manifest.records {
        if let Ok(ledger) = list.parse() {
            say!("{}", text("ops-restore-ledger", &[("ledger", &words::ledger(ledger)), ("count", &count.to_string())]));
        }
    }
    if !manifest.database {
        warn!("{}", text("ops-backup-no-database", &[]));
    }
}
