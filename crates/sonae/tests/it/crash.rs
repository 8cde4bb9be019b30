//! The server is killed while people write: what it had acknowledged is there afterwards, and the operation log is whole.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::serving::Served;
use crate::{code, sonae, stdout};

/// Milliseconds after which the server is killed, round by round.
const ROUNDS: [u64; 4] = [400, 150, 700, 260];
const WRITERS: usize = 3;

/// Adds one device after the other until the server is gone; gives those of which it said that they are kept.
fn write(served: &Served, cookie: &str, name: &str, gone: &AtomicBool) -> Vec<String> {
    let mut kept = Vec::new();
    for at in 0.. {
        let key = format!("{name}-{at}");
        let body = format!("v.number={key}&v.os=Windows11&v.status=%E7%A8%BC%E5%83%8D");
        match served.post("/ledgers/devices/new", cookie, &body) {
            Ok(answer) if answer.starts_with("HTTP/1.1 303") => kept.push(key),
            Ok(answer) if answer.is_empty() => {}
            Ok(answer) => assert!(gone.load(Ordering::Relaxed), "{answer}"),
            Err(_) => {}
        }
        if gone.load(Ordering::Relaxed) {
            break;
        }
    }
    kept
}

#[test]
fn what_was_acknowledged_survives_the_server_being_killed() {
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    let mut kept: Vec<String> = Vec::new();
    for (round, after) in ROUNDS.into_iter().enumerate() {
        let served = Served::start(&data, &["--sample"]);
        let cookie = served.sign_in("manager");
        let gone = AtomicBool::new(false);
        let port = served.port;
        let written = std::thread::scope(|scope| {
            let (served, cookie, gone) = (&served, &cookie, &gone);
            let writers: Vec<_> =
                (0..WRITERS).map(|writer| scope.spawn(move || write(served, cookie, &format!("CRASH-{round}-{writer}"), gone))).collect();
            std::thread::sleep(Duration::from_millis(after));
            gone.store(true, Ordering::Relaxed);
            served.kill_now();
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(!written.is_empty() || after < 200, "nothing was written on port {port} in {after} ms");
        kept.extend(written);
        let verified = sonae(&["audit", "verify", "--data", data.to_str().unwrap()]);
        assert_eq!(code(&verified), 0, "round {round}: {}", stdout(&verified));
    }
    assert!(kept.len() >= ROUNDS.len(), "{kept:?}");
    let served = Served::start(&data, &["--sample"]);
    let cookie = served.sign_in("manager");
    for key in &kept {
        let page = served.get(&format!("/ledgers/devices/record?key={key}"), &cookie).unwrap();
        assert!(page.starts_with("HTTP/1.1 200"), "{key} was acknowledged and is gone: {page}");
    }
}
