//! Filling, tending, emptying.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Seek, Write};

use sonae_lake::{Lake, LakeError, Question};
use sonae_logs::{Event, Repeated, Row};

use crate::kit::{ask, at, chart, column, count, fill, hospital, lake, leaves, of_file, surroundings};

#[tokio::test]
async fn what_was_filled_in_is_found_with_the_way_back_to_its_evidence() {
    let dir = tempfile::tempdir().unwrap();
    let lake =
        lake(dir.path(), [chart(3, "2026-11-20 08:30:00", "tanaka", "00000001"), chart(4, "2026-11-20 08:31:00", "sato", "00000002")]);
    let answer = ask(&lake, Question::OfPatient { patient: "00000001".to_owned() }).await;
    assert_eq!(column(&answer, "user_uid"), ["tanaka"]);
    assert_eq!(column(&answer, "user_name"), ["tanakaさん"]);
    assert_eq!(column(&answer, "time"), ["2026-11-20 08:30:00"]);
    assert_eq!(
        (column(&answer, "shard"), column(&answer, "leaf"), column(&answer, "nth")),
        (vec!["2026".into()], vec!["3".into()], vec!["0".into()])
    );
    assert_eq!(lake.covered().unwrap(), BTreeMap::from([("2026".to_owned(), 5)]));
}

#[tokio::test]
async fn nothing_is_seen_before_it_is_finished_and_what_was_dropped_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), [chart(0, "2026-11-20 08:30:00", "a", "1")]);
    let mut filling = lake.fill().unwrap();
    filling.push(chart(1, "2026-11-20 09:30:00", "b", "1")).unwrap();
    assert!(matches!(lake.fill(), Err(LakeError::Busy)));
    assert!(matches!(lake.clear(), Err(LakeError::Busy)));
    assert_eq!(count(&lake, "events").await, 1);
    drop(filling);
    // What a crash left lies beside the files that belong to it.
    let left = dir.path().join("by-patient/day=2026-11-20/00000002-000001.parquet");
    fs::write(&left, "half").unwrap();
    fill(&lake, [chart(1, "2026-11-21 09:30:00", "b", "1")]);
    assert!(!left.exists());
    assert_eq!((count(&lake, "events").await, count(&lake, "events_by_user").await), (2, 2));
}

#[tokio::test]
async fn a_record_exported_twice_is_shown_once_and_equal_lines_of_one_file_are_all_shown() {
    let dir = tempfile::tempdir().unwrap();
    let twice = |leaf| chart(leaf, "2026-11-20 08:30:00", "a", "1");
    let lake = lake(dir.path(), [of_file(twice(1), 1), of_file(twice(2), 1), of_file(chart(3, "2026-11-20 08:31:00", "a", "1"), 1)]);
    let patient = || Question::OfPatient { patient: "1".to_owned() };
    assert_eq!(leaves(&lake, patient()).await, ["1", "2", "3"]);
    // Tuesday's export also holds Monday; one line of it is new.
    fill(
        &lake,
        [
            of_file(twice(11), 11),
            of_file(chart(12, "2026-11-20 08:31:00", "a", "1"), 11),
            of_file(chart(13, "2026-11-20 08:32:00", "a", "1"), 11),
        ],
    );
    assert_eq!(leaves(&lake, patient()).await, ["1", "2", "3", "13"]);
    assert_eq!(leaves(&lake, Question::OfUser { user: "a".to_owned() }).await, ["1", "2", "3", "13"]);
    // Two files within one filling, and the same line of another source.
    let mut other = of_file(twice(22), 22);
    other.source = "copy".to_owned();
    fill(&lake, [of_file(twice(20), 20), of_file(twice(21), 21), other]);
    assert_eq!(leaves(&lake, patient()).await, ["1", "2", "22", "3", "13"]);
    assert_eq!(count(&lake, "events_by_user").await, 5);
}

#[tokio::test]
async fn an_export_that_follows_the_last_one_is_not_merged_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), [of_file(chart(1, "2026-11-20 08:30:00", "a", "1"), 1)]);
    fill(&lake, [of_file(chart(3, "2026-11-20 08:30:01", "a", "1"), 3)]);
    assert_eq!((lake.size().unwrap().files, count(&lake, "events").await), (2, 2));
    fill(&lake, [of_file(chart(5, "2026-11-20 08:30:01", "a", "1"), 5)]);
    assert_eq!((lake.size().unwrap().files, count(&lake, "events").await), (1, 2));
}

#[tokio::test]
async fn a_stream_is_one_file_in_whichever_shard() {
    let dir = tempfile::tempdir().unwrap();
    let mut next_year = chart(0, "2026-11-20 08:30:00", "a", "1");
    next_year.shard = "2027".to_owned();
    let lake = lake(dir.path(), [chart(1, "2026-11-20 08:30:00", "a", "1")]);
    fill(&lake, [next_year]);
    assert_eq!(count(&lake, "events").await, 2);
}

#[tokio::test]
async fn tending_makes_one_file_of_many_and_changes_no_answer() {
    let dir = tempfile::tempdir().unwrap();
    let lake = Lake::open(dir.path()).unwrap();
    let rows: Vec<_> = hospital(20_000, 3).collect();
    for piece in rows.chunks(4_000) {
        fill(&lake, piece.iter().cloned());
    }
    let user = || Question::OfUser { user: "u012".to_owned() };
    let (before, files) = (ask(&lake, user()).await, lake.size().unwrap().files);
    let old = lake.files().unwrap().0;
    assert!(lake.tend().unwrap() > 0);
    let size = lake.size().unwrap();
    assert!(size.files < files && size.rows == 20_000, "{size:?}");
    assert_eq!(ask(&lake, user()).await, before);
    assert!(!before.rows.is_empty());
    // Readers beside it may still have the old files; they go with the next change.
    assert!(old.iter().all(|file| file.exists()));
    assert_eq!(lake.tend().unwrap(), 0);
    let kept = lake.files().unwrap().0;
    assert!(old.iter().all(|file| file.exists() == kept.contains(file)));
}

#[tokio::test]
async fn many_rows_over_many_days_come_back_each_once() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), hospital(60_000, 20));
    for table in ["events", "events_by_user"] {
        let sql = format!(
            "SELECT count(*) AS n, count(DISTINCT leaf) AS leaves, count(DISTINCT day) AS days, min(leaf) AS a, max(leaf) AS z FROM {table}"
        );
        let answer = lake.sql(&sql, 10, &surroundings()).await.unwrap();
        let values: Vec<String> = answer.rows[0].iter().map(crate::kit::text).collect();
        assert_eq!(values, ["60000", "60000", "21", "0", "59999"], "{table}");
    }
    assert_eq!(lake.check().unwrap(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn every_column_comes_back_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let mut row = chart(7, "2026-11-20 08:30:00", "a", "1");
    let event = &mut row.event;
    for field in [
        &mut event.code,
        &mut event.src_ip,
        &mut event.device,
        &mut event.session,
        &mut event.target,
        &mut event.purpose,
        &mut event.message,
    ] {
        *field = "髙橋\u{0}\"'\n".repeat(200);
    }
    event.count = u32::MAX;
    event.time_told = false;
    event.time = i64::MAX;
    (row.nth, row.file, row.seq) = (u16::MAX, 6, 9);
    let lake = lake(dir.path(), [row.clone()]);
    let answer = lake.sql("SELECT * FROM events", 10, &surroundings()).await.unwrap();
    let cell = |name: &str| column_cell(&answer, name);
    for name in ["code", "src_ip", "device", "session", "target", "purpose", "message"] {
        assert_eq!(cell(name), sonae_lake::Cell::Text(row.event.code.clone()), "{name}");
    }
    assert_eq!((cell("count"), cell("nth"), cell("file")), (4_294_967_295.into_cell(), 65_535.into_cell(), 6.into_cell()));
    assert_eq!(cell("time"), sonae_lake::Cell::Time(i64::MAX));
    assert_eq!(cell("received"), sonae_lake::Cell::Time(at("2026-11-30 00:00:00")));
    assert_eq!((cell("time_told"), cell("class")), (sonae_lake::Cell::Bool(false), 6005.into_cell()));
    assert_eq!(cell("day"), sonae_lake::Cell::Text("2026-11-30".to_owned()));
}

trait IntoCell {
    fn into_cell(self) -> sonae_lake::Cell;
}

impl IntoCell for i64 {
    fn into_cell(self) -> sonae_lake::Cell {
        sonae_lake::Cell::Int(self)
    }
}

fn column_cell(answer: &sonae_lake::Answer, name: &str) -> sonae_lake::Cell {
    let at = answer.columns.iter().position(|column| column.name == name).unwrap();
    answer.rows[0][at].clone()
}

#[tokio::test]
async fn a_damaged_or_missing_file_is_named_and_the_lake_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), hospital(5_000, 1));
    let file = lake.files().unwrap().0.remove(0);
    let whole = fs::read(&file).unwrap();
    // Same length, other bytes: from the first page on.
    let mut open = fs::File::options().write(true).open(&file).unwrap();
    open.rewind().unwrap();
    open.write_all(&vec![0xaa; whole.len() / 2]).unwrap();
    drop(open);
    let asked = lake.sql("SELECT max(operation), max(message), max(user_uid) FROM events", 1, &surroundings()).await;
    assert!(matches!(&asked, Err(LakeError::Damaged(path)) if *path == file), "{asked:?}");
    assert_eq!(lake.check().unwrap(), std::slice::from_ref(&file));
    // Cut off.
    fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    assert!(matches!(lake.sql("SELECT 1", 1, &surroundings()).await, Err(LakeError::Damaged(path)) if path == file));
    fs::remove_file(&file).unwrap();
    assert!(matches!(lake.sql("SELECT 1", 1, &surroundings()).await, Err(LakeError::Damaged(path)) if path == file));
    lake.clear().unwrap();
    assert_eq!((lake.covered().unwrap().len(), count(&lake, "events").await), (0, 0));
    fill(&lake, hospital(5_000, 1));
    assert_eq!(count(&lake, "events").await, 5_000);
}

#[tokio::test]
async fn a_state_that_makes_no_sense_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), hospital(10, 1));
    let path = dir.path().join("state.json");
    let good = fs::read_to_string(&path).unwrap();
    for bad in ["", "{}", "[1]", &good.replace("\"version\":1", "\"version\":2"), &good.replace("2026-11-", "../../etc/")] {
        fs::write(&path, bad).unwrap();
        assert!(matches!(lake.covered(), Err(LakeError::Damaged(found)) if found == path), "{bad}");
    }
}

#[tokio::test]
async fn rows_that_repeat_a_template_lie_there_as_if_filled_in_one_by_one() {
    let (whole, again) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let rows: Vec<Row> = hospital(3_000, 5).collect();
    let one = lake(whole.path(), rows.clone());
    let two = Lake::open(again.path()).unwrap();
    let mut filling = two.fill().unwrap();
    let (mut templates, mut numbers): (Vec<Row>, BTreeMap<String, usize>) = Default::default();
    for row in &rows {
        let event = Event { time: 0, patient_uid: String::new(), count: 0, ..row.event.clone() };
        let template = Row { event, leaf: 0, seq: 0, file: 0, received: 0, ..row.clone() };
        let number = *numbers.entry(format!("{template:?}")).or_insert_with(|| {
            templates.push(template);
            templates.len() - 1
        });
        if row.nth > 0 || row.leaf % 7 == 0 {
            filling.push(row).unwrap();
            continue;
        }
        let Row { leaf, seq, file, received, .. } = *row;
        let (time, patient_uid, count) = (row.event.time, row.event.patient_uid.as_str(), row.event.count);
        let number_of = u32::try_from(number).unwrap();
        filling
            .push_again(&Repeated { number: number_of, template: &templates[number], time, patient_uid, count, leaf, seq, file, received })
            .unwrap();
    }
    filling.finish(&one.covered().unwrap()).unwrap();
    assert!(templates.len() < rows.len());
    for table in ["events", "events_by_user"] {
        let sql = format!("SELECT * FROM {table} ORDER BY shard, leaf, nth");
        let (one, two) = (one.sql(&sql, 10_000, &surroundings()).await.unwrap(), two.sql(&sql, 10_000, &surroundings()).await.unwrap());
        assert_eq!((one.columns, one.rows), (two.columns, two.rows));
    }
}
