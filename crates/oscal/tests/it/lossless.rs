//! Export → import → export: nothing is lost, of our own documents and of any other, and hostile bytes are refused in words.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use sonae_oscal::model::Document;
use sonae_oscal::{Framework, Limits, ReadError, Version, read, write};

use crate::everything;

#[test]
fn every_exported_document_comes_back_byte_for_byte() {
    for version in [Version::V1_1, Version::V1_2] {
        for (file, document) in everything(version) {
            let text = write(&document);
            let again = read(text.as_bytes(), Limits::default()).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert_eq!(again, document, "{file}");
            assert_eq!(write(&again), text, "{file}");
        }
    }
}

fn token() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9.-]{0,6}"
}

/// A field that this program does not know.
fn unknown() -> impl Strategy<Value = Map<String, Value>> {
    let value = prop_oneof![any::<bool>().prop_map(Value::from), any::<i32>().prop_map(Value::from), "\\PC{0,8}".prop_map(Value::from)];
    let value = value.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,4}", inner, 1..3).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    prop::collection::btree_map("x-[a-z]{1,4}", value, 0..2).prop_map(|map| map.into_iter().collect())
}

fn with(mut value: Value, more: Map<String, Value>) -> Value {
    if let Value::Object(object) = &mut value {
        object.extend(more);
    }
    value
}

fn props() -> impl Strategy<Value = Vec<Value>> {
    let prop = (token(), "\\PC{1,8}", unknown()).prop_map(|(name, value, more)| with(json!({"name": name, "value": value}), more));
    prop::collection::vec(prop, 1..3)
}

fn control() -> impl Strategy<Value = Value> {
    let leaf = (token(), "\\PC{1,12}", props(), "\\PC{0,20}", unknown()).prop_map(|(id, title, props, prose, more)| {
        with(json!({"id": id, "title": title, "props": props, "parts": [{"name": "statement", "prose": prose}]}), more)
    });
    leaf.prop_recursive(2, 6, 2, |inner| {
        (token(), prop::collection::vec(inner, 1..3), unknown())
            .prop_map(|(id, controls, more)| with(json!({"id": id, "title": "-", "controls": controls}), more))
    })
}

fn metadata() -> Value {
    json!({"title": "t", "last-modified": "2025-01-01T00:00:00Z", "version": "1", "oscal-version": "1.1.3", "revisions": [{"version": "0"}]})
}

fn catalog() -> impl Strategy<Value = Value> {
    (prop::collection::vec(control(), 1..4), unknown(), unknown()).prop_map(|(controls, in_group, in_catalog)| {
        let group = with(json!({"title": "g", "controls": controls}), in_group);
        json!({"catalog": with(json!({"uuid": "u", "metadata": metadata(), "groups": [group]}), in_catalog)})
    })
}

fn profile() -> impl Strategy<Value = Value> {
    (prop::collection::vec(token(), 1..4), unknown(), unknown()).prop_map(|(ids, in_import, in_merge)| {
        let import = with(json!({"href": "c.json", "include-controls": [{"with-ids": ids}]}), in_import);
        let merge = with(json!({"custom": {"insert-controls": [{"order": "keep", "include-all": {}}]}}), in_merge);
        json!({"profile": {"uuid": "u", "metadata": metadata(), "imports": [import], "merge": merge}})
    })
}

proptest! {
    #[test]
    fn any_catalog_and_profile_survive_with_all_that_is_not_understood(catalog in catalog(), profile in profile()) {
        for value in [&catalog, &profile] {
            let document = read(value.to_string().as_bytes(), Limits::default()).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Value>(&write(&document)).unwrap(), value);
        }
        let read = |value: &Value| read(value.to_string().as_bytes(), Limits::default()).unwrap();
        if let Ok(framework) = Framework::of(vec![("c.json".to_owned(), read(&catalog)), ("p.json".to_owned(), read(&profile))]) {
            let again: Vec<Value> = framework.documents().iter().map(|(_, document)| serde_json::to_value(document).unwrap()).collect();
            prop_assert_eq!(again, vec![catalog, profile]);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, Limits::default());
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let small = Limits { bytes: 64, values: 3 };
    let refused = |text: &str, limits: Limits| read(text.as_bytes(), limits).unwrap_err();
    assert!(matches!(refused(&" ".repeat(65), small), ReadError::TooLarge { found: 65, limit: 64 }));
    assert!(matches!(refused("[1,2,3,4,5]", small), ReadError::TooMany { limit: 3 }));
    assert!(matches!(refused("{\"catalog\": {", Limits::default()), ReadError::Syntax { line: 1, .. }));
    assert!(matches!(refused(&"[".repeat(1000), Limits::default()), ReadError::Syntax { .. }));
    assert!(matches!(refused("{\"component-definition\": {}}", Limits::default()), ReadError::UnknownModel { .. }));
    assert!(matches!(refused("[]", Limits::default()), ReadError::UnknownModel { .. }));
    let no_title = "{\"catalog\": {\"uuid\": \"u\",\n \"metadata\": {}}}";
    let ReadError::Syntax { line, message, .. } = refused(no_title, Limits::default()) else { panic!("read") };
    assert_eq!(line, 2);
    assert!(message.contains("title"), "{message}");
}

#[test]
fn a_byte_order_mark_and_a_schema_are_passed_over() {
    let text =
        format!("\u{feff}{{\"$schema\": \"https://example.org/s.json\", \"catalog\": {{\"uuid\": \"u\", \"metadata\": {}}}}}", metadata());
    assert!(matches!(read(text.as_bytes(), Limits::default()), Ok(Document::Catalog(_))));
}
