//! One resource → events.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;

use super::element::Element;
use crate::atna::meaning;
use crate::event::{Activity, Class, Event, Outcome};
use crate::lines;
use crate::normalise::{Normalised, Notice, RecordRef};

/// Longest message, characters.
const MESSAGE: usize = 1000;

/// Interactions of the RESTful API (`http://hl7.org/fhir/restful-interaction`) and steps of a record's life
/// (`http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle`).
const INTERACTIONS: &[(&str, Activity)] = &[
    ("read", Activity::Read),
    ("vread", Activity::Read),
    ("history", Activity::Read),
    ("history-instance", Activity::Read),
    ("history-type", Activity::Read),
    ("history-system", Activity::Read),
    ("update", Activity::Update),
    ("patch", Activity::Update),
    ("create", Activity::Create),
    ("delete", Activity::Delete),
    ("search", Activity::Query),
    ("search-type", Activity::Query),
    ("search-system", Activity::Query),
    ("search-compartment", Activity::Query),
    ("export", Activity::Export),
    ("$export", Activity::Export),
    ("access", Activity::Read),
    ("originate", Activity::Create),
    ("amend", Activity::Update),
    ("report", Activity::Print),
    ("extract", Activity::Export),
    ("disclose", Activity::Export),
    ("transmit", Activity::Export),
    ("receive", Activity::Import),
    ("destroy", Activity::Delete),
];

/// Roles that no person has (DICOM PS3.16 CID 402): application, launcher, destination, source, media.
const MACHINES: &[&str] = &["110150", "110151", "110152", SOURCE, "110154", "110155"];

/// The end of a connection at which somebody asked.
const SOURCE: &str = "110153";

/// Emergency access began.
const EMERGENCY_BEGAN: &str = "110127";

/// See [`crate::Normaliser`].
#[derive(Debug)]
pub(crate) struct Reader;

impl Reader {
    #[expect(clippy::unused_self, reason = "one shape for the readers of every format")]
    pub(crate) fn read(&self, record: RecordRef<'_>) -> Normalised {
        let Ok(resource) = serde_json::from_slice::<Value>(record.raw) else { return lines::unread("log-unread-json", "") };
        let root = Element::of(&resource);
        if root.child("resourceType").raw() != "AuditEvent" {
            return lines::unread("log-unread-resource", root.child("resourceType").raw());
        }
        let mut notices = Vec::new();
        let mut event = Event { time: record.received, ..Event::default() };
        match time(root) {
            Some(time) => {
                event.time = time;
                event.time_told = true;
            }
            None => notices.push(Notice::Unread { why: "log-unread-time".to_owned(), place: "recorded".to_owned() }),
        }
        what(root, &mut event);
        who(root, &mut event);
        event.outcome = outcome(root);
        event.purpose = purposes(root);
        let patients = touched(root, &mut event);
        let events = if patients.is_empty() {
            vec![event]
        } else {
            patients.into_iter().map(|patient_uid| Event { patient_uid, ..event.clone() }).collect()
        };
        Normalised { events, native: None, notices }
    }
}

/// When it happened, where it is told to the second; otherwise when it was recorded.
fn time(root: Element<'_>) -> Option<i64> {
    let began = [root.child("occurredDateTime"), root.child("occurredPeriod").child("start"), root.child("period").child("start")];
    let times = began.into_iter().chain([root.child("recorded")]);
    times.filter_map(|time| time.raw().trim().parse::<Timestamp>().ok()).map(Timestamp::as_microsecond).next()
}

/// Class, activity, category, operation and code. R4: `type`, `subtype`; R5: `category`, `code`.
fn what(root: Element<'_>, event: &mut Event) {
    let kinds: Vec<_> = root.child("type").codes().into_iter().chain(root.child("category").codes()).collect();
    let steps: Vec<_> = root.child("subtype").codes().into_iter().chain(root.child("code").codes()).collect();
    let shown = |codes: &[(String, String)]| {
        let words = codes.iter().map(|(code, shown)| if shown.is_empty() { code.as_str() } else { shown.as_str() });
        words.collect::<Vec<_>>().join(", ")
    };
    event.category = shown(&kinds);
    event.operation = shown(&steps);
    event.code = steps.iter().chain(&kinds).map(|code| code.0.clone()).find(|code| !code.is_empty()).unwrap_or_default();
    let action = root.child("action").raw();
    let codes = || steps.iter().chain(&kinds).map(|code| code.0.as_str());
    // the codes of DICOM name the event in one place and its type in the other, and may stand among those of FHIR
    let dicom = kinds.iter().chain(&steps).map(|code| code.0.as_str()).find(|code| code.len() == 6 && code.starts_with("110"));
    let known = codes().find_map(|code| INTERACTIONS.iter().find(|known| known.0 == code));
    (event.class, event.activity) = match (dicom, known) {
        (Some(dicom), _) => meaning::of(dicom, action, &|code| codes().any(|other| other == code)),
        (None, Some((_, activity))) => (Class::DatastoreActivity, *activity),
        (None, None) if action.is_empty() && !codes().any(|code| matches!(code, "rest" | "operation" | "object")) => {
            (Class::Base, Activity::Other)
        }
        // an event that no code explains is told by its action
        (None, None) => meaning::of("", action, &|_| false),
    };
    if event.operation.is_empty() {
        event.operation = event.category.clone();
    }
}

/// The person who did it, where from, and the system that tells it.
fn who(root: Element<'_>, event: &mut Event) {
    let machine = |agent: &Element<'_>| {
        let roles = agent.child("type").codes().into_iter().chain(agent.child("role").codes());
        roles.into_iter().any(|(code, _)| MACHINES.contains(&code.as_str())) || agent.child("who").is_to("Device")
    };
    let agents: Vec<Element<'_>> = root.child("agent").each().collect();
    let asked = |agent: &&Element<'_>| agent.child("requestor").is_true();
    let person = agents
        .iter()
        .filter(|agent| !machine(agent))
        .find(asked)
        .or_else(|| agents.iter().find(|agent| !machine(agent)))
        .or_else(|| agents.iter().find(asked))
        .or_else(|| agents.first());
    if let Some(agent) = person {
        let reference = agent.child("who");
        let names = [
            reference.child("identifier").child("value").text(),
            agent.child("altId").text(),
            // STU3
            agent.child("userId").child("value").text(),
            reference.named(),
        ];
        event.user_uid = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        let shown = [agent.child("name").text(), reference.child("display").text()];
        event.user_name = shown.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        if event.user_uid.is_empty() {
            event.user_uid = event.user_name.clone();
        }
    }
    let client = agents.iter().filter(|agent| agent.child("type").codes().iter().any(|code| code.0 == SOURCE));
    for agent in person.into_iter().chain(client) {
        address(*agent, event);
    }
    let source = root.child("source");
    let observer = source.child("observer");
    let told =
        [observer.child("display").text(), observer.named(), source.child("site").child("display").text(), source.child("site").text()];
    event.device = told.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
}

/// The network address of an agent: R4 `network.address`, R5 `networkString` and its kin. The first one that tells something stays.
fn address(agent: Element<'_>, event: &mut Event) {
    let told = [
        agent.child("network").child("address").text(),
        agent.child("networkString").text(),
        agent.child("networkUri").text(),
        agent.child("networkReference").named(),
    ];
    let Some(told) = told.into_iter().find(|address| !address.is_empty()) else { return };
    if told.parse::<IpAddr>().is_ok() {
        if event.src_ip.is_empty() {
            event.src_ip = told;
        }
    } else if event.terminal.is_empty() {
        event.terminal = told;
    }
}

/// R4: `0` is success, `4`, `8`, `12` are failures of rising weight. R5: the severity of an issue.
fn outcome(root: Element<'_>) -> Outcome {
    let outcome = root.child("outcome");
    let code =
        if outcome.raw().is_empty() { outcome.child("code").codes().into_iter().next().map(|code| code.0) } else { Some(outcome.text()) };
    match code.as_deref() {
        Some("0" | "success" | "information") => Outcome::Success,
        Some("4" | "8" | "12" | "warning" | "error" | "fatal") => Outcome::Failure,
        _ => Outcome::Unknown,
    }
}

/// Why: codes of R4 `purposeOfEvent` and `agent.purposeOfUse`, of R5 `authorization`; and that emergency access was used.
fn purposes(root: Element<'_>) -> String {
    let mut purposes: Vec<String> = Vec::new();
    let agents = root.child("agent").each().flat_map(|agent| [agent.child("purposeOfUse"), agent.child("authorization")]);
    let all = [root.child("purposeOfEvent"), root.child("authorization")].into_iter().chain(agents);
    let emergency = [root.child("type"), root.child("subtype"), root.child("category"), root.child("code")]
        .into_iter()
        .flat_map(Element::codes)
        .any(|code| code.0 == EMERGENCY_BEGAN);
    // ActReason of HL7 v3: break the glass
    let names = all.flat_map(Element::codes).map(|(code, shown)| if code.is_empty() { shown } else { code });
    for name in names.chain(emergency.then(|| "BTG".to_owned())) {
        if !purposes.contains(&name) {
            purposes.push(name);
        }
    }
    purposes.join(" ")
}

/// The patients whose data were touched; what else was touched goes into the event.
fn touched(root: Element<'_>, event: &mut Event) -> Vec<String> {
    let mut patients: Vec<String> = Vec::new();
    let mut see = |patient: String| {
        if !patient.is_empty() && !patients.contains(&patient) {
            patients.push(patient);
        }
    };
    see(root.child("patient").named());
    let mut message = vec![root.child("outcomeDesc").text()];
    message
        .extend(root.child("outcome").child("detail").codes().into_iter().map(|(code, shown)| if shown.is_empty() { code } else { shown }));
    for entity in root.child("entity").each() {
        let what = entity.child("what");
        // STU3: reference and identifier stand in the entity itself
        let what = if what.named().is_empty() { entity } else { what };
        let kinds = entity.child("type").codes();
        let roles = entity.child("role").codes();
        let patient = what.is_to("Patient")
            || roles.iter().any(|role| role.0 == "1") && kinds.iter().all(|kind| kind.0 == "1" || kind.0 == "Patient");
        let named = what.named();
        let name = [entity.child("name").text(), what.child("display").text()].into_iter().find(|name| !name.is_empty());
        if kinds.iter().any(|kind| kind.0 == "XrequestId") {
            message.push(format!("X-Request-Id={named}"));
        } else if patient {
            see(named);
        } else if event.target.is_empty() {
            let reference = what.child("reference").text();
            event.target = [reference, named, name.unwrap_or_default()].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        }
        if let Ok(query) = STANDARD.decode(entity.child("query").raw())
            && !query.is_empty()
        {
            message.push(format!("query={}", String::from_utf8_lossy(&query)));
        }
    }
    message.retain(|part| !part.is_empty());
    event.message = message.join(" ").chars().take(MESSAGE).collect();
    patients
}
