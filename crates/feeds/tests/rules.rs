//! One case for each rule of the matcher, with feeds made for it.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use serde_json::{Value, json};
use sonae_feeds::matching::{Decision, Device, Finding, Installed, Judgement, Matcher, State, apply, questions};
use sonae_feeds::names::Name;
use sonae_feeds::priority::{Class, Exposure, of_finding};
use sonae_feeds::store::Store;
use sonae_feeds::{Limits, Source};

fn store(folder: &Path, files: &[(&str, String)]) -> Store {
    let store = Store::open(&folder.join("feeds")).unwrap();
    let mut stage = store.stage(Limits::default()).unwrap();
    for (name, content) in files {
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        let reports = stage.add(&path).unwrap();
        assert!(reports.iter().all(|report| report.rejected == 0 && report.flaws == 0), "{reports:?}");
    }
    stage.finish().unwrap().commit("2026-11-21T09:00:00Z".parse().unwrap()).unwrap();
    store
}

/// An NVD feed: number of the CVE, its `configurations`, and whatever else the record says.
fn nvd(rows: &[(&str, Value, Value)]) -> (&'static str, String) {
    let rows: Vec<Value> = rows
        .iter()
        .map(|(id, configurations, more)| {
            let mut cve = json!({"id": id, "descriptions": [{"lang": "en", "value": "x"}], "configurations": configurations, "vulnStatus": "Analyzed"});
            for (key, value) in more.as_object().unwrap() {
                cve[key] = value.clone();
            }
            json!({"cve": cve})
        })
        .collect();
    ("nvd.json", json!({"format": "NVD_CVE", "timestamp": "2026-11-01T00:00:00", "vulnerabilities": rows}).to_string())
}

fn cna(id: &str, affected: Value) -> (&'static str, String) {
    let record = json!({"dataType": "CVE_RECORD", "cveMetadata": {"cveId": id, "state": "PUBLISHED"}, "containers": {"cna": {"affected": affected}}});
    ("cna.json", record.to_string())
}

fn any(criteria: Value) -> Value {
    json!([{"nodes": [{"operator": "OR", "negate": false, "cpeMatch": criteria}]}])
}

fn both(one: Value, other: Value) -> Value {
    json!([{"operator": "AND", "nodes": [{"operator": "OR", "cpeMatch": one}, {"operator": "OR", "cpeMatch": other}]}])
}

fn vulnerable(name: &str, end: &str) -> Value {
    json!({"vulnerable": true, "criteria": format!("cpe:2.3:{name}"), "versionEndExcluding": end})
}

fn beside(name: &str) -> Value {
    json!({"vulnerable": false, "criteria": format!("cpe:2.3:{name}")})
}

fn check(files: &[(&str, String)], device: &Device) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let release = store(folder.path(), files).release().unwrap();
    Matcher::new(&release).check(device).unwrap().findings
}

fn states(files: &[(&str, String)], cpes: &[&str]) -> Vec<(String, &'static str)> {
    check(files, &Device::of_cpes(cpes.iter().copied())).into_iter().map(|finding| (finding.cve, finding.state.key())).collect()
}

/// The state of the one CVE; `none` without a finding.
fn state(configurations: Value, cpes: &[&str]) -> &'static str {
    states(&[nvd(&[("CVE-2024-0001", configurations, json!({}))])], cpes).first().map_or("none", |(_, state)| state)
}

#[test]
fn vendor_and_product_are_both_needed() {
    let feed = any(json!([vulnerable("a:acme:viewer:*:*:*:*:*:*:*:*", "2.0")]));
    assert_eq!(state(feed.clone(), &["cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*"]), "confirmed");
    assert_eq!(state(feed.clone(), &["cpe:2.3:a:other:viewer:1.0:*:*:*:*:*:*:*"]), "none");
    assert_eq!(state(feed, &["cpe:2.3:a:acme:viewer:2.0:*:*:*:*:*:*:*"]), "none");
}

#[test]
fn without_a_bound_nothing_is_confirmed_and_of_a_whole_system_nothing_is_asked() {
    let all = |name: &str| any(json!([{"vulnerable": true, "criteria": format!("cpe:2.3:{name}")}]));
    assert_eq!(state(all("a:acme:viewer:*:*:*:*:*:*:*:*"), &["cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*"]), "potential");
    assert_eq!(state(all("a:acme:viewer:-:*:*:*:*:*:*:*"), &["cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*"]), "potential");
    assert_eq!(state(all("o:linux:linux_kernel:-:*:*:*:*:*:*:*"), &["cpe:2.3:o:linux:linux_kernel:6.1:*:*:*:*:*:*:*"]), "none");
    assert_eq!(
        state(
            all("o:microsoft:windows_server_2019:-:*:*:*:*:*:*:*"),
            &["cpe:2.3:o:microsoft:windows_server_2019:10.0.17763.1:*:*:*:*:*:*:*"]
        ),
        "none"
    );
    assert_eq!(state(all("o:debian:debian_linux:12.0:*:*:*:*:*:*:*"), &["cpe:2.3:o:debian:debian_linux:12.0:*:*:*:*:*:*:*"]), "probable");
}

#[test]
fn hardware_only_narrows_and_unknown_hardware_weakens() {
    let feed = || {
        both(
            json!([vulnerable("o:fortinet:fortios:*:*:*:*:*:*:*:*", "7.0.8")]),
            json!([beside("h:fortinet:fortigate_6000:-:*:*:*:*:*:*:*")]),
        )
    };
    let fortios = "cpe:2.3:o:fortinet:fortios:7.0.5:*:*:*:*:*:*:*";
    for (hardware, expected) in [
        (Some("cpe:2.3:h:fortinet:fortigate_6000:-:*:*:*:*:*:*:*"), "confirmed"),
        (Some("cpe:2.3:h:fortinet:fortigate-6000:-:*:*:*:*:*:*:*"), "confirmed"),
        (Some("cpe:2.3:h:fortinet:fortigate-6300f:-:*:*:*:*:*:*:*"), "probable"),
        (Some("cpe:2.3:h:fortinet:fortigate-60f:-:*:*:*:*:*:*:*"), "none"),
        (None, "probable"),
    ] {
        let cpes: Vec<&str> = std::iter::once(fortios).chain(hardware).collect();
        assert_eq!(state(feed(), &cpes), expected, "{hardware:?}");
    }
    assert_eq!(state(feed(), &["cpe:2.3:h:fortinet:fortigate_6000:-:*:*:*:*:*:*:*"]), "none");
    let firmware =
        both(json!([vulnerable("o:acme:router1_firmware:*:*:*:*:*:*:*:*", "2.0")]), json!([beside("h:acme:router1:-:*:*:*:*:*:*:*")]));
    assert_eq!(state(firmware, &["cpe:2.3:o:acme:router1_firmware:1.0:*:*:*:*:*:*:*"]), "confirmed");
}

#[test]
fn where_it_runs_must_not_contradict() {
    let on = |target: &str| any(json!([vulnerable(&format!("a:acme:viewer:*:*:*:*:*:{target}:*:*"), "2.0")]));
    let viewer = "cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*";
    let windows = "cpe:2.3:o:microsoft:windows_10_22h2:10.0.19045.1:*:*:*:*:*:*:*";
    assert_eq!(state(on("windows"), &[viewer, windows]), "confirmed");
    assert_eq!(state(on("macos"), &[viewer, windows]), "none");
    assert_eq!(state(on("windows"), &[viewer]), "probable");
    assert_eq!(state(on("wordpress"), &[viewer, windows]), "none");
    assert_eq!(state(on("exchange_server"), &[viewer, windows]), "probable");
    assert_eq!(state(on("wordpress"), &["cpe:2.3:a:acme:viewer:1.0:*:*:*:*:wordpress:*:*"]), "confirmed");
    let beside_windows =
        both(json!([vulnerable("a:acme:viewer:*:*:*:*:*:*:*:*", "2.0")]), json!([beside("o:microsoft:windows:-:*:*:*:*:*:*:*")]));
    assert_eq!(state(beside_windows.clone(), &[viewer, windows]), "confirmed");
    assert_eq!(state(beside_windows.clone(), &[viewer]), "probable");
    assert_eq!(state(beside_windows, &[viewer, "cpe:2.3:o:debian:debian_linux:12.0:*:*:*:*:*:*:*"]), "none");
}

#[test]
fn the_part_of_a_name_does_not_tell_products_apart() {
    let feed = any(json!([vulnerable("a:fortinet:fortimanager:*:*:*:*:*:*:*:*", "7.2.5")]));
    assert_eq!(state(feed, &["cpe:2.3:o:fortinet:fortimanager:7.2.1:*:*:*:*:*:*:*"]), "confirmed");
}

#[test]
fn a_renamed_vendor_is_the_same() {
    let feed = any(json!([vulnerable("a:pulsesecure:pulse_connect_secure:*:*:*:*:*:*:*:*", "9.1R12")]));
    assert_eq!(state(feed, &["cpe:2.3:a:ivanti:connect_secure:9.1R11:*:*:*:*:*:*:*"]), "confirmed");
}

#[test]
fn a_negated_condition_confirms_nothing() {
    let not = json!([{"negate": true, "nodes": [{"operator": "OR", "cpeMatch": [{"vulnerable": true, "criteria": "cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*"}]}]}]);
    assert_eq!(state(not.clone(), &["cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*"]), "none");
    assert_eq!(state(not, &["cpe:2.3:a:acme:viewer:2.0:*:*:*:*:*:*:*"]), "probable");
}

#[test]
fn windows_is_decided_by_build_and_product() {
    let fixed = |title: &str, build: &str| json!({"vendor": "Microsoft", "product": title, "versions": [{"version": "10.0.0", "lessThan": build, "status": "affected"}]});
    let feed = [cna(
        "CVE-2024-0001",
        json!([
            fixed("Windows Server 2019", "10.0.17763.6414"),
            fixed("Windows 10 Version 1809", "10.0.17763.6500"),
            fixed("Windows 11 Version 24H2", "10.0.26100.2033")
        ]),
    )];
    let of = |product: &str, version: Option<&str>| {
        let installed = Installed { product: product.into(), version: version.map(str::to_owned), ..Installed::default() };
        check(&feed, &Device { installed: vec![installed], hardware: vec![] }).first().map_or("none", |finding| finding.state.key())
    };
    assert_eq!(of("microsoft/windows-server-2019", Some("10.0.17763.6413")), "confirmed");
    assert_eq!(of("microsoft/windows-server-2019", Some("10.0.17763.6414")), "none");
    assert_eq!(of("microsoft/windows-10", Some("10.0.17763.6414")), "confirmed");
    assert_eq!(of("microsoft/windows-10", Some("10.0.19045.1")), "none");
    assert_eq!(of("microsoft/windows-server-2019", Some("10.0.17763")), "potential");
    assert_eq!(of("microsoft/windows-server-2019", None), "potential");
    assert_eq!(of("microsoft/windows-server-2025", Some("10.0.26100.1")), "none");
    assert_eq!(of("microsoft/windows-11", Some("24h2")), "potential");
}

#[test]
fn the_most_trusted_source_that_can_tell_decides_and_contradictions_are_shown() {
    let feed = |nvd_end: &str, affected: Value| {
        [
            nvd(&[("CVE-2024-0001", any(json!([vulnerable("o:fortinet:fortios:*:*:*:*:*:*:*:*", nvd_end)])), json!({}))]),
            cna("CVE-2024-0001", affected),
        ]
    };
    let installed = ["cpe:2.3:o:fortinet:fortios:7.0.12:*:*:*:*:*:*:*"];
    let device = Device::of_cpes(installed);
    let range = |end: &str| json!([{"vendor": "Fortinet", "product": "FortiOS", "versions": [{"version": "7.0.0", "lessThanOrEqual": end, "status": "affected"}]}]);
    let agreed = &check(&feed("7.0.14", range("7.0.13")), &device)[0];
    assert_eq!(
        (agreed.state, agreed.origin.key(), agreed.conflicts.len(), agreed.fixed_in.as_deref()),
        (State::Confirmed, "cna", 0, Some("7.0.14"))
    );
    let contradicted = &check(&feed("7.0.14", range("7.0.11")), &device)[0];
    assert_eq!(
        (contradicted.state, contradicted.why[0].key(), contradicted.conflicts[0].origin.key()),
        (State::Probable, "match-sources-disagree", "nvd")
    );
    // the maker's words are not understood: NVD can tell
    let vague = &check(
        &feed(
            "7.0.14",
            json!([{"vendor": "Fortinet", "product": "FortiOS", "versions": [{"version": "some versions", "status": "affected"}]}]),
        ),
        &device,
    )[0];
    assert_eq!((vague.state, vague.origin.key()), (State::Confirmed, "nvd"));
}

#[test]
fn a_bound_that_cannot_be_read_is_a_question_and_no_acquittal() {
    let feed = any(
        json!([{"vulnerable": true, "criteria": "cpe:2.3:a:acme:viewer:*:*:*:*:*:*:*:*", "versionStartIncluding": "10.0.20348", "versionEndExcluding": "10.0.20348..2762"}]),
    );
    assert_eq!(state(feed, &["cpe:2.3:a:acme:viewer:10.0.20349:*:*:*:*:*:*:*"]), "potential");
}

#[test]
fn rejected_is_gone_disputed_is_weaker_deferred_counts() {
    let feed = |more: Value| [nvd(&[("CVE-2024-0001", any(json!([vulnerable("a:acme:viewer:*:*:*:*:*:*:*:*", "2.0")])), more)])];
    let viewer = ["cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*"];
    assert_eq!(states(&feed(json!({"vulnStatus": "Rejected"})), &viewer), []);
    assert_eq!(states(&feed(json!({"vulnStatus": "Deferred"})), &viewer)[0].1, "confirmed");
    assert_eq!(states(&feed(json!({"cveTags": [{"sourceIdentifier": "x", "tags": ["disputed"]}]})), &viewer)[0].1, "probable");
}

#[test]
fn a_decision_outlives_new_versions_and_ends_with_its_day_or_when_the_source_says_something_else() {
    let feed = |end: &str| [nvd(&[("CVE-2024-0001", any(json!([vulnerable("a:acme:viewer:*:*:*:*:*:*:*:*", end)])), json!({}))])];
    let device = |version: &str| Device {
        installed: vec![Installed { product: "acme/viewer".into(), version: Some(version.into()), ..Installed::default() }],
        hardware: vec![],
    };
    let mut findings = check(&feed("2.0"), &device("1.0"));
    let decision = Decision {
        cve: "CVE-2024-0001".into(),
        product: "acme/viewer".into(),
        condition: Some(findings[0].condition.clone()),
        judgement: Judgement::Mitigated,
        person: "Sato".into(),
        reason: "not reachable".into(),
        until: "2027-03-31".parse().unwrap(),
    };
    let on = |findings: &mut Vec<Finding>, day: &str| {
        apply(findings, std::slice::from_ref(&decision), day.parse().unwrap());
        findings[0].state
    };
    assert_eq!(on(&mut findings, "2026-11-21"), State::Suppressed);
    assert_eq!(on(&mut check(&feed("2.0"), &device("1.5")), "2026-11-21"), State::Suppressed);
    assert_eq!(on(&mut check(&feed("2.0"), &device("1.5")), "2027-04-01"), State::Confirmed);
    assert_eq!(on(&mut check(&feed("3.0"), &device("1.5")), "2026-11-21"), State::Confirmed);
}

#[test]
fn potential_findings_become_one_question_for_a_product() {
    let rows: Vec<(String, Value, Value)> = (1..6)
        .map(|at| (format!("CVE-2024-{at:04}"), any(json!([vulnerable("o:fortinet:fortios:*:*:*:*:*:*:*:*", "7.0.14")])), json!({})))
        .collect();
    let rows: Vec<(&str, Value, Value)> =
        rows.iter().map(|(id, configurations, more)| (id.as_str(), configurations.clone(), more.clone())).collect();
    let kev = json!({"catalogVersion": "2026.11.01", "dateReleased": "2026-11-01", "vulnerabilities": [{"cveID": "CVE-2024-0002", "dateAdded": "2024-02-02", "knownRansomwareCampaignUse": "Known"}]});
    let findings = check(&[nvd(&rows), ("kev.json", kev.to_string())], &Device::of_cpes(["cpe:2.3:o:fortinet:fortios:*:*:*:*:*:*:*:*"]));
    let asked = questions(&findings);
    assert_eq!((asked.len(), asked[0].count, asked[0].exploited, asked[0].missing[0].key()), (1, 5, 1, "match-no-version"));
    assert!(findings.iter().all(|finding| of_finding(finding, Exposure::Internet).is_none()));
}

#[test]
fn what_is_exploited_and_reachable_comes_first() {
    let severe =
        json!({"metrics": {"cvssMetricV31": [{"type": "Primary", "cvssData": {"version": "3.1", "baseScore": 9.8, "vectorString": "x"}}]}});
    let feed = [
        nvd(&[("CVE-2024-0001", any(json!([vulnerable("a:acme:viewer:*:*:*:*:*:*:*:*", "2.0")])), severe.clone()), ("CVE-2024-0002", any(json!([vulnerable("a:acme:viewer:*:*:*:*:*:*:*:*", "2.0")])), severe)]),
        ("kev.json", json!({"catalogVersion": "1", "dateReleased": "2026-11-01", "vulnerabilities": [{"cveID": "CVE-2024-0002", "dateAdded": "2024-02-02", "knownRansomwareCampaignUse": "x"}]}).to_string()),
        ("epss.csv", "#model_version:v1,score_date:2026-11-01\ncve,epss,percentile\nCVE-2024-0001,0.2,0.9\n".to_owned()),
    ];
    let findings = check(&feed, &Device::of_cpes(["cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*"]));
    let class = |cve: &str, exposure| of_finding(findings.iter().find(|finding| finding.cve == cve).unwrap(), exposure);
    assert_eq!(class("CVE-2024-0002", Exposure::Vendor), Some(Class::ExploitedOutside));
    assert_eq!(class("CVE-2024-0002", Exposure::Inside), Some(Class::ExploitedInside));
    assert_eq!(class("CVE-2024-0001", Exposure::Internet), Some(Class::GraveAndLikely));
}

#[test]
fn the_table_of_our_own_is_there_without_an_import() {
    let folder = tempfile::tempdir().unwrap();
    let release = Store::open(folder.path()).unwrap().release().unwrap();
    let (source, lifecycle) = release.lifecycle("sonicwall/tz300").unwrap().unwrap();
    assert_eq!((source, lifecycle.cycles[0].until.unwrap().to_string()), (Source::EolJp, "2025-01-22".to_owned()));
    assert!(release.conditions(&Name::new("acme", "viewer")).unwrap().is_empty());
}
