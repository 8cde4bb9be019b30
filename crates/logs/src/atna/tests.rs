use super::*;
use crate::Format;
use crate::Source;

fn told(xml: &str) -> Vec<Event> {
    let zone = Zone::of(&Source::new("pacs", Format::Syslog));
    read(xml, &Event::default(), &zone).unwrap()
}

fn shown(events: &[Event]) -> String {
    let one = |event: &Event| {
        let at = jiff::Timestamp::from_microsecond(event.time).unwrap();
        format!(
            "{at} {:?} {} {:?} user={}/{} patient={} category={} operation={} code={} from={}{} device={} target={} count={} purpose={} message={}",
            event.class,
            event.activity.as_str(),
            event.outcome,
            event.user_uid,
            event.user_name,
            event.patient_uid,
            event.category,
            event.operation,
            event.code,
            event.src_ip,
            event.terminal,
            event.device,
            event.target,
            event.count,
            event.purpose,
            event.message
        )
    };
    events.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// DICOM PS3.15 A.5 spelling: two patients in one access.
const ACCESSED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<AuditMessage xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <EventIdentification EventActionCode="R" EventDateTime="2023-05-16T08:30:00.250+09:00" EventOutcomeIndicator="0">
  <EventID csd-code="110103" codeSystemName="DCM" originalText="DICOM Instances Accessed"/>
  <PurposeOfUse csd-code="12" codeSystemName="JP" originalText="診療 &amp; 緊急"/>
 </EventIdentification>
 <ActiveParticipant UserID="PACS-A" UserIsRequestor="false" NetworkAccessPointID="10.0.0.9" NetworkAccessPointTypeCode="2">
  <RoleIDCode csd-code="110153" codeSystemName="DCM" originalText="Source Role ID"/>
 </ActiveParticipant>
 <ActiveParticipant UserID="Ｎ００１２" UserName="髙橋　花子" UserIsRequestor="true" NetworkAccessPointID="読影室-01" NetworkAccessPointTypeCode="1"/>
 <AuditSourceIdentification AuditSourceID="pacs01"/>
 <ParticipantObjectIdentification ParticipantObjectID="1.2.392.1" ParticipantObjectTypeCode="2" ParticipantObjectTypeCodeRole="3">
  <ParticipantObjectIDTypeCode csd-code="110180" originalText="Study Instance UID" codeSystemName="DCM"/>
  <SOPClass UID="1.2.840.10008.5.1.4.1.1.2" NumberOfInstances="250"/><SOPClass UID="x" NumberOfInstances="12"/>
 </ParticipantObjectIdentification>
 <ParticipantObjectIdentification ParticipantObjectID="0001234^^^&amp;1.2.392.200119&amp;ISO" ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1">
  <ParticipantObjectIDTypeCode csd-code="2" originalText="Patient Number" codeSystemName="RFC-3881"/>
  <ParticipantObjectName>山田太郎</ParticipantObjectName>
 </ParticipantObjectIdentification>
 <ParticipantObjectIdentification ParticipantObjectID="0005678" ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1"/>
 <ParticipantObjectIdentification ParticipantObjectID="0005678" ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1"/>
</AuditMessage>trailing"#;

#[test]
fn an_access_to_two_patients_is_two_events() {
    insta::assert_snapshot!(shown(&told(ACCESSED)));
}

/// RFC 3881 spelling, with a prefix of its namespace.
fn rfc3881(id: &str, action: &str, outcome: u8, kind: &str) -> String {
    format!(
        "<a:AuditMessage xmlns:a='http://example.org/audit'><a:EventIdentification EventActionCode='{action}' \
         EventDateTime='2023-05-15T23:30:00Z' EventOutcomeIndicator='{outcome}'><a:EventID code='{id}' codeSystemName='DCM' displayName='Event {id}'/>{kind}\
         </a:EventIdentification><a:ActiveParticipant UserID='n12' UserIsRequestor='1' NetworkAccessPointID='10.0.0.7' NetworkAccessPointTypeCode='2'/>\
         <a:AuditSourceIdentification AuditSourceID='ris'/></a:AuditMessage>"
    )
}

fn kind(code: &str) -> String {
    format!("<a:EventTypeCode code='{code}' codeSystemName='DCM' displayName='Type {code}'/>")
}

#[test]
fn every_event_of_dicom_has_its_class() {
    let all: Vec<String> = [
        ("110100", "E", 0, "110120"),
        ("110100", "E", 0, "110121"),
        ("110101", "R", 0, ""),
        ("110102", "E", 0, ""),
        ("110103", "U", 0, ""),
        ("110104", "C", 0, ""),
        ("110104", "R", 0, ""),
        ("110105", "D", 0, ""),
        ("110106", "R", 0, ""),
        ("110107", "C", 0, ""),
        ("110108", "E", 0, "110125"),
        ("110109", "C", 0, ""),
        ("110110", "R", 0, ""),
        ("110110", "R", 0, "110127"),
        ("110112", "E", 0, "ITI-18"),
        ("110113", "E", 4, "110126"),
        ("110113", "E", 0, "110137"),
        ("110113", "E", 12, "110131"),
        ("110114", "E", 0, "110122"),
        ("110114", "E", 8, "110122"),
        ("110114", "E", 0, "110123"),
        ("maker-1", "D", 0, ""),
    ]
    .iter()
    .map(|(id, action, outcome, code)| {
        let xml = rfc3881(id, action, *outcome, &if code.is_empty() { String::new() } else { kind(code) });
        let event = &told(&xml)[0];
        format!(
            "{id} {action} {outcome} {code} = {:?} {} {:?} {} {}",
            event.class,
            event.activity.as_str(),
            event.outcome,
            event.operation,
            event.purpose
        )
    })
    .collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn both_spellings_say_the_same() {
    let old = rfc3881("110114", "E", 0, &kind("110122"));
    let new = old.replace(" code=", " csd-code=").replace("displayName", "originalText").replace("a:", "").replace("xmlns:", "");
    assert_eq!(told(&old), told(&new));
    let event = &told(&old)[0];
    assert_eq!((event.user_uid.as_str(), event.src_ip.as_str(), event.device.as_str()), ("n12", "10.0.0.7", "ris"));
}

#[test]
fn an_alert_tells_what_happened_and_whose_account_it_was() {
    let xml = rfc3881("110113", "E", 0, &kind("110137")).replace(
        "</a:AuditMessage>",
        "<a:ParticipantObjectIdentification ParticipantObjectID='n99' ParticipantObjectTypeCode='1' ParticipantObjectTypeCodeRole='15'>\
         <a:ParticipantObjectDetail type='Alert Description' value='5qip6ZmQ44KS5aSJ44GI44Gf'/></a:ParticipantObjectIdentification></a:AuditMessage>",
    );
    let event = &told(&xml)[0];
    assert_eq!(
        (event.class, event.target.as_str(), event.message.as_str(), event.patient_uid.as_str()),
        (Class::AccountChange, "n99", "権限を変えた", "")
    );
}

#[test]
fn nothing_from_outside_is_read_into_a_message() {
    let xml = format!(
        "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY g 'ggg'>]>{}",
        rfc3881("110110", "R", 0, "").replace("n12", "n&f;&g;")
    );
    assert_eq!(told(&xml)[0].user_uid, "n&f;&g;");
}

#[test]
fn broken_xml_is_refused_with_its_place() {
    let zone = Zone::of(&Source::new("pacs", Format::Syslog));
    for xml in ["<AuditMessage><EventIdentification>", "<AuditMessage></Other>", "<AuditMessage", &"<AuditMessage>".repeat(40)] {
        assert!(read(xml, &Event::default(), &zone).is_err(), "{xml}");
    }
    assert!(!is_inside("<AuditMessages/> AuditMessage"));
}
