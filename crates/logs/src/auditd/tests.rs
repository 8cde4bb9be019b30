use std::ops::ControlFlow;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::event::{Activity, Class, Outcome};
use crate::{Cut, CutSummary, Normalised, Notice, RecordRef};

fn records(text: &str) -> (Vec<(u64, String)>, CutSummary) {
    let mut records = Vec::new();
    let summary = cut(&mut text.as_bytes(), &mut |_| ControlFlow::Continue(()), &mut |cut: Cut<'_>| {
        records.push((cut.seq, String::from_utf8_lossy(cut.raw).into_owned()));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(summary.records, records.len() as u64);
    (records, summary)
}

fn read(text: &str) -> Normalised {
    Reader.read(RecordRef { seq: 0, received: 9, raw: text.as_bytes() })
}

const EXECUTED: &str = "type=SYSCALL msg=audit(1794787200.500:456): arch=c000003e syscall=59 success=yes exit=0 a0=55d a1=7f2 ppid=1 pid=9 auid=1000 uid=0 tty=pts0 ses=3 comm=\"cat\" exe=\"/usr/bin/cat\" key=\"shadow\"\u{1d}ARCH=x86_64 SYSCALL=execve AUID=\"tanaka\" UID=\"root\"
type=EXECVE msg=audit(1794787200.500:456): argc=2 a0=\"cat\" a1=\"/etc/shadow\"
type=CWD msg=audit(1794787200.500:456): cwd=\"/home/tanaka\"
type=PATH msg=audit(1794787200.500:456): item=0 name=\"/usr/bin/cat\" nametype=NORMAL
type=PROCTITLE msg=audit(1794787200.500:456): proctitle=636174002F6574632F736861646F77";

const SIGNED_IN: &str = "node=emr-sv01 type=USER_LOGIN msg=audit(1794787201.123:457): pid=10 uid=0 auid=1000 ses=4 msg='op=login id=1000 exe=\"/usr/sbin/sshd\" hostname=192.0.2.7 addr=192.0.2.7 terminal=ssh res=success'\u{1d}UID=\"root\" AUID=\"tanaka\" ID=\"tanaka\"";

#[test]
fn the_lines_of_one_event_are_one_record() {
    let text = format!("{EXECUTED}\n----\n{SIGNED_IN}\nnot audit at all\n");
    let (records, summary) = records(&text);
    assert_eq!(records, [(456, EXECUTED.to_owned()), (457, SIGNED_IN.to_owned()), (0, "not audit at all".to_owned())]);
    assert_eq!(summary.notices, []);
    assert_eq!(summary.bytes, text.len() as u64);
}

#[test]
fn missing_serials_are_a_gap_and_those_of_the_daemon_are_not() {
    let line = |kind: &str, serial: u64| format!("type={kind} msg=audit(1794787200.000:{serial}): x=1\n");
    let text = [line("USER_AUTH", 10), line("DAEMON_START", 9001), line("USER_AUTH", 12), line("USER_AUTH", 11), line("USER_AUTH", 15)];
    let (_, summary) = records(&text.concat());
    assert_eq!(summary.notices, [Notice::Gap { numbering: "audit-serial".to_owned(), after: 12, next: 15 }]);
}

#[test]
fn serials_that_begin_anew_after_a_start_are_no_gap() {
    let line = |serial: u64, second: u64| format!("type=USER_AUTH msg=audit({}.000:{serial}): x=1\n", 1_794_787_200 + second);
    let text = [line(90_000, 0), line(90_001, 1), line(1, 60), line(2, 61), line(4, 62)];
    let (_, summary) = records(&text.concat());
    let told = |numbering: &str| numbering.to_owned();
    assert_eq!(
        summary.notices,
        [
            Notice::Restarted { numbering: told("audit-serial"), after: 90_001, next: 1 },
            Notice::Gap { numbering: told("audit-serial"), after: 2, next: 4 }
        ]
    );
    assert_eq!(summary.spans.iter().map(|span| (span.first, span.last)).collect::<Vec<_>>(), [(90_000, 90_001), (1, 4)]);
}

#[test]
fn what_was_executed_is_told_with_who_signed_in() {
    let told = read(EXECUTED);
    let event = &told.events[0];
    assert_eq!((event.class, event.activity, event.outcome), (Class::ProcessActivity, Activity::Start, Outcome::Success));
    assert_eq!((event.user_uid.as_str(), event.target.as_str(), event.operation.as_str()), ("tanaka", "/usr/bin/cat", "cat /etc/shadow"));
    assert_eq!((event.time, event.session.as_str(), event.terminal.as_str()), (1_794_787_200_500_000, "3", "pts0"));
    let native = told.native.unwrap();
    assert_eq!((native.service.as_str(), native.categories.as_slice()), ("auditd", &["process_creation"][..]));
    let fields = &native.fields;
    assert_eq!(fields["type"], json!(["SYSCALL", "EXECVE", "CWD", "PATH", "PROCTITLE"]));
    assert_eq!((&fields["a1"], &fields["SYSCALL"]), (&json!(["7f2", "/etc/shadow"]), &json!("execve")));
    assert_eq!(fields["CommandLine"], json!("cat /etc/shadow"));
}

#[test]
fn a_log_that_is_not_enriched_knows_its_calls_too() {
    let plain = EXECUTED.split('\u{1d}').next().unwrap();
    assert_eq!(read(plain).native.unwrap().fields["SYSCALL"], json!("execve"));
    assert_eq!(read(plain).events[0].user_uid, "1000");
}

#[test]
fn signing_in_and_out_is_told() {
    let event = &read(SIGNED_IN).events[0];
    assert_eq!((event.class, event.activity, event.outcome), (Class::Authentication, Activity::Logon, Outcome::Success));
    assert_eq!((event.user_uid.as_str(), event.src_ip.as_str(), event.device.as_str()), ("tanaka", "192.0.2.7", "emr-sv01"));
    let failed = "type=USER_LOGIN msg=audit(1794787201.1:458): pid=1 uid=0 auid=4294967295 ses=4294967295 msg='op=login acct=28756E6B6E6F776E20757365722900 exe=\"/usr/sbin/sshd\" addr=203.0.113.9 terminal=ssh res=failed'";
    let event = &read(failed).events[0];
    assert_eq!((event.outcome, event.user_uid.as_str(), event.session.as_str()), (Outcome::Failure, "(unknown user)", ""));
    assert_eq!(event.time, 1_794_787_201_100_000);
    let ended = "type=USER_END msg=audit(1794787201.1:459): auid=1000 msg='op=PAM:session_close acct=\"tanaka\" exe=\"/usr/sbin/sshd\" res=success'";
    assert_eq!(read(ended).events[0].activity, Activity::Logoff);
}

#[test]
fn accounts_services_and_the_log_itself_are_told() {
    let cases = [
        (
            "ADD_USER",
            "op=adding user id=1001 exe=\"/usr/sbin/useradd\" acct=\"backdoor\" res=success",
            Class::AccountChange,
            Activity::Create,
            "backdoor",
        ),
        ("DEL_USER", "op=deleting user entries id=1001 res=success", Class::AccountChange, Activity::Delete, "1001"),
        ("USER_CHAUTHTOK", "op=PAM:chauthtok acct=\"suzuki\" res=success", Class::AccountChange, Activity::Update, "suzuki"),
        ("SERVICE_STOP", "unit=clamav-daemon comm=\"systemd\" res=success", Class::ApplicationLifecycle, Activity::Stop, "clamav-daemon"),
        (
            "USER_CMD",
            "cwd=\"/\" cmd=636174202F6574632F736861646F77 exe=\"/usr/bin/sudo\" terminal=pts/0 res=success",
            Class::ProcessActivity,
            Activity::Start,
            "/usr/bin/sudo",
        ),
        ("CONFIG_CHANGE", "op=set audit_enabled=0 old=1 auid=1000 ses=1 res=1", Class::EventLogActivity, Activity::Update, ""),
        ("DAEMON_END", "op=terminate auid=0 res=success", Class::EventLogActivity, Activity::Stop, ""),
        ("MAC_STATUS", "enforcing=0", Class::Base, Activity::Other, ""),
    ];
    for (kind, fields, class, activity, target) in cases {
        let event = &read(&format!("type={kind} msg=audit(1794787200.0:1): pid=1 auid=1000 msg='{fields}'")).events[0];
        assert_eq!((event.class, event.activity, event.target.as_str()), (class, activity, target), "{kind}");
    }
}

#[test]
fn a_file_that_was_removed_is_told() {
    let text = "type=SYSCALL msg=audit(1794787200.0:9): arch=c000003e syscall=263 success=yes auid=1000 exe=\"/usr/bin/rm\"
type=PATH msg=audit(1794787200.0:9): item=0 name=\"/var/log\" nametype=PARENT
type=PATH msg=audit(1794787200.0:9): item=1 name=E8A898E98CB2 nametype=DELETE";
    let event = &read(text).events[0];
    assert_eq!((event.class, event.activity, event.target.as_str()), (Class::FileSystemActivity, Activity::Delete, "記録"));
}

#[test]
fn long_arguments_are_put_together() {
    let text = "type=EXECVE msg=audit(1794787200.0:9): argc=2 a0=\"sh\" a1_len=6 a1[0]=616263 a1[1]=646566";
    assert_eq!(read(text).events[0].operation, "sh abcdef");
}

#[test]
fn a_line_without_a_stamp_is_kept_unread() {
    let told = read("Nov 16 something else");
    assert!(told.events.is_empty() && matches!(&told.notices[..], [Notice::Unread { .. }]));
}

proptest! {
    #[test]
    fn any_line_is_survived(text in "(type=[A-Z]{1,6} msg=audit\\([0-9.:]{0,9}\\): )?[a-z=\"' \u{1d}0-9F?]{0,80}") {
        for (_, raw) in records(&text).0 {
            read(&raw);
        }
    }

    #[test]
    fn no_byte_of_a_line_is_lost(lines in proptest::collection::vec("(type=A msg=audit\\(1\\.0:[12]\\): )?[a-z]{1,5}", 0..20)) {
        let (records, _) = records(&lines.join("\n"));
        let back: Vec<String> = records.into_iter().map(|record| record.1).collect();
        prop_assert_eq!(back.join("\n"), lines.join("\n"));
    }
}
