//! The JSON API: what is documented is what holds, and nothing that is sent to it makes it stumble.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use sonae_app::accounts::{NewToken, issue_token};
use sonae_app::actor::Actor;
use sonae_domain::access::{Permission, Role};

use crate::common::{Answer, Site, TODAY, encode};

/// A program that calls the API.
pub(crate) struct Program<'a> {
    site: &'a Site,
    token: Option<String>,
}

impl<'a> Program<'a> {
    /// With a token that has these permissions, of a person who has every role.
    pub(crate) async fn with(site: &'a Site, permissions: &[Permission]) -> Self {
        Self { site, token: Some(token(site, permissions).await) }
    }

    /// With a token that may do everything.
    pub(crate) async fn all(site: &'a Site) -> Self {
        Self::with(site, Permission::ALL).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.site.browser().send(request, body.into()).await
    }

    /// Reads an address and expects this status.
    pub(crate) async fn get(&self, path: &str, status: u16) -> Value {
        let answer = self.send("GET", &format!("/api/v1{path}"), &[], Body::empty()).await;
        json_of(path, &answer, status)
    }

    /// Sends JSON and expects this status.
    pub(crate) async fn write(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value, status: u16) -> Value {
        let headers: Vec<(&str, &str)> = [("content-type", "application/json")].iter().chain(headers).copied().collect();
        let answer = self.send(method, &format!("/api/v1{path}"), &headers, body.to_string()).await;
        json_of(path, &answer, status)
    }
}

/// The body, after a look at what holds for every answer.
pub(crate) fn json_of(path: &str, answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
    let value: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    if status >= 400 {
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json", "{path}");
        assert_eq!(value["status"], status, "{path}");
        for part in ["type", "title", "detail"] {
            let text = value[part].as_str().unwrap();
            assert!(!text.is_empty() && !text.starts_with("web-api"), "{path}: {part} {text}");
        }
    }
    value
}

/// A token with these permissions, of somebody who has every role. One may not do everything with the institution's own tools
/// and yet be a vendor, so that one person has all of them is for tests only.
async fn token(site: &Site, permissions: &[Permission]) -> String {
    site.signed_in(Role::ALL).await;
    let id = Role::ALL.iter().copied().collect::<BTreeSet<_>>().iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
    let actor = Actor::person(&id, "", Role::ALL.iter().copied().collect(), "");
    let scopes = permissions.iter().copied().collect();
    let new = NewToken { label: "test".to_owned(), scopes, expires: TODAY.saturating_add(jiff::Span::new().days(30)) };
    issue_token(&site.web.house, &actor, &new).await.unwrap().0
}

fn document() -> Value {
    sonae_web::api::document(&sonae_app::load_frameworks::load_frameworks(None).unwrap())
}

/// Method, path and stated permissions of every operation of the document.
fn operations() -> Vec<(String, String, Vec<Permission>, Value)> {
    let document = document();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let scopes = operation["security"][0]["token"].as_array().into_iter().flatten();
            let scopes = scopes.map(|scope| scope.as_str().unwrap().parse().unwrap()).collect();
            operations.push((method.to_uppercase(), path.clone(), scopes, operation.clone()));
        }
    }
    operations
}

/// An address of the operation that leads somewhere.
fn sample(path: &str) -> String {
    let path = path
        .replace("{edition}", "r7")
        .replace("{audience}", "institution")
        .replace("{ledger}", "devices")
        .replace("{item}", &encode(&first_item()));
    path.replace("{id}", "0001")
}

fn first_item() -> String {
    let frameworks = sonae_app::load_frameworks::load_frameworks(None).unwrap();
    let form = frameworks.edition("r7").unwrap().form(sonae_domain::framework::Audience::Institution).unwrap().clone();
    form.items().next().unwrap().key.clone()
}

#[test]
fn the_operations_and_their_permissions_are_as_reviewed() {
    let mut lines: Vec<String> = operations()
        .into_iter()
        .map(|(method, path, scopes, _)| {
            let scopes = scopes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            format!("{method:<6} {path:<68} {}", if scopes.is_empty() { "public" } else { &scopes })
        })
        .collect();
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_operation_is_described_and_states_who_may_use_it() {
    let mut ids = BTreeSet::new();
    let public = ["/api/v1/health", "/api/v1/openapi.json"];
    for (method, path, scopes, operation) in operations() {
        assert_eq!(scopes.is_empty(), public.contains(&path.as_str()), "{method} {path}");
        let id = operation["operationId"].as_str().unwrap().to_owned();
        assert!(sonae_app::words::lookup(&format!("web-api-op-{id}"), &[]).is_some(), "no words for {id}");
        assert!(!operation["summary"].as_str().unwrap().is_empty());
        assert!(operation.get("parameters").is_none_or(Value::is_array), "{id}");
        assert!(ids.insert(id), "{path}");
    }
    let document = document();
    for tag in document["tags"].as_array().unwrap() {
        let key = format!("web-api-tag-{}", tag["name"].as_str().unwrap());
        assert!(sonae_app::words::lookup(&key, &[]).is_some(), "{key}");
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_token() {
    let site = Site::hospital().await;
    for token in [None, Some(""), Some("sonae_"), Some("sonae_0000000000000000000000000000000000000000"), Some("x y")] {
        let program = Program { site: &site, token: token.map(ToOwned::to_owned) };
        for (method, path, scopes, _) in operations() {
            if !scopes.is_empty() {
                let answer = program.send(&method, &sample(&path), &[], Body::empty()).await;
                json_of(&path, &answer, 401);
                assert!(answer.headers[header::WWW_AUTHENTICATE].to_str().unwrap().starts_with("Bearer"));
            }
        }
    }
    // whoever has signed in with a browser has not signed in here
    let mut browser = site.signed_in(&[Role::Manager]).await;
    assert_eq!(browser.get("/api/v1/institution").await.status, StatusCode::UNAUTHORIZED);
    let basic = Request::get("/api/v1/institution").header(header::AUTHORIZATION, "Basic YTpi");
    assert_eq!(site.browser().send(basic, Body::empty()).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_without_the_stated_permission_is_refused_and_with_it_alone_it_is_not() {
    let site = Site::hospital().await;
    for (method, path, scopes, _) in operations() {
        let others: Vec<Permission> = Permission::ALL.iter().copied().filter(|permission| Some(permission) != scopes.first()).collect();
        if let Some(missing) = scopes.first() {
            let answer = Program::with(&site, &others).await.send(&method, &sample(&path), &[], Body::empty()).await;
            let problem = json_of(&path, &answer, 403);
            assert_eq!(problem["missing"], missing.as_str(), "{method} {path}");
        }
        let alone = if scopes.is_empty() { Program { site: &site, token: None } } else { Program::with(&site, &scopes).await };
        let answer = alone.send(&method, &sample(&path), &[], Body::empty()).await;
        assert!(![401, 403, 405].contains(&answer.status.as_u16()) && answer.status.as_u16() < 500, "{method} {path}: {}", answer.text());
    }
}

#[tokio::test]
async fn an_address_that_is_not_documented_is_not_served() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    for path in ["/api/v1", "/api/v1/", "/api/v2/institution", "/api/v1/nothing", "/api/v1/forms/r7", "/api/v1/institution/", "/api/x"] {
        json_of(path, &program.send("GET", path, &[], Body::empty()).await, 404);
    }
    let answer = program.send("DELETE", "/api/v1/institution", &[], Body::empty()).await;
    json_of("/institution", &answer, 405);
    assert_eq!(answer.headers[header::ALLOW], "GET");
    assert_eq!(program.send("HEAD", "/api/v1/institution", &[], Body::empty()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_stands_is_read() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    assert_eq!(program.get("/health", 200).await, json!({"status": "ok"}));
    assert_eq!(program.get("/openapi.json", 200).await["openapi"], "3.1.0");
    let institution = program.get("/institution", 200).await;
    assert_eq!((&institution["name"], &institution["as-of"]), (&json!("医療法人社団見本会 見本病院"), &json!("2026-01-20")));
    let editions = program.get("/editions", 200).await;
    assert!(editions["editions"].as_array().unwrap().iter().any(|edition| edition["current"] == true && edition["id"] == "r7"));
    let ledgers = program.get("/ledgers", 200).await;
    let devices = ledgers["ledgers"].as_array().unwrap().iter().find(|ledger| ledger["id"] == "devices").unwrap().clone();
    assert!(devices["records"].as_u64().unwrap() > 10 && devices["name"] == "機器台帳", "{devices}");
}

#[tokio::test]
async fn forms_and_their_items_say_what_the_pages_say() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let forms = program.get("/forms", 200).await;
    let own = &forms["forms"][0];
    assert_eq!((&own["audience"], &own["subject"]), (&json!("institution"), &json!("")));
    let known = site.web.house.known().await.unwrap();
    assert_eq!(own["totals"]["yes"], known.forms[0].assessment.totals().yes);
    assert_eq!(forms["forms"].as_array().unwrap().len(), known.forms.len());
    let form = program.get("/forms/r7/institution", 200).await;
    assert_eq!(form["items"].as_array().unwrap().len(), known.forms[0].assessment.items.len());
    let key = known.forms[0].assessment.items.iter().find(|item| item.contradiction.is_some()).unwrap().key.clone();
    let item = program.get(&format!("/forms/r7/institution/items/{}", encode(&key)), 200).await;
    assert_eq!(item["summary"]["contradiction"], true);
    assert!(item["reasons"].as_array().unwrap().iter().any(|reason| reason["records"][0]["ledger"].is_string()), "{item}");
    let vendor = &known.forms[1].assessment.subject;
    let form = program.get(&format!("/forms/r7/vendor?subject={}", encode(vendor)), 200).await;
    assert_eq!(form["summary"]["subject"], **vendor);
    for (path, status) in [
        ("/forms/r9/institution", 404),
        ("/forms/r7/pharmacy", 404),
        ("/forms/r7/director", 404),
        ("/forms/r7/vendor", 404),
        ("/forms/r7/institution?subject=x", 404),
        ("/forms/r7/institution/items/none", 404),
    ] {
        program.get(path, status).await;
    }
    let steps = program.get("/next-steps?limit=3", 200).await;
    assert_eq!((steps["steps"].as_array().unwrap().len(), &steps["page"]["limit"]), (3, &json!(3)));
}

#[tokio::test]
async fn forms_of_vendors_are_for_those_who_may_see_vendors() {
    let site = Site::hospital().await;
    let program = Program::with(&site, &[Permission::ReadForms]).await;
    assert_eq!(program.get("/forms", 200).await["forms"].as_array().unwrap().len(), 1);
    assert_eq!(program.get("/forms/r7/vendor?subject=x", 403).await["missing"], "read-vendors");
    let steps = program.get("/next-steps?limit=500", 200).await;
    assert!(steps["steps"].as_array().unwrap().iter().all(|step| step["subject"] == ""));
}

#[tokio::test]
async fn records_are_searched_sorted_paged_and_have_a_history() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let all = program.get("/ledgers/devices/records?limit=500", 200).await;
    let records = all["records"].as_array().unwrap();
    assert_eq!(all["page"]["total"], records.len());
    let second = program.get("/ledgers/devices/records?page=2&limit=1", 200).await;
    assert_eq!(second["records"][0], records[1]);
    let key = records[0]["key"].as_str().unwrap();
    let found = program.get(&format!("/ledgers/devices/records?search={}", encode(key)), 200).await;
    assert!(found["records"].as_array().unwrap().iter().any(|record| record["key"] == key));
    let answer = program.send("GET", &format!("/api/v1/ledgers/devices/record?key={}", encode(key)), &[], Body::empty()).await;
    let record = json_of(key, &answer, 200);
    assert_eq!((&record["fields"], &record["label"], &record["version"]), (&records[0]["fields"], &records[0]["label"], &json!(1)));
    assert_eq!(answer.headers[header::ETAG], "\"1\"");
    let history = program.get(&format!("/ledgers/devices/history?key={}", encode(key)), 200).await;
    assert_eq!((&history["versions"][0]["action"], &history["versions"][0]["actor"]), (&json!("folder.imported"), &json!("command-line")));
    for path in [
        "/ledgers/devices/record?key=none",
        "/ledgers/devices/history?key=none",
        "/ledgers/users/records",
        "/ledgers/profile/record?key=settings",
    ] {
        program.get(path, 404).await;
    }
}

#[tokio::test]
async fn the_log_is_read_page_by_page_and_verified() {
    let site = Site::hospital().await;
    site.signed_in(&[Role::Viewer]).await;
    let program = Program::all(&site).await;
    let first = program.get("/audit/events?limit=1", 200).await;
    assert_eq!((first["events"].as_array().unwrap().len(), &first["next"]), (1, &json!(1)));
    let rest = program.get("/audit/events?after=1&limit=500", 200).await;
    assert_eq!((&rest["events"][0]["prev-hash"], &rest["next"]), (&first["events"][0]["hash"], &Value::Null));
    let verdict = program.get("/audit/verify", 200).await;
    assert_eq!((&verdict["intact"], &verdict["head"]["seq"]), (&json!(true), &first["head"]));
    let kept = format!("/audit/verify?seq=1&hash={}", first["events"][0]["hash"].as_str().unwrap());
    assert_eq!(program.get(&kept, 200).await["intact"], true);
    let other = format!("/audit/verify?seq=1&hash={}", "0".repeat(64));
    assert_eq!(program.get(&other, 200).await["fault"], json!({"seq": 1, "kind": "not-the-anchor", "ledger": null, "key": null}));
    for path in ["/audit/verify?seq=1", "/audit/verify?hash=x", "/audit/verify?seq=1&hash=x", "/audit/verify?seq=0&hash=x"] {
        program.get(path, 400).await;
    }
}

#[tokio::test]
async fn what_is_misspelt_or_out_of_bounds_is_refused_by_name() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let problem = program.get("/institution?nmae=x", 400).await;
    assert_eq!(problem["errors"][0]["field"], "nmae");
    for (path, field) in [
        ("/ledgers/devices/records?limit=0", "limit"),
        ("/ledgers/devices/records?limit=501", "limit"),
        ("/ledgers/devices/records?page=0", "page"),
        ("/ledgers/devices/records?sort=nothing", "sort"),
        ("/ledgers/devices/records?filter=nothing:x", "filter"),
        ("/ledgers/devices/records?filter=status:x", "filter"),
        ("/ledgers/devices/records?page=1&page=2", "page"),
        ("/next-steps?limit=501", "limit"),
        ("/audit/events?after=-1", "after"),
        ("/ledgers/devices/record?key=", "key"),
    ] {
        assert_eq!(program.get(path, 400).await["errors"][0]["field"], field, "{path}");
    }
}

#[tokio::test]
async fn hostile_addresses_never_make_it_stumble() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let long = "x".repeat(4000);
    let nasty = ["%00", "%ff", "%2e%2e%2f", "'%20OR%201=1--", "9223372036854775808", "-1", "%F0%9F%92%A9:x", &long, ""];
    for (method, path, _, operation) in operations() {
        for text in nasty {
            let mut addresses = vec![format!("{}?{text}", sample(&path)), format!("{}?{text}={text}", sample(&path))];
            if path.contains('{') {
                let parts = path.split('/').map(|part| if part.starts_with('{') { text } else { part });
                addresses.push(parts.collect::<Vec<_>>().join("/"));
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|parameter| parameter["in"] == "query") {
                addresses.push(format!("{}?{}={text}", sample(&path), parameter["name"].as_str().unwrap()));
            }
            for address in addresses {
                let answer = program.send(&method, &address, &[], Body::empty()).await;
                assert!(answer.status.as_u16() < 500, "{method} {address}: {}", answer.text());
            }
        }
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_to_wait() {
    let site = Site::empty().await;
    let program = Program { site: &site, token: None };
    for _ in 0..3000 {
        let answer = program.send("GET", "/api/v1/health", &[], Body::empty()).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            json_of("/health", &answer, 429);
            assert!(answer.headers[header::RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap() >= 1);
            return;
        }
    }
    panic!("nobody was told to wait");
}

#[tokio::test]
async fn the_page_about_the_api_lists_every_operation() {
    let site = Site::empty().await;
    let page = site.browser().page("/api").await;
    for (method, path, scopes, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap();
        assert!(page.contains(&format!("id=\"{id}\"")) && page.contains(&path) && page.contains(&method), "{id}");
        for scope in scopes {
            assert!(page.contains(scope.as_str()));
        }
    }
    assert!(page.contains("id=\"problem-not-found\"") && !page.contains("web-api-") && !page.contains("<script>"));
}

#[tokio::test]
async fn a_record_is_added_changed_and_taken_out_by_whoever_knows_its_version() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let path = "/ledgers/devices/record?key=N-1";
    let first = json!({"fields": {"number": "N-1", "place": "<b>", "patched-on": "2025-12-01"}});
    let added = program.write("PUT", path, &[], &first, 201).await;
    assert_eq!(
        (&added["version"], &added["fields"]["patched-on"], &added["provenance"]),
        (&json!(1), &json!("2025-12-01"), &json!("document"))
    );
    let second = json!({"fields": {"number": "N-1", "place": "窓口"}});
    program.write("PUT", path, &[], &second, 428).await;
    program.write("PUT", path, &[("if-none-match", "*")], &second, 412).await;
    program.write("PUT", path, &[("if-match", "\"2\"")], &second, 412).await;
    let changed = program.write("PUT", path, &[("if-match", "\"1\"")], &second, 200).await;
    assert_eq!((&changed["version"], &changed["fields"]["patched-on"]), (&json!(2), &Value::Null));
    let head = site.web.house.store.audit_head().await.unwrap();
    assert_eq!(program.write("PUT", path, &[("if-match", "*")], &second, 200).await["version"], 2);
    assert_eq!(site.web.house.store.audit_head().await.unwrap(), head, "what already stands leaves no event");
    let event = program.get(&format!("/audit/events?after={}", head.seq.0 - 1), 200).await["events"][0].clone();
    assert_eq!((&event["action"], &event["detail"]["through-token"]), (&json!("ledger.record-changed"), &json!("test")));
    assert!(event["actor"].as_str().unwrap().contains("manager"));
    let answer = program.send("DELETE", &format!("/api/v1{path}&reason=x"), &[], Body::empty()).await;
    json_of(path, &answer, 428);
    let answer = program.send("DELETE", &format!("/api/v1{path}&reason=%20"), &[("if-match", "\"2\"")], Body::empty()).await;
    assert_eq!(json_of(path, &answer, 400)["errors"][0]["field"], "reason");
    let answer = program.send("DELETE", &format!("/api/v1{path}&reason=x"), &[("if-match", "\"2\"")], Body::empty()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    program.get(path, 404).await;
    let history = program.get("/ledgers/devices/history?key=N-1", 200).await;
    assert_eq!(
        history["versions"].as_array().unwrap().iter().map(|version| version["retired"].clone()).collect::<Vec<_>>(),
        [false, false, true]
    );
}

#[tokio::test]
async fn what_a_record_says_is_sent_back_without_changing_it() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let mut seen = 0;
    for ledger in program.get("/ledgers", 200).await["ledgers"].as_array().unwrap() {
        let id = ledger["id"].as_str().unwrap();
        if program.get(&format!("/ledgers/{id}"), 200).await["editable"] == false {
            continue;
        }
        for record in program.get(&format!("/ledgers/{id}/records?limit=5"), 200).await["records"].as_array().unwrap() {
            let path = format!("/ledgers/{id}/record?key={}", encode(record["key"].as_str().unwrap()));
            let tag = format!("\"{}\"", record["version"]);
            let again = program.write("PUT", &path, &[("if-match", &tag)], &json!({"fields": record["fields"]}), 200).await;
            assert_eq!((&again["version"], &again["fields"]), (&record["version"], &record["fields"]), "{path}");
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen}");
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_field_by_field() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let path = "/ledgers/devices/record?key=N-1";
    for (fields, field) in [
        (json!({"number": "N-1", "nubmer": "x"}), "nubmer"),
        (json!({"number": "N-1", "status": "running"}), "status"),
        (json!({"number": "N-1", "status": true}), "status"),
        (json!({"number": "N-1", "patched-on": "2025-02-30"}), "patched-on"),
        (json!({"number": {"a": 1}}), ""),
        (json!({"number": "N\u{0}1"}), ""),
        (json!({}), ""),
    ] {
        let problem = program.write("PUT", path, &[], &json!({"fields": fields}), 422).await;
        assert_eq!(problem["errors"][0]["field"], field, "{fields}: {problem}");
    }
    program.write("PUT", path, &[], &json!({"fields": {"number": "N-2"}}), 409).await;
    program.write("PUT", "/ledgers/answers/record?key=x", &[], &json!({"fields": {"item": "x"}}), 409).await;
    program.write("PUT", path, &[], &json!({"fields": {}, "more": 1}), 422).await;
    let send =
        async |kind: &'static str, body: String| program.send("PUT", &format!("/api/v1{path}"), &[("content-type", kind)], body).await;
    json_of(path, &send("application/json", "{".to_owned()).await, 400);
    json_of(path, &send("application/json", "\"\\ud800\"".to_owned()).await, 400);
    json_of(path, &send("application/json", r#"{"fields": {}, "fields": {}}"#.to_owned()).await, 422);
    json_of(path, &send("application/json", "[".repeat(100_000)).await, 400);
    json_of(path, &send("application/json", " ".repeat(300 << 10)).await, 413);
    json_of(path, &send("text/plain", "{}".to_owned()).await, 415);
    program.get(path, 404).await;
}

#[tokio::test]
async fn records_are_filtered_and_sorted_by_their_fields() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let ledger = program.get("/ledgers/devices", 200).await;
    let status = ledger["fields"].as_array().unwrap().iter().find(|field| field["name"] == "status").unwrap().clone();
    let code = status["options"][0]["code"].as_str().unwrap();
    let found = program.get(&format!("/ledgers/devices/records?filter=status:{code}&filter=number:-&sort=-number"), 200).await;
    assert_eq!(found["page"]["total"], 0, "every device has a number");
    let found = program.get(&format!("/ledgers/devices/records?filter=status:{code}&sort=-number&limit=500"), 200).await;
    let numbers: Vec<&str> =
        found["records"].as_array().unwrap().iter().map(|record| record["fields"]["number"].as_str().unwrap()).collect();
    assert!(numbers.len() > 3 && numbers.is_sorted_by(|a, b| a >= b), "{numbers:?}");
    assert!(found["records"].as_array().unwrap().iter().all(|record| record["fields"]["status"] == code));
}

#[tokio::test]
async fn an_item_is_answered_overruled_and_proved() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let item = format!("/forms/r7/institution/items/{}", encode(&first_item()));
    let path = format!("{item}/answer");
    let before = program.send("GET", &format!("/api/v1{path}"), &[], Body::empty()).await;
    let tag = before.headers.get(header::ETAG).map_or("*", |tag| tag.to_str().unwrap()).to_owned();
    let said = json!({"answer": "no", "checked-on": "2026-01-19", "target-on": "2026-03-31", "remarks": "<script>", "answered-by": "佐藤"});
    if before.status == StatusCode::OK {
        program.write("PUT", &path, &[], &said, 428).await;
    }
    program.write("PUT", &path, &[("if-match", "\"99\"")], &said, 412).await;
    let headers = [("if-match", tag.as_str())];
    let headers = if before.status == StatusCode::OK { &headers[..] } else { &[] };
    assert_eq!(program.write("PUT", &path, headers, &said, 200).await["remarks"], "<script>");
    assert_eq!(program.get(&item, 200).await["attestation"]["answered-by"], "佐藤");
    for (wrong, field) in [
        (json!({"answer": "no", "checked-on": "2026-02-30"}), "checked-on"),
        (json!({"answer": "no", "checked-on": "2027-01-01"}), "checked-on"),
        (json!({"answer": "no", "target-on": "x"}), "target-on"),
        (json!({"answer": "no", "remarks": "x".repeat(2001)}), "remarks"),
        (json!({"answer": "no", "answered-by": "x".repeat(201)}), "answered-by"),
        (json!({"answer": "maybe"}), ""),
        (json!({"answre": "no"}), ""),
    ] {
        let problem = program.write("PUT", &path, &[("if-match", "*")], &wrong, 422).await;
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let path = format!("{item}/override");
    let reason = "機器の入れ替えが終わり、台帳の更新を待っています。";
    program.write("POST", &path, &[], &json!({"answer": "yes", "reason": "short", "expires-on": "2026-02-20"}), 422).await;
    program.write("POST", &path, &[], &json!({"answer": "yes", "reason": reason, "expires-on": "2027-02-20"}), 422).await;
    program.write("POST", &path, &[], &json!({"answer": "yes", "reason": reason, "expires-on": "2026-02-20"}), 204).await;
    assert_eq!(program.get(&item, 200).await["override"]["reason"], reason);
    let delete = async || program.send("DELETE", &format!("/api/v1{path}"), &[], Body::empty()).await;
    assert_eq!(delete().await.status, StatusCode::NO_CONTENT);
    assert_eq!(program.get(&item, 200).await["override"], Value::Null);
    json_of(&path, &delete().await, 404);
    let path = format!("/api/v1{item}/evidence");
    let send = async |query: &str, kind: &str, body: &'static [u8]| {
        program.send("POST", &format!("{path}?{query}"), &[("content-type", kind)], body).await
    };
    let pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n";
    let kept = json_of(&path, &send("name=..%2Fa.pdf&note=x", "application/octet-stream", pdf).await, 201);
    assert_eq!((&kept["media-type"], kept["name"].as_str().unwrap().contains('/')), (&json!("application/pdf"), false));
    assert_eq!(program.get(&format!("{item}/evidence"), 200).await["evidence"][0], kept);
    json_of(
        &path,
        &send("name=a.pdf", "application/octet-stream", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00").await,
        422,
    );
    json_of(&path, &send("name=a.pdf", "application/pdf", pdf).await, 415);
    json_of(&path, &send("name=", "application/octet-stream", pdf).await, 400);
}

#[tokio::test]
async fn a_vendors_item_is_answered_by_whoever_types_in_what_came_on_paper() {
    let site = Site::hospital().await;
    let vendor = site.web.house.known().await.unwrap().forms[1].assessment.subject.clone();
    let key = site.web.house.known().await.unwrap().forms[1].assessment.items[0].key.clone();
    let path = format!("/forms/r7/vendor/items/{}/answer?subject={}", encode(&key), encode(&vendor));
    let said = json!({"answer": "yes", "checked-on": "2026-01-19"});
    let program = Program::with(&site, &[Permission::AnswerItems]).await;
    assert_eq!(program.write("PUT", &path, &[("if-match", "*")], &said, 403).await["missing"], "manage-vendors");
    let program = Program::with(&site, &[Permission::AnswerItems, Permission::ManageVendors, Permission::ReadForms]).await;
    assert_eq!(program.get(&path, 403).await["missing"], "read-vendors");
    let nobody = format!("/forms/r7/vendor/items/{}/answer?subject=none", encode(&key));
    program.write("PUT", &nobody, &[], &said, 404).await;
}

#[tokio::test]
async fn packs_are_built_listed_checked_and_taken_along() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    assert_eq!(program.get("/packs", 200).await["page"]["total"], 0);
    let built = program.write("POST", "/packs", &[], &Value::Null, 201).await;
    let id = built["id"].as_str().unwrap();
    assert_eq!(program.get("/packs", 200).await["packs"][0], built);
    assert_eq!(program.get(&format!("/packs/{id}/check"), 200).await, json!({"intact": true}));
    let answer = program.send("GET", &format!("/api/v1/packs/{id}"), &[], Body::empty()).await;
    assert_eq!((answer.status, answer.bytes.len() as u64), (StatusCode::OK, built["bytes"].as_u64().unwrap()));
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/zip");
    program.get("/packs/none", 404).await;
    program.get("/packs/..%2F..%2Fsonae.db", 404).await;
}

#[tokio::test]
async fn vendors_and_approvals_are_listed() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let vendors = program.get("/vendors", 200).await;
    let known = site.web.house.known().await.unwrap();
    assert_eq!(vendors["page"]["total"], known.forms.len() - 1);
    assert_eq!(vendors["vendors"][0]["link"], "none");
    let subject = sonae_app::reporting::Subject { what: "bcp", key: "BCP", label: "BCP", digest: "0" };
    sonae_app::reporting::approve(&site.web.house, &Actor::command_line(), &subject, "よい").await.unwrap();
    let approvals = program.get("/approvals", 200).await;
    assert_eq!((&approvals["approvals"][0]["what"], &approvals["approvals"][0]["approved-on"]), (&json!("bcp"), &json!("2026-01-20")));
}

#[tokio::test]
async fn a_token_that_has_run_out_or_was_taken_back_opens_nothing() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    program.get("/institution", 200).await;
    let owner = Role::ALL.iter().copied().collect::<BTreeSet<_>>().iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
    let tokens = sonae_app::accounts::tokens(&site.web.house, &owner).await.unwrap();
    sonae_app::accounts::revoke_token(&site.web.house, &Actor::command_line(), &tokens[0].id).await.unwrap();
    program.get("/institution", 401).await;
    let program = Program::all(&site).await;
    let mut user = sonae_app::accounts::find_user(&site.web.house.store, &owner).await.unwrap().unwrap();
    user.disabled = true;
    let mut tx = site.web.house.store.begin().await.unwrap();
    tx.put_record(sonae_app::records::USERS, sonae_app::records::own_record(&owner, 0, &user)).await.unwrap();
    tx.commit(site.web.house.event(&Actor::command_line(), "user.disabled", &owner, json!({}))).await.unwrap();
    program.get("/institution", 401).await;
}

#[tokio::test]
async fn a_file_is_looked_at_first_and_then_taken_over() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let send = async |query: &str, body: Vec<u8>| {
        let path = format!("/api/v1/ledgers/devices/import?{query}");
        program.send("POST", &path, &[("content-type", "application/octet-stream")], body).await
    };
    let total = program.get("/ledgers/devices/records", 200).await["page"]["total"].as_u64().unwrap();
    let csv = "管理番号,機器種別,使用場所\r\nZZ-1,PC,医事課\r\nZZ-2,PC,医局\r\n";
    let head = site.web.house.store.audit_head().await.unwrap();
    let preview = json_of("preview", &send("name=a.csv", csv.into()).await, 200);
    assert_eq!(
        (&preview["committed"], &preview["added-count"], &preview["retired-count"]),
        (&json!(false), &json!(2), &json!(0)),
        "{preview}"
    );
    assert_eq!(site.web.house.store.audit_head().await.unwrap(), head, "a preview changes nothing");
    let done = json_of("commit", &send("name=a.csv&commit=true", csv.into()).await, 200);
    assert_eq!((&done["committed"], done["added"].as_array().unwrap().len()), (&json!(true), 2), "{done}");
    let again = json_of("again", &send("name=a.csv&commit=true", csv.into()).await, 200);
    assert_eq!((&again["committed"], &again["unchanged"]), (&json!(false), &json!(2)));
    assert_eq!(program.get("/ledgers/devices/records", 200).await["page"]["total"], total + 2);
    let replace = json_of("replace", &send("name=a.csv&mode=replace", csv.into()).await, 200);
    assert_eq!((&replace["committed"], &replace["retired-count"]), (&json!(false), &json!(total)));
    for body in [Vec::new(), vec![0; 100], b"PK\x03\x04".to_vec(), b"\xff\xfe".to_vec(), "機器".repeat(1000).into_bytes()] {
        let answer = send("name=a.xlsx&commit=true", body).await;
        assert!([200, 422].contains(&answer.status.as_u16()), "{}", answer.text());
    }
    assert_eq!(program.get("/ledgers/devices/records", 200).await["page"]["total"], total + 2);
    json_of("name", &send("name=%20", Vec::new()).await, 400);
    json_of("mode", &send("name=a&mode=x", Vec::new()).await, 400);
}

#[tokio::test]
async fn a_ledger_is_exported_as_it_can_be_imported_again() {
    let site = Site::hospital().await;
    let program = Program::all(&site).await;
    let answer = program.send("GET", "/api/v1/ledgers/devices/export?format=csv", &[], Body::empty()).await;
    assert_eq!(
        (answer.status, &answer.headers[header::CONTENT_TYPE]),
        (StatusCode::OK, &header::HeaderValue::from_static("text/csv; charset=utf-8"))
    );
    let path = "/api/v1/ledgers/devices/import?name=devices.csv";
    let back = program.send("POST", path, &[("content-type", "application/octet-stream")], answer.bytes).await;
    let back = json_of(path, &back, 200);
    assert_eq!((&back["added-count"], &back["retired-count"]), (&json!(0), &json!(0)), "{back}");
    for (query, status) in [
        ("format=csv-cp932", 200),
        ("format=xlsx&columns=manual&search=PC", 200),
        ("format=pdf", 200),
        ("format=doc", 400),
        ("", 400),
        ("format=csv&format=csv", 400),
        ("format=csv&columns=x", 400),
    ] {
        let answer = program.send("GET", &format!("/api/v1/ledgers/devices/export?{query}"), &[], Body::empty()).await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {}", answer.text());
    }
    let event = program.get("/audit/events?limit=500", 200).await;
    assert!(event["events"].as_array().unwrap().iter().any(|event| event["action"] == "ledger.exported"));
}

#[tokio::test]
async fn backups_are_told_of_without_their_place_on_the_disk() {
    let site = Site::hospital().await;
    let backups = Program::all(&site).await.get("/backups", 200).await;
    assert_eq!((&backups["key-made"], &backups["generations"], &backups["last-made"]), (&json!(false), &json!([]), &Value::Null));
}

/// For programs that try the API out (`scripts/schemathesis.sh`): serves the invented hospital, and leaves a token that may do
/// everything in a file.
#[tokio::test]
#[ignore = "runs until it is ended"]
async fn serve_for_programs() {
    let port: u16 = std::env::var("SONAE_API_PORT").unwrap().parse().unwrap();
    let site = Site::hospital().await;
    std::fs::write(std::env::var("SONAE_API_TOKEN_FILE").unwrap(), token(&site, Permission::ALL).await).unwrap();
    site.serve(port, &site.browser()).await;
}
