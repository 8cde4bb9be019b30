//! The summary for the director and the index of the pack.

use crate::reading::text;
use crate::sample::{PRESS, index, kept, stamp, summary};

#[test]
fn the_summary_is_one_page_whatever_there_is_to_say() {
    for (c, g, v) in [(0, 0, 0), (2, 5, 2), (9, 30, 20)] {
        let printed = PRESS.summary_pdf(&summary(c, g, v), &stamp()).unwrap();
        let printed = kept(&format!("summary-{c}-{g}-{v}.pdf"), printed);
        assert_eq!(printed.pages, 1);
        let Some(text) = text(&printed.pdf) else { continue };
        assert!(text.contains("期限まで") && text.contains("321") && text.contains("承認"));
        assert_eq!(text.contains("食い違い"), c > 0);
        assert_eq!(text.contains("対応が必要な項目はありません"), g == 0);
    }
}

#[test]
fn texts_without_measure_do_not_push_the_summary_to_a_second_page() {
    let mut long = summary(4, 12, 4);
    for gap in &mut long.gaps {
        gap.missing = gap.missing.repeat(6);
        gap.next = gap.next.repeat(6);
    }
    for contradiction in &mut long.contradictions {
        contradiction.seen = contradiction.seen.repeat(8);
    }
    assert_eq!(kept("summary-long.pdf", PRESS.summary_pdf(&long, &stamp()).unwrap()).pages, 1);
}

#[test]
fn a_deadline_that_has_passed_is_said() {
    let mut late = summary(0, 1, 0);
    late.as_of = jiff::civil::date(2026, 4, 10);
    let printed = PRESS.summary_pdf(&late, &stamp()).unwrap();
    if let Some(text) = text(&printed.pdf) {
        assert!(text.contains("期限超過") && text.contains("10"));
    }
    late.deadline = None;
    assert_eq!(PRESS.summary_pdf(&late, &stamp()).unwrap().pages, 1);
}

#[test]
fn the_index_is_in_the_order_of_asking_and_says_what_is_wanting() {
    let printed = kept("index.pdf", PRESS.index_pdf(&index(4), &stamp()).unwrap());
    assert_eq!(printed.pages, 1);
    let Some(text) = text(&printed.pdf) else { return };
    let at = |word: &str| text.find(word).unwrap_or_else(|| panic!("{word}"));
    assert!(at("1 チェックリスト") < at("2 現物") && at("2 現物") < at("3 事業者確認用") && at("3 事業者確認用") < at("4 証跡"));
    for word in ["1件あります", "9f86d081884c7d65", "sonae verify pack.zip", "manifest.txt", "署名鍵の指紋"] {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn the_index_grows_with_the_evidence() {
    let printed = kept("index-long.pdf", PRESS.index_pdf(&index(80), &stamp()).unwrap());
    assert!(printed.pages > 2);
    let mut unsigned = index(0);
    unsigned.key = None;
    if let Some(text) = text(&PRESS.index_pdf(&unsigned, &stamp()).unwrap().pdf) {
        assert!(text.contains("署名されていません") && text.contains("該当なし"));
    }
}
