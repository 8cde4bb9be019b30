//! Sigma rules of the users: routing, correlations, what cannot be used, and the shared rules and samples.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sonae_detect::{Detector, Hit, State};
use sonae_logs::{Activity, Class, Event, FileHead, Format, Native, Normaliser, RecordRef, Row, Source, Surroundings, cut};

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

/// The rules of the shared folder, ready.
fn with_shared_rules() -> Option<Detector> {
    let mut paths = Vec::new();
    files(&shared("sigma/rules")?, "yml", &mut paths);
    let read: Vec<(String, String)> =
        paths.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect();
    let (detector, problems) = Detector::new(&read, &Surroundings::default());
    assert_eq!(problems, []);
    assert_eq!(detector.sigma_rules(), read.len());
    Some(detector)
}

/// Samples whose name says what happened, and a rule that has to see it.
const SEEN: &[(&str, &str)] = &[
    // A name of Mimikatz's stands in the name of the threat, which the log writes with a blank in the field's name.
    ("ID1116-1117-Defender threat detected", "57b649ef-ff42-4fb0-8bf6-62da243a1708"),
    ("ID11,13,17,18-PSexec as system execution", "7c0dcd3d-acf8-4f71-9570-f448b0034f94"),
    // The same record seen by Sigma on the native event and by our rule on the flat one.
    ("ID5145-4624-DonPAPI full extraction", "d99b79d2-0a6f-4f46-ad8b-260b6e17f982"),
    ("ID5145-4624-DonPAPI full extraction", "log-cleared"),
    ("ID5145-4624-DonPAPI full extraction", "252902e3-5830-4cf6-bf21-c22083dfd5cf"),
    ("ID4688-Interactive shell using AT schedule task", "60fc936d-2eb0-4543-8a13-911c750a1dfc"),
    ("ID1-WMI spwaning PowerShell process - WMImplant", "692f0bec-83ba-4d04-af7e-e884a96059b6"),
    ("ID4720-4726 Fast created-deleted user", "administrator-made-and-removed"),
    ("ID4732-4733-Quick added-removed user from local group", "administrator-made-and-removed"),
    ("ID472, 4728 Hidden user creation", "7b449a5e-1db5-4dd0-a2dc-4e3a67282538"),
    ("ID4742,4935,4662,4661,5137-DCshadow attack (GLOBAL) failed", "32e19d25-4aed-4860-a55a-be99cb0bf7ed"),
    ("ID7045-7036 PSexec service installation", "42c575ea-e41e-41f1-b248-8093c3e82a28"),
    ("ID15457-SQL Server CMDshell enabled", "d08dd86f-681e-4a00-a92c-1db218754417"),
    // Sysmon 13 reaches a rule that names no category but only searches words.
    ("ID13-New service for Mimikatz", "06d71506-7beb-4f22-8888-e2e5e2ca7fd8"),
];

#[test]
fn shared_rules_are_used_and_see_what_the_samples_are_named_after() {
    let (Some(mut detector), Some(folder)) = (with_shared_rules(), shared("evtx")) else { return };
    assert!(detector.rules().iter().all(|rule| !rule.author.is_empty()), "the licence asks that authors are named");
    let mut logs = Vec::new();
    files(&folder, "evtx", &mut logs);
    let mut hits: BTreeMap<&str, Vec<Hit>> = BTreeMap::new();
    for (name, rule) in SEEN {
        let path = logs.iter().find(|path| path.file_stem().is_some_and(|stem| stem.to_string_lossy() == *name)).unwrap();
        let hits = hits.entry(name).or_insert_with(|| look_through(&mut detector, path));
        assert!(hits.iter().any(|hit| hit.rule == *rule), "{name}: {rule} not among {:?}", rules(hits));
    }
}

/// Hits of one file.
fn look_through(detector: &mut Detector, path: &Path) -> Vec<Hit> {
    let source = Source::new(&path.file_stem().unwrap().to_string_lossy().replace([' ', ','], "-"), Format::Evtx);
    let normaliser = Normaliser::new(&source, &FileHead::default());
    let (mut hits, mut leaf) = (Vec::new(), 0);
    let mut file = std::fs::File::open(path).unwrap();
    cut(&source, &mut file, &mut |_| ControlFlow::Continue(()), &mut |record| {
        let mut said = normaliser.read(RecordRef { seq: record.seq, received: 0, raw: record.raw });
        for event in said.events {
            let row = Row { event, source: source.name.clone(), leaf, ..Row::default() };
            hits.extend(detector.look(&row, said.native.take().as_ref()));
        }
        leaf += 1;
        ControlFlow::Continue(())
    })
    .unwrap();
    hits.extend(detector.settle(i64::MAX).into_iter().filter(|hit| hit.source == source.name));
    hits
}
