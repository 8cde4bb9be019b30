//! Backups as a table: a row is a generation. Which column is which is in `data/tables.toml`, what a cell says in `data/words.toml`.

use std::collections::BTreeMap;

use sonae_domain::observation::{BackupGeneration, Isolation, ObservedBackup};

use crate::draft::Draft;
use crate::moment;
use crate::table::Table;
use crate::text::add;
use crate::words::{WORDS, says};

/// Reads the table: rows of the same system, job and place belong together.
pub(crate) fn read(table: &Table, draft: &mut Draft) {
    let mut jobs: BTreeMap<[String; 4], ObservedBackup> = BTreeMap::new();
    for row in table.rows() {
        let written = row.get("made");
        let made_at = moment::moment(written);
        if made_at.is_none() {
            draft.push(row.unreadable());
            continue;
        }
        let names = ["system", "repository", "host", "location"].map(|column| row.get(column).to_owned());
        let job = jobs.entry(names.clone()).or_insert_with(|| {
            let [system, repository, _, location] = names;
            ObservedBackup { program: row.get("program").to_owned(), system, repository, location, ..ObservedBackup::default() }
        });
        add(&mut job.hosts, row.get("host"));
        job.isolation = isolation(&format!("{} {}", row.get("isolation"), row.get("location"))).unwrap_or(job.isolation);
        job.checked_at = job.checked_at.max(moment::moment(row.get("checked")));
        job.restored_at = job.restored_at.max(moment::moment(row.get("restored")));
        job.generations.push(BackupGeneration {
            id: row.get("generation").to_owned(),
            made_at,
            host: row.get("host").to_owned(),
            bytes: row.get("bytes").replace(',', "").parse().ok(),
            complete: complete(row.get("outcome")),
        });
    }
    for mut job in jobs.into_values() {
        job.generations.sort_by_key(|generation| generation.made_at);
        draft.backup(job);
    }
}

/// Words of failure count before those of success: 「完了(エラーあり)」 did not end well.
fn complete(cell: &str) -> Option<bool> {
    if says(cell, &WORDS.failed) {
        return Some(false);
    }
    says(cell, &WORDS.succeeded).then_some(true)
}

fn isolation(cell: &str) -> Option<Isolation> {
    if says(cell, &WORDS.offline) {
        return Some(Isolation::Offline);
    }
    if says(cell, &WORDS.same_machine) {
        return Some(Isolation::SameMachine);
    }
    (says(cell, &WORDS.online) || cell.contains("\\\\")).then_some(Isolation::Online)
}

#[cfg(test)]
mod tests {
    use crate::{Limits, keys, read};
    use sonae_domain::observation::{Isolation, Observation, ObservationKind};

    #[test]
    fn rows_of_the_same_job_are_its_generations() {
        let text = "対象システム,バックアップ日時,結果,保存先,復元試験日\n電子カルテ,2026/11/20 2:00,正常終了,LTOテープ,2026/9/1\n電子カルテ,2026/11/19 2:00,完了（エラーあり）,LTOテープ,\n画像,2026/11/20 3:00,○,NAS,\n画像,いつか,○,NAS,\n";
        let bytes = encoding_rs::SHIFT_JIS.encode(text).0;
        let reading = read("backup.csv", &bytes, &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::Backup));
        assert_eq!(reading.problems.iter().map(|p| (p.key, p.line)).collect::<Vec<_>>(), [(keys::RECORD_UNREADABLE, 5)]);
        let [Observation::Backup(image), Observation::Backup(record)] = reading.observations.as_slice() else { panic!("{reading:?}") };
        assert_eq!((image.system.as_str(), image.isolation, image.generations.len()), ("画像", Isolation::Online, 1));
        assert_eq!(
            (record.isolation, record.restored_at.map(|t| t.to_string())),
            (Isolation::Offline, Some("2026-08-31T15:00:00Z".into()))
        );
        assert_eq!(record.generations.iter().map(|g| g.complete).collect::<Vec<_>>(), [Some(false), Some(true)]);
    }
}
