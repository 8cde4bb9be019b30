//! Answers that people confirmed, and lists of names that were imported.

use sonae_products::{Confirmed, Field, Imported, Kind};

use crate::shared;

fn confirmed(text: &str, canonical: Option<&str>) -> Confirmed {
    Confirmed {
        text: text.to_owned(),
        kind: Kind::Match,
        canonical: canonical.map(str::to_owned),
        cpe: None,
        version: None,
        edition: None,
        eol_cycle: None,
        by: "佐藤".to_owned(),
        on: "2026-11-21".to_owned(),
        note: String::new(),
    }
}

#[test]
fn a_confirmed_answer_decides_for_every_spelling_of_its_text() {
    let plain = shared::resolver().clone();
    assert_eq!(plain.resolve("箱(VPN)", "", Field::Network).kind, Kind::Ambiguous);
    let resolver = plain.with_confirmed([confirmed("箱(VPN)", Some("fortinet/fortios"))]);
    let answer = resolver.resolve("箱（ＶＰＮ）", "７．０．１２", Field::Network);
    assert_eq!((answer.kind, answer.canonical.as_deref()), (Kind::Match, Some("fortinet/fortios")));
    assert_eq!((answer.version.as_deref(), answer.eol_cycle.as_deref()), (Some("7.0.12"), Some("7.0")));
    assert_eq!((answer.why.key.as_str(), answer.why.arguments["by"].as_str()), ("confirmed", "佐藤"));
    assert_eq!(resolver.resolve("箱", "", Field::Network).kind, Kind::Ambiguous, "only the text that was asked about");
}

#[test]
fn a_confirmed_edition_decides_the_cycle_that_was_a_question() {
    let edition = Confirmed {
        edition: Some("e-lts".to_owned()),
        eol_cycle: Some("10-1809-e-lts".to_owned()),
        version: Some("1809".to_owned()),
        ..confirmed("Windows 10 1809", Some("microsoft/windows-10"))
    };
    let resolver = shared::resolver().clone().with_confirmed([edition]);
    let answer = resolver.resolve("Ｗｉｎｄｏｗｓ 10 1809", "", Field::Os);
    assert_eq!((answer.edition.as_deref(), answer.eol_cycle.as_deref()), (Some("e-lts"), Some("10-1809-e-lts")));
    let wrong = Confirmed { eol_cycle: Some("no such".to_owned()), ..confirmed("謎のOS", Some("microsoft/windows-10")) };
    let resolver = resolver.with_confirmed([wrong]);
    assert_eq!(resolver.resolve("謎のOS", "", Field::Os).eol_cycle.as_deref(), Some("?"));
}

#[test]
fn a_confirmed_answer_may_bring_a_new_id_or_say_that_it_is_no_product() {
    let own = Confirmed { kind: Kind::NoPublicId, ..confirmed("院内掲示板", Some("own/board")) };
    let none = Confirmed { kind: Kind::NotProduct, ..confirmed("秘密の箱", None) };
    let resolver = shared::resolver().clone().with_confirmed([own, none]);
    let board = resolver.resolve("院内掲示板", "", Field::Software);
    assert_eq!((board.kind, board.canonical.as_deref(), board.cpe), (Kind::NoPublicId, Some("own/board"), None));
    assert_eq!(resolver.resolve("秘密の箱", "", Field::Any).kind, Kind::NotProduct);
    let json = serde_json::to_string(&confirmed("a", None)).unwrap();
    assert_eq!(serde_json::from_str::<Confirmed>(&json).unwrap(), confirmed("a", None));
}

#[test]
fn imported_names_add_and_never_override() {
    let row = |vendor: &str, name: &str, cpe: &str| Imported { vendor: vendor.into(), name: name.into(), cpe: Some(cpe.into()) };
    let plain = shared::resolver().clone();
    assert_eq!(plain.resolve("baserCMS 4.5.2", "", Field::Software).kind, Kind::Ambiguous);
    let resolver = plain
        .with_imported(&[
            row("baserCMSユーザー会", "baserCMS", "cpe:/a:basercms:basercms"),
            row("偽者", "FortiGate", "cpe:/a:somebody:else"),
            row("偽者", "電子カルテ", "cpe:/a:somebody:else"),
            row("短い", "ab", "cpe:/a:a:b"),
            row("サイボウズ", "Cybozu Garoon Groupware", "cpe:/a:cybozu:garoon"),
        ])
        .unwrap();
    let answer = resolver.resolve("baserCMS 4.5.2", "", Field::Software);
    assert_eq!((answer.canonical.as_deref(), answer.version.as_deref()), (Some("basercms/basercms"), Some("4.5.2")));
    assert_eq!(answer.cpe.as_deref(), Some("a:basercms:basercms"));
    assert_eq!(resolver.resolve("FortiGate", "", Field::Network).canonical.as_deref(), Some("fortinet/fortios"));
    assert_eq!(resolver.resolve("電子カルテ", "", Field::Medical).kind, Kind::NoPublicId);
}
