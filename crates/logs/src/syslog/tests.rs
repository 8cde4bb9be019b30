use std::ops::ControlFlow;

use proptest::prelude::*;

use crate::{Class, Event, FileHead, Format, Native, Normalised, Normaliser, Notice, RecordRef, Source, cut};

/// 2023-05-16 09:00 in Tokyo
const RECEIVED: i64 = 1_684_195_200_000_000;

fn said_of(raw: &[u8]) -> Normalised {
    Normaliser::new(&Source::new("net", Format::Syslog), &FileHead::default()).read(RecordRef { seq: 1, received: RECEIVED, raw })
}

fn one(text: &str) -> (Event, Native) {
    let said = said_of(text.as_bytes());
    assert_eq!((said.events.len(), said.notices.len()), (1, 0), "{text} {:?}", said.notices);
    (said.events[0].clone(), said.native.unwrap())
}

#[test]
fn lines_of_every_device_say_who_did_what() {
    let all: Vec<String> = [
        "<38>May 16 08:30:00 gate sshd[12]: Accepted publickey for Tanaka from 192.0.2.7 port 51514 ssh2: ED25519 SHA256:x",
        "<38>1 2023-05-16T08:30:00+09:00 gate sshd 12 - - Failed password for invalid user admin from 203.0.113.9 port 4022 ssh2",
        "<85>May 16 08:30:00 gate sudo:   tanaka : TTY=pts/0 ; PWD=/home/tanaka ; USER=root ; COMMAND=/usr/bin/less /var/log/syslog",
        "<189>date=2023-05-16 time=08:30:00 devname=\"FG60F\" devid=\"FGT60F\" eventtime=1684193400123456789 tz=\"+0900\" logid=\"0101039424\" type=\"event\" subtype=\"vpn\" level=\"information\" logdesc=\"SSL VPN tunnel up\" action=\"tunnel-up\" tunneltype=\"ssl-tunnel\" tunnelid=778 remip=203.0.113.5 user=\"maint01\" group=\"vendor\" msg=\"SSL tunnel established\"",
        "<185>date=2023-05-16 time=08:30:00 devname=FG60F devid=FGT60F tz=+0900 logid=0100032002 type=event subtype=system level=alert logdesc=\"Admin login failed\" user=\"admin\" srcip=203.0.113.5 action=\"login\" status=\"failed\" reason=\"name_invalid\" msg=\"Administrator admin login failed\"",
        "<188>date=2023-05-16 time=08:30:00 devname=FG60F devid=FGT60F logid=0000000013 type=traffic subtype=forward srcip=10.0.0.5 dstip=198.51.100.7 action=\"deny\" sessionid=4455",
        "<190>date=2023-05-16 time=08:30:00 devname=FG60F devid=FGT60F logid=0100044547 type=event subtype=system logdesc=\"Object attribute configured\" user=\"admin\" action=\"Add\" cfgpath=\"system.admin\" cfgobj=\"evil\"",
        "<166>May 16 2023 08:30:00 fw : %ASA-6-605005: Login permitted from 192.0.2.7/51514 to inside:10.0.0.1/ssh for user \"admin\"",
        "<166>May 16 2023 08:30:00: %ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 10.0.0.2 : user = tanaka",
        "<164>May 16 2023 08:30:00: %ASA-4-106023: Deny tcp src outside:203.0.113.9/4022 dst inside:10.0.0.1/23 by access-group \"outside\"",
        "<189>83: May 16 08:30:00.123: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: admin] [Source: 192.0.2.7] [localport: 22] [Reason: x]",
        "<134>May 16 08:30:00 rtx Login succeeded for SSH: 192.168.100.2",
        "<134>[INSPECT] PP[01][out][101098] TCP 192.168.100.2:49160 > 192.0.2.1:80 (2023/05/16 08:29:00)",
        "<13>1 2023-05-16T08:30:00+09:00 DC01 Microsoft-Windows-Security-Auditing 612 - [NXLOG@14506 EventID=\"4625\" TargetUserName=\"Tanaka\" IpAddress=\"10.0.0.7\" WorkstationName=\"PC-03\"] An account failed to log on.",
        "<14>May 16 08:30:00 DC01 MSWinEventLog\t1\tSecurity\t2431\tTue May 16 08:30:00 2023\t1102\tMicrosoft-Windows-Eventlog\tHOSP\\Admin\tN/A\tSuccess Audit\tDC01\tLog clear\t\tThe audit log was cleared.\t12",
        "<30>May 16 08:30:00 nas systemd[1]: Started Samba SMB Daemon.",
        "<13>May 16 08:30:00 nas myapp: 何かがありました",
    ]
    .iter()
    .map(|text| {
        let said = said_of(text.as_bytes());
        let event = &said.events[0];
        let native = said.native.as_ref().unwrap();
        format!(
            "{} {:?} {} {:?} user={} from={} terminal={} device={} target={} session={} code={} category={} [{}/{}] {} | {}",
            jiff::Timestamp::from_microsecond(event.time).unwrap(),
            event.class,
            event.activity.as_str(),
            event.outcome,
            event.user_uid,
            event.src_ip,
            event.terminal,
            event.device,
            event.target,
            event.session,
            event.code,
            event.category,
            native.product,
            native.service,
            event.operation,
            event.message,
        )
    })
    .collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn an_audit_message_inside_is_read_with_its_own_time() {
    let xml = "<AuditMessage><EventIdentification EventActionCode=\"E\" EventDateTime=\"2023-05-16T08:00:00+09:00\" EventOutcomeIndicator=\"8\">\
        <EventID csd-code=\"110114\" originalText=\"User Authentication\" codeSystemName=\"DCM\"/><EventTypeCode csd-code=\"110122\" originalText=\"Login\" \
        codeSystemName=\"DCM\"/></EventIdentification><ActiveParticipant UserID=\"n12\" UserName=\"山田太郎\"/></AuditMessage>";
    let said =
        said_of(format!("<85>1 2023-05-16T08:30:00+09:00 pacs app 7 IHE+RFC-3881 - \u{feff}<?xml version=\"1.0\"?>{xml}").as_bytes());
    let event = &said.events[0];
    assert_eq!((event.class, event.user_name.as_str(), event.device.as_str()), (Class::Authentication, "山田太郎", "pacs"));
    assert_eq!(jiff::Timestamp::from_microsecond(event.time).unwrap().to_string(), "2023-05-15T23:00:00Z");
    let said = said_of(b"<85>1 2023-05-16T08:30:00+09:00 pacs app 7 IHE+RFC-3881 - <AuditMessage><EventIdent");
    assert_eq!(said.events.len(), 1);
    assert!(matches!(&said.notices[0], Notice::Unread { why, .. } if why == "log-unread-audit-xml"));
}

#[test]
fn what_a_sender_says_of_its_clock_is_noticed() {
    let notices = |data: &str| said_of(format!("<13>1 2023-05-16T08:30:00+09:00 h a - - {data} x").as_bytes()).notices;
    assert_eq!(notices("[timeQuality tzKnown=\"1\" isSynced=\"0\"]"), [Notice::Clock { synchronised: Some(false), offset_ms: None }]);
    assert_eq!(
        notices("[timeQuality tzKnown=\"1\" isSynced=\"1\" syncAccuracy=\"60000000\"]"),
        [Notice::Clock { synchronised: Some(true), offset_ms: Some(60_000) }]
    );
    // what logger of util-linux writes
    let in_order = [Notice::Clock { synchronised: Some(true), offset_ms: None }];
    assert_eq!(notices("[timeQuality tzKnown=\"1\" isSynced=\"1\" syncAccuracy=\"123456\"]"), in_order);
    assert_eq!(notices("[timeQuality tzKnown=\"1\" isSynced=\"1\"]"), in_order);
    assert_eq!(notices("[timeQuality tzKnown=\"1\"]"), []);
    assert_eq!(notices("-"), []);
}

#[test]
fn a_file_is_cut_at_its_lines_and_its_numbers_are_followed() {
    let line = |number: u32| format!("<13>1 2023-05-16T08:30:{number:02}+09:00 h a - - [meta sequenceId=\"{number}\"] x\r\n");
    let text = format!("{}{}\n{}last", line(1), line(2), line(5));
    let mut raws = Vec::new();
    let summary = cut(&Source::new("net", Format::Syslog), &mut text.as_bytes(), &mut |_| ControlFlow::Continue(()), &mut |record| {
        raws.push((record.seq, String::from_utf8(record.raw.to_vec()).unwrap()));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((summary.records, summary.bytes), (4, text.len() as u64));
    assert_eq!(raws.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [1, 2, 4, 5]);
    assert_eq!((raws[0].1.as_str(), raws[3].1.as_str()), (line(1).trim_end(), "last"));
    assert_eq!(summary.notices, [Notice::Gap { numbering: "sequence-id".to_owned(), after: 2, next: 5 }]);
    assert_eq!(summary.spans.iter().map(|span| (span.series.as_str(), span.first, span.last)).collect::<Vec<_>>(), [("h", 1, 5)]);
}

#[test]
fn a_message_without_time_is_told_as_received() {
    let said = said_of(b"<13>just words");
    assert_eq!((said.events[0].time, said.events[0].time_told), (RECEIVED, false));
    assert!(matches!(&said.notices[..], [Notice::Unread { why, .. }] if why == "log-unread-time"));
    assert!(said_of(b" \r\n\0").events.is_empty());
}

#[test]
fn fields_for_sigma_have_the_names_of_its_rules() {
    let (_, native) = one(
        "<189>date=2023-05-16 time=08:30:00 devname=\"FG\" devid=\"F\" logid=\"0100044547\" type=\"event\" action=\"Add\" cfgpath=\"system.admin\"",
    );
    assert_eq!((native.product.as_str(), native.service.as_str()), ("fortigate", "event"));
    assert_eq!((native.fields["action"].as_str(), native.fields["cfgpath"].as_str()), (Some("Add"), Some("system.admin")));
    let (_, native) = one("<13>1 2023-05-16T08:30:00+09:00 h sshd 7 ID1 [a@1 k=\"v\"] text");
    assert_eq!(
        native.fields,
        serde_json::json!({ "a@1.k": "v", "k": "v", "hostname": "h", "program": "sshd", "pid": "7", "msgid": "ID1", "message": "text" })
    );
}

proptest! {
    #[test]
    fn any_message_is_answered(raw in prop::collection::vec(any::<u8>(), 0..200), text in "<[0-9]{1,3}>[ -~ぁ-ん]{0,80}") {
        prop_assert!(said_of(&raw).events.len() <= 1);
        prop_assert_eq!(said_of(text.as_bytes()).events.len(), 1);
        said_of(format!("<13>1 2023-05-16T08:30:00+09:00 h a - - {text}").as_bytes());
        said_of(format!("<13>May 16 08:30:00 {text}").as_bytes());
    }
}
