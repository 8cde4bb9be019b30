//! Signing in and out, second factors, what belongs to the person, and users.

use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use sonae_app::accounts::{NewUser, add_user, create_first_user, find_token, find_user, tokens};
use sonae_app::actor::Actor;
use sonae_app::storage::StoredEvent;
use sonae_domain::access::{Permission, Role};

use crate::authenticator::Authenticator;
use crate::common::{Browser, Site};

const PASSWORD: &str = "correct horse battery";

/// A hospital whose first user is 佐藤.
async fn with_sato() -> Site {
    let site = Site::hospital().await;
    let new = NewUser { id: "Sato".into(), name: "佐藤 明".into(), ..NewUser::default() };
    assert_eq!(create_first_user(&site.web.house, &new, PASSWORD).await.unwrap(), "sato");
    site
}

async fn events(site: &Site) -> Vec<StoredEvent> {
    site.web.house.store.audit_events(..).await.unwrap()
}

async fn last_event(site: &Site) -> StoredEvent {
    events(site).await.pop().unwrap()
}

#[tokio::test]
async fn whoever_knows_name_and_password_gets_in_and_to_where_they_were() {
    let site = with_sato().await;
    let mut browser = site.browser();
    let page = browser.page("/login?back=%2Fforms").await;
    assert!(page.contains("value=\"/forms\"") && page.contains("見本病院"), "{page}");
    let answer = browser.post("/login", &[("id", "ＳＡＴＯ "), ("password", PASSWORD), ("back", "/forms")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/forms"));
    assert!(browser.page("/").await.contains("佐藤 明"));
    let event = last_event(&site).await;
    assert_eq!((event.action.as_str(), event.actor.as_str()), ("user.signed-in", "sato"));

    let answer = browser.post("/logout", &[]).await;
    assert_eq!(answer.location(), "/login");
    assert!(browser.page("/login").await.contains("サインアウトしました"));
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(last_event(&site).await.action, "user.signed-out");
}

#[tokio::test]
async fn nothing_but_our_own_pages_follows_a_sign_in() {
    let site = with_sato().await;
    let mut browser = site.browser();
    assert!(!browser.page("/login?back=%2F%2Fevil.example").await.contains("evil"));
    let answer = browser.post("/login", &[("id", "sato"), ("password", PASSWORD), ("back", "//evil.example")]).await;
    assert_eq!(answer.location(), "/");
    let answer = browser.get("/login?back=https%3A%2F%2Fevil.example").await;
    assert_eq!(answer.location(), "/");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_the_same_answer_and_the_log_keeps_no_secret() {
    let site = with_sato().await;
    let wrong = site.browser().post("/login", &[("id", "sato"), ("password", "himitsu-no-kotoba")]).await;
    let unknown = site.browser().post("/login", &[("id", "himitsu-no-kotoba"), ("password", "x")]).await;
    assert_eq!((wrong.status, unknown.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(wrong.text().replace("value=\"sato\"", ""), unknown.text().replace("value=\"himitsu-no-kotoba\"", ""));
    let log = events(&site).await;
    let [.., wrong, unknown] = log.as_slice() else { panic!() };
    assert_eq!((wrong.action.as_str(), wrong.subject.as_str()), ("user.sign-in-failed", "sato"));
    assert_eq!((unknown.actor.as_str(), unknown.subject.as_str()), ("unknown-user", ""));
    assert!(!format!("{log:?}").contains("himitsu"));
}

#[tokio::test]
async fn five_failures_shut_the_door_for_a_minute_even_for_the_right_password_and_for_names_that_do_not_exist() {
    let site = with_sato().await;
    for id in ["sato", "nobody"] {
        for _ in 0..5 {
            site.browser().post("/login", &[("id", id), ("password", "wrong")]).await;
        }
        let answer = site.browser().post("/login", &[("id", id), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("しばらく受け付けません"), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_flood_of_attempts_is_not_looked_at() {
    let site = with_sato().await;
    let mut last = StatusCode::OK;
    for at in 0..25 {
        last = site.browser().post("/login", &[("id", &format!("user-{at}")), ("password", "x")]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_session_is_known_only_by_its_hash_and_gets_a_new_name_at_the_sign_in() {
    let site = with_sato().await;
    let mut browser = site.browser();
    browser.post("/logout", &[]).await;
    let before = browser.cookie().unwrap();
    browser.post("/login", &[("id", "sato"), ("password", PASSWORD)]).await;
    let after = browser.cookie().unwrap();
    assert_ne!(before, after);
    let now = site.web.house.now();
    let sessions = site.web.house.store.sessions(Some("sato"), now).await.unwrap();
    let name = after.split_once('=').unwrap().1;
    assert_eq!(sessions.len(), 1);
    assert!(!format!("{sessions:?}").contains(name));
    assert_eq!(site.browser_with(&before).get("/").await.status, StatusCode::SEE_OTHER, "the earlier name leads nowhere");
}

#[tokio::test]
async fn a_new_user_must_change_the_password_of_the_first_sign_in() {
    let site = with_sato().await;
    let new = NewUser { id: "kato".into(), name: "加藤".into(), roles: [Role::Operator].into(), ..NewUser::default() };
    let (id, once) = add_user(&site.web.house, &Actor::command_line(), &new).await.unwrap();
    let mut browser = site.browser();
    browser.post("/login", &[("id", &id), ("password", &once)]).await;
    let answer = browser.get("/").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/me/password"));
}

async fn signed_in_as_sato(site: &Site) -> Browser<'_> {
    let mut browser = site.browser();
    let answer = browser.post("/login", &[("id", "sato"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    browser
}

/// What stands between two texts.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let from = page.split_once(before).unwrap_or_else(|| panic!("{before} is not in {page}")).1;
    from.split_once(after).unwrap().0
}

fn code(site: &Site, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(site.web.house.now().as_second()).unwrap()).to_string()
}

/// Sets the authenticator app up; the secret and the recovery codes.
async fn set_up_totp(site: &Site, browser: &mut Browser<'_>) -> (String, Vec<String>) {
    let page = browser.page("/me/totp").await;
    let secret = between(&page, "<p class=\"secret num\">", "</p>").to_owned();
    assert!(page.contains("<path fill=\"#000\""), "the QR code");
    assert!(browser.page("/me/totp").await.contains(&secret), "the same secret when the page is opened again");
    let wrong = browser.post("/me/totp", &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = browser.post("/me/totp", &[("code", &code(site, &secret))]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let page = answer.text();
    let codes = page.split("<li class=\"num\">").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    (secret, codes)
}

#[tokio::test]
async fn with_an_authenticator_app_a_password_is_only_half_and_a_code_counts_once() {
    let site = with_sato().await;
    let (secret, _) = set_up_totp(&site, &mut signed_in_as_sato(&site).await).await;
    site.wait(SignedDuration::from_mins(2));
    let mut browser = site.browser();
    let answer = browser.post("/login", &[("id", "sato"), ("password", PASSWORD), ("back", "/me")]).await;
    assert_eq!(answer.location(), "/login/second");
    assert_eq!(browser.get("/me").await.status, StatusCode::SEE_OTHER, "not in yet");
    assert!(browser.page("/login/second").await.contains("6桁の数字"));
    let now = code(&site, &secret);
    let answer = browser.post("/login/second", &[("code", &now)]).await;
    assert_eq!(answer.location(), "/me");
    browser.page("/me").await;

    let mut thief = site.browser();
    thief.post("/login", &[("id", "sato"), ("password", PASSWORD)]).await;
    let answer = thief.post("/login/second", &[("code", &now)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the same code again");
    for _ in 0..5 {
        thief.post("/login/second", &[("code", "123456")]).await;
    }
    let answer = thief.post("/login/second", &[("code", &code(&site, &secret))]).await;
    assert!(answer.text().contains("しばらく受け付けません"));
    site.wait(SignedDuration::from_mins(11));
    assert_eq!(thief.get("/login/second").await.location(), "/login", "the first half was too long ago");
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_the_lost_telephone_once() {
    let site = with_sato().await;
    let (_, codes) = set_up_totp(&site, &mut signed_in_as_sato(&site).await).await;
    assert_eq!(codes.len(), 10);
    for (code, status) in [(&codes[3], StatusCode::SEE_OTHER), (&codes[3], StatusCode::UNPROCESSABLE_ENTITY)] {
        let mut browser = site.browser();
        browser.post("/login", &[("id", "sato"), ("password", PASSWORD)]).await;
        let answer = browser.post("/login/second", &[("code", &code.to_uppercase().replace('-', " "))]).await;
        assert_eq!(answer.status, status);
    }
    let mut browser = site.browser();
    browser.post("/login", &[("id", "sato"), ("password", PASSWORD)]).await;
    browser.post("/login/second", &[("code", &codes[4])]).await;
    assert!(browser.page("/me").await.contains("残り8個"));
    let anew = browser.post("/me/recovery-codes", &[]).await;
    assert_eq!(anew.status, StatusCode::OK);
    let log = format!("{:?}", events(&site).await);
    assert!(!codes.iter().any(|code| log.contains(code.as_str())));
}

#[tokio::test]
async fn a_password_may_be_shorter_with_a_second_factor_and_must_grow_when_that_goes() {
    let site = with_sato().await;
    let mut browser = signed_in_as_sato(&site).await;
    let short = [("present", PASSWORD), ("new", "kuma-3-to"), ("again", "kuma-3-to")];
    let answer = browser.post("/me/password", &short).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text().contains("13文字以上"), "{}", answer.text());
    set_up_totp(&site, &mut browser).await;
    assert_eq!(browser.post("/me/password", &short).await.location(), "/me");
    assert_eq!(browser.post("/me/totp/remove", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/me").await.location(), "/me/password");
    let long = [("present", "kuma-3-to"), ("new", "hon no mushi taberu"), ("again", "hon no mushi taberu")];
    assert_eq!(browser.post("/me/password", &long).await.location(), "/");
    browser.page("/me").await;
}

#[tokio::test]
async fn bad_passwords_are_told_what_is_bad_about_them() {
    let site = with_sato().await;
    let mut browser = signed_in_as_sato(&site).await;
    let list = site.web.house.folder.path().join("breached-passwords.txt");
    // SHA-1 of "mizu no oto ga suru"
    std::fs::write(list, format!("{}:12\n", hex::encode_upper(<sha1::Sha1 as sha1::Digest>::digest("mizu no oto ga suru")))).unwrap();
    for (present, new, again, why) in [
        ("wrong", "furuike ya kawazu", "furuike ya kawazu", "いまのパスワードが違います"),
        (PASSWORD, "furuike ya kawazu", "furuike ya", "2回の入力が合っていません"),
        (PASSWORD, PASSWORD, PASSWORD, "いまと同じパスワード"),
        (PASSWORD, "password1234567", "password1234567", "すぐに推測されます"),
        (PASSWORD, "yama no SATO kawa", "yama no SATO kawa", "名前、利用者ID"),
        (PASSWORD, "mizu no oto ga suru", "mizu no oto ga suru", "過去に漏れたパスワード"),
    ] {
        let answer = browser.post("/me/password", &[("present", present), ("new", new), ("again", again)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        assert!(answer.text().contains(why), "{new}: {}", answer.text());
        assert!(!answer.text().contains("furuike"), "a password is never shown again");
    }
    let mut elsewhere = signed_in_as_sato(&site).await;
    let good = [("present", PASSWORD), ("new", "furuike ya kawazu"), ("again", "furuike ya kawazu")];
    assert_eq!(browser.post("/me/password", &good).await.location(), "/me");
    browser.page("/me").await;
    assert_eq!(elsewhere.get("/me").await.status, StatusCode::SEE_OTHER, "other sessions end");
}

#[tokio::test]
async fn a_passkey_is_a_second_factor_and_signs_in_alone() {
    const HERE: &str = "http://sonae.test";
    let site = with_sato().await;
    let mut browser = signed_in_as_sato(&site).await;
    let mut key = Authenticator::new();
    let options = browser.json("/me/passkeys/start", &json!({})).await.1;
    assert_eq!(options["publicKey"]["authenticatorSelection"]["userVerification"], "required");
    let made = key.create(&options, HERE);
    let (status, answer) = browser.json("/me/passkeys/finish", &json!({"credential": made, "label": "外来の<鍵>"})).await;
    assert_eq!((status, answer["next"].as_str()), (StatusCode::OK, Some("/me#second")));
    assert!(browser.page("/me").await.contains("外来の&#60;鍵&#62;"));

    // as a second factor
    let mut browser = site.browser();
    let answer = browser.post("/login", &[("id", "sato"), ("password", PASSWORD), ("back", "/forms")]).await;
    assert_eq!(answer.location(), "/login/second");
    let options = browser.json("/login/passkey/start", &json!({})).await.1;
    let shown = json!({"credential": key.get(&options, HERE)});
    let (status, answer) = browser.json("/login/passkey/finish", &shown).await;
    assert_eq!((status, answer["next"].as_str()), (StatusCode::OK, Some("/forms")));
    assert_eq!(browser.json("/login/passkey/finish", &shown).await.0, StatusCode::UNPROCESSABLE_ENTITY, "the same answer again");

    // alone
    let mut browser = site.browser();
    let options = browser.json("/login/passkey/start", &json!({})).await.1;
    assert!(options["publicKey"]["allowCredentials"].as_array().is_none_or(Vec::is_empty), "nothing tells who has passkeys");
    let shown = json!({"credential": key.get(&options, HERE), "back": "//evil.example"});
    let (status, answer) = browser.json("/login/passkey/finish", &shown).await;
    assert_eq!((status, answer["next"].as_str()), (StatusCode::OK, Some("/")));
    browser.page("/").await;
    let event = last_event(&site).await;
    assert_eq!((event.actor.as_str(), event.detail["how"].as_str()), ("sato", Some("passkey")));
}

#[tokio::test]
async fn a_passkey_of_another_site_or_without_its_user_is_refused() {
    const HERE: &str = "http://sonae.test";
    let site = with_sato().await;
    let mut browser = signed_in_as_sato(&site).await;
    let mut key = Authenticator::new();
    let options = browser.json("/me/passkeys/start", &json!({})).await.1;
    let made = json!({"credential": key.create(&options, HERE)});
    browser.json("/me/passkeys/finish", &made).await;
    for (origin, verifies) in [("https://evil.example", true), (HERE, false)] {
        let mut browser = site.browser();
        let options = browser.json("/login/passkey/start", &json!({})).await.1;
        key.verifies = verifies;
        let shown = json!({"credential": key.get(&options, origin)});
        assert_eq!(browser.json("/login/passkey/finish", &shown).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{origin} {verifies}");
        assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
    }
    let mut browser = site.browser();
    let options = browser.json("/login/passkey/start", &json!({})).await.1;
    let unknown = json!({"credential": Authenticator::new().get(&options, HERE)});
    assert_eq!(browser.json("/login/passkey/finish", &unknown).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let nonsense = json!({"credential": {"id": 1}});
    assert_eq!(browser.json("/login/passkey/finish", &nonsense).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn where_everybody_needs_a_second_factor_nothing_else_can_be_done_before() {
    let site = with_sato().await;
    let mut browser = signed_in_as_sato(&site).await;
    browser.post("/settings/users/policy", &[("required", "yes")]).await;
    assert_eq!(browser.get("/").await.location(), "/me/second-factor");
    assert!(browser.page("/me/second-factor").await.contains("全員に2つ目の確認が必要です"));
    set_up_totp(&site, &mut browser).await;
    browser.page("/").await;
    let answer = browser.post("/me/totp/remove", &[]).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text().contains("外せませんでした"));
}

#[tokio::test]
async fn sessions_end_after_half_an_hour_of_rest_and_after_twelve_hours_of_work() {
    let site = with_sato().await;
    let mut idle = signed_in_as_sato(&site).await;
    site.wait(SignedDuration::from_mins(29));
    idle.page("/me").await;
    site.wait(SignedDuration::from_mins(31));
    assert_eq!(idle.get("/me").await.status, StatusCode::SEE_OTHER);
    let mut busy = signed_in_as_sato(&site).await;
    for _ in 0..28 {
        site.wait(SignedDuration::from_mins(25));
        busy.page("/me").await;
    }
    site.wait(SignedDuration::from_mins(25));
    assert_eq!(busy.get("/me").await.status, StatusCode::SEE_OTHER);
    let all = site.web.house.store.sessions(None, site.web.house.now()).await.unwrap();
    assert!(all.is_empty(), "{all:?}");
}

#[tokio::test]
async fn a_person_sees_their_sessions_and_ends_one_but_not_those_of_others() {
    let site = with_sato().await;
    let (mut here, mut there) = (signed_in_as_sato(&site).await, signed_in_as_sato(&site).await);
    let mut other = site.signed_in(&[Role::Viewer]).await;
    let page = here.page("/me").await;
    assert_eq!(page.matches("name=\"session\"").count(), 1);
    let id = between(&page, "name=\"session\" value=\"", "\"").to_owned();
    assert_eq!(other.post("/me/sessions/end", &[("session", &id)]).await.status, StatusCode::NOT_FOUND);
    there.page("/me").await;
    here.post("/me/sessions/end", &[("session", &id)]).await;
    assert_eq!(there.get("/me").await.status, StatusCode::SEE_OTHER);
    assert_eq!(last_event(&site).await.action, "user.sessions-ended");
    here.page("/me").await;
    other.page("/me").await;
}

#[tokio::test]
async fn a_token_acts_for_its_person_within_its_scopes_until_its_day() {
    let site = with_sato().await;
    let house = &site.web.house;
    let mut browser = signed_in_as_sato(&site).await;
    for (fields, why) in [
        ([("label", "監視"), ("expires", "2028/1/1"), ("scope", "read-forms")], "1年以内"),
        ([("label", "監視"), ("expires", "あした"), ("scope", "read-forms")], "日付として読み取れません"),
        ([("label", "監視"), ("expires", "R8.3.31"), ("scope", "approve")], "できることを1つ以上"),
        ([("label", ""), ("expires", "R8.3.31"), ("scope", "read-forms")], "用途を入力"),
    ] {
        let answer = browser.post("/me/tokens", &fields).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text().contains(why), "{why}: {}", answer.text());
        assert!(answer.text().contains(fields[1].1), "what was typed stays");
    }
    let answer = browser.post("/me/tokens", &[("label", "監視"), ("expires", "R8.3.31"), ("scope", "read-forms")]).await;
    let page = answer.text();
    let secret = between(&page, "<p class=\"secret num\">", "</p>");
    assert!(secret.starts_with("sonae_") && secret.len() == 70);
    let actor = find_token(house, secret).await.unwrap().unwrap();
    assert_eq!((actor.id.as_str(), actor.permissions().len()), ("sato", 1));
    assert!(actor.may(Permission::ReadForms));
    for no in ["", "sonae_", &secret[..69], &format!("{}0", &secret[..69]), &secret[6..]] {
        assert!(*no == *secret || find_token(house, no).await.unwrap().is_none(), "{no}");
    }
    let kept = house.store.credentials("sato").await.unwrap();
    assert!(kept.iter().all(|kept| !kept.secret.contains(secret)) && !format!("{:?}", events(&site).await).contains(secret));
    assert!(!browser.page("/me").await.contains(secret));

    site.wait(SignedDuration::from_hours(24 * 71));
    assert!(find_token(house, secret).await.unwrap().is_none(), "its day is past");
}

#[tokio::test]
async fn a_token_that_was_revoked_or_whose_person_was_shut_out_opens_nothing() {
    let site = with_sato().await;
    let house = &site.web.house;
    let mut browser = signed_in_as_sato(&site).await;
    let fields = [("label", "監視"), ("expires", "R8.3.31"), ("scope", "read-forms")];
    let mut issue = async || between(&browser.post("/me/tokens", &fields).await.text(), "<p class=\"secret num\">", "</p>").to_owned();
    let (first, second) = (issue().await, issue().await);
    let id = tokens(house, "sato").await.unwrap()[0].id.clone();
    let mut other = site.signed_in(&[Role::Operator]).await;
    assert_eq!(other.post("/me/tokens/revoke", &[("token", &id)]).await.status, StatusCode::FORBIDDEN);
    browser.post("/me/tokens/revoke", &[("token", &id)]).await;
    let left = [find_token(house, &first).await.unwrap().is_some(), find_token(house, &second).await.unwrap().is_some()];
    assert_eq!(left.iter().filter(|left| **left).count(), 1);
    let mut manager = site.signed_in(&[Role::Manager]).await;
    manager.post("/settings/users/sato/disable", &[]).await;
    assert!(find_token(house, &first).await.unwrap().is_none() && find_token(house, &second).await.unwrap().is_none());
}

#[tokio::test]
async fn users_are_added_changed_reset_and_shut_out_by_whoever_manages_them_only() {
    let site = with_sato().await;
    let mut manager = signed_in_as_sato(&site).await;
    let wrong = manager.post("/settings/users/new", &[("id", "ka to"), ("name", "加藤<b>"), ("role", "operator")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("加藤&#60;b&#62;") && wrong.text().contains("利用者IDは、半角"), "{}", wrong.text());
    let vendor = manager.post("/settings/users/new", &[("id", "kato"), ("name", "加藤"), ("role", "vendor")]).await;
    assert!(vendor.text().contains("所属する事業者を入力"));
    let added = manager.post("/settings/users/new", &[("id", "kato"), ("name", "加藤"), ("role", "operator")]).await.text();
    let once = between(&added, "一度だけ使えるパスワード</dt><dd class=\"num\">", "<").to_owned();
    let taken = manager.post("/settings/users/new", &[("id", "KATO"), ("name", "加藤"), ("role", "viewer")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut kato = site.browser();
    kato.post("/login", &[("id", "kato"), ("password", &once)]).await;
    let new = "furuike ya kawazu";
    kato.post("/me/password", &[("present", &once), ("new", new), ("again", new)]).await;
    kato.page("/").await;
    for path in ["/settings/users", "/settings/users/sato", "/settings/users/new", "/settings/emergency", "/settings/oidc"] {
        assert_eq!(kato.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in [
        "/settings/users/sato/reset",
        "/settings/users/sato/disable",
        "/settings/users/kato",
        "/settings/users/new",
        "/settings/users/policy",
        "/settings/emergency",
        "/settings/oidc",
    ] {
        let fields = [("id", "x"), ("name", "x"), ("role", "manager"), ("claim", "sub")];
        assert_eq!(kato.post(path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }

    manager.post("/settings/users/kato", &[("name", "加藤 花"), ("role", "viewer")]).await;
    assert!(kato.page("/me").await.contains("加藤 花"));
    assert_eq!(kato.get("/settings").await.status, StatusCode::FORBIDDEN);
    let reset = manager.post("/settings/users/kato/reset", &[]).await;
    assert_eq!(reset.status, StatusCode::OK);
    assert_eq!(kato.get("/").await.status, StatusCode::SEE_OTHER);
    let answer = kato.post("/login", &[("id", "kato"), ("password", new)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the earlier password is gone");
    site.wait(SignedDuration::from_hours(73));
    let once = between(&reset.text(), "一度だけ使えるパスワード</dt><dd class=\"num\">", "<").to_owned();
    let late = kato.post("/login", &[("id", "kato"), ("password", &once)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "after three days");
    let mut manager = signed_in_as_sato(&site).await;
    assert_eq!(manager.get("/settings/users/nobody").await.status, StatusCode::NOT_FOUND);
    assert_eq!(manager.post("/settings/users/nobody/disable", &[]).await.status, StatusCode::NOT_FOUND);
    let actions: Vec<_> = events(&site).await.into_iter().map(|event| event.action).collect();
    for action in ["user.added", "user.changed", "user.reset", "user.password-changed"] {
        assert!(actions.iter().any(|known| known == action), "{action}");
    }
}

#[tokio::test]
async fn somebody_can_always_manage_users() {
    let site = with_sato().await;
    let mut manager = signed_in_as_sato(&site).await;
    let answer = manager.post("/settings/users/sato", &[("name", "佐藤"), ("role", "viewer")]).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text().contains("利用者を管理できる人がいなくなります"));
    assert_eq!(manager.post("/settings/users/sato/disable", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.signed_in(&[Role::Manager]).await;
    assert_eq!(manager.post("/settings/users/sato/disable", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(manager.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_first_user_is_made_once_and_with_a_good_password() {
    let site = Site::hospital().await;
    let house = &site.web.house;
    let new = |id: &str| NewUser { id: id.into(), name: "佐藤".into(), roles: [Role::Executive].into(), ..NewUser::default() };
    assert!(create_first_user(house, &new("sato"), "short").await.is_err());
    assert!(create_first_user(house, &new("さとう"), PASSWORD).await.is_err());
    create_first_user(house, &new("sato"), PASSWORD).await.unwrap();
    assert!(create_first_user(house, &new("kato"), PASSWORD).await.is_err());
    let user = find_user(&house.store, "sato").await.unwrap().unwrap();
    assert_eq!(user.roles, [Role::Executive, Role::Manager].into());
}
