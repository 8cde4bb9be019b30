//! The ready-made questions, each on rows of which the answer is known.

use sonae_lake::Question;
use sonae_logs::{Activity, Outcome};

use crate::kit::{ask, chart, column, lake, leaves, november, sign, surroundings};

use Activity::{Logoff, Logon};
use Outcome::{Failure, Success};

#[tokio::test]
async fn everything_of_one_user_is_told_in_order_of_time() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(
        dir.path(),
        [
            chart(1, "2026-11-21 09:00:00", "a", "1"),
            chart(2, "2026-11-20 09:00:00", "a", "2"),
            chart(3, "2026-11-20 10:00:00", "b", "2"),
            chart(4, "2026-12-01 00:00:00", "a", "2"),
        ],
    );
    assert_eq!(leaves(&lake, Question::OfUser { user: "a".to_owned() }).await, ["2", "1"]);
    let hostile = Question::OfUser { user: "' OR 1=1 --".to_owned() };
    assert!(leaves(&lake, hostile).await.is_empty());
}

#[tokio::test]
async fn the_limit_cuts_off_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), (0..10).map(|leaf| chart(leaf, "2026-11-20 09:00:00", "a", "1")));
    let mut span = november();
    for (limit, rows, cut_off) in [(9, 9, true), (10, 10, false), (0, 0, true)] {
        span.limit = limit;
        let answer = lake.ask(&Question::OfPatient { patient: "1".to_owned() }, span, &surroundings()).await.unwrap();
        assert_eq!((answer.rows.len(), answer.cut_off), (rows, cut_off));
    }
}

#[tokio::test]
async fn leavers_are_those_after_their_last_day_and_disabled_accounts() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(
        dir.path(),
        [
            chart(1, "2026-11-10 23:59:59", "left", "1"),
            chart(2, "2026-11-11 00:00:00", "left", "1"),
            sign(3, "2026-11-12 09:00:00", "off", Logon, Failure, "PC-1"),
            chart(4, "2026-11-12 09:00:00", "stays", "1"),
        ],
    );
    let answer = ask(&lake, Question::Leavers).await;
    assert_eq!(column(&answer, "leaf"), ["2", "3"]);
    assert_eq!(column(&answer, "left_on"), ["2026-11-10", "-"]);
    assert_eq!(column(&answer, "name"), ["辞めた人", ""]);
}

#[tokio::test]
async fn out_of_hours_leaves_out_duty_night_staff_and_working_hours() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(
        dir.path(),
        [
            chart(1, "2026-11-20 07:00:00", "day", "1"),
            chart(2, "2026-11-20 20:59:59", "day", "1"),
            chart(3, "2026-11-20 21:00:00", "day", "1"),
            chart(4, "2026-11-20 23:00:00", "duty", "1"),
            chart(5, "2026-11-21 06:59:59", "day", "1"),
            chart(6, "2026-11-21 23:00:00", "duty", "1"),
            chart(7, "2026-11-20 23:00:00", "night", "1"),
            chart(8, "2026-11-22 12:00:00", "day", "1"),
            sign(9, "2026-11-20 23:30:00", "day", Logon, Success, "PC-1"),
        ],
    );
    assert_eq!(leaves(&lake, Question::OutOfHours).await, ["3", "5", "6", "8"]);
}

#[tokio::test]
async fn a_burst_is_three_failures_in_ten_minutes_and_then_a_success() {
    let dir = tempfile::tempdir().unwrap();
    let tries = |first: u64, user: &'static str, times: &[(&str, Outcome)]| {
        let rows = times.iter().zip(first..);
        rows.map(|((time, outcome), leaf)| sign(leaf, &format!("2026-11-20 {time}"), user, Logon, *outcome, "PC-1")).collect::<Vec<_>>()
    };
    let lake = lake(
        dir.path(),
        [
            tries(
                10,
                "burst",
                &[("09:00:00", Failure), ("09:01:00", Failure), ("09:02:00", Failure), ("09:03:00", Success), ("09:04:00", Success)],
            ),
            tries(20, "slow", &[("09:00:00", Failure), ("09:11:00", Failure), ("09:12:00", Failure), ("09:13:00", Success)]),
            tries(30, "twice", &[("09:00:00", Failure), ("09:01:00", Failure), ("09:02:00", Success)]),
            tries(40, "never", &[("09:00:00", Failure), ("09:01:00", Failure), ("09:02:00", Failure)]),
        ]
        .concat(),
    );
    let answer = ask(&lake, Question::BurstThenSuccess).await;
    assert_eq!((column(&answer, "leaf"), column(&answer, "failures")), (vec!["13".to_owned()], vec!["3".to_owned()]));
    assert_eq!(column(&answer, "first_try"), ["2026-11-20 09:00:00"]);
}

#[tokio::test]
async fn two_terminals_within_five_minutes_are_told_with_both_records() {
    let dir = tempfile::tempdir().unwrap();
    let moved = |leaf, time: &str, user: &str, terminal: &str| {
        let mut row = chart(leaf, &format!("2026-11-20 {time}"), user, "1");
        row.event.terminal = terminal.to_owned();
        row
    };
    let mut other_source = moved(6, "09:01:00", "a", "10.0.0.5");
    other_source.source = "vpn".to_owned();
    let lake = lake(
        dir.path(),
        [
            moved(1, "09:00:00", "a", "PC-1"),
            moved(2, "09:05:00", "a", "PC-2"),
            moved(3, "09:10:01", "a", "PC-1"),
            moved(4, "09:10:02", "b", "PC-2"),
            moved(5, "09:10:03", "a", "PC-1"),
            other_source,
        ],
    );
    let answer = ask(&lake, Question::TwoTerminals).await;
    assert_eq!(column(&answer, "leaf"), ["2"]);
    assert_eq!((column(&answer, "terminal"), column(&answer, "other_terminal")), (vec!["PC-2".to_owned()], vec!["PC-1".to_owned()]));
    assert_eq!(column(&answer, "other_leaf"), ["1"]);
}

#[tokio::test]
async fn sessions_are_paired_by_user_and_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(
        dir.path(),
        [
            sign(1, "2026-11-16 08:30:00", "abc", Logon, Success, "PC-1"),
            sign(2, "2026-11-17 17:30:00", "abc", Logoff, Success, "PC-1"),
            sign(3, "2026-11-16 08:30:00", "abc", Logon, Success, "PC-2"),
            sign(4, "2026-11-16 17:30:00", "abc", Logoff, Success, "PC-2"),
            sign(5, "2026-11-16 08:30:00", "never", Logon, Success, "PC-3"),
            sign(6, "2026-11-30 12:00:00", "now", Logon, Success, "PC-4"),
        ],
    );
    let answer = ask(&lake, Question::LongSessions).await;
    assert_eq!(column(&answer, "leaf"), ["1", "5"]);
    assert_eq!(column(&answer, "ended"), ["2026-11-17 17:30:00", "-"]);
    assert_eq!(column(&answer, "ended_leaf"), ["2", "-"]);
}

#[tokio::test]
async fn sign_ins_of_vendors_stand_beside_the_announced_work() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(
        dir.path(),
        [
            sign(1, "2026-11-20 10:30:00", "vendor1", Logon, Success, "VPN"),
            sign(2, "2026-11-20 12:00:00", "vendor1", Logon, Success, "VPN"),
            sign(3, "2026-11-20 12:00:00", "own", Logon, Success, "PC"),
        ],
    );
    let answer = ask(&lake, Question::Maintenance).await;
    assert_eq!(column(&answer, "leaf"), ["1", "2"]);
    assert_eq!(
        (column(&answer, "announced"), column(&answer, "purpose")),
        (vec!["true".into(), "false".into()], vec!["更新".into(), "-".into()])
    );
}

#[tokio::test]
async fn a_silent_source_is_told_with_its_last_record() {
    let dir = tempfile::tempdir().unwrap();
    let mut old = chart(1, "2026-10-20 10:30:00", "a", "1");
    old.source = "vpn".to_owned();
    let lake = lake(dir.path(), [old, chart(2, "2026-11-20 10:30:00", "a", "1")]);
    let answer = ask(&lake, Question::SilentSources).await;
    assert_eq!((column(&answer, "source"), column(&answer, "last_time")), (vec!["vpn".into()], vec!["2026-10-20 10:30:00".into()]));
}

#[tokio::test]
async fn free_search_finds_all_words_in_any_column_whatever_their_width() {
    let dir = tempfile::tempdir().unwrap();
    let mut mail = chart(2, "2026-11-20 10:31:00", "Ｂ", "9");
    mail.event.message = "Accepted password for ROOT".to_owned();
    let lake = lake(dir.path(), [chart(1, "2026-11-20 10:30:00", "a", "12345"), mail]);
    let search = |words: &[&str]| Question::Search { words: words.iter().map(|word| (*word).to_owned()).collect() };
    assert_eq!(leaves(&lake, search(&["カルテ参照"])).await, ["1", "2"]);
    assert_eq!(leaves(&lake, search(&["ｶﾙﾃ", "234"])).await, ["1"]);
    assert_eq!(leaves(&lake, search(&["root", "b"])).await, ["2"]);
    assert!(leaves(&lake, search(&["root", "12345"])).await.is_empty());
    assert_eq!(leaves(&lake, search(&[])).await, ["1", "2"]);
}

#[tokio::test]
async fn the_five_columns_stand_in_the_order_of_the_manual() {
    let dir = tempfile::tempdir().unwrap();
    let mut unnamed = sign(2, "2026-11-20 10:30:00", "left", Logon, Success, "PC");
    unnamed.event.user_name = String::new();
    let lake = lake(dir.path(), [chart(1, "2026-11-20 10:31:00", "a", "1"), unnamed]);
    let answer = ask(&lake, Question::FiveColumns { user: String::new() }).await;
    let names: Vec<&str> = answer.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["user_uid", "user_name", "time", "category", "operation", "source", "shard", "leaf", "nth"]);
    let rows: Vec<Vec<String>> = answer.rows.iter().map(|row| row[..5].iter().map(crate::kit::text).collect()).collect();
    assert_eq!(rows[0], ["left", "辞めた人", "2026-11-20 10:30:00", "管理メニュー", "ログイン"]);
    assert_eq!(rows[1], ["a", "aさん", "2026-11-20 10:31:00", "カルテ", "ｶﾙﾃ参照"]);
    assert_eq!(leaves(&lake, Question::FiveColumns { user: "a".to_owned() }).await, ["1"]);
}
