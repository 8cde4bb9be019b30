//! The flat event as Sigma sees it: the columns of [`sonae_logs::Event`] by their names, and what the surroundings add.
//!
//! A rule over it says `logsource: product: sonae`, where wanted with `category: datastore_activity` (the class) and
//! `service: <name of the source>`. A field that is empty is not there, so that `field: null` and `exists` mean what they say.

use std::borrow::Cow;

use rsigma_eval::{Event, EventValue};
use serde_json::Value;
use sonae_logs::{Class, Outcome, Row, Surroundings};

use crate::around::{Facts, Known};

/// A row beside what is known of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flat<'a> {
    pub(crate) row: &'a Row,
    pub(crate) facts: &'a Facts,
}

/// Every field, in the order of the lake's columns.
pub(crate) const FIELDS: &[&str] = &[
    "time",
    "time_told",
    "class",
    "class_uid",
    "activity",
    "outcome",
    "user_uid",
    "user_name",
    "patient_uid",
    "category",
    "operation",
    "code",
    "terminal",
    "src_ip",
    "device",
    "session",
    "target",
    "purpose",
    "count",
    "message",
    "source",
    "out_of_hours",
    "on_duty",
    "account_known",
    "account_left",
    "account_disabled",
    "account_retired",
    "account_shared",
    "account_vendor",
    "account_administrator",
    "announced",
];

/// The name of a class, as it is serialised.
pub(crate) fn class_name(class: Class) -> &'static str {
    match class {
        Class::Base => "base",
        Class::FileSystemActivity => "file_system_activity",
        Class::ProcessActivity => "process_activity",
        Class::EventLogActivity => "event_log_activity",
        Class::DetectionFinding => "detection_finding",
        Class::AccountChange => "account_change",
        Class::Authentication => "authentication",
        Class::NetworkActivity => "network_activity",
        Class::ApplicationLifecycle => "application_lifecycle",
        Class::ApiActivity => "api_activity",
        Class::DatastoreActivity => "datastore_activity",
    }
}

pub(crate) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Unknown => "unknown",
        Outcome::Success => "success",
        Outcome::Failure => "failure",
    }
}

fn text(value: &str) -> Option<EventValue<'_>> {
    (!value.is_empty()).then_some(EventValue::Str(Cow::Borrowed(value)))
}

impl<'a> Flat<'a> {
    fn texts(&self) -> [&'a str; 14] {
        let event = &self.row.event;
        [
            &event.user_uid,
            &event.user_name,
            &event.patient_uid,
            &event.category,
            &event.operation,
            &event.code,
            &event.terminal,
            &event.src_ip,
            &event.device,
            &event.session,
            &event.target,
            &event.purpose,
            &event.message,
            &self.row.source,
        ]
    }
}

impl Event for Flat<'_> {
    fn get_field(&self, path: &str) -> Option<EventValue<'_>> {
        let (event, facts) = (&self.row.event, self.facts);
        Some(match path {
            "time" => EventValue::Int(event.time),
            "time_told" => EventValue::Bool(event.time_told),
            "class" => EventValue::Str(Cow::Borrowed(class_name(event.class))),
            "class_uid" => EventValue::Int(event.class.uid().into()),
            "activity" => EventValue::Str(Cow::Borrowed(event.activity.as_str())),
            "outcome" => EventValue::Str(Cow::Borrowed(outcome_name(event.outcome))),
            "user_uid" => return text(&event.user_uid),
            "user_name" => return text(&event.user_name),
            "patient_uid" => return text(&event.patient_uid),
            "category" => return text(&event.category),
            "operation" => return text(&event.operation),
            "code" => return text(&event.code),
            "terminal" => return text(&event.terminal),
            "src_ip" => return text(&event.src_ip),
            "device" => return text(&event.device),
            "session" => return text(&event.session),
            "target" => return text(&event.target),
            "purpose" => return text(&event.purpose),
            "count" => EventValue::Int(event.count.into()),
            "message" => return text(&event.message),
            "source" => return text(&self.row.source),
            "out_of_hours" => EventValue::Bool(facts.out_of_hours),
            "on_duty" => EventValue::Bool(facts.on_duty),
            "account_known" => EventValue::Bool(facts.account_known),
            "account_left" => EventValue::Bool(facts.account_left),
            "account_disabled" => EventValue::Bool(facts.account_disabled),
            "account_retired" => EventValue::Bool(facts.account_retired),
            "account_shared" => EventValue::Bool(facts.account_shared),
            "account_vendor" => EventValue::Bool(facts.account_vendor),
            "account_administrator" => EventValue::Bool(facts.account_administrator),
            "announced" => EventValue::Bool(facts.announced),
            _ => return None,
        })
    }

    fn any_string_value(&self, pred: &dyn Fn(&str) -> bool) -> bool {
        self.texts().iter().any(|value| !value.is_empty() && pred(value))
    }

    fn all_string_values(&self) -> Vec<Cow<'_, str>> {
        self.texts().into_iter().filter(|value| !value.is_empty()).map(Cow::Borrowed).collect()
    }

    fn to_json(&self) -> Value {
        FIELDS.iter().filter_map(|&field| Some((field.to_owned(), self.get_field(field)?.to_json()))).collect()
    }
}

/// A row with what the surroundings add, as the object that rules with `logsource: product: sonae` see.
pub fn enrich(row: &Row, around: &Surroundings) -> Value {
    let facts = Known::new(around).facts(&row.event.user_uid, row.event.time);
    Flat { row, facts: &facts }.to_json()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sonae_logs::{Activity, Event as Kept};

    #[test]
    fn every_field_of_the_event_is_a_field_of_the_rules() {
        let event = Kept {
            user_uid: "a01".into(),
            user_name: "備 太郎".into(),
            patient_uid: "1".into(),
            category: "カルテ".into(),
            operation: "参照".into(),
            code: "1".into(),
            terminal: "PC-1".into(),
            src_ip: "192.0.2.1".into(),
            device: "EMR".into(),
            session: "s".into(),
            target: "t".into(),
            purpose: "p".into(),
            message: "m".into(),
            activity: Activity::Read,
            ..Kept::default()
        };
        let told = serde_json::to_value(&event).unwrap();
        let seen = enrich(&Row { event, source: "emr".into(), ..Row::default() }, &Surroundings::default());
        for (field, value) in told.as_object().unwrap() {
            assert_eq!(seen.get(field), Some(value), "{field}");
        }
        assert_eq!(seen.as_object().unwrap().len(), FIELDS.len());
    }

    #[test]
    fn classes_are_named_as_they_are_serialised() {
        for class in Class::ALL {
            assert_eq!(serde_json::to_value(class).unwrap(), class_name(*class));
        }
    }
}
