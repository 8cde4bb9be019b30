//! Streams of questions: encodings, bad lines, order.

use std::io::Cursor;

use encoding_rs::SHIFT_JIS;
use sonae_products::lines::{answer_json, questions};
use sonae_products::{Field, Kind};

use crate::shared;

fn answers(input: &[u8]) -> Vec<serde_json::Value> {
    let resolver = shared::resolver();
    let mut output = Vec::new();
    let count = answer_json(resolver, Cursor::new(input), &mut output, |why| why.key.clone()).unwrap();
    let lines: Vec<serde_json::Value> =
        std::str::from_utf8(&output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), count);
    lines
}

#[test]
fn every_line_is_answered_in_order_whatever_it_is() {
    let mut input = "Ｗｉｎ１１\t\tos\n\nFG-60F\t7.2.5\tnetwork\textra\n同上\r\n".as_bytes().to_vec();
    input.extend([0x81, 0xff, 0xfe, 0x00, b'\n']);
    input.extend("x".repeat(200_000).bytes());
    input.extend("\n電子カルテ\t2.0\tmedical".as_bytes());
    let kinds: Vec<String> = answers(&input).iter().map(|answer| answer["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["match", "not_product", "match", "fill_down", "not_product", "ambiguous", "no_public_id"]);
}

#[test]
fn the_encodings_of_windows_give_the_same_answers() {
    let text = "ウィンドウズ11 プロ\t２３Ｈ２\tos\r\nヤマハ RTX1210\tRev.14.01.38\tnetwork\r\n";
    let utf_8 = answers(text.as_bytes());
    assert_eq!(utf_8[0]["eol_cycle"], "11-23h2-w");
    assert_eq!(answers(&SHIFT_JIS.encode(text).0), utf_8);
    let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(answers(&utf_16), utf_8);
    assert_eq!(answers(format!("\u{feff}{text}").as_bytes()), utf_8);
}

#[test]
fn every_field_is_there_even_when_nothing_is_known() {
    let answer = &answers("なにか不明な機械\t\tnetwork\n".as_bytes())[0];
    let keys: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    for key in ["kind", "canonical", "version", "edition", "eol_product", "eol_cycle", "confidence", "why"] {
        assert!(keys.contains(&key), "{key}");
    }
    assert_eq!(answer["canonical"], "");
    assert_eq!(answer["kind"], "ambiguous");
}

#[test]
fn missing_columns_are_empty() {
    let all: Vec<_> = questions(Cursor::new("a\nb\tc\nd\te\tsoftware")).map(Result::unwrap).collect();
    assert_eq!(all.iter().map(|question| question.field).collect::<Vec<_>>(), [Field::Any, Field::Any, Field::Software]);
    assert_eq!(all[1].raw_version, "c");
    assert_eq!(questions(Cursor::new("")).count(), 0);
}

#[test]
fn an_answer_survives_json() {
    let resolver = shared::resolver();
    let answer = resolver.resolve("ESXi7.0 Update 3n", "", Field::Os);
    assert_eq!((answer.kind, answer.update.as_deref()), (Kind::Match, Some("u3n")));
    let json = serde_json::to_string(&answer).unwrap();
    assert_eq!(serde_json::from_str::<sonae_products::Resolution>(&json).unwrap(), answer);
}
