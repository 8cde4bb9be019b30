use std::ops::ControlFlow;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::event::{Activity, Class, Event, Outcome};
use crate::{CutSummary, Normalised, Notice, RecordRef, Unreadable};

const SAMPLE: &[u8] = include_bytes!("../../tests/data/windows-security.evtx");

fn records(file: &[u8]) -> (Vec<(u64, Vec<u8>)>, CutSummary) {
    let mut records = Vec::new();
    let mut heads = 0;
    let mut input = file;
    let summary = cut(
        &mut input,
        &mut |head| {
            heads += 1;
            assert_eq!(head.layout, LAYOUT);
            ControlFlow::Continue(())
        },
        &mut |cut| {
            records.push((cut.seq, cut.raw.to_vec()));
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    assert_eq!(heads, 1);
    assert_eq!(summary.records, records.len() as u64);
    (records, summary)
}

/// The sample begins with the clearing of its log.
fn cleared() -> Notice {
    Notice::Cleared { numbering: "record-id".to_owned(), next: 435_110 }
}

fn read(raw: &[u8]) -> Normalised {
    Reader::new().read(RecordRef { seq: 1, received: 5, raw })
}

/// An event as the reader of the file renders it.
fn rendered(channel: &str, provider: &str, id: u32, keywords: &str, data: &serde_json::Value) -> Normalised {
    let event = json!({"Event": {
        "#attributes": {"xmlns": "http://schemas.microsoft.com/win/2004/08/events/event"},
        "System": {
            "Provider": {"#attributes": {"Name": provider}},
            "EventID": {"#attributes": {"Qualifiers": 16384}, "#text": id},
            "Keywords": keywords,
            "TimeCreated": {"#attributes": {"SystemTime": "2026-11-16T00:00:01.2345678Z"}},
            "EventRecordID": 77,
            "Channel": channel,
            "Computer": "EMR-SV01.hospital.local",
            "Security": null
        },
        "EventData": data
    }});
    read(event.to_string().as_bytes())
}

fn security(id: u32, data: &serde_json::Value) -> Event {
    rendered("Security", "Microsoft-Windows-Security-Auditing", id, "0x8020000000000000", data).events.remove(0)
}

#[test]
fn every_record_of_a_file_comes_out_with_its_own_number() {
    let (records, summary) = records(SAMPLE);
    assert_eq!(records.len(), 46);
    assert_eq!(summary.notices, [cleared()]);
    assert_eq!(summary.bytes, SAMPLE.len() as u64);
    let numbers: Vec<u64> = records.iter().map(|record| record.0).collect();
    assert_eq!(numbers, (435_110..=435_155).collect::<Vec<_>>());
    assert_eq!(summary.spans[0].series, "fs03vuln.offsec.lan Security");
    assert_eq!(summary.spans[0].from, 1_619_081_453_614_492);
    assert!(records.iter().all(|record| !record.1.contains(&b'\n')));
    assert_eq!(records, self::records(SAMPLE).0, "the same bytes, the same text");
}

#[test]
fn every_record_of_a_file_is_understood() {
    let (records, _) = records(SAMPLE);
    let mut lines = Vec::new();
    for (_, raw) in records {
        let told = read(&raw);
        assert_eq!(told.notices, []);
        let native = told.native.unwrap();
        assert_eq!((native.product.as_str(), native.service.as_str()), ("windows", "security"));
        let event = &told.events[0];
        assert!(event.time_told);
        lines.push(format!(
            "{} {:?} {:?} {:?} {} {} {} {}",
            event.code,
            event.class,
            event.activity,
            event.outcome,
            event.user_uid,
            event.src_ip,
            event.target,
            native.categories.join(",")
        ));
    }
    lines.sort();
    lines.dedup();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_sign_in_tells_who_and_from_where() {
    let event = security(
        4624,
        &json!({"SubjectUserName": "EMR-SV01$", "TargetUserName": "Tanaka", "TargetDomainName": "HOSPITAL", "TargetLogonId": "0x5f3",
            "LogonType": 10, "WorkstationName": "NS-PC-03", "IpAddress": "::ffff:192.0.2.31", "IpPort": "50211"}),
    );
    assert_eq!((event.class, event.activity, event.outcome), (Class::Authentication, Activity::Logon, Outcome::Success));
    assert_eq!((event.user_uid.as_str(), event.src_ip.as_str(), event.terminal.as_str()), ("tanaka", "192.0.2.31", "NS-PC-03"));
    assert_eq!((event.session.as_str(), event.code.as_str(), event.operation.as_str()), ("0x5f3", "4624", "ログオン"));
    assert_eq!(event.device, "EMR-SV01.hospital.local");
    assert_eq!(event.time, 1_794_787_201_234_567);
    assert_eq!(event.message, "TargetDomainName=HOSPITAL LogonType=10");
}

#[test]
fn the_audit_keywords_tell_the_outcome() {
    let data = json!({"TargetUserName": "tanaka@HOSPITAL.LOCAL", "TargetDomainName": "HOSPITAL.LOCAL", "Status": "0x6"});
    let told = rendered("Security", "Microsoft-Windows-Security-Auditing", 4768, "0x8010000000000000", &data);
    assert_eq!((told.events[0].outcome, told.events[0].user_uid.as_str()), (Outcome::Failure, "tanaka"));
}

#[test]
fn an_account_that_is_a_mail_address_stays_whole() {
    let event = security(4624, &json!({"TargetUserName": "Tanaka@example.jp", "TargetDomainName": "HOSPITAL"}));
    assert_eq!(event.user_uid, "tanaka@example.jp");
}

#[test]
fn accounts_that_were_changed_are_the_target() {
    let cases = [
        (4720, json!({"TargetUserName": "Backdoor", "SubjectUserName": "admin"}), Activity::Create, "backdoor"),
        (4725, json!({"TargetUserName": "suzuki", "SubjectUserName": "admin"}), Activity::Revoke, "suzuki"),
        (4728, json!({"MemberName": "CN=Suzuki,OU=医事,DC=hospital", "SubjectUserName": "admin"}), Activity::Grant, "suzuki"),
        (4732, json!({"MemberName": "-", "MemberSid": "S-1-5-21-1", "SubjectUserName": "admin"}), Activity::Grant, "S-1-5-21-1"),
    ];
    for (id, data, activity, target) in cases {
        let event = security(id, &data);
        assert_eq!((event.class, event.activity), (Class::AccountChange, activity), "{id}");
        assert_eq!((event.user_uid.as_str(), event.target.as_str()), ("admin", target), "{id}");
    }
}

#[test]
fn the_access_mask_tells_what_was_done_to_a_file() {
    for (mask, activity) in [
        ("0x1", Activity::Read),
        ("0x120089", Activity::Read),
        ("0x2", Activity::Update),
        ("0x10080", Activity::Delete),
        ("", Activity::Unknown),
        ("0xzz", Activity::Unknown),
    ] {
        let event = security(4663, &json!({"ObjectName": "D:\\共有\\名簿.xlsx", "AccessMask": mask}));
        assert_eq!((event.activity, event.target.as_str()), (activity, "D:\\共有\\名簿.xlsx"), "{mask}");
    }
}

#[test]
fn names_with_blanks_also_answer_without_them() {
    let channel = "Microsoft-Windows-Windows Defender/Operational";
    let data = json!({"Threat Name": "Virus:Test", "Detection User": "HOSPITAL\\tanaka", "Path": "file:_C:\\a.exe"});
    let told = rendered(channel, "Microsoft-Windows-Windows Defender", 1116, "0x8000000000000000", &data);
    let native = told.native.unwrap();
    assert_eq!(native.service, "windefend");
    assert_eq!((&native.fields["ThreatName"], &native.fields["Threat Name"]), (&json!("Virus:Test"), &json!("Virus:Test")));
    assert_eq!(native.fields["EventID"], json!(1116));
    assert_eq!((told.events[0].class, told.events[0].user_uid.as_str()), (Class::DetectionFinding, "tanaka"));
}

#[test]
fn a_started_process_answers_to_the_names_of_sysmon() {
    let data = json!({"SubjectUserName": "tanaka", "SubjectDomainName": "HOSPITAL", "NewProcessName": "C:\\w\\vssadmin.exe",
        "ParentProcessName": "C:\\w\\cmd.exe", "CommandLine": "vssadmin delete shadows /all", "MandatoryLabel": "S-1-16-12288"});
    let native = rendered("Security", "Microsoft-Windows-Security-Auditing", 4688, "0x8020000000000000", &data).native.unwrap();
    assert_eq!(native.categories, ["process_creation"]);
    let fields = &native.fields;
    assert_eq!((&fields["Image"], &fields["ParentImage"]), (&json!("C:\\w\\vssadmin.exe"), &json!("C:\\w\\cmd.exe")));
    assert_eq!((&fields["User"], &fields["IntegrityLevel"]), (&json!("HOSPITAL\\tanaka"), &json!("High")));
}

#[test]
fn the_registry_events_of_sysmon_have_every_category() {
    let channel = "Microsoft-Windows-Sysmon/Operational";
    let native = rendered(channel, "Microsoft-Windows-Sysmon", 13, "0x8000000000000000", &json!({"TargetObject": "HKLM\\x"})).native;
    assert_eq!(native.unwrap().categories, ["registry_event", "registry_set"]);
}

#[test]
fn unnamed_and_repeated_data_become_lists() {
    let native = rendered("Application", "MSSQL", 15457, "0x80000000000000", &json!({"Data": {"#text": ["xp_cmdshell", "0", "1"]}})).native;
    assert_eq!(native.unwrap().fields["Data"], json!(["xp_cmdshell", "0", "1"]));
}

#[test]
fn what_a_collector_put_into_words_does_not_hide_the_event() {
    let raw = br##"{"Event":{"System":{"EventID":4624,"Level":0,"Channel":"Security","TimeCreated":{"#attributes":{"SystemTime":"2026-11-16T00:00:01Z"}}},"EventData":{"TargetUserName":"tanaka"},"RenderingInfo":{"#attributes":{"Culture":"ja-JP"},"Message":"text","Level":"Information","Channel":"x"}}}"##;
    let told = read(raw);
    let fields = told.native.unwrap().fields;
    assert_eq!((&fields["Level"], &fields["Channel"], &fields["Message"]), (&json!(0), &json!("Security"), &json!("text")));
    assert_eq!(told.events[0].user_uid, "tanaka");
}

#[test]
fn what_stands_in_user_data_is_read_too() {
    let event = |channel: &str, id: u32, data: serde_json::Value| {
        let system = json!({"EventID": id.to_string(), "Channel": channel, "Computer": "EMR-SV01",
            "TimeCreated": {"#attributes": {"SystemTime": "2026-11-16T00:00:01Z"}}});
        let whole = json!({"Event": {"System": system, "UserData": data}});
        read(whole.to_string().as_bytes()).events.remove(0)
    };
    let channel = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
    let xml =
        json!({"EventXML": {"#attributes": {"xmlns": "Event_NS"}, "User": "HOSPITAL\\Tanaka", "SessionID": 3, "Address": "192.0.2.31"}});
    let signed_in = event(channel, 21, xml.clone());
    assert_eq!((signed_in.class, signed_in.activity), (Class::Authentication, Activity::Logon));
    assert_eq!((signed_in.user_uid.as_str(), signed_in.src_ip.as_str(), signed_in.session.as_str()), ("tanaka", "192.0.2.31", "3"));
    assert_eq!(event(channel, 24, xml).activity, Activity::Logoff);
    let cleared = json!({"LogFileCleared": {"SubjectUserName": "admin", "Channel": "System", "BackupPath": null}});
    let cleared = event("System", 104, cleared);
    assert_eq!((cleared.class, cleared.activity), (Class::EventLogActivity, Activity::Clear));
    assert_eq!((cleared.user_uid.as_str(), cleared.target.as_str()), ("admin", "System"));
}

#[test]
fn a_change_of_the_clock_is_noticed() {
    let data = json!({"NewTime": "2026-11-16T00:00:00.000Z", "OldTime": "2026-11-16T00:05:00.500Z", "Reason": 1});
    let told = rendered("System", "Microsoft-Windows-Kernel-General", 1, "0x8000000000000010", &data);
    assert_eq!(told.notices, [Notice::Clock { synchronised: None, offset_ms: Some(300_500) }]);
    let told = rendered("System", "Microsoft-Windows-Time-Service", 36, "0x8000000000000000", &json!({}));
    assert_eq!(told.notices, [Notice::Clock { synchronised: Some(false), offset_ms: None }]);
}

#[test]
fn what_a_service_did_is_read_in_both_languages() {
    for (word, activity) in [("running", Activity::Start), ("停止", Activity::Stop), ("paused", Activity::Other)] {
        let told = rendered("System", "Service Control Manager", 7036, "0x8080000000000000", &json!({"param1": "AV", "param2": word}));
        assert_eq!(told.events[0].activity, activity, "{word}");
    }
}

#[test]
fn a_flipped_byte_is_noticed_and_the_other_records_are_kept() {
    let mut damaged = SAMPLE.to_vec();
    // the magic of the second record
    let second = 4096 + 512 + usize::try_from(u32::from_le_bytes(SAMPLE[4096 + 516..4096 + 520].try_into().unwrap())).unwrap();
    assert_eq!(&damaged[second..second + 2], b"**");
    damaged[second] = 0;
    let (records, summary) = records(&damaged);
    assert_eq!(records.len(), 45);
    let told: Vec<bool> = summary.notices.iter().map(|notice| matches!(notice, Notice::Damaged { .. })).collect();
    assert_eq!(told, [true, true, false, false], "checksum, record, cleared, gap: {:?}", summary.notices);
    assert_eq!(summary.notices[3], Notice::Gap { numbering: "record-id".to_owned(), after: 435_110, next: 435_112 });
}

#[test]
fn a_file_that_was_cut_short_is_torn_and_its_records_are_kept() {
    let (records, summary) = records(&SAMPLE[..4096 + 40_000]);
    assert!(!records.is_empty() && records.len() < 46);
    assert!(summary.notices.contains(&Notice::Torn));
    let (records, summary) = self::records(&SAMPLE[..100]);
    assert_eq!((records.len(), summary.notices), (0, vec![Notice::Torn]));
}

#[test]
fn chunks_are_read_in_the_order_of_the_file_and_empty_ones_passed_over() {
    let chunk = &SAMPLE[4096..];
    let mut broken = chunk.to_vec();
    broken[..8].copy_from_slice(b"ElfXXXX\0");
    let file = [&SAMPLE[..4096], &vec![0; 65_536], chunk, &broken, chunk].concat();
    let (records, summary) = records(&file);
    assert_eq!(records.len(), 92);
    assert!(matches!(&summary.notices[..], [Notice::Damaged { detail }, ..] if detail.starts_with("chunk 2:")), "{:?}", summary.notices);
}

#[test]
fn another_file_is_refused_by_name() {
    let mut input: &[u8] = b"<Events/>";
    let refused = cut(&mut input, &mut |_| ControlFlow::Continue(()), &mut |_| ControlFlow::Continue(()));
    assert!(matches!(refused, Err(Unreadable::Other { found: "log-file-no-evtx", .. })));
}

#[test]
fn cutting_stops_when_it_is_told_to() {
    let mut seen = 0;
    let mut input = SAMPLE;
    let summary = cut(&mut input, &mut |_| ControlFlow::Continue(()), &mut |_| {
        seen += 1;
        if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((seen, summary.unwrap().records), (3, 3));
}

/// Every event log that lies in the shared data is read without damage, record by record.
#[test]
fn every_log_of_the_shared_data_is_read() {
    let Some(folder) = shared_data().map(|data| data.join("evtx")).filter(|folder| folder.is_dir()) else { return };
    let mut folders = vec![folder];
    let (mut files, mut total) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let (records, summary) = records(&std::fs::read(&path).unwrap());
            files += 1;
            total += records.len();
            let damaged = summary.notices.iter().any(|notice| matches!(notice, Notice::Damaged { .. } | Notice::Torn));
            assert!(!damaged, "{}: {:?}", path.display(), summary.notices);
            for (_, raw) in records {
                let told = read(&raw);
                assert!(told.notices.is_empty() && told.events[0].time_told, "{}", path.display());
            }
        }
    }
    assert_eq!((files, total), (135, 4698));
}

fn shared_data() -> Option<PathBuf> {
    if let Ok(named) = std::env::var("SONAE_SHARED_DATA") {
        return Some(named.into());
    }
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().map(|folder| folder.join("shared/data")).find(|folder| folder.is_dir())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_damage_is_survived(flips in proptest::collection::vec((0..SAMPLE.len(), any::<u8>()), 1..40)) {
        let mut damaged = SAMPLE.to_vec();
        for (at, byte) in flips {
            damaged[at] = byte;
        }
        damaged[..8].copy_from_slice(b"ElfFile\0");
        for (_, raw) in records(&damaged).0 {
            prop_assert!(read(&raw).events.len() <= 1);
        }
    }

    #[test]
    fn any_text_is_read(raw in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&raw).events.is_empty());
    }
}
