//! 設定: institution, figures, mail, operation log.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use sonae_app::notify::{Letter, MailServer, Post, PostFailure, has_password, send_digest};
use sonae_app::storage::StoredEvent;
use sonae_domain::access::Role;
use sonae_domain::assessment::Status;

use crate::common::Site;

/// Figures as the form has them, with one of them changed.
fn figures<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("dormant-days", "90"),
        ("never-used-days", "30"),
        ("patch-days", "90"),
        ("password-change-days", "184"),
        ("log-review-days", "92"),
        ("check-days", "366"),
        ("disclosure-days", "731"),
        ("backup-lateness", "3"),
        ("recovery-days", "366"),
        ("answer-days", "366"),
    ];
    fields.retain(|(known, _)| *known != name);
    fields.push((name, value));
    fields
}

async fn last_event(site: &Site) -> StoredEvent {
    site.web.house.store.audit_events(..).await.unwrap().pop().unwrap()
}

/// Keeps letters instead of sending them.
#[derive(Default)]
struct Pigeonhole {
    letters: Mutex<Vec<(MailServer, Letter)>>,
    broken: bool,
}

impl Post for Pigeonhole {
    fn send(&self, server: &MailServer, letter: &Letter) -> Result<(), PostFailure> {
        if self.broken {
            return Err(PostFailure::Server("connection refused".to_owned()));
        }
        self.letters.lock().unwrap().push((server.clone(), letter.clone()));
        Ok(())
    }
}

const MAIL: &[(&str, &str)] = &[
    ("on", "yes"),
    ("host", "mail.example.jp"),
    ("port", "587"),
    ("security", "start-tls"),
    ("user", "sonae"),
    ("password", "himitsu-no-kotoba"),
    ("from", "sonae@example.jp"),
    ("to", "a@example.jp\nb@example.jp"),
];

#[tokio::test]
async fn a_figure_that_is_changed_changes_findings_and_is_in_the_history() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let unneeded = async || {
        let known = site.web.house.known().await.unwrap();
        let item = known.forms[0].assessment.items.iter().find(|item| item.control == *"unneeded-accounts-disabled").unwrap();
        (item.finding.status, item.finding.reasons.iter().map(|reason| reason.records.len()).sum::<usize>())
    };
    let before = unneeded().await;
    let mut fields = figures("dormant-days", "1");
    fields.push(("reason", "毎日見ることにした"));
    let answer = manager.post("/settings/policy", &fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/settings/policy"));
    let after = unneeded().await;
    assert!(after.0 == Status::NotSatisfied && after.1 > before.1, "{before:?} {after:?}");
    let event = last_event(&site).await;
    assert_eq!(event.action, "policy.changed");
    assert_eq!(event.detail["figures"]["dormant-days"], serde_json::json!({ "from": 90, "to": 1 }));
    assert_eq!(event.detail["reason"], "毎日見ることにした");
    let page = manager.page("/settings/policy").await;
    assert!(page.contains("90 → <b>1</b>") && page.contains("設定を変えました"), "{page}");
}

#[tokio::test]
async fn a_figure_that_cannot_be_is_shown_again_and_nothing_is_kept() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let before = site.web.house.policy().await.unwrap();
    for value in ["0", "-1", "99999999999", "三十日", ""] {
        let answer = manager.post("/settings/policy", &figures("patch-days", value)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{value}");
        assert!(answer.text().contains("patch-days-err"));
    }
    assert_eq!(site.web.house.policy().await.unwrap(), before);
    let full_width = manager.post("/settings/policy", &figures("patch-days", "６０")).await;
    assert_eq!(full_width.status, StatusCode::SEE_OTHER);
    assert_eq!(site.web.house.policy().await.unwrap().patch_days, 60);
}

#[tokio::test]
async fn whoever_may_not_change_settings_neither_sees_nor_sends_them() {
    let site = Site::hospital().await;
    for role in [Role::Executive, Role::Operator, Role::Viewer, Role::Auditor, Role::Inspector, Role::Vendor] {
        let mut browser = site.signed_in(&[role]).await;
        for path in ["/settings/institution", "/settings/policy", "/settings/mail", "/settings/start-over"] {
            assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{role} {path}");
        }
        assert_eq!(browser.post("/settings/policy", &figures("patch-days", "1")).await.status, StatusCode::FORBIDDEN, "{role}");
        assert_eq!(
            browser.post("/settings/institution", &[("name", "x"), ("kind", "clinic"), ("beds", "0")]).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(browser.post("/settings/mail", MAIL).await.status, StatusCode::FORBIDDEN, "{role}");
        assert_eq!(browser.post("/settings/mail/test", &[("test-to", "a@example.jp")]).await.status, StatusCode::FORBIDDEN, "{role}");
    }
    assert_eq!(site.web.house.policy().await.unwrap().patch_days, 90);
}

#[tokio::test]
async fn the_institution_is_changed_in_one_step_with_its_edition_and_pattern() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let fields =
        [("name", "新しい<病院>"), ("kind", "hospital"), ("beds", "99"), ("director", "新 太郎"), ("edition", "r5"), ("pattern", "ii")];
    assert_eq!(manager.post("/settings/institution", &fields).await.location(), "/settings");
    let page = manager.page("/settings").await;
    assert!(page.contains("新しい&#60;病院&#62;") && page.contains("99床") && page.contains("パターンⅡ"), "{page}");
    assert_eq!(site.web.house.edition().await.unwrap().id.as_str(), "r5");
    assert_eq!(last_event(&site).await.action, "institution.changed");
    let partial = [("name", "病院"), ("kind", "hospital"), ("beds", "1"), ("edition", "r6")];
    let answer = manager.post("/settings/institution", &partial).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("edition-err"));
}

#[tokio::test]
async fn the_mail_password_is_kept_apart_and_never_shown() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    assert_eq!(manager.post("/settings/mail", MAIL).await.location(), "/settings/mail");
    let page = manager.page("/settings/mail").await;
    assert!(page.contains("保存してあります") && !page.contains("himitsu"), "{page}");
    let house = &site.web.house;
    let kept = serde_json::to_string(&house.store.all_records().await.unwrap()).unwrap();
    let log = serde_json::to_string(&house.store.audit_events(..).await.unwrap()).unwrap();
    assert!(!kept.contains("himitsu") && !log.contains("himitsu") && has_password(house));
    let again: Vec<_> = MAIL.iter().filter(|(name, _)| *name != "password").copied().chain([("forget", "yes")]).collect();
    manager.post("/settings/mail", &again).await;
    assert!(!has_password(house));
}

#[tokio::test]
async fn mail_that_cannot_work_is_not_switched_on() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let bad = [("on", "yes"), ("host", "mail server"), ("port", "587"), ("security", "tls"), ("from", "だれか"), ("to", "")];
    let answer = manager.post("/settings/mail", &bad).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = answer.text();
    assert!(["host-err", "from-err", "to-err"].iter().all(|id| text.contains(id)) && text.contains("value=\"だれか\""), "{text}");
    assert!(!site.web.house.settings().await.unwrap().mail.on);
}

#[tokio::test]
async fn what_is_due_is_told_once_a_day_to_everybody_who_is_to_hear_it() {
    let post = Arc::new(Pigeonhole::default());
    let site = Site::hospital_with_post(post.clone()).await;
    assert_eq!(send_digest(&site.web.house).await.unwrap(), 0);
    let mut manager = site.signed_in(&[Role::Manager]).await;
    manager.post("/settings/mail", MAIL).await;
    assert_eq!(send_digest(&site.web.house).await.unwrap(), 2);
    assert_eq!(send_digest(&site.web.house).await.unwrap(), 0);
    let letters = post.letters.lock().unwrap().clone();
    let (server, letter) = &letters[0];
    assert_eq!((server.password.as_str(), letter.to.as_str(), letters.len()), ("himitsu-no-kotoba", "a@example.jp", 2));
    assert!(letter.body.contains("期限") && letter.subject.contains("見本病院"), "{}", letter.body);
    assert_eq!(last_event(&site).await.action, "notice.sent");
}

#[tokio::test]
async fn a_test_letter_that_fails_says_what_the_server_said() {
    let site = Site::hospital_with_post(Arc::new(Pigeonhole { broken: true, ..Pigeonhole::default() })).await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    manager.post("/settings/mail", MAIL).await;
    let answer = manager.post("/settings/mail/test", &[("test-to", "a@example.jp")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("connection refused") && answer.text().contains("サーバの名前、ポート番号"));
    assert_eq!(last_event(&site).await.detail["sent"], false);
    assert_eq!(manager.post("/settings/mail/test", &[("test-to", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_operation_log_is_read_filtered_checked_and_taken_out() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    manager.post("/settings/policy", &figures("patch-days", "45")).await;
    let mut auditor = site.signed_in(&[Role::Auditor]).await;
    let page = auditor.page("/settings/audit").await;
    assert!(page.contains("施設で決める日数の変更") && page.contains("manager"), "{page}");
    let filtered = auditor.page("/settings/audit?action=policy.changed&actor=manager&from=2026-01-20&until=R8.1.20").await;
    assert!(filtered.contains("1件を表示") && filtered.contains("patch-days"), "{filtered}");
    assert!(auditor.page("/settings/audit?from=2027-01-01").await.contains("あてはまる記録はありません"));
    assert!(auditor.page("/settings/audit?from=きのう").await.contains("日付として読めません"));
    let head = site.web.house.store.audit_head().await.unwrap();
    assert!(auditor.page("/settings/audit/verify").await.contains(&head.hash));
    let csv = auditor.get("/settings/audit/export?format=csv").await;
    assert!(csv.text().starts_with('\u{feff}') && csv.text().contains("policy.changed"));
    let json = auditor.get("/settings/audit/export?format=json&action=policy").await;
    let events: Vec<serde_json::Value> = serde_json::from_slice(&json.bytes).unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(last_event(&site).await.action, "audit.exported");
    let mut operator = site.signed_in(&[Role::Operator]).await;
    for path in ["/settings/audit", "/settings/audit/verify", "/settings/audit/export"] {
        assert_eq!(operator.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[test]
fn every_action_that_is_noted_has_words() {
    let mut missing = Vec::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<_> = ["app", "web", "sonae"].iter().map(|name| root.join(name).join("src")).collect();
    let mut seen = 0;
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            folders.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        if path.ends_with("testing.rs") || path.ends_with("tests.rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        let calls = source.split(".event(").skip(1).chain(source.split("action: ").skip(1));
        for call in calls {
            let Some(action) = call.lines().take(4).flat_map(|line| line.split('"').skip(1).step_by(2)).next() else { continue };
            let is_action = action.split('.').count() == 2 && action.bytes().all(|byte| byte.is_ascii_lowercase() || b".-".contains(&byte));
            if is_action {
                seen += 1;
                if sonae_app::audit::action_word(action) == action {
                    missing.push(action.to_owned());
                }
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert!(seen > 15 && missing.is_empty(), "{seen} {missing:?}");
}

#[tokio::test]
async fn own_backups_need_a_key_that_is_shown_once_and_are_then_made() {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert!(operator.page("/settings/backups").await.contains("鍵を作る"));
    let refused = operator.post("/settings/backups/make", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("鍵がまだありません"));
    let shown = operator.post("/settings/backups/key", &[]).await.text();
    assert!(shown.contains("AGE-SECRET-KEY-"), "{shown}");
    let made = operator.post("/settings/backups/make", &[]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let page = operator.page("/settings/backups").await;
    assert!(page.contains("バックアップを作りました") && !page.contains("AGE-SECRET-KEY-"), "{page}");
    let log = serde_json::to_string(&site.web.house.store.audit_events(..).await.unwrap()).unwrap();
    assert!(!log.contains("AGE-SECRET-KEY-"));
    let bad = operator.post("/settings/backups", &[("generations", "1"), ("every_hours", "24"), ("second_place", "../x")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text().contains("generations-err") && bad.text().contains("second_place-err"));
    assert_eq!(operator.post("/settings/backups", &[("generations", "5"), ("every_hours", "12")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.web.house.settings().await.unwrap().backup.generations, 5);
    let mut viewer = site.signed_in(&[Role::Viewer]).await;
    for path in ["/settings/backups/make", "/settings/backups/key", "/settings/backups"] {
        assert_eq!(viewer.post(path, &[("generations", "5")]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(viewer.get("/settings/backups").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn downloads_of_feeds_are_off_until_somebody_switches_them_on() {
    let site = Site::hospital().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let page = manager.page("/settings/feeds").await;
    assert!(page.contains("CISA KEV") && !page.contains("checked") && !page.contains("いま取りに行く"), "{page}");
    assert!(manager.page("/weaknesses").await.contains("インターネットにはつなぎません"));
    assert_eq!(manager.post("/settings/feeds", &[("on", "elsewhere")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(manager.post("/settings/feeds", &[("on", "kev")]).await.status, StatusCode::SEE_OTHER);
    let page = manager.page("/settings/feeds").await;
    assert!(page.contains("value=\"kev\" checked") && page.contains("いま取りに行く"), "{page}");
    assert!(manager.page("/weaknesses").await.contains("CISA KEV）は毎日取りに行きます"));
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert_eq!(operator.post("/settings/feeds", &[("on", "kev")]).await.status, StatusCode::FORBIDDEN);
}
