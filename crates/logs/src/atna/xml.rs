//! The elements of an audit message.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::events::{BytesStart, Event as Xml};
use quick_xml::{Reader, XmlVersion};

/// More participants or objects than this are not held; none is known that writes so many.
const MOST: usize = 20_000;

/// A code with its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) code: String,
    display: String,
    original: String,
}

impl Code {
    /// The words, in the sender's own first.
    pub(super) fn shown(&self) -> &str {
        if self.original.is_empty() { &self.display } else { &self.original }
    }
}

/// `ActiveParticipant`
#[derive(Debug, Clone, Default)]
pub(super) struct Participant {
    pub(super) id: String,
    pub(super) alternative: String,
    pub(super) name: String,
    pub(super) requestor: bool,
    pub(super) access_point: String,
    roles: Vec<String>,
}

impl Participant {
    pub(super) fn has_role(&self, code: &str) -> bool {
        self.roles.iter().any(|role| role == code)
    }
}

/// `ParticipantObjectIdentification`
#[derive(Debug, Clone, Default)]
pub(super) struct Object {
    pub(super) id: String,
    pub(super) name: String,
    /// `ParticipantObjectTypeCode`: 1 person, 2 system object, 3 organisation, 4 other
    pub(super) kind: String,
    role: String,
    id_type: String,
    pub(super) instances: u32,
    /// `ParticipantObjectDetail`: type and value
    pub(super) details: Vec<(String, String)>,
}

impl Object {
    /// Type person, role patient; or an id that is said to be a patient's number.
    pub(super) fn is_patient(&self) -> bool {
        self.kind == "1" && self.role == "1" || self.kind.is_empty() && self.id_type == "2"
    }
}

/// `AuditMessage`
#[derive(Debug, Default)]
pub(super) struct Message {
    pub(super) event: Code,
    pub(super) types: Vec<Code>,
    pub(super) purposes: Vec<Code>,
    pub(super) action: String,
    pub(super) time: String,
    pub(super) outcome: String,
    pub(super) participants: Vec<Participant>,
    /// `AuditSourceID`
    pub(super) source: String,
    pub(super) objects: Vec<Object>,
}

/// Where an audit message begins in a text.
pub(super) fn begin(text: &str) -> Option<usize> {
    text.match_indices("AuditMessage").find_map(|(at, _)| {
        // with or without a prefix of its namespace
        let before = text[..at].rfind('<')?;
        let prefix = &text[before + 1..at];
        let named = prefix.is_empty() || prefix.strip_suffix(':').is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let ends = text[at + "AuditMessage".len()..].starts_with([' ', '>', '\r', '\n', '\t', '/']);
        (named && ends).then_some(before)
    })
}

/// Reads the message in a text; what follows its end is not looked at.
pub(super) fn parse(text: &str) -> Result<Message, String> {
    let from = begin(text).ok_or_else(|| "AuditMessage".to_owned())?;
    let mut reader = Reader::from_str(&text[from..]);
    let mut message = Message::default();
    let mut inside: Vec<String> = Vec::new();
    loop {
        let place = |reader: &Reader<&[u8]>| format!("{}", from as u64 + reader.buffer_position());
        match reader.read_event() {
            Ok(Xml::Start(start)) => {
                message.element(&start, inside.last().map_or("", String::as_str));
                inside.push(start.local_name().as_ref().to_owned());
                if inside.len() > 32 {
                    return Err(place(&reader));
                }
            }
            Ok(Xml::Empty(start)) => {
                message.element(&start, inside.last().map_or("", String::as_str));
                if inside.is_empty() {
                    return Ok(message);
                }
            }
            Ok(Xml::End(_)) => {
                inside.pop();
                if inside.is_empty() {
                    return Ok(message);
                }
            }
            Ok(Xml::Eof) | Err(_) => return Err(place(&reader)),
            Ok(_) => {}
        }
    }
}

impl Message {
    fn element(&mut self, start: &BytesStart<'_>, parent: &str) {
        let name = start.local_name();
        match name.as_ref() {
            "EventIdentification" => {
                self.action = attribute(start, &["EventActionCode"]);
                self.time = attribute(start, &["EventDateTime"]);
                self.outcome = attribute(start, &["EventOutcomeIndicator"]);
            }
            "EventID" => self.event = code(start),
            "EventTypeCode" if self.types.len() < MOST => self.types.push(code(start)),
            "PurposeOfUse" if self.purposes.len() < MOST => self.purposes.push(code(start)),
            "ActiveParticipant" if self.participants.len() < MOST => self.participants.push(Participant {
                id: attribute(start, &["UserID"]),
                alternative: attribute(start, &["AlternativeUserID"]),
                name: attribute(start, &["UserName"]),
                // where it is not told, the schema says true
                requestor: !matches!(attribute(start, &["UserIsRequestor"]).trim(), "false" | "0"),
                access_point: attribute(start, &["NetworkAccessPointID"]),
                roles: Vec::new(),
            }),
            "RoleIDCode" => {
                if let Some(participant) = self.participants.last_mut().filter(|participant| participant.roles.len() < MOST) {
                    participant.roles.push(code(start).code);
                }
            }
            "AuditSourceIdentification" => self.source = attribute(start, &["AuditSourceID"]),
            "ParticipantObjectIdentification" if self.objects.len() < MOST => self.objects.push(Object {
                id: attribute(start, &["ParticipantObjectID"]),
                name: attribute(start, &["ParticipantObjectName"]),
                kind: attribute(start, &["ParticipantObjectTypeCode"]),
                role: attribute(start, &["ParticipantObjectTypeCodeRole"]),
                ..Object::default()
            }),
            _ => self.of_object(name.as_ref(), start, parent),
        }
    }

    fn of_object(&mut self, name: &str, start: &BytesStart<'_>, parent: &str) {
        let Some(object) = self.objects.last_mut() else { return };
        match name {
            "ParticipantObjectIDTypeCode" if parent == "ParticipantObjectIdentification" => object.id_type = code(start).code,
            "ParticipantObjectDetail" if object.details.len() < MOST => {
                let value = attribute(start, &["value"]);
                // DICOM: base64 of the text; some write the text itself
                let plain = STANDARD.decode(&value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                object.details.push((attribute(start, &["type"]), plain.unwrap_or(value)));
            }
            "SOPClass" => {
                let number = attribute(start, &["NumberOfInstances"]).trim().parse().unwrap_or(0);
                object.instances = object.instances.saturating_add(number);
            }
            _ => {}
        }
    }
}

fn code(start: &BytesStart<'_>) -> Code {
    Code {
        code: attribute(start, &["csd-code", "code"]).trim().to_owned(),
        display: attribute(start, &["displayName"]),
        original: attribute(start, &["originalText"]),
    }
}

/// The first of these attributes; what cannot be resolved stays as it is written.
fn attribute(start: &BytesStart<'_>, names: &[&str]) -> String {
    let of = |name: &&str| {
        let found = start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == *name)?;
        Some(
            found.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| found.value.clone().into_owned(), std::borrow::Cow::into_owned),
        )
    };
    names.iter().find_map(of).unwrap_or_default()
}
