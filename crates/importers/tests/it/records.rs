//! What rows become: one small table for each ledger, in the words of a clinic.

use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::Provenance;
use sonae_domain::ledger::*;

use crate::{cp932, import, import_as, keys, only, records};

fn day(date: Option<PartialDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn read<T: serde::de::DeserializeOwned>(ledger: LedgerId, text: &str) -> Vec<T> {
    records(&import_as(ledger, text).rows)
}

#[test]
fn devices_keep_what_the_ledger_says_and_say_what_was_inferred() {
    let text = "管理番号,種別,機器名,メーカー／型番,OS,OSバージョン,バージョン,IP,リモート保守,サポート終了,パッチ,廃棄日,備考,用途\n\
        1,サーバ,電子カルテサーバ,HPE ProLiant DL360,Ｗｉｎｄｏｗｓ Server 2019,1809,Ver.3.2,192.168.1.2,有（SSL-VPN）,2029/1/9,済,,本番,診療\n\
        2,,受付PC,,Windows10,22H2,第5版,192.168.1.10～12,無,,未適用,,,\n\
        3,,旧PC,,WindowsXP,,,,△,,,R6.3.31,,\n";
    let batch = import_as(LedgerId::Devices, text);
    let devices: Vec<Device> = records(&batch.rows);
    let server = &devices[0];
    assert_eq!((server.kind, server.kind_inferred, server.host.as_str()), (DeviceKind::Server, false, "電子カルテサーバ"));
    assert_eq!((server.maker.as_str(), server.model.as_str(), server.os.as_str()), ("HPE", "ProLiant DL360", "Windows Server 2019 1809"));
    assert_eq!((server.software_version.as_str(), server.remote_maintenance, server.line.as_str()), ("3.2", Some(true), "SSL-VPN"));
    assert_eq!(
        (day(server.end_of_support).as_str(), server.patches_current, server.note.as_str()),
        ("2029-01-09", Some(true), "本番 / 診療")
    );
    assert_eq!(
        (devices[1].kind, devices[1].kind_inferred, devices[1].os.as_str(), devices[1].software_version.as_str()),
        (DeviceKind::Endpoint, true, "Windows 10 22H2", "5")
    );
    assert_eq!((devices[1].remote_maintenance, devices[1].patches_current), (Some(false), Some(false)));
    assert_eq!((devices[2].status, devices[2].remote_maintenance), (DeviceStatus::Disposed, None));
    assert_eq!(keys(&batch.problems), ["import-several-in-row", "import-flag-unclear"]);
}

#[test]
fn accounts_of_the_manual_and_of_kept_ledgers_are_understood() {
    let text = "No.,利用者属性,性,名,電話番号,ユーザID,説明,権限,状態\n\
        001,薬剤師,abc,def,****,abc@def,使用者,Admin,使用可\n\
        003,事務,klm,nop,****,klm@nop,使用者/退職予定,User,使用可 (23年3月まで)\n\
        004,事務,qrs,tuv,,qrs,使用者,User,使用不可\n\
        005,システム,連携,,,if-hl7,部門システム連携用,一般,無効\n\
        006,,みほんメディカル,保守,,mms,㈱みほん 保守用,管理者,削除済\n";
    let accounts: Vec<Account> = read(LedgerId::Accounts, text);
    assert_eq!((accounts[0].department.as_str(), accounts[0].privileged, accounts[0].kind), ("薬剤師", Some(true), AccountKind::Personal));
    assert_eq!((accounts[1].status, day(accounts[1].valid_until).as_str()), (AccountStatus::Active, "2023-03"));
    let statuses: Vec<AccountStatus> = accounts[2..].iter().map(|account| account.status).collect();
    assert_eq!(statuses, [AccountStatus::Disabled, AccountStatus::Disabled, AccountStatus::Deleted]);
    assert_eq!((accounts[3].kind, accounts[4].kind), (AccountKind::Service, AccountKind::Vendor));
    let text = "アカウント,氏名,無効,最終ログイン,パスワードの定期変更,管理者権限の承認,削除日,権限\n\
        a,甲 一郎,○,2025/4/1,有,清水院長 R7.4.1,,管理者\n\
        b,乙 二郎,,未ログイン,無,未承認,,一般\n\
        c,丙 三郎,×,,,,2025/3/31,\n";
    let accounts: Vec<Account> = read(LedgerId::Accounts, text);
    assert_eq!(
        (accounts[0].status, accounts[0].password_never_expires, accounts[0].privilege_approved),
        (AccountStatus::Disabled, Some(false), Some(true))
    );
    assert_eq!(
        (accounts[1].password_never_expires, accounts[1].privilege_approved, accounts[1].never_logged_in),
        (Some(true), Some(false), false)
    );
    assert_eq!((accounts[2].status, accounts[2].never_logged_in), (AccountStatus::Deleted, false));
}

#[test]
fn an_export_by_a_program_counts_as_a_machines_word() {
    let text = "\"SamAccountName\",\"Enabled\",\"LastLogonDate\",\"MemberOf\",\"Manager\"\n\"a.b\",\"True\",\"\",\"CN=Backup Operators,CN=Builtin,DC=x\",\"CN=石井 拓也,OU=x,DC=y\"\n\"c\",\"False\",\"\",\"\",\"\"\n";
    let report = import("x.csv", text.as_bytes());
    let batch = only(&report);
    let accounts: Vec<Account> = records(&batch.rows);
    assert_eq!(batch.rows[0].provenance, Provenance::Machine);
    assert_eq!(
        (accounts[0].never_logged_in, accounts[0].privileged, accounts[0].rights.as_str(), accounts[0].owner.as_str()),
        (true, Some(true), "Backup Operators", "石井 拓也")
    );
    assert_eq!((accounts[1].never_logged_in, accounts[1].privileged), (false, Some(false)));
    let report = import("y.csv", "ユーザID,氏名,状態,最終ログイン\na,甲,使用可,\n".as_bytes());
    assert_eq!((only(&report).rows[0].provenance, &only(&report).rows[0].body["never-logged-in"]), (Provenance::Document, &false.into()));
}

#[test]
fn leave_is_not_leaving() {
    let staff: Vec<StaffMember> = read(
        LedgerId::Staff,
        "職員番号,姓,名,退職日,区分\n1,佐藤,花子,,育児休業中\n2,田中,一,R6.3.31,\n3,鈴木,二,R9.3.31,退職予定\n4,山田,三,,在職\n5,中村,四,,退職\n",
    );
    let employments: Vec<Employment> = staff.iter().map(|member| member.employment).collect();
    assert_eq!(employments, [Employment::OnLeave, Employment::Left, Employment::Employed, Employment::Employed, Employment::Left]);
    assert_eq!((staff[0].name.as_str(), day(staff[2].left_on).as_str()), ("佐藤 花子", "2027-03-31"));
}

#[test]
fn roles_and_rights_are_recognised() {
    let roles: Vec<Appointment> = read(
        LedgerId::Appointments,
        "役割,氏名,任命日,任期\n医療情報システム安全管理責任者,清水,R7.4.1,\n企画管理者,石井,R7.4.1,令和8年度\nＣＩＳＯ,清水,,\n医療情報システム等の提供に係る管理責任者,三木,,\n広報,森,,\n",
    );
    let known: Vec<Role> = roles.iter().map(|role| role.role).collect();
    assert_eq!(known, [Role::SafetyManager, Role::PlanningManager, Role::Ciso, Role::VendorManager, Role::Other]);
    assert_eq!(day(roles[1].until), "2027-03-31");
    let matrix = import("利用権限表.csv", "職種,診療録,検査,会計\n医師,閲覧・入力,閲覧,－\n事務,不可,,入力\n".as_bytes());
    let rights: Vec<AccessRight> = records(&only(&matrix).rows);
    let cells: Vec<(&str, &str, &str)> = rights.iter().map(|r| (r.job.as_str(), r.information.as_str(), r.rights.as_str())).collect();
    assert_eq!(
        cells,
        [
            ("医師", "診療録", "閲覧・入力"),
            ("医師", "検査", "閲覧"),
            ("医師", "会計", "－"),
            ("事務", "診療録", "不可"),
            ("事務", "会計", "入力")
        ]
    );
}

#[test]
fn contracts_know_their_kind_term_duties_and_scope() {
    let text = "事業者名,対象システム,契約種別,契約期間,セキュリティ更新の責任,ログの責任,責任分界,リモート保守,リモート保守確認日,確認不要項目\n\
        みほん,電子カルテ、PACS,保守,2025/4/1～2026/3/31,事業者,双方,別紙のとおり,あり,R7.5.20,2-⑪～⑬\n\
        サンプル,ルータ,売買のみ,,記載なし,,無,,,\n";
    let contracts: Vec<Contract> = read(LedgerId::Contracts, text);
    let first = &contracts[0];
    assert_eq!(
        (first.systems.len(), first.kind, day(first.starts), day(first.ends)),
        (2, ContractKind::Maintenance, "2025-04-01".into(), "2026-03-31".into())
    );
    assert_eq!(
        (first.security_update_duty, first.log_duty, first.responsibility_split, first.remote_maintenance),
        (Duty::Vendor, Duty::Shared, Some(true), Some(true))
    );
    assert_eq!(first.out_of_scope, ["2-11", "2-12", "2-13"]);
    assert_eq!(
        (contracts[1].kind, contracts[1].security_update_duty, contracts[1].responsibility_split),
        (ContractKind::Sale, Duty::Unspecified, Some(false))
    );
}

#[test]
fn lines_and_disclosures_are_read() {
    let lines: Vec<MaintenanceLine> = read(
        LedgerId::MaintenanceLines,
        "回線名,事業者,方式,接続先機器,接続元制限,二要素認証,ログ取得\n保守1,みほん,SSL-VPN,NW-001,any,ワンタイムパスワードあり,取得中\n",
    );
    assert_eq!((lines[0].source_restricted, lines[0].two_factor, lines[0].logged), (Some(false), Some(true), Some(true)));
    let disclosures: Vec<Disclosure> = read(
        LedgerId::Disclosures,
        "事業者,対象システム,MDS/SDS,書式の版,依頼日,受領日,いいえの数\nみほん,電子カルテ,ＭＤＳ,Ver.5.0,R7.5.1,R7.6.3,4件\nクラウド,予約,SDS,,R7.5.1,依頼中,\n",
    );
    assert_eq!((disclosures[0].kind, disclosures[0].version.as_str(), disclosures[0].negatives), (DisclosureKind::Mds, "Ver.5.0", Some(4)));
    assert_eq!((disclosures[1].kind, disclosures[1].received_on), (DisclosureKind::Sds, None));
}

#[test]
fn settings_are_read_as_they_are_meant() {
    let policies: Vec<PasswordPolicy> = read(
        LedgerId::PasswordPolicies,
        "システム,最小文字数,英数字・記号の混在,変更間隔,出荷時パスワード変更,使い回し禁止\n電子カルテ,８文字以上,英数字記号,９０日,済,はい\nルータ,13,英数字のみ,変更なし,未,いいえ\nNAS,,不明,3か月,,\n",
    );
    assert_eq!(
        (policies[0].min_length, policies[0].mixed, policies[0].max_age_days, policies[0].default_changed, policies[0].reused),
        (Some(8), Some(true), Some(90), Some(true), Some(false))
    );
    assert_eq!(
        (policies[1].mixed, policies[1].max_age_days, policies[1].default_changed, policies[1].reused),
        (Some(false), Some(0), Some(false), Some(true))
    );
    assert_eq!((policies[2].min_length, policies[2].mixed, policies[2].max_age_days), (None, None, Some(91)));
    let windows: Vec<PasswordPolicy> = read(
        LedgerId::PasswordPolicies,
        "DistinguishedName,MinPasswordLength,ComplexityEnabled,MaxPasswordAge\n\"DC=x\",8,True,42.00:00:00\n\"DC=y\",8,True,00:00:00\n",
    );
    assert_eq!((windows[0].max_age_days, windows[1].max_age_days), (Some(42), Some(0)));
    let media: Vec<MediaControl> =
        read(LedgerId::MediaControls, "対象端末,USBメモリ使用可否,対策内容\n全端末,禁止,資産管理ソフト\n検査PC,可,\n");
    assert_eq!((media[0].restricted, media[1].restricted), (Some(true), Some(false)));
    let auth: Vec<AuthMethod> = read(
        LedgerId::AuthMethods,
        "システム,認証方式,二要素認証,実装予定日,次期更新日,種別\n電子カルテ,パスワード,未実装（予定）,令和9年度,2027年1月,\nPACS,ICカード+パスワード,実装済,,,サーバ\n",
    );
    assert_eq!(
        (auth[0].two_factor, day(auth[0].planned_on), day(auth[0].renewal_on)),
        (Some(false), "2028-03-31".into(), "2027-01".into())
    );
    assert_eq!((auth[1].two_factor, auth[1].kind), (Some(true), DeviceKind::Server));
}

#[test]
fn services_restrictions_and_logs_are_read() {
    let services: Vec<ServiceEntry> =
        read(LedgerId::Services, "対象機器,サービス名,状態,要否\nSV1,FTP,停止済,不要\nSV1,IIS,稼働中,要\nSV2,全体,,\n");
    assert_eq!(
        (services[0].state, services[0].needed, services[1].state, services[1].needed),
        (ServiceState::Stopped, Some(false), ServiceState::Running, Some(true))
    );
    let machine =
        import("services.csv", "MachineName,ServiceName,StartType\nSV1,RemoteRegistry,Disabled\nSV1,Spooler,Automatic\n".as_bytes());
    let services: Vec<ServiceEntry> = records(&only(&machine).rows);
    assert_eq!(
        (services[0].state, services[1].state, only(&machine).rows[0].provenance),
        (ServiceState::Stopped, ServiceState::Unknown, Provenance::Machine)
    );
    let sources: Vec<SourceRestriction> = read(
        LedgerId::SourceRestrictions,
        "機器,対象,方法,接続元制限,許可IP\nNW-001,管理画面,接続元IP,有,192.168.1.10\nNW-001,VPN,,全開放,\n",
    );
    assert_eq!((sources[0].restricted, sources[1].restricted), (Some(true), Some(false)));
    let logs: Vec<LogSource> = read(
        LedgerId::LogSources,
        "対象システム,ログの取得,保存期間（年）,改ざん防止,時刻同期,ログイン時刻\n電子カルテ,取得中,5,有,NTP,○\nPACS,していない,6か月,,無,×\n",
    );
    assert_eq!((logs[0].collected, logs[0].retention_days, logs[0].time_synchronised), (Some(true), Some(1825), None));
    assert_eq!((logs[1].collected, logs[1].retention_days, logs[1].login_time), (Some(false), Some(182), Some(false)));
    let reviews: Vec<LogReview> = read(LedgerId::LogReviews, "点検日,点検者,対象期間,異常の有無\nR7.10.1,石井,7～9月,なし\n");
    assert_eq!((day(reviews[0].reviewed_on).as_str(), reviews[0].result.as_str()), ("2025-10-01", "なし"));
}

#[test]
fn backups_tell_taken_isolated_and_tested_apart() {
    let text = "システム,方式,頻度,世代数,オフライン,書込不可,最終成功日,前回の結果,復元テスト日,テスト結果\n\
        電子カルテ,LTO,毎日,３世代,あり,有,R8.1.19,成功,R7.11.14,良好\n\
        PACS,NAS,週1回,2,常時接続,無,2026/1/18,失敗,未実施,\n";
    let backups: Vec<Backup> = read(LedgerId::Backups, text);
    let first = &backups[0];
    assert_eq!((first.interval_days, first.generations, first.offline, first.immutable), (Some(1), Some(3), Some(true), Some(true)));
    assert_eq!(
        (day(first.last_success).as_str(), day(first.restore_tested_on).as_str(), first.restore_succeeded),
        ("2026-01-19", "2025-11-14", Some(true))
    );
    assert_eq!((backups[1].interval_days, backups[1].last_success, backups[1].restore_tested_on), (Some(7), None, None));
}

#[test]
fn preparations_are_read() {
    let contacts: Vec<Contact> = read(
        LedgerId::Contacts,
        "区分,組織名,役割,氏名,電話番号,夜間連絡先,連絡元\n院内,情報システム室,室長,石井,０３－０００１、090-0000-0001,内線 2104,発見者\n警察,○○県警察本部,,サイバー犯罪対策課,110,,CISO\n厚労省,厚生労働省医政局,,,03-0000,,CISO\n保健所,みほん保健所,,,,,\n",
    );
    let groups: Vec<ContactGroup> = contacts.iter().map(|contact| contact.group).collect();
    assert_eq!(groups, [ContactGroup::Inside, ContactGroup::Police, ContactGroup::Mhlw, ContactGroup::Authority]);
    assert_eq!(contacts[0].phones, ["03-0001", "090-0000-0001", "内線 2104"]);
    let bcps: Vec<Bcp> = read(
        LedgerId::Bcps,
        "計画名,サイバー攻撃を想定,策定年月日,次回見直し予定\nBCP（サイバー編）,記載あり,令和6年3月25日,令和7年度末\nBCP（災害編）,自然災害のみ,H29.4.1,\n",
    );
    assert_eq!(
        (bcps[0].covers_cyber_attack, day(bcps[0].review_due), bcps[1].covers_cyber_attack),
        (Some(true), "2026-03-31".into(), Some(false))
    );
    let drills: Vec<Drill> = read(LedgerId::Drills, "訓練名,実施日,サイバー攻撃の想定,参加人数\nランサム,R7.11.14,はい,約38名\n");
    assert_eq!((drills[0].cyber_attack, drills[0].participants), (Some(true), Some(38)));
    let procedures: Vec<RecoveryProcedure> =
        read(LedgerId::RecoveryProcedures, "対象システム,手順書名,確認日,優先順位\n電子カルテ,復旧手順書,R7.11.14,1\n");
    assert_eq!((procedures[0].priority.as_str(), day(procedures[0].confirmed_on).as_str()), ("1", "2025-11-14"));
    let educations: Vec<Education> = read(LedgerId::Educations, "研修名,実施日,受講者数,対象者数\n前期研修,2025/6/18,131名,148\n");
    assert_eq!((educations[0].attendees, educations[0].invited), (Some(131), Some(148)));
}

#[test]
fn regulations_answers_and_overrides_name_items() {
    let rules: Vec<Regulation> = read(
        LedgerId::Regulations,
        "規程名,条,対応項目\n運用管理規程,第6条,2-①、2-②\n運用管理規程,第7条,２－④～⑥\n運用管理規程,第8条,\"2-⑦\n⑧\"\n",
    );
    assert_eq!(rules[0].covers, ["2-①", "2-②"]);
    assert_eq!(rules[1].covers, ["2-4", "2-5", "2-6"]);
    assert_eq!(rules[2].covers, ["2-⑦", "2-8"]);
    let batch = import_as(
        LedgerId::Answers,
        "項目,回答,確認日,目標日,備考\n2-⑥,いいえ,R7.5.14,令和7年度中,なし\n2-⑦,○,5/14,,\n2-⑧、⑨,はい,2025/5/14,,\n",
    );
    let answers: Vec<Answer> = records(&batch.rows);
    assert_eq!(
        (answers[0].answer, day(answers[0].target_on).as_str(), answers[0].remarks.as_str(), answers[0].round),
        (Some(YesNo::No), "2026-03-31", "なし", 1)
    );
    assert_eq!((answers[1].answer, answers[1].checked_on), (Some(YesNo::Yes), None));
    assert_eq!((answers[2].item.as_str(), answers[3].item.as_str()), ("2-⑧", "2-9"));
    assert_eq!((batch.rows[0].provenance, keys(&batch.problems)), (Provenance::Statement, vec!["import-date-unreadable"]));
    let overrides: Vec<Override> =
        read(LedgerId::Overrides, "項目,上書き後の回答,理由,判断者,判断日,有効期限\n2-⑨,はい,物理ロック,清水,R8.1.9,R8.3.31\n");
    assert_eq!((overrides[0].answer, day(overrides[0].expires_on).as_str()), (Some(YesNo::Yes), "2026-03-31"));
}

#[test]
fn rows_that_are_no_records_are_left_out_and_said() {
    let text = "機器台帳\n\n管理番号,OS,設置場所,登録日\n例,Win11,受付,2020/1/1\n■２階\n1,Win11,診察室,2020/1/1\n2,〃,同上,2020/1/1\n管理番号,OS,設置場所,登録日\n3,Win11,同左,2020/1/1\n4,,,\n5,,,\n,,,計 3台\n※停止中を除く\n";
    let batch = import_as(LedgerId::Devices, text);
    let devices: Vec<Device> = records(&batch.rows);
    let shown: Vec<(&str, &str, &str, u32)> =
        devices.iter().zip(&batch.rows).map(|(d, row)| (d.number.as_str(), d.os.as_str(), d.place.as_str(), row.source.row)).collect();
    assert_eq!(shown, [("1", "Win11", "診察室", 6), ("2", "Win11", "診察室", 7), ("3", "Win11", "Win11", 9)]);
    let found: Vec<(&str, u32)> = batch.problems.iter().map(|p| (p.key, p.row)).collect();
    assert_eq!(
        found,
        [("import-example-row", 4), ("import-heading-row", 5), ("import-heading-row", 13), ("import-numbered-blank-rows", 10)]
    );
}

#[test]
fn a_bad_cell_costs_itself_and_is_named() {
    let text =
        "管理番号,OS,登録日,状態,リモート保守\nA-1,Win11,令和9年2月30日,稼働,有\nA-1,Win11,さくら,ねむい,たぶん\n,#REF!,R6年度,稼働,\n";
    let report = import("台帳/機器.csv", &cp932(text));
    let batch = only(&report);
    let devices: Vec<Device> = records(&batch.rows);
    assert_eq!((devices.len(), devices[0].registered, devices[0].os.as_str()), (3, None, "Win11"));
    let found: Vec<(&str, u32, &str, &str)> = batch.problems.iter().map(|p| (p.key, p.row, p.column.as_str(), p.header.as_str())).collect();
    assert_eq!(
        found,
        [
            ("import-date-impossible", 2, "C", "登録日"),
            ("import-date-unreadable", 3, "C", "登録日"),
            ("import-word-unknown", 3, "D", "状態"),
            ("import-flag-unreadable", 3, "E", "リモート保守"),
            ("import-date-fiscal-year", 4, "C", "登録日"),
            ("import-key-missing", 4, "", ""),
            ("import-duplicate-key", 3, "", ""),
        ]
    );
    let twice = batch.problems.iter().find(|p| p.key == "import-duplicate-key").unwrap();
    assert_eq!((twice.value.as_str(), twice.args["first"].as_str(), twice.file.as_str()), ("A-1", "2", "台帳/機器.csv"));
}

#[test]
fn every_field_of_every_record_can_be_written_in_a_ledger() {
    use sonae_importers::columns::{self, ColumnKind};
    // filled in by the importer itself, or by the absence of something
    let own = ["kind-inferred", "never-logged-in"];
    for columns in columns::all() {
        let cell = |column: &columns::Column| match (column.kind, column.vocabulary.as_deref()) {
            (ColumnKind::Date, _) => "2025/4/1",
            (ColumnKind::Flag, _) => "有",
            (ColumnKind::Number | ColumnKind::Days, _) => "3",
            (ColumnKind::Items, _) => "2-⑥",
            (_, Some("device-status" | "account-status")) => "停止",
            (_, Some("employment")) => "退職",
            (_, Some("role")) => "企画管理者",
            (_, Some("contract-kind")) => "保守",
            (_, Some("duty")) => "双方",
            (_, Some("disclosure-kind")) => "SDS",
            (_, Some("service-state")) => "稼働",
            (_, Some("contact-group")) => "警察",
            (_, Some("answer")) => "いいえ",
            (_, Some("account-kind")) => "共用",
            (_, Some("device-kind")) => "サーバ",
            _ if column.field == "role" => "企画管理者",
            _ => "文字",
        };
        // columns that close a row or stand in for others are left out
        let skipped = ["disposed-on", "deleted-on", "disabled-on", "full-name", "maker-model", "last-result", "start-mode"];
        let used: Vec<_> = columns.columns.iter().filter(|column| !skipped.contains(&column.field.as_str())).collect();
        let quoted = |cells: Vec<&str>| cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
        let text =
            format!("{}\n{}\n", quoted(used.iter().map(|c| c.title.as_str()).collect()), quoted(used.iter().map(|c| cell(c)).collect()));
        let batch = import_as(columns.ledger, &text);
        let empty = ["", "unknown", "other", "unspecified"].map(serde_json::Value::from);
        for (field, value) in batch.rows[0].body.as_object().unwrap() {
            let blank = value.is_null() || *value == serde_json::json!([]) || *value == serde_json::json!(false) || empty.contains(value);
            assert!(!blank || own.contains(&field.as_str()), "{}: {field} = {value}\n{text}", columns.ledger);
        }
    }
}
