//! CPE names: real criteria, errors, relations.

use std::io::Read;

use proptest::prelude::*;
use sonae_products::cpe::{Attribute, Cpe, CpeError, Relation, Value};

use crate::shared;

#[test]
fn names_print_back_as_they_were_written() {
    for text in [
        "cpe:2.3:o:fortinet:fortios:7.0.12:*:*:*:*:*:*:*",
        r"cpe:2.3:a:veeam:veeam_backup_\&_replication:11.0.1.1261:p20230227:*:*:*:*:*:*",
        r"cpe:2.3:a:foo\\bar:big\$money:2010:*:*:*:special:ipod_touch:80gb:*",
        r"cpe:2.3:o:cisco:ios:15.2\(7\)e3:*:*:*:*:*:*:*",
        "cpe:2.3:h:fortinet:fortigate-60f:-:*:*:*:*:*:*:*",
        "cpe:2.3:a:hp:insight_diagnostics:7.4.*:*:*:*:*:*:*:*",
        r"cpe:2.3:o:cisco:ios:15.3\\(3\\)s2:*:*:*:*:*:*:*",
        r"cpe:2.3:a:x:y:1.2.??:sp\??:*:*:*:*:*:*",
        "cpe:2.3:*:*:*:*:*:*:*:*:*:*:*",
    ] {
        let cpe = Cpe::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(cpe.to_string(), text);
        assert_eq!(serde_json::from_str::<Cpe>(&serde_json::to_string(&cpe).unwrap()).unwrap(), cpe);
    }
}

#[test]
fn the_uris_of_scanners_become_names() {
    for (uri, name) in [
        ("cpe:/o:fortinet:fortios", "cpe:2.3:o:fortinet:fortios:*:*:*:*:*:*:*:*"),
        ("cpe:/o:microsoft:windows_server_2012:r2", "cpe:2.3:o:microsoft:windows_server_2012:r2:*:*:*:*:*:*:*"),
        ("cpe:/a:hp:insight:7.4.0.1570::~~online~win2003~x64~", "cpe:2.3:a:hp:insight:7.4.0.1570:*:*:*:online:win2003:x64:*"),
        ("cpe:/a:foo%5cbar:big%24money:2%01", r"cpe:2.3:a:foo\\bar:big\$money:2?:*:*:*:*:*:*:*"),
        ("cpe:/a:b:c:%02:%2d", r"cpe:2.3:a:b:c:*:\-:*:*:*:*:*:*"),
        ("cpe:/o:linux:linux_kernel:-", "cpe:2.3:o:linux:linux_kernel:-:*:*:*:*:*:*:*"),
    ] {
        assert_eq!(Cpe::parse(uri).unwrap().to_string(), name, "{uri}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    let character = |character, at| CpeError::Character { attribute: Attribute::Product, character, at };
    for (text, error) in [
        ("fortios", CpeError::Prefix),
        ("cpe:2.3:o:fortinet:fortios", CpeError::Count(3)),
        ("cpe:2.3:x:fortinet:fortios:*:*:*:*:*:*:*:*", CpeError::Part("x".into())),
        ("cpe:2.3:o::fortios:*:*:*:*:*:*:*:*", CpeError::Empty(Attribute::Vendor)),
        ("cpe:2.3:o:v:a b:*:*:*:*:*:*:*:*", character(' ', 1)),
        ("cpe:2.3:o:v:a*b:*:*:*:*:*:*:*:*", character('*', 1)),
        ("cpe:2.3:o:v:a?b:*:*:*:*:*:*:*:*", character('?', 1)),
        ("cpe:2.3:o:v:電子:*:*:*:*:*:*:*:*", character('電', 0)),
        (r"cpe:2.3:o:v:p:*:*:*:*:*:*:*:x\", CpeError::Escape(Attribute::Other)),
        ("cpe:/a:b:c%2", CpeError::Escape(Attribute::Product)),
        ("cpe:/a:b:c:d:e:f:g:h", CpeError::Count(8)),
    ] {
        assert_eq!(Cpe::parse(text), Err(error), "{text}");
    }
}

#[test]
fn values_relate_as_table_6_2_says() {
    let value = |text: &str| match text {
        "*" => Value::Any,
        "-" => Value::Na,
        text => Value::Text(text.to_owned()),
    };
    for (source, target, relation) in [
        ("*", "*", Relation::Equal),
        ("*", "-", Relation::Superset),
        ("*", "7.0", Relation::Superset),
        ("*", "7.*", Relation::Undefined),
        ("-", "*", Relation::Subset),
        ("-", "-", Relation::Equal),
        ("-", "7.0", Relation::Disjoint),
        ("7.0", "*", Relation::Subset),
        ("7.0", "-", Relation::Disjoint),
        ("7.0", "7.0", Relation::Equal),
        ("R2", "r2", Relation::Equal),
        (r"a\-b", "a-b", Relation::Equal),
        (r"15.2\\(7\\)e3", r"15.2\(7\)e3", Relation::Equal),
        ("7.0", "7.1", Relation::Disjoint),
        ("7.0", "7.*", Relation::Undefined),
        ("7.*", "7.0.1", Relation::Superset),
        ("7.*", "8.0", Relation::Disjoint),
        ("*fox", "firefox", Relation::Superset),
        ("7.?", "7.1", Relation::Superset),
        ("7.?", "7.", Relation::Superset),
        ("7.?", "7.12", Relation::Disjoint),
        ("??7", "x7", Relation::Superset),
        (r"7\*", "7*", Relation::Undefined),
        ("7.*", "*", Relation::Subset),
        ("7.*", "-", Relation::Disjoint),
    ] {
        assert_eq!(Relation::of_values(&value(source), &value(target)), relation, "{source} {target}");
    }
}

#[test]
fn names_relate_by_their_attributes() {
    let name = |text: &str| Cpe::parse(text).unwrap();
    let any = name("cpe:2.3:o:fortinet:fortios:*:*:*:*:*:*:*:*");
    let one = name("cpe:2.3:o:fortinet:fortios:7.0.12:*:*:*:*:*:*:*");
    let hardware = name("cpe:2.3:h:fortinet:fortios:*:*:*:*:*:*:*:*");
    let specific = name("cpe:2.3:*:fortinet:fortios:7.0.12:*:*:*:*:*:*:*");
    assert_eq!(any.relation(&one), Relation::Superset);
    assert_eq!(one.relation(&any), Relation::Subset);
    assert_eq!(one.relation(&one), Relation::Equal);
    assert_eq!(one.relation(&hardware), Relation::Disjoint);
    assert_eq!(specific.relation(&any), Relation::Undefined);
    assert!(any.relation(&one).covers() && !one.relation(&any).covers());
}

#[test]
fn values_are_made_of_plain_texts() {
    assert_eq!(Value::of("15.2(7)E3"), Some(Value::Text(r"15.2\(7\)e3".into())));
    assert_eq!(Value::of("-"), Some(Value::Text(r"\-".into())));
    assert_eq!(Value::of(""), Some(Value::Any));
    assert_eq!(Value::of("電子"), None);
    let cpe = Cpe::product("o:cisco:ios").unwrap().with(Attribute::Version, Value::of("15.2(7)E3").unwrap());
    assert_eq!(cpe.to_string(), r"cpe:2.3:o:cisco:ios:15.2\(7\)e3:*:*:*:*:*:*:*");
    assert_eq!(cpe.get(Attribute::Version).unescaped().unwrap(), "15.2(7)e3");
}

#[test]
fn every_criterion_of_the_feeds_prints_back() {
    let Some(folder) = shared::data("nvd") else { return };
    let mut count = 0;
    for path in files(&folder) {
        let mut text = String::new();
        let file = std::fs::File::open(&path).unwrap();
        if path.extension().is_some_and(|extension| extension == "gz") {
            flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        } else {
            std::io::BufReader::new(file).read_to_string(&mut text).unwrap();
        }
        for part in text.split("\"cpe:2.3:").skip(1) {
            // JSON doubles the backslash
            let json = format!("\"cpe:2.3:{}\"", part.split('"').next().unwrap());
            let name: String = serde_json::from_str(&json).unwrap();
            let cpe = Cpe::parse(&name).unwrap_or_else(|error| panic!("{}: {name}: {error}", path.display()));
            assert_eq!(cpe.to_string(), name);
            count += 1;
        }
    }
    assert!(count > 20_000, "{count} criteria");
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_parser_panic(text in "(cpe:2\\.3:|cpe:/|)[aoh]:\\PC{0,60}") {
        if let Ok(cpe) = Cpe::parse(&text) {
            prop_assert_eq!(Cpe::parse(&cpe.to_string()).unwrap(), cpe);
        }
    }

    #[test]
    fn every_printable_text_has_a_value(text in "[ -~]{1,20}") {
        let value = Value::of(&text).unwrap();
        let cpe = Cpe::product("a:v:p").unwrap().with(Attribute::Version, value);
        prop_assert_eq!(Cpe::parse(&cpe.to_string()).unwrap(), cpe);
    }
}
