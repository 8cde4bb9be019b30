//! `wbadmin get versions` in any language: each version has an identifier `11/20/2026-12:00`, which is UTC and never translated. The lines
//! above it are known by their place.

use jiff::tz::Offset;
use sonae_domain::observation::{BackupGeneration, Isolation, ObservedBackup};

use crate::draft::Draft;
use crate::moment;
use crate::text::pair;
use crate::words::{WORDS, says};

/// The identifier of a version, and when it was made.
fn identifier(line: &str) -> Option<(&str, jiff::Timestamp)> {
    let id = line.split_whitespace().next_back()?;
    let (date, time) = id.split_once('-')?;
    let shape = |text: &str, shape: &str| {
        text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(|(b, s)| if s == b'0' { b.is_ascii_digit() } else { b == s })
    };
    if !shape(date, "00/00/0000") || !shape(time, "00:00") {
        return None;
    }
    Some((id, Offset::UTC.to_timestamp(moment::civil(&format!("{date} {time}"))?).ok()?))
}

/// Whether a text has such versions.
pub(crate) fn fits(text: &str) -> bool {
    text.lines().any(|line| line.contains(':') && identifier(line).is_some())
}

/// Reads it: one job for each place to which was written.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let mut jobs: Vec<ObservedBackup> = Vec::new();
    // the lines of the paragraph before its identifier: time, then target
    let mut above: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some((id, made_at)) = identifier(line) {
            let target = above.last().and_then(|line| pair(line, ':')).map_or("", |(_, value)| value);
            let generation =
                BackupGeneration { id: id.to_owned(), made_at: Some(made_at), complete: Some(true), ..BackupGeneration::default() };
            match jobs.iter_mut().find(|job| job.location == target) {
                Some(job) => job.generations.push(generation),
                None => jobs.push(job(target, generation)),
            }
            above.clear();
        } else if line.is_empty() {
            above.clear();
        } else {
            above.push(line);
        }
    }
    for mut job in jobs {
        job.generations.sort_by_key(|generation| generation.made_at);
        draft.backup(job);
    }
}

fn job(target: &str, generation: BackupGeneration) -> ObservedBackup {
    let isolation = if target.contains("\\\\") {
        Isolation::Online
    } else if says(target, &WORDS.same_machine) {
        Isolation::SameMachine
    } else {
        Isolation::Unknown
    };
    ObservedBackup {
        program: "wbadmin".to_owned(),
        location: target.to_owned(),
        isolation,
        generations: vec![generation],
        ..ObservedBackup::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::{Isolation, Observation, ObservationKind};

    const JAPANESE: &str = "wbadmin 1.0 - バックアップ コマンドライン ツール\r\n(C) Copyright Microsoft Corporation. All rights reserved.\r\n\r\nバックアップ時間: 2026/11/19 21:00\r\nバックアップの対象: ネットワーク共有 (ラベル: \\\\nas\\backup)\r\nバージョン識別子: 11/19/2026-12:00\r\n回復可能: ボリューム, ファイル\r\nスナップショット ID: {0}\r\n\r\nバックアップ時間: 2026/11/20 21:00\r\nバックアップの対象: ネットワーク共有 (ラベル: \\\\nas\\backup)\r\nバージョン識別子: 11/20/2026-12:00\r\n";
    const ENGLISH: &str = "wbadmin 1.0 - Backup command-line tool\n\nBackup time: 11/20/2026 9:00 PM\nBackup target: Fixed Disk labeled E:\nVersion identifier: 11/20/2026-12:00\nCan recover: Volume(s)\n";

    #[test]
    fn versions_are_read_in_every_language() {
        let bytes = encoding_rs::SHIFT_JIS.encode(JAPANESE).0;
        for (bytes, count, isolation) in [(bytes.as_ref(), 2, Isolation::Online), (ENGLISH.as_bytes(), 1, Isolation::SameMachine)] {
            let reading = read("versions.txt", bytes, &Limits::default());
            assert_eq!(reading.kind, Some(ObservationKind::Backup), "{:?}", reading.problems);
            let [Observation::Backup(backup)] = reading.observations.as_slice() else { panic!("{reading:?}") };
            assert_eq!((backup.generations.len(), backup.isolation), (count, isolation), "{}", backup.location);
            assert_eq!(backup.generations.last().unwrap().made_at.map(|t| t.to_string()).as_deref(), Some("2026-11-20T12:00:00Z"));
        }
    }
}
