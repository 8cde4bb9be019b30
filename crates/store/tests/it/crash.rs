//! Processes that are killed while they write, and processes that open the same database at once.
//!
//! The children are this test binary itself, started with the name of an ignored test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;
use sonae_store::{AuditVerdict, Location, NewRecord, Store};

use crate::database::{TestDatabase, event, record, runtime};

const ROWS: i64 = 300;

fn child(test: &str, db: &TestDatabase) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env("SONAE_TEST_CHILD", &db.url)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

async fn opened_by_child() -> Option<Store> {
    let url = std::env::var("SONAE_TEST_CHILD").ok()?;
    Some(Store::open(&Location::parse(&url).unwrap()).await.unwrap())
}

fn rows(round: i64) -> Vec<NewRecord> {
    (0..ROWS).map(|at| record(at, &format!("PC-{at}"), json!({"round": round, "filling": "外来".repeat(50)}))).collect()
}

#[test]
#[ignore = "started as a process of its own by another test"]
fn writes_until_it_is_killed() {
    runtime().block_on(async {
        let Some(store) = opened_by_child().await else {
            return;
        };
        loop {
            let mut tx = store.begin().await.unwrap();
            let round = tx.seq().0;
            tx.replace_ledger("devices", rows(round)).await.unwrap();
            tx.put_record("rounds", record(round, &round.to_string(), json!(round))).await.unwrap();
            let seq = tx.commit(event("ledgers.imported")).await.unwrap();
            println!("acknowledged {seq}");
        }
    });
}

#[test]
#[ignore = "started as a process of its own by another test"]
fn opens_and_writes_ten_times() {
    runtime().block_on(async {
        let Some(store) = opened_by_child().await else {
            return;
        };
        for round in 0..10 {
            let mut tx = store.begin().await.unwrap();
            let key = format!("{}-{round}", std::process::id());
            tx.put_record("rounds", record(round, &key, json!(round))).await.unwrap();
            tx.commit(event("record.put")).await.unwrap();
        }
    });
}

/// Waits for so many acknowledgements and a little longer, kills, and gives the last one that was read.
fn kill_after(mut child: Child, acknowledgements: usize, longer: Duration) -> i64 {
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut acknowledged = || {
        let next = out.find_map(|line| line.rsplit_once("acknowledged ").map(|(_, seq)| seq.parse().unwrap()));
        next.unwrap_or(0)
    };
    let mut last: i64 = 0;
    for _ in 0..acknowledgements {
        last = acknowledged();
    }
    std::thread::sleep(longer);
    child.kill().unwrap();
    // What it had said before it died counts too.
    loop {
        match acknowledged() {
            0 => break,
            seq => last = seq,
        }
    }
    child.wait().unwrap();
    last
}

on_each_database! {
    async fn what_was_acknowledged_survives_being_killed_and_nothing_is_half(db: &TestDatabase) {
        let mut before = 0;
        for (acknowledgements, longer) in [(1, 0), (3, 7), (2, 23), (4, 41)] {
            let last = kill_after(child("crash::writes_until_it_is_killed", db), acknowledgements, Duration::from_millis(longer));
            assert!(last >= before + 3.min(i64::try_from(acknowledgements).unwrap()));
            let store = db.open().await;
            let verdict = store.verify_audit().await.unwrap();
            let AuditVerdict::Intact { head } = verdict else { panic!("{verdict:?}") };
            assert!(head.seq.0 == last || head.seq.0 == last + 1, "acknowledged {last}, found {}", head.seq);
            let rounds = store.records("rounds").await.unwrap();
            assert_eq!(rounds.iter().map(|round| round.updated.0).collect::<Vec<_>>(), (1..=head.seq.0).collect::<Vec<_>>());
            let devices = store.records("devices").await.unwrap();
            assert_eq!(devices.len(), usize::try_from(ROWS).unwrap());
            assert!(devices.iter().all(|device| device.body["round"] == json!(head.seq.0)), "all of one round");
            before = head.seq.0;
            store.close().await.unwrap();
        }
    }

    async fn processes_that_open_a_new_database_at_once_share_it(db: &TestDatabase) {
        let children: Vec<Child> = (0..4).map(|_| child("crash::opens_and_writes_ten_times", db)).collect();
        for child in children {
            let out = child.wait_with_output().unwrap();
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
        }
        let store = db.open().await;
        assert_eq!(store.records("rounds").await.unwrap().len(), 40);
        let verdict = store.verify_audit().await.unwrap();
        assert!(matches!(&verdict, AuditVerdict::Intact { head } if head.seq.0 == 40), "{verdict:?}");
    }
}
