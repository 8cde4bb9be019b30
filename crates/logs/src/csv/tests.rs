use std::ops::ControlFlow;

use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;

use super::rows::{Cells, End, content, end_of_row};
use crate::{Cut, CutSummary, Encoding, Event, FileHead, Format, Normaliser, Notice, RecordRef, Repeat, Said, Source, Unreadable, cut};

const RECEIVED: i64 = 1_700_000_000_000_000;

struct Got {
    head: FileHead,
    raws: Vec<Vec<u8>>,
    summary: CutSummary,
}

/// Reads one byte at a time where `slow`: every boundary is met.
struct Drip<'a>(&'a [u8], usize);

impl std::io::Read for Drip<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.0.len().min(self.1).min(into.len());
        into[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

fn got_of(source: &Source, bytes: &[u8], step: usize) -> Result<Got, Unreadable> {
    let (mut head, mut raws) = (FileHead::default(), Vec::new());
    let summary = cut(
        source,
        &mut Drip(bytes, step),
        &mut |found| {
            head = found.clone();
            ControlFlow::Continue(())
        },
        &mut |record: Cut<'_>| {
            assert_eq!(record.seq, raws.len() as u64 + 1);
            raws.push(record.raw.to_vec());
            ControlFlow::Continue(())
        },
    )?;
    Ok(Got { head, raws, summary })
}

fn emr() -> Source {
    Source::new("emr", Format::Csv)
}

fn got(bytes: &[u8]) -> Got {
    got_of(&emr(), bytes, usize::MAX).unwrap()
}

fn events_of(source: &Source, bytes: &[u8]) -> (Vec<Event>, Vec<Notice>) {
    let got = got_of(source, bytes, usize::MAX).unwrap();
    let normaliser = Normaliser::new(source, &got.head);
    let (mut events, mut notices) = (Vec::new(), Vec::new());
    for (at, raw) in got.raws.iter().enumerate() {
        let said = normaliser.read(RecordRef { seq: at as u64 + 1, received: RECEIVED, raw });
        events.extend(said.events);
        notices.extend(said.notices);
    }
    (events, notices)
}

fn events(text: &str) -> Vec<Event> {
    events_of(&emr(), text.as_bytes()).0
}

/// The fields that say something, one event a paragraph.
fn shown(events: &[Event]) -> String {
    let mut out = String::new();
    for event in events {
        let value = serde_json::to_value(event).unwrap();
        for (key, value) in value.as_object().unwrap() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if !text.is_empty() && text != "0" && text != "unknown" {
                let text = if key == "time" { jiff::Timestamp::from_microsecond(event.time).unwrap().to_string() } else { text };
                out.push_str(&format!("{key}: {text}\n"));
            }
        }
        out.push('\n');
    }
    out
}

#[test]
fn the_sample_of_the_ministrys_manual_is_read_perfectly() {
    let text = "ユーザーID,氏名,時刻,カテゴリ,操作情報\r\nabc@def, abcdef, 2023/5/16 8:30:00, 管理メニュー, ログイン\r\n";
    for bytes in [text.as_bytes().to_vec(), SHIFT_JIS.encode(text).0.into_owned()] {
        let got = got(&bytes);
        assert_eq!(got.head.fields, ["user_uid", "user_name", "time", "category", "operation"]);
        assert_eq!(got.summary, CutSummary { records: 1, bytes: bytes.len() as u64, ..CutSummary::default() });
        let (events, notices) = events_of(&emr(), &bytes);
        assert!(notices.is_empty());
        insta::assert_snapshot!("the_manuals_sample", shown(&events));
    }
}

#[test]
fn ten_columns_of_a_medical_record_system_are_one_event() {
    let text = "操作日時,利用者ID,利用者名,業務名,操作内容,患者番号,患者氏名,端末名,IPアドレス,処理結果,出力件数,診療科,備考\r\n\
        2023/05/16 08:30:00,Ｎ００１２,髙橋　花子,診療録,CSV出力,0001234,山田　太郎,外来PC-03,192.168.001.5,正常,\"1,234件\",内科,月次\r\n\
        2023/05/16 08:31:00,N0012,髙橋　花子,,ログイン,,,外来PC-03,::ffff:10.0.0.7,失敗,,,\r\n";
    let (events, notices) = events_of(&emr(), &SHIFT_JIS.encode(text).0);
    assert!(notices.is_empty());
    insta::assert_snapshot!(shown(&events));
}

#[test]
fn titles_above_the_headings_stay_in_the_head() {
    let text = "アクセスログ一覧\r\n期間,2023/5/1,2023/5/31\r\n\r\nユーザーID\t氏名\t日付\t時刻\t操作\r\nu1\t甲\t2023/5/16\t8:30\t参照\r\n合計\t1件\r\n";
    let got = got(text.as_bytes());
    assert_eq!(got.head.preface, ["アクセスログ一覧", "期間,2023/5/1,2023/5/31"]);
    assert_eq!((got.head.delimiter.as_str(), got.head.encoding), ("\t", Encoding::Utf8));
    assert_eq!(got.head.fields, ["user_uid", "user_name", "date", "time", "operation"]);
    let (events, notices) = events_of(&emr(), text.as_bytes());
    assert_eq!((events[0].time, events[0].time_told), (1_684_193_400_000_000, true));
    // the line below the list is kept, and found by what it says
    assert_eq!((events[1].time, events[1].time_told, events[1].user_uid.as_str()), (RECEIVED, false, "合計"));
    assert_eq!(notices, [Notice::Unread { why: "log-unread-time".to_owned(), place: "日付".to_owned() }]);
}

#[test]
fn delimiters_marks_and_line_ends_of_every_tool_are_read() {
    let expected = events("ユーザーID,時刻,操作\nu1,2023/5/16 8:30,参照\nu2,2023/5/16 8:31,\"更新,削除\"\n");
    assert_eq!(expected.len(), 2);
    assert_eq!(expected[1].operation, "更新,削除");
    let utf16 = |text: &str, little: bool| -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let comma = "ユーザーID,時刻,操作\r\nu1,2023/5/16 8:30,参照\r\nu2,2023/5/16 8:31,\"更新,削除\"\r\n";
    for bytes in [
        comma.as_bytes().to_vec(),
        [&[0xEF, 0xBB, 0xBF], comma.as_bytes()].concat(),
        comma.replace("\r\n", "\r").into_bytes(),
        comma.trim_end().as_bytes().to_vec(),
        format!("sep=,\r\n{comma}").into_bytes(),
        "sep=;\r\nユーザーID;時刻;操作\r\nu1;2023/5/16 8:30;参照\r\nu2;2023/5/16 8:31;更新,削除\r\n".as_bytes().to_vec(),
        "ユーザーID\t時刻\t操作\r\nu1\t2023/5/16 8:30\t参照\r\nu2\t2023/5/16 8:31\t更新,削除".as_bytes().to_vec(),
        "\"ユーザーID\",\"時刻\",\"操作\"\r\n\"u1\",\"2023/5/16 8:30\",\"参照\"\r\n\r\n\"u2\",\"2023/5/16 8:31\",\"更新,削除\"\r\n"
            .as_bytes()
            .to_vec(),
        [vec![0xFF, 0xFE], utf16(comma, true)].concat(),
        [vec![0xFE, 0xFF], utf16(comma, false)].concat(),
        utf16(comma, true),
        utf16(comma, false),
    ] {
        assert_eq!(events_of(&emr(), &bytes).0, expected, "{}", String::from_utf8_lossy(&bytes));
        let slow = got_of(&emr(), &bytes, 1).unwrap();
        assert_eq!((slow.raws, slow.summary.bytes), (got(&bytes).raws, bytes.len() as u64));
    }
}

#[test]
fn a_row_over_several_lines_is_one_record_with_its_own_bytes() {
    let got = got("ユーザーID,時刻,操作\r\nu1,2023/5/16 8:30,\"一行目\r\n二行目 \"\"引用\"\"\"\r\nu2,2023/5/16 8:31,参照\r\n".as_bytes());
    assert_eq!(got.raws[0], "u1,2023/5/16 8:30,\"一行目\r\n二行目 \"\"引用\"\"\"".as_bytes());
    assert_eq!(got.raws.len(), 2);
    let event = &events("ユーザーID,時刻,操作\r\nu1,2023/5/16 8:30,\"一行目\r\n二行目 \"\"引用\"\"\"\r\n")[0];
    assert_eq!(event.operation, "一行目 二行目 \"引用\"");
}

#[test]
fn a_quote_that_never_closes_costs_no_row() {
    let got = got(b"user id,time,operation\nu1,2023/5/16 8:30,\"view\nu2,2023/5/16 8:31,print\nu3,2023/5/16 8:32,x");
    assert_eq!(got.raws, [&b"u1,2023/5/16 8:30,\"view"[..], b"u2,2023/5/16 8:31,print", b"u3,2023/5/16 8:32,x"]);
    assert_eq!(got.summary.notices, [Notice::Torn]);
    let mut long = b"user id,time,operation\nu1,2023/5/16 8:30,\"view\n".to_vec();
    for _ in 0..60_000 {
        long.extend_from_slice(b"u2,2023/5/16 8:31,print\n");
    }
    let got = got_of(&emr(), &long, 70_000).unwrap();
    assert_eq!(got.raws.len(), 60_001);
    assert_eq!(got.summary.notices, [Notice::Damaged { detail: "row 1: quote not closed".to_owned() }]);
}

#[test]
fn a_line_without_end_is_given_out_in_parts_and_nothing_is_lost() {
    let mut bytes = b"user id,time\n".to_vec();
    bytes.resize(40 << 20, b'x');
    let mut longest = 0;
    let mut total = 0;
    let summary = cut(&emr(), &mut &bytes[..], &mut |_| ControlFlow::Continue(()), &mut |record| {
        longest = longest.max(record.raw.len());
        total += record.raw.len();
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(total, bytes.len() - 13);
    assert!(summary.records > 1 && longest <= crate::lines::LONGEST * 2, "{longest}");
}

#[test]
fn ragged_rows_keep_what_they_have() {
    let events = events("ユーザーID,時刻,操作\nu1\nu2,2023/5/16 8:30\nu3,2023/5/16 8:31,参照,余り,さらに\n,,\n");
    let told: Vec<_> = events.iter().map(|event| (event.user_uid.as_str(), event.time_told, event.message.as_str())).collect();
    assert_eq!(told, [("u1", false, ""), ("u2", true, ""), ("u3", true, "余り / さらに")]);
}

#[test]
fn the_source_says_what_a_column_means() {
    let mut source = emr();
    for (heading, field) in [("だれ", "user_uid"), ("いつ", "time"), ("何を", "operation"), ("氏名", "")] {
        source.columns.insert(heading.to_owned(), field.to_owned());
    }
    let (told, notices) = events_of(&source, "だれ,いつ,何を,氏名,ほか\nu1,2023/5/16 8:30,印刷,甲,三\n".as_bytes());
    assert!(notices.is_empty());
    assert_eq!((told[0].user_uid.as_str(), told[0].user_name.as_str(), told[0].message.as_str()), ("u1", "", "ほか: 三"));
    let mut source = emr();
    for (number, field) in [("#1", "time"), ("#3", "user_uid")] {
        source.columns.insert(number.to_owned(), field.to_owned());
    }
    let (told, _) = events_of(&source, "2023/5/16 8:30,参照,u1\n2023/5/16 8:31,参照,u2\n".as_bytes());
    assert_eq!((told.len(), told[1].user_uid.as_str(), told[1].message.as_str()), (2, "u2", "#2: 参照"));
}

#[test]
fn what_is_no_log_is_refused_with_a_reason() {
    let refused = |bytes: &[u8]| got_of(&emr(), bytes, usize::MAX).map(|got| got.raws.len()).unwrap_err().to_string();
    let all = [
        refused(b""),
        refused(b"ElfFile\0\0\0\0"),
        refused(b"PK\x03\x04aaaa"),
        refused(&[0; 100]),
        refused("職員番号,氏名\n1,甲\n".as_bytes()),
        refused("ただの文章です。\n二行目です。\n".as_bytes()),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn every_heading_of_the_list_is_found_by_its_meaning() {
    for (heading, field) in [
        ("ﾕｰｻﾞｰＩＤ", "user_uid"),
        ("利用者 ID", "user_uid"),
        ("職員番号", "user_uid"),
        ("ログインID", "user_uid"),
        ("職員名", "user_name"),
        ("カルテ番号", "patient_uid"),
        ("患者ＩＤ", "patient_uid"),
        ("端末名", "terminal"),
        ("PC名", "terminal"),
        ("ＩＰアドレス", "src_ip"),
        ("成否", "outcome"),
        ("件数", "count"),
        ("機能", "category"),
        ("画面", "category"),
        ("処理内容", "operation"),
        ("イベント", "operation"),
        ("患者氏名", ""),
        ("閲覧理由", "purpose"),
    ] {
        let got = got(format!("日時,{heading},詳細\n").as_bytes());
        assert_eq!(got.head.fields, ["time", field, "message"], "{heading}");
    }
}

#[test]
fn two_columns_that_mean_the_same_are_both_told() {
    let events = events("日時,操作,操作内容,ユーザーID\n2023/5/16 8:30,ボタン,カルテ参照,u1\n");
    assert_eq!((events[0].operation.as_str(), events[0].message.as_str()), ("カルテ参照", "操作: ボタン"));
}

#[test]
fn who_has_no_id_is_known_by_name() {
    let events = events("日時,操作,ユーザー名\n2023/5/16 8:30,参照,ｙａｍａｄａ\n");
    assert_eq!((events[0].user_uid.as_str(), events[0].user_name.as_str()), ("yamada", "ｙａｍａｄａ"));
}

#[test]
fn ascii_at_the_beginning_decides_nothing_about_the_rest() {
    let mut bytes = b"user id,time,operation\n".to_vec();
    for _ in 0..60_000 {
        bytes.extend_from_slice(b"u2,2023/5/16 8:31,print\n");
    }
    bytes.extend_from_slice(&SHIFT_JIS.encode("u3,2023/5/16 8:32,印刷 髙橋\n").0);
    let (events, _) = events_of(&emr(), &bytes);
    assert_eq!(events.last().unwrap().operation, "印刷 髙橋");
}

/// Rows by the crate csv-core, which is another's work.
fn by_csv_core(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).terminator(csv::Terminator::Any(b'\n')).from_reader(bytes);
    reader.byte_records().map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

proptest! {
    #[test]
    fn rows_and_cells_are_those_of_another_reader(
        rows in prop::collection::vec(prop::collection::vec("[a-c,\"\n ]{0,6}", 1..5), 1..6),
        quote_all in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).quote_style(if quote_all { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary }).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let (mut mine, mut rest) = (Vec::new(), &bytes[..]);
        while let End::At(end) = end_of_row(rest, b',', b'\n') {
            if end > 0 {
                mine.push(Cells::new(&rest[..end], b',').map(|cell| content(cell).into_owned()).collect::<Vec<_>>());
            }
            rest = &rest[end + 1..];
        }
        prop_assert!(rest.is_empty());
        prop_assert_eq!(mine, by_csv_core(&bytes));
    }

    #[test]
    fn rows_and_line_ends_are_the_whole_file(body in "[a-c,\"\r\n]{0,80}", step in 1_usize..9) {
        let bytes = format!("user id,time\n{body}");
        let got = got_of(&emr(), bytes.as_bytes(), step).unwrap();
        let kept: Vec<u8> = got.raws.concat().into_iter().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let all: Vec<u8> = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        prop_assert_eq!(kept, all);
        prop_assert_eq!(got.raws, got_of(&emr(), bytes.as_bytes(), usize::MAX).unwrap().raws);
    }

    #[test]
    fn any_row_is_answered(raw in prop::collection::vec(any::<u8>(), 0..200)) {
        let head = got("ユーザーID,氏名,時刻,カテゴリ,操作情報,患者ID,端末,結果,件数\n".as_bytes()).head;
        let said = Normaliser::new(&emr(), &head).read(RecordRef { seq: 1, received: RECEIVED, raw: &raw });
        prop_assert!(said.events.len() <= 1);
    }
}

#[test]
fn a_file_in_an_encoding_that_is_not_read_says_so() {
    let found = |bytes: &[u8], encoding| {
        let source = Source { encoding, ..Source::new("emr", Format::Csv) };
        match got_of(&source, bytes, 4096) {
            Err(Unreadable::Other { found, .. }) => found.to_owned(),
            Err(other) => panic!("{other}"),
            Ok(got) => format!("{:?}", got.head.encoding),
        }
    };
    let text = "ユーザーID,氏名,時刻,カテゴリ,操作情報\r\nu1,髙橋　花子,2026/1/5 8:30:00,診療記録,参照\r\n";
    let short = "time,user,name\n2026/1/5 8:30:00,u1,佐藤\n";
    for text in [text, short, &text.repeat(3000)] {
        assert_eq!(found(&encoding_rs::EUC_JP.encode(text).0, Encoding::Auto), if text == short { "Cp932" } else { "log-file-euc-jp" });
        assert_eq!(found(&SHIFT_JIS.encode(text).0, Encoding::Auto), "Cp932");
        assert_eq!(found(text.as_bytes(), Encoding::Auto), "Utf8");
        assert_eq!(found(&encoding_rs::ISO_2022_JP.encode(text).0, Encoding::Auto), "log-file-iso-2022-jp");
    }
    // halfwidth katakana are pairs of bytes that EUC-JP has, too
    let halfwidth = "time,user,name\n2026/1/5 8:30:00,u1,\u{ff94}\u{ff8f}\u{ff80}\u{ff9e}\n".repeat(50);
    assert_eq!(found(&SHIFT_JIS.encode(&halfwidth).0, Encoding::Auto), "Cp932");
    // whoever says what it is, is believed
    assert_eq!(found(&encoding_rs::EUC_JP.encode("time,user\n2026/1/5 8:30:00,\u{5229}\u{7528}\u{8005}\n").0, Encoding::Cp932), "Cp932");
}

/// The same as [`events_of`], with templates; also how many rows repeated one. No more than `room` templates are made.
fn events_again(source: &Source, bytes: &[u8], room: usize) -> (Vec<Event>, Vec<Notice>, usize) {
    let got = got_of(source, bytes, usize::MAX).unwrap();
    let mut normaliser = Normaliser::new(source, &got.head);
    let (mut events, mut notices, mut repeats) = (Vec::new(), Vec::new(), 0);
    let mut templates: Vec<Event> = Vec::new();
    for (at, raw) in got.raws.iter().enumerate() {
        let next = (templates.len() < room).then_some(u32::try_from(templates.len()).unwrap());
        let mut patient = String::from("before");
        match normaliser.say(RecordRef { seq: at as u64 + 1, received: RECEIVED, raw }, &mut patient, next) {
            Said::Template(Repeat { template, made, time, count }) => {
                repeats += usize::from(made.is_none());
                templates.extend(made.map(|made| *made));
                let patient_uid = patient.strip_prefix("before").unwrap().to_owned();
                events.push(Event { time, patient_uid, count, ..templates[template as usize].clone() });
            }
            Said::Own(said) => {
                assert_eq!(patient, "before");
                events.extend(said.events);
                notices.extend(said.notices);
            }
        }
    }
    (events, notices, repeats)
}

const HEADINGS: [&str; 4] = [
    "ユーザーID,氏名,時刻,カテゴリ,操作情報,患者ID,端末,IPアドレス,結果,件数,その他",
    "患者ID,日付,時刻,操作情報,氏名,件数",
    "時刻,操作情報,備考,ユーザーID,患者ID",
    "氏名,操作情報,時刻,端末,カテゴリ",
];

/// Cells as systems write them, and as they should not.
fn cell() -> impl Strategy<Value = String> {
    let usual = prop::sample::select(vec![
        "2026/4/1 8:30:00",
        "2026/04/01",
        "8:31",
        "2026-04-01T08:30:00+01:00",
        "令和8年4月1日 9時",
        "u00001",
        "佐藤　花子",
        "髙﨑①",
        "ﾛｸﾞｲﾝ",
        "カルテ参照",
        "カルテ",
        "0000042",
        "００１２",
        "PC-1",
        "10.1.2.3",
        "192.168.001.005",
        "成功",
        "失敗",
        "12",
        "1,234",
        "",
    ]);
    let odd = prop::sample::select(vec![
        " ",
        "\"\"",
        "\"a,b\"",
        "\"",
        "a\"b",
        "\"a\"\"b\"",
        "\"unclosed",
        " 7 ",
        "\u{3000}",
        "\u{fffd}",
        "x\ty",
        "25:99",
    ]);
    prop_oneof![8 => usual.prop_map(str::to_owned), 1 => odd.prop_map(str::to_owned)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn rows_that_repeat_say_what_they_say_one_by_one(
        heading in prop::sample::select(HEADINGS.to_vec()),
        kinds in prop::collection::vec(prop::collection::vec(cell(), 1..13), 1..5),
        rows in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec((0_usize..13, cell()), 0..3)), 1..60),
        zone in prop::sample::select(vec!["Asia/Tokyo", "America/New_York", "UTC"]),
        mapped in prop::option::of(prop::sample::select(vec!["", "user_uid", "message", "count", "patient_uid"])),
        cp932 in any::<bool>(),
        room in prop::sample::select(vec![0, 2, 1000]),
    ) {
        let mut text = format!("{heading}\n");
        for (kind, changes) in rows {
            let mut cells = kind.get(&kinds).clone();
            for (at, cell) in changes {
                match cells.get_mut(at) {
                    Some(place) => *place = cell,
                    None => cells.push(cell),
                }
            }
            text.push_str(&format!("{}\r\n", cells.join(",")));
        }
        let columns = mapped.map(|field| ("操作情報".to_owned(), field.to_owned())).into_iter().collect();
        let source = Source { zone: zone.to_owned(), columns, ..emr() };
        let bytes = if cp932 { SHIFT_JIS.encode(&text).0.into_owned() } else { text.into_bytes() };
        prop_assume!(got_of(&source, &bytes, usize::MAX).is_ok());
        let (events, notices) = events_of(&source, &bytes);
        let (again, noticed, _) = events_again(&source, &bytes, room);
        prop_assert_eq!(again, events);
        prop_assert_eq!(noticed, notices);
    }
}

#[test]
fn an_export_mostly_repeats_itself_and_one_that_does_not_is_given_up() {
    let sample = crate::Sample { days: 2, ..crate::Sample::new(3, 20_000) };
    let mut bytes = sample.pieces().collect::<Vec<_>>().concat();
    let (events, notices) = events_of(&emr(), &bytes);
    let (again, noticed, repeats) = events_again(&emr(), &bytes, 100_000);
    assert_eq!((again, noticed), (events, notices));
    assert!(repeats > 14_000, "{repeats}");
    // no two rows alike
    bytes = "ユーザーID,時刻,操作情報,備考\n".into();
    (0..20_000).for_each(|n| bytes.extend(format!("u1,2026/4/1 8:30:00,参照,{n}\n").bytes()));
    let mut normaliser = Normaliser::new(&emr(), &got(&bytes).head);
    let mut made = 0;
    for (seq, raw) in (1..).zip(&got(&bytes).raws) {
        let said = normaliser.say(RecordRef { seq, received: RECEIVED, raw }, &mut String::new(), Some(made));
        made += u32::from(matches!(said, Said::Template(_)));
    }
    assert_eq!(made, 8191);
}
