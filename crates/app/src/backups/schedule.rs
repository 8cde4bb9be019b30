//! Backups by themselves: one when the hours of the settings have passed since the last; after a failure again after a while.

use jiff::{SignedDuration, Timestamp};

use super::make_backup::{Lock, Made, make_backup};
use super::{BackupError, OwnBackup, has_key};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, OWN_BACKUPS};

/// Minutes to wait after the first, second … failure; the last from then on.
const WAITS: [i64; 4] = [5, 15, 60, 180];

/// What is remembered between two looks at the clock.
#[derive(Debug, Default)]
pub struct Schedule {
    failures: usize,
    not_before: Option<Timestamp>,
}

/// Whether a backup is due. Never for the invented hospital, before the first start is finished, or without a key.
pub async fn due(house: &House) -> Result<bool, BackupError> {
    let settings = house.settings().await?;
    let every = settings.backup.every_hours;
    if every == 0 || !settings.set_up || settings.as_of.is_some() || !has_key(house) {
        return Ok(false);
    }
    let made: Vec<(String, OwnBackup)> = records::all(&house.store, OWN_BACKUPS).await?;
    let last = made.iter().map(|(_, backup)| backup.made).max();
    Ok(last.is_none_or(|last| house.now() >= last + SignedDuration::from_hours(every.into())))
}

impl Schedule {
    /// Looks at the clock and makes a backup when one is due; `None` when there was nothing to do.
    pub async fn look(&mut self, house: &House) -> Option<Result<Made, BackupError>> {
        if self.not_before.is_some_and(|time| house.now() < time) {
            return None;
        }
        let made = match due(house).await {
            Ok(false) => return None,
            Ok(true) => make_backup(house, &Actor::schedule(), Lock::Key, None).await,
            Err(error) => Err(error),
        };
        if made.is_ok() {
            *self = Self::default();
        } else {
            let wait = WAITS[self.failures.min(WAITS.len() - 1)];
            self.failures += 1;
            self.not_before = Some(house.now() + SignedDuration::from_mins(wait));
        }
        Some(made)
    }
}
