//! `borg list --json` and `borg info --json`: one repository, its archives. Times are those of the machine, in Japan.

use serde_json::Value;
use sonae_domain::observation::{BackupGeneration, Isolation, ObservedBackup};

use crate::draft::Draft;
use crate::json::{first, list, number, text};
use crate::moment;
use crate::problem::{Problem, Severity, keys};
use crate::text::add;

/// Whether a document is of a borg repository.
pub(crate) fn fits(value: &Value) -> bool {
    value.get("repository").is_some_and(|repository| repository.get("location").is_some() && repository.get("id").is_some())
}

/// Reads it.
pub(crate) fn read(value: &Value, draft: &mut Draft) {
    let repository = value.get("repository").unwrap_or(&Value::Null);
    let location = text(repository, "location");
    let remote = location.starts_with("ssh://") || (location.contains(':') && location.contains('@'));
    let mut backup = ObservedBackup {
        program: "borg".to_owned(),
        isolation: if remote { Isolation::Online } else { Isolation::Unknown },
        repository: location.clone(),
        location,
        ..ObservedBackup::default()
    };
    for (index, archive) in list(value, "archives").iter().enumerate() {
        let made_at = moment::moment(&first(archive, &["end", "time", "start"]));
        if made_at.is_none() {
            draft.push(Problem::new(Severity::Error, keys::RECORD_UNREADABLE).about(&format!("archives[{index}]")));
            continue;
        }
        let name = first(archive, &["name", "archive"]);
        let host = text(archive, "hostname");
        add(&mut backup.hosts, host.as_str());
        let bytes = archive.get("stats").and_then(|stats| number(stats, "original_size"));
        backup.generations.push(BackupGeneration {
            // what an interrupted run leaves behind
            complete: Some(!name.contains(".checkpoint")),
            id: name,
            made_at,
            host,
            bytes: bytes.and_then(|bytes| u64::try_from(bytes).ok()),
        });
    }
    backup.generations.sort_by_key(|generation| generation.made_at);
    draft.backup(backup);
}
