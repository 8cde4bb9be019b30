//! Audit messages of DICOM PS3.15 A.5, and of RFC 3881 before it, as IHE ATNA puts them into syslog: one XML element
//! `AuditMessage`, with its codes as `csd-code` and `originalText` (DICOM) or `code` and `displayName` (RFC 3881).
//!
//! No document type is read and no entity but the five of XML is resolved. Not here: the syslog header (`syslog`).

pub(crate) mod meaning;
mod xml;

use crate::event::{Class, Event, Outcome};
use crate::moment::{self, Zone};
use crate::text::{line, tidy};
use xml::{Code, Message, Object, Participant};

/// Role of a participant: the media or application from which data came.
const SOURCE: &str = "110153";
/// Role of a participant: where data went.
const DESTINATION: &str = "110152";

/// More patients than this in one message make one event, whose count tells how many they were.
const MOST_PATIENTS: usize = 1000;

/// Whether a text holds an audit message.
pub(crate) fn is_inside(text: &str) -> bool {
    xml::begin(text).is_some()
}

/// Reads the audit message in a text: one event for each patient, one where there is none. `base`: what the syslog header told.
/// The error names the place at which the XML breaks.
pub(crate) fn read(text: &str, base: &Event, zone: &Zone) -> Result<Vec<Event>, String> {
    let message = xml::parse(text)?;
    let event = of_message(&message, base, zone);
    let patients: Vec<&Object> = message.objects.iter().filter(|object| object.is_patient()).collect();
    if patients.len() > MOST_PATIENTS {
        return Ok(vec![Event { count: u32::try_from(patients.len()).unwrap_or(u32::MAX), ..event }]);
    }
    let mut events: Vec<Event> = Vec::with_capacity(patients.len().max(1));
    for patient in patients {
        let patient_uid = patient_id(&patient.id);
        // the same patient by two numbers of the same authority is one
        if events.iter().all(|before| before.patient_uid != patient_uid) {
            events.push(Event { patient_uid, ..event.clone() });
        }
    }
    if events.is_empty() {
        events.push(event);
    }
    Ok(events)
}

/// `0001234^^^&1.2.392.200119&ISO` (HL7 CX) to `0001234`.
fn patient_id(id: &str) -> String {
    tidy(id.split('^').next().unwrap_or(id))
}

fn of_message(message: &Message, base: &Event, zone: &Zone) -> Event {
    let mut event = base.clone();
    if let Some(time) = moment::parse(&message.time, zone) {
        (event.time, event.time_told) = (time, true);
    }
    let code = message.event.code.as_str();
    let kind = message.types.first().cloned().unwrap_or_default();
    (event.class, event.activity) = meaning::of(code, &message.action, &|code| message.types.iter().any(|kind| kind.code == code));
    event.outcome = match message.outcome.trim() {
        "0" => Outcome::Success,
        "4" | "8" | "12" => Outcome::Failure,
        _ => Outcome::Unknown,
    };
    code.clone_into(&mut event.code);
    message.event.shown().clone_into(&mut event.category);
    event.operation = if kind.shown().is_empty() { message.event.shown().to_owned() } else { kind.shown().to_owned() };
    event.message.clear();
    if !message.source.is_empty() {
        event.device = tidy(&message.source);
    }
    event.purpose = purpose(message);
    who(message, &mut event);
    what(message, &mut event);
    event
}

/// Who did it: whoever asked for it; a person before a program. From where: the access point told with them, else that of
/// another participant from which the data came.
fn who(message: &Message, event: &mut Event) {
    let is_process = |participant: &Participant| participant.has_role(SOURCE) || participant.has_role(DESTINATION);
    let requestors = || message.participants.iter().filter(|participant| participant.requestor);
    let user = requestors()
        .find(|participant| !is_process(participant))
        .or_else(|| requestors().next())
        .or_else(|| message.participants.iter().find(|participant| !is_process(participant) && !participant.name.is_empty()))
        .or_else(|| message.participants.first());
    if let Some(user) = user {
        event.user_uid = tidy(if user.id.is_empty() { &user.alternative } else { &user.id });
        event.user_name = line(&user.name);
    }
    let at = user.filter(|user| !user.access_point.is_empty()).or_else(|| {
        let has_point = |participant: &&Participant| !participant.access_point.is_empty();
        let sources = || message.participants.iter().filter(|participant| participant.has_role(SOURCE));
        sources().find(has_point).or_else(|| message.participants.iter().filter(|p| !p.has_role(DESTINATION)).find(has_point))
    });
    if let Some(at) = at {
        let point = tidy(&at.access_point);
        // types: 1 machine name, 2 address, 3 telephone; some write an address as a name
        match point.parse::<std::net::IpAddr>() {
            Ok(address) => event.src_ip = address.to_string(),
            Err(_) => event.terminal = point,
        }
    }
}

/// What was touched besides patients.
fn what(message: &Message, event: &mut Event) {
    let others = || message.objects.iter().filter(|object| !object.is_patient());
    let named: Vec<&str> = others()
        .map(|object| if object.id.is_empty() { object.name.as_str() } else { object.id.as_str() })
        .filter(|id| !id.is_empty())
        .collect();
    event.target = tidy(&named.iter().take(8).copied().collect::<Vec<_>>().join(", "));
    let instances: u32 = others().map(|object| object.instances).fold(0, u32::saturating_add);
    event.count = match instances {
        0 if named.len() > 1 => u32::try_from(named.len()).unwrap_or(u32::MAX),
        instances => instances,
    };
    // the account that was changed is an object of the kind "person"
    if event.class == Class::AccountChange
        && let Some(account) = others().find(|object| object.kind == "1")
    {
        event.target = tidy(&account.id);
    }
    if let Some(alert) = others().flat_map(|object| &object.details).find(|(kind, _)| kind.eq_ignore_ascii_case("Alert Description")) {
        event.message = tidy(&alert.1);
    }
}

/// Purpose of use where it is told, and an emergency override.
fn purpose(message: &Message) -> String {
    let emergency = message.types.iter().find(|kind| matches!(kind.code.as_str(), "110127" | "110138"));
    let told: Option<&Code> = message.purposes.first().or(emergency);
    told.map(|code| if code.shown().is_empty() { code.code.clone() } else { code.shown().to_owned() }).unwrap_or_default()
}

#[cfg(test)]
mod tests;
