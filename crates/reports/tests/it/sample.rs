//! Sample view models and a place to keep what was printed.

use std::path::PathBuf;
use std::sync::LazyLock;

use jiff::civil::date;
use sonae_domain::paper::{
    Align, Assurances, Availability, ContactGroup, ContactLink, ContactNode, ContactTree, FormSheet, IndexEntry, IndexSection,
    LedgerColumn, LedgerSheet, ManagementSummary, PackIndex, SummaryContradiction, SummaryForm, SummaryGap, SummaryObserved, Tally,
};
use sonae_reports::{Press, Printed, Stamp};

pub(crate) static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new().unwrap());

pub(crate) fn stamp() -> Stamp {
    Stamp { date: date(2025, 5, 14), ident: "mihon".to_owned() }
}

/// Writes a file into the folder named by `SONAE_PAPER_OUT`, if it is set.
pub(crate) fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("SONAE_PAPER_OUT") {
        std::fs::write(PathBuf::from(folder).join(name), bytes).unwrap();
    }
}

/// Keeps a PDF and says that the layout had nothing to complain about.
pub(crate) fn kept(name: &str, printed: Printed) -> Printed {
    keep(name, &printed.pdf);
    assert_eq!(printed.warnings, Vec::<String>::new(), "{name}");
    printed
}

/// The institution's R7 form, filled in.
pub(crate) fn institution() -> FormSheet {
    serde_json::from_str(include_str!("data/r7-institution.json")).unwrap()
}

/// The vendors' R7 form, blank.
pub(crate) fn vendor() -> FormSheet {
    serde_json::from_str(include_str!("data/r7-vendor.json")).unwrap()
}

/// The institution's R5 form: gate, two parts, three rounds.
pub(crate) fn fifth_year() -> FormSheet {
    serde_json::from_str(include_str!("data/r5-institution.json")).unwrap()
}

/// A ledger of devices in the manual's twelve columns.
pub(crate) fn devices(rows: usize) -> LedgerSheet {
    let os = ["Windows 11 Pro 24H2", "Windows Server 2022", "Windows 10 LTSC 2021", "FortiOS 7.4.7", "RHEL 9.5", "IOS-XE 17.12"];
    let soft = ["〇〇電子カルテ", "電子カルテサーバ", "PACSビューア", "VPN装置", "医事会計サーバ", "L3スイッチ"];
    let place = ["2階 外来第3診察室", "地下1階 サーバ室", "3階東病棟 ナースステーション", "1階 医事課", "放射線科 操作室", "薬剤部 調剤室"];
    let user = [
        "髙橋 一郎（内科）",
        "情報システム室",
        "﨑山 花子（看護部）、佐藤 次郎（看護部）",
        "医事課 共用",
        "渡邉 三郎（放射線科）",
        "𠮷田 葉子（薬剤部）",
    ];
    let titles = [
        "管理番号",
        "メーカー",
        "OS",
        "ソフトウェア",
        "ソフトウェアバージョン",
        "IPアドレス",
        "コンピュータ名",
        "設置場所",
        "利用者",
        "登録日",
        "状態",
        "説明",
    ];
    let row = |i: usize| {
        let k = i % 6;
        vec![
            format!("{:03}", i + 1),
            format!("{}社", ["A", "B", "C"][i % 3]),
            os[k].to_owned(),
            soft[k].to_owned(),
            format!("{}.{}.{}", i % 5 + 1, i % 10, i % 7),
            format!("192.168.{}.{}", 10 + i / 200, i % 250 + 1),
            format!("{}-{:03}", ["PC", "SV", "PC", "NW", "SV", "NW"][k], i + 1),
            place[k].to_owned(),
            user[k].to_owned(),
            format!("20{}/{}/{}", 18 + i % 8, i % 12 + 1, i % 28 + 1),
            if i % 17 == 5 { "停止" } else { "稼働" }.to_owned(),
            if k == 2 { "OS延長サポート終了 2027-01" } else { "" }.to_owned(),
        ]
    };
    LedgerSheet {
        title: "機器台帳".to_owned(),
        chapter: Some("チェックリスト 2-①".to_owned()),
        facility: "医療法人社団 見本会 見本総合病院".to_owned(),
        as_of: Some(date(2025, 5, 14)),
        columns: titles
            .iter()
            .map(|title| match *title {
                "状態" => LedgerColumn::new(*title).aligned(Align::Center).emphasising(["停止"]),
                title => LedgerColumn::new(title),
            })
            .collect(),
        rows: (0..rows).map(row).collect(),
        notes: Vec::new(),
        foot: String::new(),
    }
}

fn node(id: &str, group: ContactGroup, title: &str, name: &str, phones: &[&str], hours: &str) -> ContactNode {
    ContactNode {
        id: id.to_owned(),
        group,
        title: title.to_owned(),
        name: name.to_owned(),
        phones: phones.iter().map(|p| (*p).to_owned()).collect(),
        hours: hours.to_owned(),
    }
}

/// A hospital's contact tree with as many vendors as asked for.
pub(crate) fn contacts(vendors: usize) -> ContactTree {
    use ContactGroup::{Authority, Expert, Inside, Ministry, Police, Security, Vendor};
    let mut nodes = vec![
        node("find", Inside, "発見者", "全職員", &[], ""),
        node("it", Inside, "情報システム室", "室長 佐藤 次郎", &["内線 2210", "090-0000-1234"], "夜間・休日は携帯"),
        node("head", Inside, "医療情報システム安全管理責任者", "副院長 髙橋 一郎", &["内線 2001", "090-0000-5678"], ""),
        node("ciso", Inside, "病院長（CISO）", "見本 太郎", &["内線 1000", "090-0000-9012"], ""),
        node("dept", Inside, "各部門責任者", "診療科・看護部・薬剤部ほか", &["院内一斉連絡"], ""),
        node("bcp", Inside, "BCP対策本部", "事務長 﨑山 花子", &["内線 1100"], ""),
        node("sec", Security, "C社 初動対応窓口", "", &["03-0000-0003"], "24時間"),
        node("expert", Expert, "見本大学 医療情報部", "𠮷田教授", &["03-0000-0007"], ""),
        node("mhlw", Ministry, "医政局 特定医薬品開発支援・医療情報担当参事官室", "", &["03-6812-7837"], ""),
        node("pref", Authority, "見本県 保健医療部 医務課", "", &["03-0000-0004"], "平日 8:30–17:15"),
        node("police", Police, "見本県警察本部 サイバー犯罪対策課", "", &["03-0000-0110", "#9110"], "24時間"),
    ];
    let mut links = vec![
        ContactLink::new("find", "it", "第一報"),
        ContactLink::new("it", "head", "報告"),
        ContactLink::new("head", "ciso", "報告"),
        ContactLink::new("head", "dept", "指示"),
        ContactLink::new("ciso", "bcp", "設置"),
        ContactLink::new("head", "sec", "依頼"),
        ContactLink::new("head", "expert", "相談"),
        ContactLink::new("ciso", "mhlw", "報告"),
        ContactLink::new("ciso", "pref", "報告"),
        ContactLink::new("ciso", "police", "通報"),
    ];
    for i in 0..vendors {
        let id = format!("v{i}");
        let title = format!(
            "{}社（{}）",
            char::from(b'A' + u8::try_from(i % 26).unwrap()),
            ["電子カルテ", "ネットワーク", "医事会計", "放射線・PACS", "検体検査"][i % 5]
        );
        nodes.push(node(&id, Vendor, &title, "保守窓口", &[&format!("03-0000-{:04}", 1000 + i)], ["24時間", "平日 9–18時"][i % 2]));
        links.push(ContactLink::new("it", &id, "連絡"));
    }
    ContactTree {
        chapter: Some("チェックリスト 3-①".to_owned()),
        facility: "医療法人社団 見本会 見本総合病院".to_owned(),
        revised: Some(date(2025, 5, 14)),
        approved_by: Some("病院長 見本 太郎".to_owned()),
        next_review: Some(date(2026, 5, 13)),
        nodes,
        links,
        notes: vec![
            "サイバー攻撃を受けた疑いがある場合は、院内の第一報の後、保守契約のある事業者と厚生労働省へ速やかに連絡する。".to_owned(),
            "夜間・休日は当直管理者が情報システム室の役割を代行する。".to_owned(),
        ],
    }
}

fn tally(yes: u32, no: u32, open: u32, void: u32) -> Tally {
    Tally { yes, no, open, void }
}

/// A summary with as many contradictions, gaps and vendors as asked for.
pub(crate) fn summary(contradictions: usize, gaps: usize, vendors: usize) -> ManagementSummary {
    let missing = [
        "端末PC 7台に未適用の更新がある（管理番号 003, 017, 021, 044, 058, 102, 119）。",
        "退職者 2名のアカウントが有効のまま（hayashi、t.mori）。",
        "3世代目のバックアップが常時接続のまま。復元テストの記録がない。",
    ];
    let next = [
        "製造販売業者の回答を待たず、未適用の端末を隔離した回線へ移す",
        "人事の退職者名簿と照合し、当日中に無効化する",
        "外付け媒体の切離し手順を定め、復元テストを1回行う",
    ];
    let items = ["セキュリティパッチの適用", "不要なアカウントの削除・無効化", "バックアップと復旧手順"];
    ManagementSummary {
        facility: "医療法人社団 見本会 見本総合病院".to_owned(),
        edition_label: "令和7年度版 医療機関確認用".to_owned(),
        as_of: date(2025, 5, 14),
        deadline: Some(date(2026, 3, 31)),
        tally: tally(12, 5, 2, 0),
        assurances: Assurances { verified: 6, examined: 3, declared: 3 },
        observed: Some(SummaryObserved { in_ledger: 120, observed: 96, oldest: Some(date(2025, 3, 3)), strangers: 2 }),
        forms: (0..vendors)
            .map(|i| SummaryForm {
                name: format!("{}社（電子カルテ）", char::from(b'A' + u8::try_from(i % 26).unwrap())),
                tally: tally(10, 2, 2, 0),
                received: i % 3 != 1,
            })
            .collect(),
        contradictions: (0..contradictions)
            .map(|i| SummaryContradiction {
                no: format!("2-{}", ["⑤", "⑥", "⑪"][i % 3]),
                item: items[i % 3].to_owned(),
                said: "はい（2025年5月1日、総務課 田中）".to_owned(),
                seen: missing[i % 3].to_owned(),
            })
            .collect(),
        gaps: (0..gaps)
            .map(|i| SummaryGap {
                no: format!("2-{}", ["⑥", "⑤", "⑫"][i % 3]),
                item: items[i % 3].to_owned(),
                missing: missing[i % 3].to_owned(),
                next: next[i % 3].to_owned(),
                owner: ["情報システム室", "総務課", ""][i % 3].to_owned(),
                due: (i % 3 != 2).then(|| date(2025, 6, 30)),
            })
            .collect(),
    }
}

/// An index with a missing original and some evidence files.
pub(crate) fn index(evidence: usize) -> PackIndex {
    let entry = |no: &str, title: &str, path: &str| IndexEntry {
        no: no.to_owned(),
        title: title.to_owned(),
        path: path.to_owned(),
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        ..IndexEntry::default()
    };
    let missing = IndexEntry {
        availability: Availability::Missing,
        path: String::new(),
        sha256: String::new(),
        remarks: "サイバー攻撃を想定した章がない".to_owned(),
        ..entry("3-③", "事業継続計画（BCP）", "")
    };
    let files = (0..evidence).map(|i| {
        entry(
            "2-⑥",
            &format!("更新プログラムの適用記録 {}月", i % 12 + 1),
            &format!("evidence/patches/2025-{:02}-windows-update-export-from-server.csv", i % 12 + 1),
        )
    });
    PackIndex {
        facility: "医療法人社団 見本会 見本総合病院".to_owned(),
        edition_label: "令和7年度版".to_owned(),
        as_of: date(2025, 5, 14),
        sections: vec![
            IndexSection {
                heading: "1 チェックリスト".to_owned(),
                note: String::new(),
                entries: vec![
                    entry("", "医療機関確認用", "forms/institution.pdf"),
                    entry("", "医療機関確認用（Excel）", "forms/institution.xlsx"),
                ],
            },
            IndexSection {
                heading: "2 現物".to_owned(),
                note: "立入検査で現物を確認するもの".to_owned(),
                entries: vec![
                    IndexEntry { remarks: "200台".to_owned(), ..entry("2-①", "機器台帳", "originals/devices.pdf") },
                    entry("3-①", "連絡体制図", "originals/contact-tree.pdf"),
                    missing,
                    entry("4-①", "運用管理規程", "originals/regulations/運用管理規程.pdf"),
                ],
            },
            IndexSection {
                heading: "3 事業者確認用".to_owned(),
                note: String::new(),
                entries: vec![
                    entry("", "A社（電子カルテ）", "vendors/a.pdf"),
                    IndexEntry {
                        availability: Availability::NotRequired,
                        path: String::new(),
                        sha256: String::new(),
                        remarks: "製品購入のみ".to_owned(),
                        ..entry("", "B社（プリンタ）", "")
                    },
                ],
            },
            IndexSection { heading: "4 証跡".to_owned(), note: String::new(), entries: files.collect() },
        ],
        key: Some("見本総合病院+8f3a9c2e+AW1paG9uLXNhbXBsZS1rZXktZmluZ2VycHJpbnQtdGV4dA".to_owned()),
        manifest: "manifest.txt".to_owned(),
        verify_command: "sonae verify pack.zip".to_owned(),
    }
}
