//! Several machines answer as one does, and a machine that goes away makes no answer short.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sonae_lake::{Lake, LakeError, Options, Question, Span, Tls, Workers};

use crate::certificates::certificates;
use crate::kit::{Seeded, fill, hospital, surroundings};
use crate::suite::{lines, suite};

/// Tells the test below that it is a worker, and of which lake.
const LAKE: &str = "SONAE_TEST_WORKER_OF";
/// Folder with certificates, where it has some.
const CERTIFICATES: &str = "SONAE_TEST_WORKER_CERTIFICATES";

/// A worker in a process of its own; it goes with this.
struct Process {
    child: Child,
    url: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Process {
    fn start(lake: &Path, certificates: Option<&Path>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "cluster::a_process_of_its_own_is_a_worker", "--nocapture"]).env(LAKE, lake);
        if let Some(certificates) = certificates {
            command.env(CERTIFICATES, certificates);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = said.find_map(|line| line.unwrap().split_once("worker at ").map(|(_, url)| url.to_owned())).unwrap();
        // what it goes on to say is read, so that it never waits for a reader
        std::thread::spawn(move || said.for_each(drop));
        Self { child, url }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn tls(folder: &Path, name: &str) -> Tls {
    let read = |file: &str| std::fs::read(folder.join(file)).unwrap();
    Tls {
        authority: read("ca.pem"),
        certificate: read(&format!("{name}.pem")),
        key: sonae_lake::Secret::new(String::from_utf8(read(&format!("{name}.key"))).unwrap()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_of_its_own_is_a_worker() {
    let Some(dir) = std::env::var_os(LAKE).map(PathBuf::from) else { return };
    let tls = std::env::var_os(CERTIFICATES).map(|folder| tls(Path::new(&folder), "worker"));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let scheme = if tls.is_some() { "https" } else { "http" };
    println!("worker at {scheme}://{}", listener.local_addr().unwrap());
    let lake = Lake::open(&dir).unwrap();
    lake.work(listener, tls.as_ref(), false, std::future::pending()).await.unwrap();
}

/// A lake of many files, of which the workers are to read some.
fn filled(dir: &Path, rows: u64) -> Lake {
    let lake = Lake::open(dir).unwrap();
    let rows: Vec<_> = hospital(rows, 4).collect();
    for piece in rows.chunks(rows.len() / 3 + 1) {
        fill(&lake, piece.iter().cloned());
    }
    lake
}

/// The same lake, asked with these workers.
fn shared(dir: &Path, urls: &[&str], required: bool, tls: Option<Tls>) -> Lake {
    let workers = Workers { piece: 1, required, tls, ..Workers::new(urls.iter().map(|url| url.parse().unwrap()).collect()) };
    Lake::open_with(dir, Options { workers: Some(workers), ..Options::default() }).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_questions_have_the_same_answers_on_two_workers() {
    let dir = tempfile::tempdir().unwrap();
    let alone = filled(dir.path(), 9_000);
    let mut workers = [Process::start(dir.path(), None), Process::start(dir.path(), None)];
    // "required": an answer is one of the workers
    let lake = shared(dir.path(), &[&workers[0].url, &workers[1].url], true, None);
    for (name, sql) in suite() {
        let expected = alone.sql(&sql, 100_000, &surroundings()).await.unwrap();
        let answer = lake.sql(&sql, 100_000, &surroundings()).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(lines(&answer), lines(&expected), "{name}");
        assert_eq!(answer.columns, expected.columns, "{name}");
    }
    let span = Span { limit: 10_000, ..crate::kit::november() };
    for question in [
        Question::OfPatient { patient: "00000012".to_owned() },
        Question::OfUser { user: "u012".to_owned() },
        Question::OutOfHours,
        Question::Leavers,
        Question::BurstThenSuccess,
        Question::TwoTerminals,
        Question::LongSessions,
        Question::Maintenance,
        Question::SilentSources,
        Question::Search { words: vec!["印刷".to_owned()] },
        Question::FiveColumns { user: "u012".to_owned() },
    ] {
        let expected = alone.ask(&question, span, &surroundings()).await.unwrap();
        assert_eq!(lake.ask(&question, span, &surroundings()).await.unwrap(), expected, "{question:?}");
    }
    // one that is gone is left out, with none nobody answers
    workers[0].kill();
    assert_eq!(counted(&lake).await.unwrap(), 9_000);
    workers[1].kill();
    assert!(matches!(counted(&lake).await, Err(LakeError::Workers(_))));
    let alone_if_needed = shared(dir.path(), &[&workers[0].url], false, None);
    assert_eq!(counted(&alone_if_needed).await.unwrap(), 9_000);
}

async fn counted(lake: &Lake) -> Result<i64, LakeError> {
    let answer = lake.sql("SELECT count(DISTINCT leaf) AS n FROM events", 10, &surroundings()).await?;
    Ok(lines(&answer)[0].parse().unwrap())
}

/// Makes all files be read, shuffled, sorted.
const LONG: &str = "SELECT a.user_uid, count(*) AS n, count(DISTINCT b.leaf) AS leaves, max(a.message) AS m FROM events a \
                    JOIN events_by_user b ON a.patient_uid = b.patient_uid AND a.user_uid = b.user_uid GROUP BY a.user_uid ORDER BY a.user_uid";

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_in_the_middle_makes_no_answer_wrong_or_short() {
    let dir = tempfile::tempdir().unwrap();
    let alone = filled(dir.path(), 12_000);
    let begun = Instant::now();
    let expected = lines(&alone.sql(LONG, 100_000, &surroundings()).await.unwrap());
    let usual = begun.elapsed();
    assert!(!expected.is_empty());
    let kills = std::env::var("SONAE_KILLS").map_or(6, |kills| kills.parse().unwrap());
    let mut seeded = Seeded(17);
    let (mut answered, mut refused) = (0, 0);
    for round in 0..kills {
        let mut workers = [Process::start(dir.path(), None), Process::start(dir.path(), None)];
        let required = round % 2 == 0;
        let lake = shared(dir.path(), &[&workers[0].url, &workers[1].url], required, None);
        let after = usual.mul_f64(f64::from(u32::try_from(seeded.below(1500)).unwrap()) / 1000.0);
        let asking = tokio::spawn(async move { lake.sql(LONG, 100_000, &surroundings()).await });
        tokio::time::sleep(after).await;
        workers[0].kill();
        let answer = tokio::time::timeout(Duration::from_secs(90), asking).await.expect("an end").unwrap();
        match answer {
            Ok(answer) => {
                assert_eq!(lines(&answer), expected, "killed after {after:?}");
                answered += 1;
            }
            Err(LakeError::Workers(why)) if required => {
                assert!(!why.is_empty());
                refused += 1;
            }
            other => panic!("killed after {after:?}: {other:?}"),
        }
    }
    println!("killed {kills} times: {answered} right answers, {refused} clean refusals");
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_know_each_other_by_certificates_and_nobody_else_is_answered() {
    let dir = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    certificates(folder.path(), &["worker", "main"]);
    let strangers = tempfile::tempdir().unwrap();
    certificates(strangers.path(), &["main"]);
    filled(dir.path(), 900);
    let workers = [Process::start(dir.path(), Some(folder.path())), Process::start(dir.path(), Some(folder.path()))];
    let urls = [workers[0].url.as_str(), workers[1].url.as_str()];
    let known = shared(dir.path(), &urls, true, Some(tls(folder.path(), "main")));
    assert_eq!(counted(&known).await.unwrap(), 900);
    // of another authority, and one that shows nothing
    let mut stranger = tls(strangers.path(), "main");
    stranger.authority = tls(folder.path(), "main").authority;
    let stranger = shared(dir.path(), &urls, true, Some(stranger));
    assert!(matches!(counted(&stranger).await, Err(LakeError::Workers(_))));
    let plain: Vec<String> = urls.iter().map(|url| url.replace("https", "http")).collect();
    let plain = shared(dir.path(), &[&plain[0], &plain[1]], true, None);
    assert!(matches!(counted(&plain).await, Err(LakeError::Workers(_))));
}

#[tokio::test]
async fn without_certificates_a_worker_listens_on_its_own_machine_only() {
    let dir = tempfile::tempdir().unwrap();
    let lake = Lake::open(dir.path()).unwrap();
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let refused = lake.work(listener, None, false, std::future::pending()).await;
    assert!(matches!(refused, Err(LakeError::Settings(_))), "{refused:?}");
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    lake.work(listener, None, true, std::future::ready(())).await.unwrap();
    let workers = Workers::new(vec!["http://192.0.2.7:8470".parse().unwrap()]);
    let refused = Lake::open_with(dir.path(), Options { workers: Some(workers.clone()), ..Options::default() });
    assert!(matches!(refused, Err(LakeError::Settings(_))), "{refused:?}");
    let trusted = Workers { plain: true, ..workers };
    Lake::open_with(dir.path(), Options { workers: Some(trusted), ..Options::default() }).unwrap();
}
