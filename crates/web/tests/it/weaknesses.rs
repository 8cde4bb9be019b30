//! 脆弱性とサポート終了: data brought by hand, work with the letter, one product, a decision made and taken back; the same over the API.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sonae_domain::access::{Permission, Role};

use crate::api::Program;
use crate::common::Site;

/// One vulnerability of FortiOS, as NVD, CISA and JVN tell it.
const FEEDS: [(&str, &str); 3] = [
    ("nvdcve-2.0.json", include_str!("../../../feeds/tests/data/fortios-nvd.json")),
    ("known_exploited.json", include_str!("../../../feeds/tests/data/fortios-kev.json")),
    ("jvn.rdf", JVN),
];

const JVN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<VULDEF-Document version="3.2" xmlns="http://jvn.jp/vuldef/" xml:lang="ja">
<Vulinfo><VulinfoID>JVNDB-2025-000001</VulinfoID><VulinfoData><Title>FortiOS における認証を避けられる見本の脆弱性</Title>
<VulinfoDescription><Overview>見本です。</Overview></VulinfoDescription>
<Solution><SolutionItem><Description>ベンダの示す版に更新してください。</Description></SolutionItem></Solution>
<Related><RelatedItem type="advisory"><Name>CVE</Name><VulinfoID>CVE-2024-55591</VulinfoID><URL>https://www.cve.org/</URL></RelatedItem></Related>
<DateFirstPublished>2025-01-15</DateFirstPublished><DateLastUpdated>2026-01-10</DateLastUpdated></VulinfoData></Vulinfo>
</VULDEF-Document>"#;

/// The hospital with these feeds.
async fn site() -> Site {
    let site = Site::hospital().await;
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert!(operator.page("/weaknesses").await.contains("まだデータがありません"));
    for (name, text) in FEEDS {
        let answer = operator.upload("/weaknesses/feeds", &[], &[("file", name, text.as_bytes())]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{name}: {}", answer.text());
    }
    site
}

#[tokio::test]
async fn this_weeks_work_names_product_version_way_in_and_holds_the_letter() {
    let site = site().await;
    let page = site.signed_in(&[Role::Viewer]).await.page("/weaknesses").await;
    for words in [
        "<b>FortiOS</b>",
        "FortiOS における認証を避けられる見本の脆弱性",
        "直った版",
        "7.0.17",
        "台帳の版",
        "ランサムウェアで使われています",
        "data-copy=\"letter-fortinet-fortios\"",
        "FortiOS の更新のお願い",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("<script>") && !page.contains("取り消す"));
    let product = site.signed_in(&[Role::Viewer]).await.page("/weaknesses/product?name=fortinet%2Ffortios").await;
    for words in ["CVE-2024-55591", "9.8", "ベンダの示す版に更新してください。", "悪用が確認されています"] {
        assert!(product.contains(words), "{words}: {product}");
    }
    assert!(!product.contains("この判断を残す"));
    let list = site.signed_in(&[Role::Viewer]).await.page("/weaknesses/list?state=confirmed&order=vendor").await;
    assert!(list.contains("FortiOS") && list.contains("/ledgers/devices/record?key=NW-"), "{list}");
    assert!(site.signed_in(&[Role::Viewer]).await.page("/weaknesses/list?device=なし").await.contains("当てはまるものはありません"));
}

#[tokio::test]
async fn a_decision_is_made_with_a_reason_shown_and_taken_back() {
    let site = site().await;
    let mut manager = site.signed_in(&[Role::Manager]).await;
    let fields = |until: &'static str, reason: &'static str| {
        [
            ("product", "fortinet/fortios"),
            ("cves", "CVE-2024-55591"),
            ("judgement", "mitigated"),
            ("justification", ""),
            ("reason", reason),
            ("until", until),
        ]
    };
    let wrong = manager.post("/weaknesses/decide", &fields("2030/1/1", "")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = wrong.text();
    assert!(
        page.contains("今日から1年以内") && page.contains("理由を書いてください") && page.contains("value=\"mitigated\" checked"),
        "{page}"
    );
    assert_eq!(
        manager.post("/weaknesses/decide", &fields("令和8年6月30日", "管理画面の接続元を絞った")).await.status,
        StatusCode::SEE_OTHER
    );
    let page = manager.page("/weaknesses").await;
    for words in ["判断したもの", "別の対策で守っている", "管理画面の接続元を絞った", "2026/6/30", "効いている", "数えないと判断したものが"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("を更新する"));
    let item = manager.page("/forms/r7/institution/2-06").await;
    assert!(item.contains("理由をつけて直さずに使っている"), "{item}");
    let mut operator = site.signed_in(&[Role::Operator]).await;
    assert_eq!(operator.post("/weaknesses/decide", &fields("2026/6/30", "x")).await.status, StatusCode::FORBIDDEN);

    let key = page.split("name=\"decision\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(manager.post("/weaknesses/withdraw", &[("decision", &key)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(manager.post("/weaknesses/withdraw", &[("decision", &key)]).await.status, StatusCode::NOT_FOUND);
    let page = manager.page("/weaknesses").await;
    assert!(page.contains("を更新する") && page.contains("もう効いていない判断　1件"), "{page}");
}

#[tokio::test]
async fn programs_list_weaknesses_and_decide() {
    let site = site().await;
    let program = Program::all(&site).await;
    let listed = program.get("/weaknesses?state=confirmed", 200).await;
    let found: Vec<&Value> = listed["weaknesses"].as_array().unwrap().iter().filter(|line| line["name"] == "FortiOS").collect();
    assert!(!found.is_empty() && found[0]["class"] == 1, "{listed}");
    let decision = json!({
        "product": "fortinet/fortios", "vulnerabilities": ["CVE-2024-55591"], "judgement": "not-affected",
        "justification": "vulnerable-code-not-in-execute-path", "reason": "使っていない", "until": "2026-06-30",
    });
    let wrong = json!({ "product": "fortinet/fortios", "vulnerabilities": [], "judgement": "no", "reason": "", "until": "2020-01-01" });
    let problem = program.write("POST", "/weaknesses/decisions", &[], &wrong, 422).await;
    assert_eq!(problem["errors"].as_array().unwrap().len(), 4, "{problem}");
    assert_eq!(program.write("POST", "/weaknesses/decisions", &[], &decision, 200).await["count"], 1);
    let reader = Program::with(&site, &[Permission::ReadLedgers]).await;
    let kept = reader.get("/weaknesses/decisions", 200).await["decisions"][0].clone();
    assert_eq!((kept["state"].as_str(), kept["justification"].as_str()), (Some("holds"), Some("vulnerable-code-not-in-execute-path")));
    reader.write("POST", "/weaknesses/decisions", &[], &decision, 403).await;
    let path = format!("/weaknesses/decisions/{}", kept["key"].as_str().unwrap());
    program.write("DELETE", &path, &[], &Value::Null, 204).await;
    program.write("DELETE", &path, &[], &Value::Null, 404).await;
}
