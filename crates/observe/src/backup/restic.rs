//! `restic snapshots --json`: one repository, its snapshots. A snapshot is written when its run has ended.

use serde_json::Value;
use sonae_domain::observation::{BackupGeneration, ObservedBackup};

use crate::draft::Draft;
use crate::json::{list, number, text, texts};
use crate::moment;
use crate::problem::{Problem, Severity, keys};
use crate::text::add;

/// Whether a document is a list of snapshots, also grouped (`--group-by`).
pub(crate) fn fits(value: &Value) -> bool {
    value
        .as_array()
        .and_then(|list| list.first())
        .is_some_and(|first| is_snapshot(first) || (first.get("group_key").is_some() && first.get("snapshots").is_some()))
}

fn is_snapshot(value: &Value) -> bool {
    value.get("tree").is_some() && value.get("time").is_some() && value.get("paths").is_some()
}

/// Reads the list.
pub(crate) fn read(value: &Value, draft: &mut Draft) {
    let mut backup = ObservedBackup { program: "restic".to_owned(), ..ObservedBackup::default() };
    let groups = value.as_array().into_iter().flatten();
    let snapshots = groups.flat_map(|entry| if is_snapshot(entry) { std::slice::from_ref(entry) } else { list(entry, "snapshots") });
    for (index, snapshot) in snapshots.enumerate() {
        let made_at = moment::moment(&text(snapshot, "time"));
        if made_at.is_none() {
            draft.push(Problem::new(Severity::Error, keys::RECORD_UNREADABLE).about(&format!("[{index}]")));
            continue;
        }
        let host = text(snapshot, "hostname");
        add(&mut backup.hosts, host.as_str());
        add_system(&mut backup, &texts(snapshot, "tags"));
        let bytes = snapshot.get("summary").and_then(|summary| number(summary, "total_bytes_processed"));
        backup.generations.push(BackupGeneration {
            id: text(snapshot, "short_id"),
            made_at,
            host,
            bytes: bytes.and_then(|bytes| u64::try_from(bytes).ok()),
            complete: Some(true),
        });
    }
    backup.generations.sort_by_key(|generation| generation.made_at);
    draft.backup(backup);
}

/// A tag `system=…` names what is backed up; other tags say nothing that could be relied on.
fn add_system(backup: &mut ObservedBackup, tags: &[String]) {
    if let Some(system) = tags.iter().find_map(|tag| tag.strip_prefix("system=")) {
        system.clone_into(&mut backup.system);
    }
}
