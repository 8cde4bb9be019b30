//! Which ledger a sheet is: headers as fifty clinics would write them, without and with hints in names.

use sonae_domain::ledger::LedgerId;
use sonae_importers::{Choice, FileKind, IMPORTERS, ImportContext, Target, Verdict, columns};

use crate::{import, keys, only};

use LedgerId::*;

/// Headers (and nothing else) that must be enough.
const BY_HEADERS: &[(LedgerId, &str)] = &[
    (Devices, "管理番号,メーカー,OS,ソフトウェア,ソフトウェアバージョン,IPアドレス,コンピュータ名,設置場所,利用者,登録日,状態,説明"),
    (Devices, "No,機器名,型番,設置場所,購入日,備考"),
    (Devices, "資産番号,ＰＣ名,機種,ＯＳ,ＩＰ,使用者,導入年月,保守期限"),
    (Devices, "端末番号,端末名,設置部署,MACアドレス,IPアドレス,ウイルス対策ソフト"),
    (Devices, "No,区分,メーカー／型番,ファームウェア,IP,場所,保守業者,導入年月日,リモート保守"),
    (Devices, "サーバ名,OS,IPアドレス,用途,サポート終了日,パッチ適用日"),
    (Devices, "Name,DNSHostName,OperatingSystem,OperatingSystemVersion,IPv4Address,LastLogonDate"),
    (Devices, "asset tag,manufacturer,model,serial number,hostname,ip address,location,status"),
    (Devices, "備品番号,品名,製造番号,購入年月日,設置場所,廃棄日"),
    (Accounts, "No.,所属部署,性,名,電話番号,ユーザID,説明,権限,状態"),
    (Accounts, "No.,利用者属性,性,名,電話番号,ユーザID,説明,権限,状態"),
    (Accounts, "SamAccountName,Name,Department,Enabled,LastLogonDate,PasswordLastSet,PasswordNeverExpires,MemberOf"),
    (Accounts, "ログインID,氏名,所属,権限,最終ログイン日,有効期限"),
    (Accounts, "利用者ID,利用者氏名,職種,権限グループ,使用可否,登録日"),
    (Accounts, "アカウント名,ユーザー名,ロール,最終ログオン日時,無効"),
    (Accounts, "職員ID,職員名,部署,アクセス権限,使用開始日,使用終了日"),
    (Accounts, "userPrincipalName,displayName,accountEnabled,lastSignInDateTime"),
    (Staff, "職員番号,氏名,カナ,所属,退職年月日,区分"),
    (Staff, "社員番号,氏名,フリガナ,部署,職種,入社日,退職日,在籍区分"),
    (Staff, "氏名,所属,退職日"),
    (Staff, "職員コード,職員名,職種,採用年月日,退職年月日,退職理由"),
    (Staff, "No,氏名,所属,異動区分,最終勤務日"),
    (Appointments, "役割,氏名,役職,任命日"),
    (Appointments, "役割名,担当者氏名,所属・役職,任命年月日,任命者,根拠文書"),
    (Appointments, "責任者区分,氏名,役職,就任日,任期"),
    (AccessRights, "システム,職種,情報区分,権限,承認日"),
    (AccessRights, "対象システム,職種・担当業務,情報の区分,利用権限,承認者"),
    (AccessRights, "職種,機能,アクセス権限"),
    (Contracts, "事業者名,対象システム,契約種別,契約開始日,契約終了日,責任分界,管理責任者,電話番号"),
    (Contracts, "業者名,契約内容,契約期間,担当者,連絡先"),
    (Contracts, "委託先,契約形態,契約日,満了日,リモート保守,ISMS"),
    (Contracts, "ベンダー名,システム名,保守契約,契約期限,セキュリティ更新の責任,ログの責任"),
    (Contracts, "会社名,契約件名,契約番号,開始日,終了日,担当者,メールアドレス"),
    (MaintenanceLines, "回線名,事業者,方式,接続先機器,接続元制限,二要素認証,ログ取得,確認日"),
    (MaintenanceLines, "事業者名,接続方式,接続先機器,対象システム,接続元IP制限,多要素認証,接続ログ"),
    (MaintenanceLines, "No,回線番号,保守業者,回線種別,VPN装置,備考"),
    (Disclosures, "事業者,対象システム,MDS/SDS,依頼日,受領日"),
    (Disclosures, "事業者名,製品名,開示書の種類,書式の版,受領日,いいえの数,確認者,文書ファイル"),
    (Disclosures, "提出元,製品・サービス名,種別,提出依頼日,提出日,ファイル名"),
    (PasswordPolicies, "対象システム,最小文字数,英数字・記号の混在,変更間隔,二要素認証,初期パスワード変更,使い回し,確認日"),
    (PasswordPolicies, "システム名,桁数,文字種,有効期間"),
    (PasswordPolicies, "機器名,パスワード文字数,複雑さ,定期変更,出荷時パスワード変更,使い回し禁止"),
    (MediaControls, "対象,制限の有無,制限の方法,例外の取り扱い,確認日"),
    (MediaControls, "対象端末,USB制限,制御方法,許可媒体"),
    (MediaControls, "機器名,USBメモリ使用可否,対策内容,使用時の手順"),
    (AuthMethods, "対象システム,認証方式,二要素認証,実装予定日,次期更新日,代替手段"),
    (AuthMethods, "システム名,認証方法,二要素認証の実装状況,導入予定時期,システム更新時期"),
    (AuthMethods, "システム,ログイン方法,多要素認証,対応予定"),
    (Services, "対象機器,サービス名,状態,要否,用途,確認日,確認者"),
    (Services, "管理番号,サービス・ソフトウェア名,稼働状況,必要性,点検日"),
    (Services, "MachineName,ServiceName,DisplayName,Status,StartType"),
    (Services, "ホスト名,プロセス名,要・不要,理由"),
    (SourceRestrictions, "対象機器,対象,方法,制限の有無,許可する接続元,確認日"),
    (SourceRestrictions, "機器名,対象機能,制限方法,接続元制限,許可IP"),
    (SourceRestrictions, "ネットワーク機器,接続先,接続元制限の有無,許可接続元,設定画面"),
    (LogSources, "対象システム,ログの取得,ログイン時刻,アクセス時間,操作内容,保存期間,アクセス制限,改ざん防止,時刻同期"),
    (LogSources, "システム名,サーバ管理番号,アクセスログ,保管期間,時刻同期"),
    (LogSources, "対象サーバ,ログ取得,保存期間,改ざん対策,NTP同期"),
    (LogReviews, "点検日,点検者,対象システム,対象期間,結果,承認者"),
    (LogReviews, "ログ確認日,確認者,ログ期間,異常の有無,責任者確認"),
    (LogReviews, "実施日,点検対象,点検者,点検結果"),
    (Backups, "対象システム,対象データ,方式,間隔,世代数,オフライン,書き込み不可,最終成功日,復旧テスト日,復旧テスト結果,保管場所"),
    (Backups, "システム名,バックアップ方法,頻度,保存世代,保管先,リストアテスト実施日"),
    (Backups, "対象,媒体,取得間隔,世代,最終取得日,オフライン保管"),
    (RecoveryProcedures, "対象システム,手順書名,確認日,担当者,復旧優先度,文書ファイル"),
    (RecoveryProcedures, "システム名,復旧手順書,最終確認日,優先順位"),
    (Contacts, "区分,組織名,役割,氏名,電話番号,受付時間,連絡元,連絡内容,確認日"),
    (Contacts, "連絡先,担当者,電話番号,夜間連絡先,メールアドレス"),
    (Contacts, "機関名,担当窓口,TEL,FAX,備考"),
    (Contacts, "役割,氏名,携帯電話,内線,連絡順"),
    (Bcps, "名称,版,サイバー攻撃の想定,策定日,改訂日,次回見直し,承認者,承認日,文書ファイル"),
    (Bcps, "計画名,サイバー攻撃を想定,策定年月日,最終改訂日"),
    (Drills, "訓練名,実施日,サイバー攻撃の想定,参加者数,課題,改善日,記録文書"),
    (Drills, "訓練内容,実施年月日,参加人数,改善点"),
    (Regulations, "規程名,条,対応項目,制定日,改定日,承認者,文書ファイル,要旨"),
    (Regulations, "規程名,条文,チェックリスト番号,具体的な実施方法"),
    (Regulations, "文書名称,該当条項,対応するチェック項目,施行日"),
    (Educations, "研修名,実施日,対象,受講者数,対象者数,記録文書"),
    (Educations, "研修テーマ,開催日,対象者,参加者数,研修資料"),
    (Answers, "項目,回答,確認日,目標日,備考,回答者"),
    (Answers, "事業者名,項目番号,はい・いいえ,確認日,目標日,備考"),
    (Overrides, "項目,上書き後の回答,理由,判断した人,判断日,有効期限"),
];

/// Headers that several ledgers share: the name of the file or the sheet decides.
const BY_NAME: &[(LedgerId, &str, &str)] = &[
    (Contacts, "緊急連絡先一覧.csv", "名称,氏名,電話番号,備考"),
    (Educations, "R7研修記録.csv", "名称,実施日,参加者数,備考"),
    (Drills, "訓練記録.csv", "名称,実施日,参加者数,備考"),
    (Bcps, "BCP一覧.csv", "名称,版,策定日,承認者"),
    (Regulations, "規程一覧.csv", "名称,制定日,改定日,承認者"),
    (AccessRights, "利用権限表.csv", "職種,診療録,検査結果,会計,処方"),
    (Accounts, "電子カルテ利用者一覧.csv", "ID,氏名,所属,権限"),
    (Devices, "機器台帳.csv", "番号,名称,場所,備考"),
    (Contracts, "事業者一覧.csv", "会社名,システム,担当者,電話番号,契約日"),
    (LogReviews, "ログ点検記録.csv", "日付,確認者,結果,備考"),
];

fn table(headers: &str) -> String {
    let cells = headers.split(',').count();
    let row = |n: usize| (0..cells).map(|c| format!("値{n}{c}")).collect::<Vec<_>>().join(",");
    format!("{headers}\n{}\n{}\n", row(1), row(2))
}

#[test]
fn headers_alone_tell_which_ledger_it_is() {
    let mut slips = Vec::new();
    for (ledger, headers) in BY_HEADERS {
        let report = import("a.csv", table(headers).as_bytes());
        let found: Vec<_> = report.batches.iter().map(|batch| batch.importer).collect();
        if found != [*ledger] {
            let args: Vec<_> = report.problems.iter().map(|p| (p.key, p.args.clone())).collect();
            slips.push(format!("{ledger}: {headers}\n  → {found:?} {args:?}"));
        }
    }
    assert!(slips.is_empty(), "{}", slips.join("\n"));
    for importer in IMPORTERS {
        assert!(BY_HEADERS.iter().any(|(ledger, _)| *ledger == importer.ledger()), "{} is not tried", importer.ledger());
    }
}

#[test]
fn names_decide_where_headers_do_not() {
    let mut slips = Vec::new();
    for (ledger, file, headers) in BY_NAME {
        let report = import(file, table(headers).as_bytes());
        let found: Vec<_> = report.batches.iter().map(|batch| batch.importer).collect();
        if found != [*ledger] {
            let args: Vec<_> = report.problems.iter().map(|p| (p.key, p.args.clone())).collect();
            slips.push(format!("{ledger}: {file} {headers}\n  → {found:?} {args:?}"));
        }
    }
    assert!(slips.is_empty(), "{}", slips.join("\n"));
}

#[test]
fn a_ledger_is_found_by_all_its_headers_in_any_of_their_usual_spellings() {
    for columns in columns::all() {
        for rank in 0..2 {
            let headers: Vec<&str> = columns.columns.iter().map(|c| c.headers.get(rank).unwrap_or(&c.headers[0]).as_str()).collect();
            let report = import("a.csv", table(&headers.join(",")).as_bytes());
            let batch = only(&report);
            assert_eq!(batch.importer, columns.ledger);
            for (column, mapped) in columns.columns.iter().zip(&batch.mapping) {
                assert_eq!(mapped.field.as_deref(), Some(column.field.as_str()), "{}", columns.ledger);
            }
        }
    }
}

#[test]
fn a_table_that_could_be_two_ledgers_is_told_with_what_to_write() {
    let report = import("a.csv", "名称,実施日,参加者数\n避難,2025/4/1,10\n".as_bytes());
    assert_eq!(report.verdict, Verdict::UnknownTable);
    let problem = &report.problems[0];
    assert_eq!(problem.key, "import-ledger-ambiguous");
    assert!(problem.args["candidates"].contains("drills") && problem.args["candidates"].contains("educations"), "{problem:?}");
}

#[test]
fn a_table_that_is_no_ledger_is_told_and_a_text_is_not() {
    let report = import("献立.csv", "日付,朝食,昼食,夕食\n4/1,パン,そば,魚\n4/2,米,うどん,肉\n".as_bytes());
    assert_eq!(report.verdict, Verdict::UnknownTable);
    assert_eq!(keys(&report.problems), ["import-ledger-unknown"]);
    // a disclosure statement: questions, answers and remarks, but nobody's day and name
    let report = import("MDS_電子カルテ.csv", "番号,チェック項目,回答,備考\n1.1,扱う情報のリストは提示できるか,はい,1\n2.1,離席時の対策があるか,いいえ,2\n2.6,アクセス記録があるか,はい,\n".as_bytes());
    assert_eq!((report.batches.len(), keys(&report.problems)), (0, vec!["import-ledger-unknown"]));
    let report = import("お知らせ.txt", "院内の皆様へ\n\n来週、点検があります。\nよろしくお願いします、以上。\n".as_bytes());
    assert_eq!((report.verdict, report.problems.len()), (Verdict::NotALedger(FileKind::Text), 0));
}

#[test]
fn a_choice_forces_the_ledger_the_header_row_and_columns() {
    let text = "病院,機器\n甲,乙,丙,丁\nA-1,受付PC,Windows 10,2020/4/1\n";
    let choice: Choice = toml::from_str("ledger = \"devices\"\nheader-row = 2\ncolumns = { \"甲\" = \"number\", \"乙\" = \"host\", \"丙\" = \"os\", \"D\" = \"registered\" }\ndefaults = { vendor = \"みほん\" }").unwrap();
    let report = sonae_importers::import("a.csv", text.as_bytes(), &[choice], &ImportContext::default());
    let batch = only(&report);
    assert_eq!((batch.importer, batch.rows.len(), batch.rows[0].key.as_str()), (Devices, 1, "A-1"));
    assert_eq!(
        (&batch.rows[0].body["host"], &batch.rows[0].body["vendor"], &batch.rows[0].body["registered"]),
        (&"受付PC".into(), &"みほん".into(), &"2020-04-01".into())
    );
    let ignore = Choice { ledger: Some(Target::Ignore), ..Choice::default() };
    let report = sonae_importers::import("a.csv", text.as_bytes(), &[ignore], &ImportContext::default());
    assert_eq!((report.verdict, report.batches.len()), (Verdict::Ignored, 0));
}

#[test]
fn a_forced_ledger_without_any_known_header_says_what_is_missing() {
    let choice = Choice { ledger: Some(Target::Ledger(Backups)), ..Choice::default() };
    let report = sonae_importers::import("a.csv", "甲,乙\n1,2\n".as_bytes(), &[choice], &ImportContext::default());
    assert_eq!(keys(&report.problems), ["import-header-missing"]);
    assert!(report.problems[0].args["headers"].contains("対象システム"));
}
