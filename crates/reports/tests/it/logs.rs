//! The monthly report on the access logs.

use jiff::civil::date;
use sonae_domain::paper::{LogReport, LogReportCount, LogReportDetection, LogReportReview, LogReportSeal, LogReportSource};

use crate::reading::text;
use crate::sample::{PRESS, devices, kept, stamp};

fn source(at: usize) -> LogReportSource {
    let named = ["電子カルテ操作ログ", "PACS監査ログ", "VPN装置", "ファイアウォール", "ドメインコントローラ", "検査システム"];
    let silent = at % 4 == 2;
    LogReportSource {
        title: named[at % named.len()].to_owned(),
        host: format!("SV-{at:02}"),
        attention: silent,
        arrival: if silent { "5/2から届いていません".to_owned() } else { "届いています".to_owned() },
        records: 1_234_567 * (at as u64 + 1) % 9_000_000,
        gaps: (at % 3) as u64,
        clock: if at.is_multiple_of(2) { "合っています".to_owned() } else { "分かりません".to_owned() },
        reviewed_on: (at % 5 != 4).then_some(date(2025, 4, 30)),
    }
}

fn detection(at: usize) -> LogReportDetection {
    let rules = [("退職者・停止した利用者IDのログイン", "重大", ""), ("Security Eventlog Cleared", "高", "Florian Roth (Nextron Systems)")];
    let (title, level, author) = rules[at % 2];
    LogReportDetection {
        title: title.to_owned(),
        level: level.to_owned(),
        about: format!("nurse{at:03}"),
        last: "5/12 02:14".to_owned(),
        times: at as u64 * 7 + 1,
        state: if at.is_multiple_of(2) { "未対応".to_owned() } else { "誤報(夜勤の応援) 佐藤 2025/8/31まで".to_owned() },
        author: author.to_owned(),
    }
}

fn report(sources: usize, detections: usize) -> LogReport {
    let count = |label: &str, now, before| LogReportCount { label: label.to_owned(), now, before };
    LogReport {
        facility: "見本病院".to_owned(),
        period: "2025年5月".to_owned(),
        from: date(2025, 5, 1),
        to: date(2025, 5, 14),
        as_of: date(2025, 5, 14),
        sources: (0..sources).map(source).collect(),
        counts: vec![
            count("受け取ったログ", 5_123_456, 4_998_001),
            count("ログインの失敗", 213, 198),
            count("時間外のカルテ参照", 41, 37),
            count("検知", detections as u64, 2),
        ],
        detections: (0..detections).map(detection).collect(),
        authors: if detections > 1 { vec!["Florian Roth (Nextron Systems)".to_owned()] } else { Vec::new() },
        reviews: vec![LogReportReview {
            at: "5/10 16:40".to_owned(),
            by: "安全 太郎".to_owned(),
            scope: "すべての送り元".to_owned(),
            remarks: "時間外の参照3件を病棟に確認。いずれも救急対応。".to_owned(),
        }],
        next_review: Some(date(2025, 8, 10)),
        verification: "5/14 06:00に全件を検証し、改ざんは見つかりませんでした。".to_owned(),
        tamper_window: "最後に外へ控えを出した5/13 18:00より後の12時間".to_owned(),
        seal: Some(LogReportSeal {
            origin: "sonae/0123456789abcdef/2025".to_owned(),
            size: 41_234_567,
            root: "9f86d081884c7d659a2fdbd0".to_owned(),
            at: "5/14 06:00".to_owned(),
            anchors: vec!["証人 SV-WITNESS(5/13 18:00)".to_owned()],
        }),
    }
}

#[test]
fn the_report_names_sources_rules_authors_reviews_and_the_seal_in_groups() {
    let printed = kept("logs-6-4.pdf", PRESS.log_report_pdf(&report(6, 4), &stamp()).unwrap());
    assert_eq!(printed.pages, 1);
    let Some(text) = text(&printed.pdf) else { return };
    for word in
        ["電子カルテ操作ログ", "5/2から", "Florian Roth", "未対応", "安全 太郎", "9f86", "dbd0", "41,234,567", "SV-WITNESS", "DRL 1.1"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn a_busy_month_takes_two_pages_and_an_empty_one_says_so() {
    assert_eq!(kept("logs-20-16.pdf", PRESS.log_report_pdf(&report(20, 16), &stamp()).unwrap()).pages, 2);
    let mut empty = report(0, 0);
    (empty.seal, empty.next_review) = (None, None);
    empty.reviews.clear();
    let printed = kept("logs-empty.pdf", PRESS.log_report_pdf(&empty, &stamp()).unwrap());
    assert_eq!(printed.pages, 1);
    let Some(text) = text(&printed.pdf) else { return };
    for word in ["登録されていません", "検知した規則はありません", "点検の記録がありません", "まだありません"]
    {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn a_list_can_carry_the_seal_at_the_foot_of_every_page() {
    let foot = "封印 2025/5/14 06:00 41234567件 9f86 d081 884c 7d65";
    let printed = kept(
        "ledger-foot.pdf",
        PRESS.ledger_pdf(&sonae_domain::paper::LedgerSheet { foot: foot.to_owned(), ..devices(120) }, &stamp()).unwrap(),
    );
    let Some(text) = text(&printed.pdf) else { return };
    assert_eq!(text.matches("9f86 d081 884c 7d65").count(), printed.pages);
}
