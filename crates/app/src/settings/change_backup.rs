//! Changes how sonae's own backups are made by themselves.

use std::path::Path;

use serde_json::json;
use sonae_domain::access::Permission;

use super::{Backup, ChangeError, Settings};
use crate::actor::Actor;
use crate::house::House;
use crate::records::SETTINGS;

/// Generations that are kept at least (システム運用編 11).
const FEWEST: u32 = 3;
/// And at most.
const MOST: u32 = 400;
/// A month without a backup is too long.
const LONGEST_HOURS: u32 = 31 * 24;

/// Changes them. A second place is a folder that is there now.
pub async fn change_backup(house: &House, actor: &Actor, backup: &Backup) -> Result<(), ChangeError> {
    actor.require(Permission::ManageBackups)?;
    let mut wrong = Vec::new();
    if !(FEWEST..=MOST).contains(&backup.generations) {
        wrong.push("generations");
    }
    if backup.every_hours > LONGEST_HOURS {
        wrong.push("every_hours");
    }
    let place = Path::new(&backup.second_place);
    let usable = place.is_absolute() && place.is_dir() && !place.starts_with(house.folder.path());
    if !backup.second_place.is_empty() && !usable {
        wrong.push("second_place");
    }
    if !wrong.is_empty() {
        return Err(ChangeError::Values(wrong));
    }
    let settings = Settings { backup: backup.clone(), ..house.settings().await? };
    let mut tx = house.store.begin().await?;
    settings.keep(&mut tx).await?;
    let detail = json!({ "generations": backup.generations, "every-hours": backup.every_hours });
    tx.commit_if_changed(house.event(actor, "backups.changed", SETTINGS, detail)).await?;
    Ok(())
}
