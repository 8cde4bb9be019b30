//! A row as nested OCSF 1.8.0 JSON, for export and for the API. Inside, rows stay flat.
//!
//! Schema: schema.ocsf.io 1.8.0, the classes of [`Class`]; what a class requires is always there, also where the source did not
//! tell it. OCSF has no patient: a patient is an entry of `resources` with the type `patient`. What no attribute of the
//! class can hold goes into `unmapped`. Deliberately not here: findings of our own rules (crate `detect`), and masking.

use serde_json::{Map, Value, json};

use crate::event::{Activity, Class, Event, Outcome};
use crate::surroundings::Row;

/// Version of the schema, as `metadata.version` tells it.
pub const VERSION: &str = "1.8.0";

/// What nobody told; an object that must be there holds it.
const UNKNOWN: &str = "unknown";

/// One event. Times are milliseconds since 1970; `metadata.uid` is `shard/leaf`, with `/nth` where a record holds several.
pub fn event(row: &Row) -> Value {
    let event = &row.event;
    let class = event.class.uid();
    let activity = activity_id(event);
    let mut out = Map::new();
    out.insert("class_uid".to_owned(), class.into());
    out.insert("category_uid".to_owned(), (class / 1000).into());
    out.insert("activity_id".to_owned(), activity.into());
    out.insert("type_uid".to_owned(), (u32::from(class) * 100 + u32::from(activity)).into());
    out.insert("time".to_owned(), event.time.div_euclid(1000).into());
    out.insert("severity_id".to_owned(), severity_id(event).into());
    out.insert("status_id".to_owned(), event.outcome.id().into());
    out.insert("metadata".to_owned(), metadata(row));
    if activity == OTHER {
        out.insert("activity_name".to_owned(), event.activity.as_str().into());
    }
    let message: Vec<&str> = [event.operation.as_str(), event.message.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    if !message.is_empty() {
        out.insert("message".to_owned(), message.join(" ").into());
    }
    for (name, value) in of_class(row) {
        out.entry(name).or_insert(value);
    }
    let unmapped = unmapped(event);
    if !unmapped.is_empty() {
        out.insert("unmapped".to_owned(), Value::Object(unmapped));
    }
    Value::Object(out)
}

/// `activity_id` of everything that a class has no number for; the word is in `activity_name`.
const OTHER: u8 = 99;

/// The number of what was done, in the class of the event.
pub fn activity_id(event: &Event) -> u8 {
    if event.activity == Activity::Unknown {
        return 0;
    }
    // an EventID of Windows is narrower than an activity
    match (event.class, event.code.as_str()) {
        (Class::Authentication, "4768") => return 3,
        (Class::Authentication, "4769") => return 4,
        (Class::AccountChange, "4723") => return 3,
        (Class::AccountChange, "4724") => return 4,
        (Class::AccountChange, "4704" | "4728" | "4732" | "4756") => return 7,
        (Class::AccountChange, "4705" | "4729" | "4733" | "4757") => return 8,
        (Class::AccountChange, "4740") => return 9,
        (Class::AccountChange, "4767") => return 12,
        _ => {}
    }
    let numbers: &[(Activity, u8)] = match event.class {
        Class::Base => &[],
        Class::FileSystemActivity => &[
            (Activity::Create, 1),
            (Activity::Read, 2),
            (Activity::Update, 3),
            (Activity::Delete, 4),
            (Activity::Grant, 7),
            (Activity::Revoke, 7),
            (Activity::Open, 14),
        ],
        Class::ProcessActivity => &[(Activity::Start, 1), (Activity::Stop, 2), (Activity::Open, 3)],
        Class::EventLogActivity => &[
            (Activity::Clear, 1),
            (Activity::Delete, 2),
            (Activity::Export, 3),
            (Activity::Start, 6),
            (Activity::Stop, 7),
            (Activity::Grant, 9),
            (Activity::Revoke, 10),
        ],
        Class::DetectionFinding => &[(Activity::Create, 1), (Activity::Update, 2), (Activity::Stop, 3)],
        Class::AccountChange => &[(Activity::Create, 1), (Activity::Grant, 2), (Activity::Revoke, 5), (Activity::Delete, 6)],
        Class::Authentication => &[(Activity::Logon, 1), (Activity::Logoff, 2)],
        Class::NetworkActivity => &[(Activity::Open, 1), (Activity::Stop, 2), (Activity::Refuse, 5)],
        Class::ApplicationLifecycle => &[
            (Activity::Create, 1),
            (Activity::Delete, 2),
            (Activity::Start, 3),
            (Activity::Stop, 4),
            (Activity::Grant, 6),
            (Activity::Revoke, 7),
            (Activity::Update, 8),
        ],
        Class::ApiActivity => &[(Activity::Create, 1), (Activity::Read, 2), (Activity::Update, 3), (Activity::Delete, 4)],
        Class::DatastoreActivity => &[
            (Activity::Read, 1),
            (Activity::Update, 2),
            (Activity::Open, 3),
            (Activity::Query, 4),
            (Activity::Create, 6),
            (Activity::Delete, 7),
        ],
    };
    numbers.iter().find(|known| known.0 == event.activity).map_or(OTHER, |known| known.1)
}

/// 1 informational, 2 low, 3 medium: a log that was cleared or stopped, and what a product detected, are more than a failure.
fn severity_id(event: &Event) -> u8 {
    match (event.class, event.activity) {
        (Class::EventLogActivity, Activity::Clear | Activity::Stop | Activity::Delete) | (Class::DetectionFinding, _) => 3,
        _ if event.outcome == Outcome::Failure => 2,
        _ => 1,
    }
}

fn metadata(row: &Row) -> Value {
    let mut uid = format!("{}/{}", row.shard, row.leaf);
    if row.nth > 0 {
        uid.push_str(&format!("/{}", row.nth));
    }
    let mut metadata = json!({
        "version": VERSION,
        "product": {"name": "sonae", "vendor_name": "sonae"},
        "log_provider": row.source,
        "uid": uid,
        "logged_time": row.received.div_euclid(1000),
    });
    if !row.event.code.is_empty() {
        metadata["event_code"] = row.event.code.as_str().into();
    }
    if row.seq > 0 {
        metadata["sequence"] = row.seq.into();
    }
    metadata
}

/// An object out of the pairs that tell something.
fn object(pairs: &[(&str, &str)]) -> Option<Value> {
    let told = pairs.iter().filter(|pair| !pair.1.is_empty());
    let object: Map<String, Value> = told.map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    (!object.is_empty()).then_some(Value::Object(object))
}

/// The last part of a path of either kind of system.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or(path)
}

/// The objects that the class has, whether it requires them or only the event tells them.
fn of_class(row: &Row) -> Vec<(String, Value)> {
    let event = &row.event;
    let mut objects: Vec<(&str, Value)> = Vec::new();
    let person = object(&[("uid", &event.user_uid), ("name", &event.user_name)]);
    let mut actor = Map::new();
    match &person {
        Some(person) => actor.insert("user".to_owned(), person.clone()),
        None => actor.insert("app_name".to_owned(), row.source.as_str().into()),
    };
    if !event.session.is_empty() {
        actor.insert("session".to_owned(), json!({"uid": event.session}));
    }
    let origin = object(&[("ip", &event.src_ip), ("hostname", &event.terminal)]);
    let host = object(&[("hostname", &event.device)]);
    let device = json!({"hostname": if event.device.is_empty() { &row.source } else { &event.device }, "type_id": 0});
    let target = if event.target.is_empty() { UNKNOWN } else { &event.target };
    objects.push(("actor", Value::Object(actor)));
    objects.push(("device", device));
    match event.class {
        Class::Authentication => {
            objects.push(("user", person.unwrap_or_else(|| json!({"name": UNKNOWN}))));
            match &host {
                Some(host) => objects.push(("dst_endpoint", host.clone())),
                None => objects.push(("service", json!({"name": row.source}))),
            }
            if !event.session.is_empty() {
                objects.push(("session", json!({"uid": event.session})));
            }
        }
        Class::AccountChange => objects.push(("user", json!({"name": target}))),
        Class::FileSystemActivity => {
            objects.push(("file", json!({"name": file_name(target), "path": target, "type_id": 0})));
        }
        Class::ProcessActivity => {
            let file = json!({"name": file_name(target), "path": target, "type_id": 0});
            objects.push(("process", json!({"name": file_name(target), "file": file})));
        }
        Class::EventLogActivity => {
            objects.push(("log_name", if event.target.is_empty() { &event.category } else { &event.target }.as_str().into()));
            objects.push(("log_provider", row.source.as_str().into()));
        }
        Class::DetectionFinding => {
            let title = if event.operation.is_empty() { &event.code } else { &event.operation };
            objects.push(("finding_info", json!({"uid": format!("{}/{}/{}", row.shard, row.leaf, row.nth), "title": title})));
        }
        Class::NetworkActivity => {
            let there = if target.parse::<std::net::IpAddr>().is_ok() { json!({"ip": target}) } else { json!({"name": target}) };
            objects.push(("dst_endpoint", there));
        }
        Class::ApplicationLifecycle => objects.push(("app", json!({"name": target}))),
        Class::ApiActivity => objects.push(("api", json!({"operation": event.operation}))),
        Class::DatastoreActivity => {
            objects.push(("database", json!({"name": row.source, "type_id": 0})));
            if event.activity == Activity::Query && !event.message.is_empty() {
                objects.push(("query_info", json!({"query_string": event.message})));
            }
        }
        Class::Base => {}
    }
    let needed = matches!(event.class, Class::ApiActivity | Class::DatastoreActivity);
    if let Some(origin) = origin.or_else(|| needed.then(|| json!({"name": UNKNOWN}))) {
        objects.push(("src_endpoint", origin));
    }
    let resources = resources(event);
    if !resources.is_empty() {
        objects.push(("resources", Value::Array(resources)));
    }
    objects.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Whose data it was, and what was touched where no object of the class tells it.
fn resources(event: &Event) -> Vec<Value> {
    let mut resources = Vec::new();
    if !event.patient_uid.is_empty() {
        resources.push(json!({"type": "patient", "uid": event.patient_uid}));
    }
    if matches!(event.class, Class::ApiActivity | Class::DatastoreActivity) && !event.target.is_empty() {
        resources.push(json!({"type": "record", "name": event.target}));
    }
    resources
}

/// What no attribute of the schema holds.
fn unmapped(event: &Event) -> Map<String, Value> {
    let mut unmapped = Map::new();
    for (name, value) in [("category", &event.category), ("operation", &event.operation), ("purpose", &event.purpose)] {
        if !value.is_empty() {
            unmapped.insert(name.to_owned(), value.as_str().into());
        }
    }
    if event.count > 0 {
        unmapped.insert("record_count".to_owned(), event.count.into());
    }
    if !event.time_told {
        unmapped.insert("time_told".to_owned(), false.into());
    }
    if event.class == Class::Base && !event.target.is_empty() {
        unmapped.insert("target".to_owned(), event.target.as_str().into());
    }
    unmapped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(event: Event) -> Row {
        Row {
            event: Event { time: 1_794_787_200_123_456, time_told: true, ..event },
            source: "emr-1".to_owned(),
            shard: "2026".to_owned(),
            leaf: 41,
            received: 1_794_787_201_000_000,
            ..Row::default()
        }
    }

    /// What each class requires (schema.ocsf.io 1.8.0), and of which attributes one at least must be there.
    fn required(class: Class) -> (&'static [&'static str], &'static [&'static str]) {
        match class {
            Class::Base => (&[], &[]),
            Class::FileSystemActivity => (&["actor", "device", "file"], &[]),
            Class::ProcessActivity => (&["actor", "device", "process"], &[]),
            Class::EventLogActivity => (&[], &["log_file", "log_name", "log_provider", "log_type", "log_type_id"]),
            Class::DetectionFinding => (&["finding_info"], &[]),
            Class::AccountChange => (&["user"], &[]),
            Class::Authentication => (&["user"], &["service", "dst_endpoint"]),
            Class::NetworkActivity => (&[], &["dst_endpoint", "src_endpoint"]),
            Class::ApplicationLifecycle => (&["app"], &[]),
            Class::ApiActivity => (&["actor", "api", "src_endpoint"], &[]),
            Class::DatastoreActivity => (&["actor", "src_endpoint"], &["database", "databucket", "table"]),
        }
    }

    #[test]
    fn what_a_class_requires_is_there_even_where_the_source_tells_nothing() {
        for class in Class::ALL {
            for activity in Activity::ALL {
                let out = event(&row(Event { class: *class, activity: *activity, ..Event::default() }));
                let every = ["activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"];
                let (needed, one_of) = required(*class);
                for attribute in every.iter().chain(needed) {
                    assert!(!out[attribute].is_null(), "{class:?} {activity:?}: {attribute}");
                }
                assert!(one_of.is_empty() || one_of.iter().any(|attribute| !out[attribute].is_null()), "{class:?}");
                let type_uid = u64::from(class.uid()) * 100 + out["activity_id"].as_u64().unwrap();
                assert_eq!(out["type_uid"], type_uid);
                assert_eq!(out["category_uid"], class.uid() / 1000);
                assert_eq!(out["activity_id"] == 99, !out["activity_name"].is_null());
            }
        }
    }

    #[test]
    fn a_chart_that_was_read_is_told_with_its_patient() {
        let out = event(&Row {
            nth: 1,
            seq: 7,
            ..row(Event {
                class: Class::DatastoreActivity,
                activity: Activity::Read,
                outcome: Outcome::Success,
                user_uid: "ns0123".to_owned(),
                user_name: "田中 花子".to_owned(),
                patient_uid: "00012345".to_owned(),
                category: "カルテ".to_owned(),
                operation: "参照".to_owned(),
                terminal: "NS-PC-03".to_owned(),
                src_ip: "192.0.2.31".to_owned(),
                purpose: "TREAT".to_owned(),
                count: 2,
                ..Event::default()
            })
        });
        insta::assert_snapshot!(serde_json::to_string_pretty(&out).unwrap());
    }

    #[test]
    fn windows_numbers_are_narrower_than_activities() {
        for (class, activity, code, id) in [
            (Class::AccountChange, Activity::Grant, "4728", 7),
            (Class::AccountChange, Activity::Grant, "4722", 2),
            (Class::AccountChange, Activity::Update, "4724", 4),
            (Class::AccountChange, Activity::Update, "4738", 99),
            (Class::AccountChange, Activity::Revoke, "4740", 9),
            (Class::Authentication, Activity::Other, "4769", 4),
            (Class::Authentication, Activity::Logon, "4624", 1),
            (Class::DatastoreActivity, Activity::Print, "", 99),
            (Class::EventLogActivity, Activity::Clear, "1102", 1),
        ] {
            assert_eq!(activity_id(&Event { class, activity, code: code.to_owned(), ..Event::default() }), id, "{code} {activity:?}");
        }
    }
}
