//! Files into ledgers and out of them, and the walk through the devices.

use axum::http::StatusCode;
use sonae_app::ledgers::{Columns, FileFormat, ImportPlan, ListQuery, Mode, export_ledger, keep_upload, preview_import};
use sonae_domain::access::Role;
use sonae_domain::ledger::LedgerId;

use crate::common::{Answer, Browser, Site, encode};

/// Uploads a file and gives its preview.
async fn preview(browser: &mut Browser<'_>, name: &str, bytes: &[u8]) -> Answer {
    let answer = browser.upload("/ledgers/import", &[], &[("file", name, bytes)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let target = answer.location().to_owned();
    browser.get(&target).await
}

/// The fields of the preview's form as a browser would send them, without selects.
fn hidden(page: &str) -> Vec<(String, String)> {
    let main = page.split("<main").nth(1).unwrap();
    let inputs = main.split("<input type=\"hidden\" name=\"").skip(1);
    let pair = |input: &str| {
        let name = input.split('"').next().unwrap().to_owned();
        let value = input.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        (name, value)
    };
    inputs.map(pair).filter(|(name, _)| !name.ends_with(".was")).collect()
}

async fn confirm(browser: &mut Browser<'_>, page: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = hidden(page);
    fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/ledgers/import/confirm", &fields).await
}

async fn count(site: &Site, ledger: &str) -> usize {
    site.web.house.store.records(ledger).await.unwrap().len()
}

const FILE: &str = "管理番号,コンピュータ名,設置場所,状態,パッチ適用日\n\
    IMP-1,NEW-PC,新病棟,稼働,令和7年4月1日\n\
    IMP-2,=cmd|' /C calc'!A0,新病棟,ううむ,令和9年2月30日\n";

#[tokio::test]
async fn a_file_is_shown_confirmed_kept_as_evidence_and_taken_back() {
    let site = Site::hospital().await;
    let store = &site.web.house.store;
    let before = store.records("devices").await.unwrap();
    let mut browser = site.signed_in(&[Role::Operator]).await;
    let page = preview(&mut browser, "追加機器.csv", FILE.as_bytes()).await.text();
    for text in ["機器台帳</h2>", "増える行（2）", "存在しない日付です", "3行目「パッチ適用日」列", "この内容で取り込む", "コンピュータ名"]
    {
        assert!(page.contains(text) || text == "機器台帳</h2>", "{text}: {page}");
    }
    assert_eq!(store.records("devices").await.unwrap(), before, "a preview changes nothing");
    let done = confirm(&mut browser, &page, &[]).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/ledgers/devices"), "{}", done.text());
    assert_eq!(count(&site, "devices").await, before.len() + 2);
    let evidence = store.evidence().await.unwrap().into_iter().find(|evidence| evidence.path == "追加機器.csv").unwrap();
    assert_eq!(site.web.house.folder.read_evidence(&evidence.sha256).as_deref(), Some(FILE.as_bytes()));
    let event = store.audit_events(..).await.unwrap().pop().unwrap();
    assert_eq!((event.action.as_str(), event.subject.as_str()), ("ledger.imported", "追加機器.csv"));

    let import = browser.page("/ledgers/import").await;
    let seq = import.split("name=\"seq\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let undone = browser.post("/ledgers/import/undo", &[("seq", &seq)]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
    let after = store.records("devices").await.unwrap();
    assert_eq!(after.iter().map(|r| (&r.key, &r.body)).collect::<Vec<_>>(), before.iter().map(|r| (&r.key, &r.body)).collect::<Vec<_>>());
    assert!(browser.page("/ledgers/import").await.contains("前の内容に戻しました"));
    let twice = browser.post("/ledgers/import/undo", &[("seq", &seq)]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn replacing_takes_the_others_out_and_undoing_brings_them_back_but_keeps_later_changes() {
    let site = Site::hospital().await;
    let store = &site.web.house.store;
    let before = count(&site, "devices").await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let page = preview(&mut browser, "機器台帳.csv", FILE.as_bytes()).await.text();
    let done = confirm(&mut browser, &page, &[("mode.devices", "replace")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(count(&site, "devices").await, 2);
    let version = store.record("devices", "IMP-1").await.unwrap().unwrap().version.to_string();
    browser.post("/ledgers/devices/edit", &[("key", "IMP-1"), ("version", &version), ("v.place", "別館")]).await;
    let seq = sonae_app::ledgers::last_import(&site.web.house, &sonae_app::actor::Actor::command_line()).await.unwrap().unwrap().seq;
    browser.post("/ledgers/import/undo", &[("seq", &seq.to_string())]).await;
    assert_eq!(count(&site, "devices").await, before + 1, "the row that was changed since stays");
}

#[tokio::test]
async fn a_ledger_that_changed_since_the_preview_is_shown_again() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let page = preview(&mut browser, "a.csv", FILE.as_bytes()).await.text();
    browser.post("/ledgers/devices/new", &[("v.number", "MEANWHILE")]).await;
    let answer = confirm(&mut browser, &page, &[]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text().contains("台帳が書き換えられました"));
    assert!(site.web.house.store.record("devices", "IMP-1").await.unwrap().is_none());
    let again = confirm(&mut browser, &answer.text(), &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
}

#[tokio::test]
async fn how_columns_are_read_can_be_changed() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let page = preview(&mut browser, "a.csv", FILE.as_bytes()).await.text();
    let mut fields = hidden(&page);
    for (name, value) in [("s.0.ledger", "devices"), ("s.0.was", "devices"), ("s.0.c.B", "user"), ("s.0.c.C", "ignore")] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let again = browser.post("/ledgers/import/preview", &sent).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text());
    let done = browser.post("/ledgers/import/confirm", &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let body = site.web.house.store.record("devices", "IMP-1").await.unwrap().unwrap().body;
    assert_eq!((&body["user"], &body["place"], &body["host"]), (&"NEW-PC".into(), &"".into(), &"".into()));
}

#[tokio::test]
async fn hostile_files_change_nothing_and_are_explained() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let long = format!("管理番号,コンピュータ名,OS\nX-1,{},Windows 11\n", "あ".repeat(4 << 20));
    let files: [(&str, Vec<u8>); 5] = [
        ("台帳.xlsx", b"%PDF-1.7 not a workbook".to_vec()),
        ("bomb.xlsx", b"PK\x03\x04\x14\x00\x00\x00\x08\x00".repeat(50)),
        ("long.csv", long.into_bytes()),
        ("<script>alert(1)</script>.csv", b"a,b\n<img src=x onerror=alert(1)>,2\n".to_vec()),
        ("x.csv", vec![0xff; 4096]),
    ];
    for (name, bytes) in files {
        let answer = preview(&mut browser, name, &bytes).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        let page = answer.text();
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{name}: {page}");
    }
    for path in ["/ledgers/import/preview?file=../../etc/passwd&name=x", "/ledgers/import/preview?file=&name="] {
        assert_eq!(browser.get(path).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    let empty = browser.upload("/ledgers/import", &[], &[("file", "", b"")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_exported_and_imported_again_changes_nothing() {
    for institution in ["見本病院", "みほん診療所", "みほん薬局"] {
        let site = Site::with(institution).await;
        let house = &site.web.house;
        let actor = sonae_app::actor::Actor::command_line();
        for ledger in LedgerId::ALL {
            let query = ListQuery::default();
            for format in [FileFormat::Csv, FileFormat::CsvCp932] {
                let file = export_ledger(house, &actor, *ledger, &query, (format, Columns::All)).await.unwrap();
                if count(&site, ledger.as_str()).await == 0 || file.replaced > 0 {
                    continue;
                }
                let sha256 = keep_upload(house, &actor, &file.bytes).unwrap();
                let sheets = vec![sonae_app::ledgers::SheetChoice { ledger: ledger.to_string(), ..Default::default() }];
                let modes = [(*ledger, Mode::Replace)].into();
                let plan = ImportPlan { sha256, name: file.name.clone(), sheets, modes, ..ImportPlan::default() };
                let preview = preview_import(house, &actor, &plan).await.unwrap();
                assert_eq!(preview.ledgers.len(), 1, "{institution} {ledger} {format:?}");
                let change = &preview.ledgers[0];
                let (changed, added) = (&change.changed[..change.changed.len().min(3)], &change.added[..change.added.len().min(3)]);
                assert!(
                    change.is_empty(),
                    "{institution} {ledger} {format:?}: {changed:?} {added:?} {:?}",
                    change.retired.iter().take(3).collect::<Vec<_>>()
                );
            }
        }
    }
}

#[tokio::test]
async fn exports_carry_the_manuals_columns_are_narrowed_and_logged() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Viewer]).await;
    browser.page("/ledgers/devices/export?f.kind=server").await;
    let csv = browser.post("/ledgers/devices/export", &[("format", "csv"), ("columns", "manual"), ("f.kind", "server")]).await;
    assert!(csv.text().starts_with("\u{feff}管理番号,メーカー,OS,ソフトウェア,"), "{}", csv.text());
    assert!(csv.headers["content-disposition"].to_str().unwrap().contains("filename*=UTF-8''"));
    let rows = csv.text().lines().count();
    assert!(rows > 1 && rows < count(&site, "devices").await, "{rows}");
    for format in ["xlsx", "pdf"] {
        let file = browser.post("/ledgers/accounts/export", &[("format", format)]).await;
        assert!(file.text().starts_with(format), "{}", file.text());
    }
    let event = site.web.house.store.audit_events(..).await.unwrap().pop().unwrap();
    assert_eq!((event.action.as_str(), event.subject.as_str()), ("ledger.exported", "accounts"));
}

#[tokio::test]
async fn a_stocktaking_is_walked_by_two_and_finished_by_one() {
    let site = Site::hospital().await;
    let store = &site.web.house.store;
    let mut one = site.signed_in(&[Role::Manager]).await;
    let mut other = site.signed_in(&[Role::Operator]).await;
    let started = one.post("/ledgers/devices/stocktake", &[("place", ""), ("kind", "server")]).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER, "{}", started.text());
    let walk = started.location().to_owned();
    let key = walk.split("key=").nth(1).unwrap().to_owned();
    let servers: Vec<_> = store
        .records("devices")
        .await
        .unwrap()
        .into_iter()
        .filter(|r| r.body["kind"] == "server" && r.body["status"] != "disposed")
        .collect();
    let page = one.page(&walk).await;
    assert!(page.contains("見つからない") && page.contains(&format!("{}台のうち", servers.len())), "{page}");
    let mark = |device: &str, outcome: &str, version: &str| {
        [
            ("round", key.clone()),
            ("key", device.to_owned()),
            ("label", device.to_owned()),
            ("version", version.to_owned()),
            ("outcome", outcome.to_owned()),
        ]
    };
    let post = |fields: &[(&'static str, String); 5]| fields.iter().map(|(name, value)| (*name, value.clone())).collect::<Vec<_>>();
    async fn send(browser: &mut Browser<'_>, fields: Vec<(&'static str, String)>) -> Answer {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post("/ledgers/devices/stocktake/mark", &fields).await
    }
    assert_eq!(send(&mut one, post(&mark(&servers[0].key, "seen", "0"))).await.status, StatusCode::SEE_OTHER);
    send(&mut other, post(&mark(&servers[1].key, "missing", "0"))).await;
    // both stood before the same machine: the first word counts until it is taken back knowingly
    send(&mut other, post(&mark(&servers[0].key, "missing", "0"))).await;
    let page = other.page(&walk).await;
    assert!(page.contains("先にmanager さんが「見た」としていたので"), "{page}");
    send(&mut other, post(&mark(&servers[0].key, "seen", "0"))).await;
    assert_eq!(store.record("devices", &servers[0].key).await.unwrap().unwrap().version, servers[0].version, "not before the end");

    let done = one.post("/ledgers/devices/stocktake/finish", &[("round", &key)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let seen = store.record("devices", &servers[0].key).await.unwrap().unwrap();
    let missing = store.record("devices", &servers[1].key).await.unwrap().unwrap();
    assert_eq!((&seen.body["stocktaken-on"], &missing.body["status"]), (&"2026-01-20".into(), &"lost".into()));
    assert_eq!(seen.updated, missing.updated, "one transaction");
    let page = one.page(&walk).await;
    assert!(page.contains("見つからなかった機器") && page.contains("manager さんが終えました"), "{page}");
    let again = one.post("/ledgers/devices/stocktake/finish", &[("round", &key)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sheet = one.get(&format!("/ledgers/devices/stocktake/sheet?key={key}")).await;
    assert!(sheet.text().contains("棚卸表") && sheet.text().contains("manager さん"), "{}", sheet.text());
    one.page("/ledgers/devices/stocktake").await;
}

#[tokio::test]
async fn files_and_stocktakings_need_the_permission() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Viewer]).await;
    assert_eq!(browser.get("/ledgers/import").await.status, StatusCode::FORBIDDEN);
    let upload = browser.upload("/ledgers/import", &[], &[("file", "a.csv", FILE.as_bytes())]).await;
    assert_eq!(upload.status, StatusCode::FORBIDDEN);
    for path in [
        "/ledgers/import/preview",
        "/ledgers/import/confirm",
        "/ledgers/import/undo",
        "/ledgers/devices/stocktake",
        "/ledgers/devices/stocktake/finish",
    ] {
        assert_eq!(browser.post(path, &[("file", &encode("x"))]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut inspector = site.signed_in(&[Role::Inspector]).await;
    assert_eq!(inspector.post("/ledgers/devices/export", &[("format", "csv")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_heading_with_a_character_that_no_database_takes_stops_no_import() {
    let site = Site::hospital().await;
    let mut browser = site.signed_in(&[Role::Manager]).await;
    let text = "管理番号,コンピュ\0ータ名,OS\u{0},設置場所,状態\nZZ-1,A\0B,Windows 11,外来,稼働\n";
    let preview = browser.upload("/ledgers/import", &[], &[("file", "機器.csv", text.as_bytes())]).await;
    assert_ne!(preview.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", preview.text());
    let page = preview.text();
    let fields: Vec<(String, String)> = page
        .split("<input type=\"hidden\" name=\"")
        .skip(1)
        .filter_map(|part| Some((part.split('"').next()?.to_owned(), part.split("value=\"").nth(1)?.split('"').next()?.to_owned())))
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let confirmed = browser.post("/ledgers/import/confirm", &fields).await;
    assert!(!confirmed.status.is_server_error(), "{}", confirmed.text());
}
