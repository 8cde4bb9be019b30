use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::event::{Activity, Class};
use crate::{Cut, CutSummary, Normalised, Notice, RecordRef, Unreadable};

const SAMPLES: &[(&str, &str)] = &[
    ("r4-login", include_str!("../../tests/data/fhir/r4-login.json")),
    ("r4-login-failure", include_str!("../../tests/data/fhir/r4-login-failure.json")),
    ("r4-balp-read", include_str!("../../tests/data/fhir/r4-balp-read.json")),
    ("r4-query", include_str!("../../tests/data/fhir/r4-query.json")),
    ("r4-break-glass", include_str!("../../tests/data/fhir/r4-break-glass.json")),
    ("r4-export", include_str!("../../tests/data/fhir/r4-export.json")),
    ("r5-update", include_str!("../../tests/data/fhir/r5-update.json")),
];

fn records(text: &str) -> (Vec<String>, CutSummary) {
    let mut records = Vec::new();
    let summary = cut(&mut text.as_bytes(), &mut |_| ControlFlow::Continue(()), &mut |cut: Cut<'_>| {
        records.push(String::from_utf8_lossy(cut.raw).into_owned());
        assert_eq!(cut.seq, records.len() as u64);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((summary.records, summary.bytes), (records.len() as u64, text.len() as u64));
    (records, summary)
}

fn read(text: &str) -> Normalised {
    Reader.read(RecordRef { seq: 1, received: 9, raw: text.as_bytes() })
}

#[test]
fn each_sample_says_what_it_says() {
    let mut told = String::new();
    for (name, text) in SAMPLES {
        let read = read(text);
        assert_eq!(read.notices, [], "{name}");
        for event in &read.events {
            assert!(event.time_told, "{name}");
            let fields = serde_json::to_value(event).unwrap();
            let fields: Vec<String> = fields
                .as_object()
                .unwrap()
                .iter()
                .filter(|(_, value)| value.as_str() != Some("") && value.as_u64() != Some(0))
                .map(|(field, value)| format!("  {field}: {value}"))
                .collect();
            told.push_str(&format!("{name}\n{}\n", fields.join("\n")));
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_bundle_is_cut_into_the_bytes_of_its_resources() {
    let entries: Vec<String> =
        SAMPLES.iter().map(|(name, text)| format!("{{\"fullUrl\":\"urn:x:{name}\",\"resource\":{}}}", text.trim_end())).collect();
    let bundle = format!("{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{}]}}", entries.join(",\n"));
    let expected: Vec<String> = SAMPLES.iter().map(|sample| sample.1.trim_end().to_owned()).collect();
    let (records, summary) = records(&bundle);
    assert_eq!(summary.notices, []);
    assert_eq!(records, expected);
}

#[test]
fn lines_and_single_resources_are_cut_too() {
    let line = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap().to_string();
    let lines: Vec<String> = SAMPLES.iter().map(|sample| line(sample.1)).collect();
    assert_eq!(records(&lines.join("\n")).0, lines);
    assert_eq!(records(SAMPLES[0].1).0, [SAMPLES[0].1.trim_end()]);
}

#[test]
fn a_bundle_that_was_cut_off_keeps_what_was_whole() {
    let bundle = format!("{{\"entry\":[{{\"resource\":{}}},{{\"resource\":{}", SAMPLES[0].1, &SAMPLES[1].1[..50]);
    let (records, summary) = records(&bundle);
    assert_eq!((records.len(), summary.notices), (2, vec![Notice::Torn]));
    assert_eq!(read(&records[0]).events[0].class, Class::Authentication);
    assert!(matches!(&read(&records[1]).notices[..], [Notice::Unread { .. }]));
}

#[test]
fn other_resources_are_kept_unread_and_other_files_refused() {
    let told = read(r#"{"resourceType":"Patient","id":"1"}"#);
    assert!(told.events.is_empty());
    assert_eq!(told.notices, [Notice::Unread { why: "log-unread-resource".to_owned(), place: "Patient".to_owned() }]);
    for (text, why) in [("<AuditEvent/>", "log-file-fhir-xml"), ("a,b", "log-file-no-fhir")] {
        let refused = cut(&mut text.as_bytes(), &mut |_| ControlFlow::Continue(()), &mut |_| ControlFlow::Continue(()));
        assert!(matches!(refused, Err(Unreadable::Other { found, .. }) if found == why), "{text}");
    }
}

#[test]
fn a_time_that_is_none_is_noticed_and_the_receipt_stands_for_it() {
    let told = read(r#"{"resourceType":"AuditEvent","recorded":"2026-11","action":"D","entity":[{"what":{"reference":"Patient/3"}}]}"#);
    let event = &told.events[0];
    assert_eq!((event.time, event.time_told), (9, false));
    assert_eq!((event.class, event.activity, event.patient_uid.as_str()), (Class::DatastoreActivity, Activity::Delete, "3"));
    assert_eq!(told.notices, [Notice::Unread { why: "log-unread-time".to_owned(), place: "recorded".to_owned() }]);
}

proptest! {
    #[test]
    fn any_shape_of_the_elements_is_survived(
        what in prop::sample::select(vec!["type", "subtype", "agent", "entity", "outcome", "source", "category", "code", "patient"]),
        shape in prop::sample::select(vec!["null", "5", "\"x\"", "[]", "[[{}]]", "{\"coding\":5}", "[{\"who\":[1]},{\"what\":null}]", "{\"code\":{\"code\":[]}}"]),
    ) {
        let text = format!("{{\"resourceType\":\"AuditEvent\",\"recorded\":\"2026-11-16T00:00:00Z\",\"{what}\":{shape}}}");
        prop_assert_eq!(read(&text).events.len(), 1);
    }

    #[test]
    fn any_text_is_survived(text in "\\{.{0,80}") {
        for raw in records(&text).0 {
            read(&raw);
        }
    }
}
