use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::event::{Activity, Class, Outcome};
use crate::{Cut, CutSummary, FileHead, Normalised, Notice, RecordRef, Unreadable};

const CURSOR: &str = "s=3b8f;i=1f;b=6c;m=2a;t=5f;x=9";

fn records(text: &[u8]) -> (Vec<(u64, Vec<u8>)>, CutSummary, FileHead) {
    let mut records = Vec::new();
    let mut told = FileHead::default();
    let summary = cut(
        &mut &text[..],
        &mut |head| {
            told = head.clone();
            ControlFlow::Continue(())
        },
        &mut |cut: Cut<'_>| {
            records.push((cut.seq, cut.raw.to_vec()));
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    assert_eq!(summary.records, records.len() as u64);
    assert_eq!(summary.bytes, text.len() as u64);
    (records, summary, told)
}

fn read(layout: &str, raw: &[u8]) -> Normalised {
    let head = FileHead { layout: layout.to_owned(), ..FileHead::default() };
    Reader::new(&head).read(RecordRef { seq: 0, received: 9, raw })
}

/// An entry of the export format, with the message as a binary field.
fn export(seqnum: u64, message: &[u8]) -> Vec<u8> {
    let mut entry =
        format!("__CURSOR=s=3b8f;i={seqnum:x};b=6c\n__REALTIME_TIMESTAMP=1794787200000000\nSYSLOG_IDENTIFIER=sshd\nMESSAGE\n").into_bytes();
    entry.extend((message.len() as u64).to_le_bytes());
    entry.extend(message);
    entry.extend(b"\n_HOSTNAME=emr-sv01\n");
    entry
}

#[test]
fn json_is_cut_at_its_objects_with_the_number_of_the_journal() {
    let text = format!(
        "{{\"__CURSOR\":\"{CURSOR}\",\"MESSAGE\":\"a\"}}\n{{\"__SEQNUM\":\"33\",\"__SEQNUM_ID\":\"3b8f\",\"MESSAGE\":\"\\\"__SEQNUM\\\":\\\"99\\\"\"}}\n{{\"MESSAGE\":\"b\"}}\n"
    );
    let (records, summary, head) = records(text.as_bytes());
    assert_eq!(head.layout, "json");
    assert_eq!(records.iter().map(|record| record.0).collect::<Vec<_>>(), [0x1f, 33, 0]);
    assert_eq!(summary.notices, [Notice::Gap { numbering: "seqnum".to_owned(), after: 31, next: 33 }]);
    assert_eq!((summary.spans[0].series.as_str(), summary.spans[0].first, summary.spans[0].last), ("3b8f", 31, 33));
}

#[test]
fn pretty_json_is_one_record_an_object() {
    let text = "{\n\t\"__CURSOR\" : \"s=3b8f;i=1f;b=6c\",\n\t\"MESSAGE\" : \"a\"\n}\n{\n\t\"__CURSOR\" : \"s=3b8f;i=20;b=6c\",\n\t\"MESSAGE\" : \"b\"\n}\n";
    let (records, summary, _) = records(text.as_bytes());
    assert_eq!(records.iter().map(|record| record.0).collect::<Vec<_>>(), [31, 32]);
    assert_eq!(summary.notices, []);
    assert_eq!(read("json", &records[1].1).events[0].operation, "b");
}

#[test]
fn the_export_format_is_cut_at_empty_lines_but_not_within_a_field() {
    let first = export(1, b"line\n\nMESSAGE=not a field\n\n");
    let second = export(2, b"x");
    let (records, summary, head) = records(&[&first[..], b"\n", &second[..], b"\n"].concat());
    assert_eq!(head.layout, "export");
    assert_eq!(summary.notices, []);
    assert_eq!(records, [(1, first[..first.len() - 1].to_vec()), (2, second[..second.len() - 1].to_vec())]);
    let told = read("export", &records[0].1);
    assert_eq!(told.native.unwrap().fields["MESSAGE"], "line\n\nMESSAGE=not a field\n\n");
    assert_eq!(told.events[0].device, "emr-sv01");
}

#[test]
fn a_torn_export_keeps_what_there_is() {
    let entry = export(1, b"abc");
    let whole = [&entry[..], b"\n", &entry[..]].concat();
    for end in entry.len() + 2..whole.len() - 1 {
        let (records, summary, _) = records(&whole[..end]);
        assert_eq!(records.len(), 2, "{end}");
        let line_end = whole[end - 1] == b'\n' && !summary.notices.contains(&Notice::Torn);
        assert!(summary.notices.contains(&Notice::Torn) || line_end, "{end}");
        read("export", &records[1].1);
    }
}

#[test]
fn a_length_that_is_none_does_not_swallow_the_file() {
    let mut text = b"__CURSOR=s=3b8f;i=1\nMESSAGE\n".to_vec();
    text.extend(u64::MAX.to_le_bytes());
    text.extend(b"\n\n");
    text.extend(export(2, b"x"));
    let (records, _, _) = records(&text);
    assert_eq!(records.len(), 2);
    assert_eq!(records[1].0, 2);
}

#[test]
fn an_entry_that_is_too_long_is_given_in_parts_and_nothing_of_it_is_lost() {
    let long = vec![b'x'; crate::lines::LONGEST + 1_000_000];
    let entry = export(1, &long);
    let text = [&entry[..], b"\n", &export(2, b"y")[..], b"\n"].concat();
    let (records, _, _) = records(&text);
    assert!(records.len() > 2);
    assert_eq!(records.last().unwrap().0, 2);
    let together: usize = records[..records.len() - 1].iter().map(|record| record.1.len()).sum();
    assert_eq!(together, entry.len() - 1);
}

#[test]
fn a_sign_in_over_ssh_is_one() {
    let raw = br#"{"__CURSOR":"s=1;i=1","__REALTIME_TIMESTAMP":"1794787200000100","_SOURCE_REALTIME_TIMESTAMP":"1794787200000000","_HOSTNAME":"emr-sv01","SYSLOG_IDENTIFIER":"sshd","_SYSTEMD_UNIT":"ssh.service","SYSLOG_FACILITY":"4","_AUDIT_SESSION":"12","MESSAGE":"Accepted password for Tanaka from 192.0.2.7 port 51514 ssh2"}"#;
    let told = read("json", raw);
    let event = &told.events[0];
    assert_eq!((event.class, event.activity, event.outcome), (Class::Authentication, Activity::Logon, Outcome::Success));
    assert_eq!((event.time, event.time_told), (1_794_787_200_000_000, true));
    assert_eq!((event.user_uid.as_str(), event.src_ip.as_str(), event.device.as_str()), ("tanaka", "192.0.2.7", "emr-sv01"));
    assert_eq!((event.category.as_str(), event.session.as_str()), ("ssh.service", "12"));
    let native = told.native.unwrap();
    assert_eq!((native.product.as_str(), native.service.as_str()), ("linux", "sshd"));
}

#[test]
fn values_that_are_no_text_are_read() {
    let raw = br#"{"MESSAGE":[227,129,130,255],"COREDUMP":null,"X":["a",[98],null],"N":5}"#;
    let told = read("json", raw);
    let fields = told.native.unwrap().fields;
    assert_eq!((&fields["MESSAGE"], &fields["X"], &fields["N"]), (&"あ\u{fffd}".into(), &serde_json::json!(["a", "b"]), &"5".into()));
    assert!(fields.get("COREDUMP").is_none());
    assert!(!told.events[0].time_told);
    assert_eq!((told.events[0].time, told.notices.len()), (9, 1));
}

#[test]
fn what_systemd_says_is_known_by_its_number_in_any_language() {
    let raw = r#"{"__REALTIME_TIMESTAMP":"1","MESSAGE_ID":"9d1aaa27d60140bd96365438aad20286","UNIT":"clamav-daemon.service","SYSLOG_IDENTIFIER":"systemd","MESSAGE":"停止しました"}"#;
    let event = &read("json", raw.as_bytes()).events[0];
    assert_eq!(
        (event.class, event.activity, event.target.as_str()),
        (Class::ApplicationLifecycle, Activity::Stop, "clamav-daemon.service")
    );
    let raw = r#"{"__REALTIME_TIMESTAMP":"1","SYSLOG_IDENTIFIER":"chronyd","MESSAGE":"System clock wrong by 2.5 seconds"}"#;
    assert_eq!(read("json", raw.as_bytes()).notices, [Notice::Clock { synchronised: None, offset_ms: Some(-2500) }]);
}

/// What journalctl itself writes, in both forms.
#[test]
fn both_forms_of_the_same_journal_say_the_same() {
    let said = |text: &[u8], layout: &str| {
        let (records, summary, head) = records(text);
        assert_eq!((head.layout.as_str(), summary.notices.len()), (layout, 0));
        assert_eq!((summary.spans.len(), summary.spans[0].first, summary.spans[0].last), (1, 181, 200));
        let read = |(seq, raw): (u64, Vec<u8>)| {
            let told = read(layout, &raw);
            assert_eq!(told.notices, []);
            (seq, told.events, told.native)
        };
        records.into_iter().map(read).collect::<Vec<_>>()
    };
    let json = said(include_bytes!("../../tests/data/journal.json"), "json");
    let export = said(include_bytes!("../../tests/data/journal.export"), "export");
    assert_eq!(json.len(), 20);
    assert!(json.iter().any(|entry| entry.1[0].operation.contains("日本語")));
    for (json, export) in json.iter().zip(&export) {
        assert_eq!((json.0, &json.1, &json.2), (export.0, &export.1, &export.2));
    }
}

#[test]
fn other_files_are_refused_by_name() {
    for (text, why) in [(&b"LPKSHHRH\0\0"[..], "log-file-journal-binary"), (b"<x/>", "log-file-no-journal")] {
        let refused = cut(&mut &text[..], &mut |_| ControlFlow::Continue(()), &mut |_| ControlFlow::Continue(()));
        assert!(matches!(refused, Err(Unreadable::Other { found, .. }) if found == why));
    }
}

proptest! {
    #[test]
    fn every_entry_of_an_export_comes_back(messages in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 1..20)) {
        let entries: Vec<Vec<u8>> = (1..).zip(&messages).map(|(seqnum, message)| export(seqnum, message)).collect();
        let (records, summary, _) = records(&entries.join(&b'\n'));
        prop_assert_eq!(summary.notices, []);
        prop_assert_eq!(records.len(), messages.len());
        for (record, message) in records.iter().zip(&messages) {
            let text = read("export", &record.1).native.unwrap().fields["MESSAGE"].clone();
            prop_assert_eq!(text, serde_json::Value::from(String::from_utf8_lossy(message)));
        }
    }

    #[test]
    fn any_bytes_are_survived(text in proptest::collection::vec(any::<u8>(), 0..300), export in any::<bool>()) {
        let start: &[u8] = if export { b"_" } else { b"{" };
        for (_, raw) in records(&[start, &text].concat()).0 {
            read(if export { "export" } else { "json" }, &raw);
        }
    }
}
