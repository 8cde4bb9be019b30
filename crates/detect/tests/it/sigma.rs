//! Sigma rules of the users: routing, correlations, what cannot be used, and the shared rules and samples.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sonae_detect::{Detector, Hit, State};
use sonae_logs::{Activity, Class, Event, Native, Row, Surroundings};

fn detector(files: &[(&str, &str)]) -> (Detector, Vec<String>) {
    let files: Vec<(String, String)> = files.iter().map(|(file, yaml)| ((*file).to_owned(), (*yaml).to_owned())).collect();
    let (detector, problems) = Detector::new(&files, &Surroundings::default());
    (detector, problems.into_iter().map(|problem| format!("{}: {}", problem.file, problem.what)).collect())
}

fn native(product: &str, service: &str, categories: &[&'static str], fields: Value) -> Native {
    Native { product: product.into(), service: service.into(), categories: categories.to_vec(), fields }
}

fn row(second: i64, leaf: u64) -> Row {
    let event = Event { time: 1_793_500_000_000_000 + second * 1_000_000, device: "DC-1".into(), ..Event::default() };
    Row { event, source: "dc".into(), shard: "2026".into(), leaf, ..Row::default() }
}

fn rules(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.rule.as_str()).collect()
}

fn rule(id: &str, logsource: &str) -> String {
    format!(
        "title: t\nid: {id}\nauthor: 見本 太郎\nlevel: high\nlogsource:\n    {logsource}\ndetection:\n    s:\n        EventID: 7\n    condition: s\n"
    )
}

#[test]
fn a_rule_sees_only_the_events_of_its_logsource() {
    let written = [
        ("product", "product: windows"),
        ("service", "product: windows\n    service: sysmon"),
        ("other-service", "product: windows\n    service: security"),
        ("event", "product: windows\n    category: registry_event"),
        ("set", "category: registry_set"),
        ("other-category", "category: process_creation"),
        ("both", "product: windows\n    service: sysmon\n    category: registry_set"),
        ("linux", "product: linux\n    category: registry_set"),
        ("flat", "product: sonae"),
    ];
    let files: Vec<(String, String)> = written.iter().map(|(id, logsource)| ((*id).to_owned(), rule(id, logsource))).collect();
    let (mut detector, problems) = Detector::new(&files, &Surroundings::default());
    assert_eq!(problems, []);
    assert_eq!(detector.sigma_rules(), written.len());
    let event = native("windows", "sysmon", &["registry_event", "registry_set"], json!({"EventID": 7}));
    let hits = detector.look(&row(0, 1), Some(&event));
    assert_eq!(rules(&hits).into_iter().collect::<BTreeSet<_>>(), ["both", "event", "product", "service", "set"].into());
    assert_eq!(hits.len(), 5);
    assert!(hits.iter().all(|hit| hit.author == "見本 太郎" && hit.about == "DC-1" && hit.leaves == [("2026".to_owned(), 1)]));
}

#[test]
fn fortigate_is_known_under_both_names() {
    let (mut detector, _) = detector(&[("a", &rule("gate", "product: fortigate\n    service: event"))]);
    let event = native("fortios", "event", &[], json!({"EventID": 7}));
    assert_eq!(rules(&detector.look(&row(0, 1), Some(&event))), ["gate"]);
}

#[test]
fn rules_over_the_flat_event_see_what_the_surroundings_add() {
    let yaml = "title: 時間外の印刷\nlogsource:\n    product: sonae\n    category: datastore_activity\n    service: emr\ndetection:\n    s:\n        activity: print\n        out_of_hours: true\n        count|gte: 10\n    condition: s\n";
    let (mut detector, problems) = detector(&[("a", yaml)]);
    assert_eq!(problems, Vec::<String>::new());
    let mut printed = row(0, 1);
    printed.event.time = "2026-11-20T23:00:00+09:00".parse::<jiff::Timestamp>().unwrap().as_microsecond();
    printed.event.class = Class::DatastoreActivity;
    printed.event.activity = Activity::Print;
    printed.event.count = 10;
    printed.event.user_uid = "a01".into();
    printed.source = "emr".into();
    let hits = detector.look(&printed, None);
    assert_eq!(hits.iter().map(|hit| (hit.rule.as_str(), hit.about.as_str())).collect::<Vec<_>>(), [("時間外の印刷", "a01")]);
    for change in [
        |row: &mut Row| row.event.count = 9,
        |row: &mut Row| row.source = "pacs".into(),
        |row: &mut Row| {
            row.event.time -= 3600 * 1_000_000 * 4;
        },
    ] {
        let mut other = printed.clone();
        change(&mut other);
        assert_eq!(detector.look(&other, None), []);
    }
}

const FAILED: &str = "title: 失敗\nname: failed\nlogsource:\n    product: windows\n    service: security\ndetection:\n    s:\n        EventID: 4625\n    condition: s\n";
const MANY: &str = "title: 失敗が続く\nid: many-failed\nauthor: 見本 花子\nlevel: critical\ncorrelation:\n    type: event_count\n    rules: [failed]\n    group-by: [TargetUserName]\n    timespan: 5m\n    condition:\n        gte: 3\n";

fn failure(user: &str) -> Native {
    native("windows", "security", &[], json!({"EventID": 4625, "TargetUserName": user}))
}

#[test]
fn a_correlation_counts_by_the_time_of_the_events_and_is_told_once_in_its_timespan() {
    let (mut detector, problems) = detector(&[("failed.yml", FAILED), ("many.yml", MANY)]);
    assert_eq!(problems, Vec::<String>::new());
    let mut hits = Vec::new();
    for (second, user) in [(0, "a"), (10, "b"), (20, "a"), (30, "a"), (40, "a"), (250, "a"), (331, "a"), (332, "a")] {
        hits.extend(detector.look(&row(second, second.unsigned_abs()), Some(&failure(user))));
    }
    let told: Vec<_> =
        hits.iter().map(|hit| (hit.rule.as_str(), hit.about.as_str(), hit.leaves[0].1, hit.count, hit.author.as_str())).collect();
    assert_eq!(told, [("many-failed", "a", 30, 3, "見本 花子"), ("many-failed", "a", 331, 3, "見本 花子")]);
    assert_eq!(detector.forgotten(), 0);
}

#[test]
fn a_restart_keeps_the_window_of_a_correlation() {
    let files = [("failed.yml", FAILED), ("many.yml", MANY)];
    for at in 0..4 {
        let mut hits = Vec::new();
        let (mut now, _) = detector(&files);
        for second in 0..4 {
            if second == at {
                let written = serde_json::to_vec(&now.state()).unwrap();
                now = detector(&files).0;
                assert!(now.restore(serde_json::from_slice::<State>(&written).unwrap()));
            }
            hits.extend(now.look(&row(second, second.unsigned_abs()), Some(&failure("a"))));
        }
        assert_eq!(hits.iter().map(|hit| hit.leaves[0].1).collect::<Vec<_>>(), [2], "restart before {at}");
    }
}

#[test]
fn what_cannot_be_used_is_told_and_the_rest_is_used() {
    let circle = "title: c\nid: c\ncorrelation:\n    type: event_count\n    rules: [c]\n    timespan: 1m\n    condition:\n        gte: 1\n";
    let missing = circle.replace("title: c\nid: c", "title: m\nid: m").replace("[c]", "[nothing]");
    let (mut detector, problems) = detector(&[
        ("broken.yml", "title: [\n"),
        ("circle.yml", circle),
        ("condition.yml", "title: x\nlogsource:\n    product: windows\ndetection:\n    s:\n        a: 1\n    condition: t\n"),
        ("empty.yml", ""),
        ("good.yml", &rule("good", "product: windows")),
        ("list.yml", "- 1\n"),
        ("missing.yml", &missing),
        ("regex.yml", "title: x\nlogsource:\n    product: windows\ndetection:\n    s:\n        a|re: '('\n    condition: s\n"),
    ]);
    let files: BTreeSet<&str> = problems.iter().map(|problem| problem.split(": ").next().unwrap()).collect();
    assert_eq!(
        files,
        ["broken.yml", "circle.yml", "condition.yml", "empty.yml", "list.yml", "missing.yml", "regex.yml"].into(),
        "{problems:#?}"
    );
    let event = native("windows", "", &[], json!({"EventID": 7}));
    assert_eq!(rules(&detector.look(&row(0, 1), Some(&event))), ["good"]);
}

/// A folder of the shared data, where it lies beside the repository.
fn shared(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("SONAE_SHARED_DATA").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data")).find(|folder| folder.is_dir());
    named.or(above).map(|folder| folder.join(name)).filter(|folder| folder.is_dir())
}

fn files(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, into);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            into.push(path);
        }
    }
}

#[test]
fn every_shared_rule_is_used() {
    let Some(folder) = shared("sigma/rules") else { return };
    let mut paths = Vec::new();
    files(&folder, "yml", &mut paths);
    let read: Vec<(String, String)> =
        paths.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect();
    let (detector, problems) = Detector::new(&read, &Surroundings::default());
    assert_eq!(problems, []);
    assert_eq!(detector.sigma_rules(), read.len());
    assert!(detector.rules().iter().all(|rule| !rule.author.is_empty()), "the licence asks that authors are named");
}
