//! The lake in S3-compatible storage: moto's server, where Python has it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use sonae_lake::{Lake, LakeError, Options, Question, S3, Secret};

use crate::kit::{chart, count, fill, hospital, leaves, surroundings};
use crate::suite::{lines, suite};

/// Storage in a process of its own; it goes with this.
struct Storage {
    child: Child,
    endpoint: String,
}

impl Drop for Storage {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

const SERVER: &str = "
import sys, urllib.request
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
urllib.request.urlopen(urllib.request.Request(f'http://127.0.0.1:{port}/logs', method='PUT')).read()
print(f'http://127.0.0.1:{port}', flush=True)
sys.stdin.read()
";

impl Storage {
    /// With an empty bucket `logs`; nothing where there is no moto (`SONAE_MOTO` names a Python that has it).
    fn start() -> Option<Self> {
        let python = std::env::var("SONAE_MOTO").unwrap_or_else(|_| "python3".to_owned());
        let has_it = Command::new(&python).args(["-c", "import moto.server, flask"]).output().is_ok_and(|output| output.status.success());
        if !has_it {
            eprintln!("no Python with moto[server]: passed over (SONAE_MOTO names one)");
            return None;
        }
        let mut command = Command::new(python);
        command.args(["-c", SERVER]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let endpoint = said.find_map(|line| Some(line.unwrap()).filter(|line| line.starts_with("http://"))).unwrap();
        std::thread::spawn(move || said.for_each(drop));
        Some(Self { child, endpoint })
    }

    fn lake(&self, home: &Path) -> Lake {
        let store = S3 {
            url: "s3://logs/of/見本".parse().unwrap(),
            endpoint: Some(self.endpoint.parse().unwrap()),
            region: "us-east-1".to_owned(),
            key_id: "test".to_owned(),
            key: Secret::new("test"),
            token: None,
            authorities: None,
            plain: false,
        };
        Lake::open_with(home, Options { store: Some(store), ..Options::default() }).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_questions_have_the_same_answers_in_a_bucket() {
    let Some(storage) = Storage::start() else { return };
    let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (local, remote) = (Lake::open(folder.path()).unwrap(), storage.lake(home.path()));
    let rows: Vec<_> = hospital(9_000, 4).collect();
    for piece in rows.chunks(3_500) {
        fill(&local, piece.iter().cloned());
        fill(&remote, piece.iter().cloned());
    }
    assert_eq!(remote.covered().unwrap(), local.covered().unwrap());
    assert_eq!(remote.size().unwrap().rows, 9_000);
    let mut before = Vec::new();
    for (name, sql) in suite() {
        let expected = lines(&local.sql(&sql, 100_000, &surroundings()).await.unwrap());
        let answer = remote.sql(&sql, 100_000, &surroundings()).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(lines(&answer), expected, "{name}");
        before.push(expected);
    }
    let old = remote.size().unwrap().files;
    assert!(remote.tend().unwrap() > 0);
    assert!(remote.size().unwrap().files < old);
    assert_eq!(remote.tend().unwrap(), 0);
    for ((name, sql), before) in suite().into_iter().zip(before) {
        assert_eq!(lines(&remote.sql(&sql, 100_000, &surroundings()).await.unwrap()), before, "{name}");
    }
    assert!(remote.check().unwrap().is_empty());
    // nothing of it lies on this machine
    let left: Vec<_> = walk(home.path()).into_iter().filter(|path| path.extension().is_some()).collect();
    assert!(left.is_empty(), "{left:?}");
    remote.clear().unwrap();
    assert_eq!((remote.size().unwrap().rows, count(&remote, "events").await), (0, 0));
}

fn walk(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_machines_that_fill_one_bucket_the_second_is_told_so_and_nothing_is_lost() {
    let Some(storage) = Storage::start() else { return };
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (one, other) = (storage.lake(one.path()), storage.lake(other.path()));
    fill(&one, [chart(0, "2026-11-20 08:30:00", "a", "1")]);
    let mut late = other.fill().unwrap();
    late.push(chart(9, "2026-11-20 09:30:00", "x", "1")).unwrap();
    fill(&one, [chart(1, "2026-11-20 08:31:00", "b", "1")]);
    assert!(matches!(late.finish(&[("2026".to_owned(), 10)].into()), Err(LakeError::Busy)));
    let patient = || Question::OfPatient { patient: "1".to_owned() };
    assert_eq!(leaves(&one, patient()).await, ["0", "1"]);
    assert_eq!(leaves(&other, patient()).await, ["0", "1"]);
    // what was not finished is removed by the next one
    fill(&other, [chart(2, "2026-11-20 08:32:00", "c", "1")]);
    assert_eq!(leaves(&one, patient()).await, ["0", "1", "2"]);
    assert!(one.check().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_that_is_gone_is_no_empty_lake() {
    let Some(storage) = Storage::start() else { return };
    let home = tempfile::tempdir().unwrap();
    let lake = storage.lake(home.path());
    fill(&lake, [chart(0, "2026-11-20 08:30:00", "a", "1")]);
    drop(storage);
    assert!(matches!(lake.covered(), Err(LakeError::Io { .. })));
    assert!(matches!(lake.sql("SELECT count(*) FROM events", 10, &surroundings()).await, Err(LakeError::Io { .. })));
}
