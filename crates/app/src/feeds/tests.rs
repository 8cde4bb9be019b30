//! From official files to a verdict, and from one house to another by a pack.

use serde_json::{Value, json};
use sonae_domain::access::Role;
use sonae_domain::assessment::Status;
use sonae_domain::facts::{Provenance, WeaknessState};

use super::*;
use crate::records::ledger_record;
use crate::testing::{at_rest, person};

/// The one CVE that the tests know, in the shapes of NVD and CISA.
fn official(folder: &std::path::Path, kev_of: &str) -> Vec<std::path::PathBuf> {
    let criterion = json!({
        "vulnerable": true, "criteria": "cpe:2.3:o:fortinet:fortios:*:*:*:*:*:*:*:*", "versionStartIncluding": "7.0.0",
        "versionEndExcluding": "7.0.17", "matchCriteriaId": "00000000-0000-0000-0000-000000000001",
    });
    let nvd = json!({
        "resultsPerPage": 1, "startIndex": 0, "totalResults": 1, "format": "NVD_CVE", "version": "2.0", "timestamp": "2026-01-10T00:00:00.000",
        "vulnerabilities": [{ "cve": {
            "id": "CVE-2024-55591", "sourceIdentifier": "psirt@fortinet.com", "published": "2025-01-14T14:15:34.450",
            "lastModified": "2025-10-24T12:54:28.963", "vulnStatus": "Analyzed", "cveTags": [], "descriptions": [], "references": [],
            "metrics": { "cvssMetricV31": [{ "source": "nvd@nist.gov", "type": "Primary", "cvssData": {
                "version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "baseScore": 9.8, "baseSeverity": "CRITICAL" } }] },
            "configurations": [{ "nodes": [{ "operator": "OR", "negate": false, "cpeMatch": [criterion] }] }],
        } }],
    });
    let kev = json!({
        "title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": kev_of, "dateReleased": format!("{}T00:00:00.0000Z", kev_of.replace('.', "-")),
        "count": 1, "vulnerabilities": [{
            "cveID": "CVE-2024-55591", "vendorProject": "Fortinet", "product": "FortiOS and FortiProxy", "vulnerabilityName": "x",
            "dateAdded": "2025-01-14", "shortDescription": "x", "requiredAction": "x", "dueDate": "2025-01-21",
            "knownRansomwareCampaignUse": "Known", "notes": "", "cwes": ["CWE-288"],
        }],
    });
    let write = |name: &str, value: &Value| {
        let path = folder.join(name);
        std::fs::write(&path, value.to_string()).unwrap();
        path
    };
    vec![write("nvdcve-2.0.json", &nvd), write("known_exploited_vulnerabilities.json", &kev)]
}

/// A house with two FortiGates: one old, one mended.
async fn house_with_routers() -> (House, tempfile::TempDir) {
    let (house, scratch) = at_rest().await;
    let mut tx = house.store.begin().await.unwrap();
    for (at, (number, os)) in [("NW-1", "FortiOS 7.0.12"), ("NW-2", "FortiOS 7.0.17")].into_iter().enumerate() {
        let body = json!({ "number": number, "host": number, "os": os, "kind": "network", "status": "active", "vendor": "みほん", "patches-current": true, "stocktaken-on": "2026-01-10" });
        let record = ledger_record(number.to_owned(), i64::try_from(at).unwrap(), &body, Provenance::Document, None);
        tx.put_record("devices", record).await.unwrap();
    }
    tx.commit(house.event(&person(Role::Operator), "test.set-up", "", json!({}))).await.unwrap();
    (house, scratch)
}

async fn patches(house: &House) -> (Status, Vec<String>) {
    let known = house.known().await.unwrap();
    let item = known.forms[0].assessment.items.iter().find(|item| item.control.as_str() == "security-patches-applied").unwrap();
    (item.finding.status, item.finding.reasons.iter().map(|reason| reason.key.clone()).collect())
}

#[tokio::test]
async fn what_is_exploited_is_found_on_the_machine_that_has_it_and_put_first() {
    let (house, scratch) = house_with_routers().await;
    let operator = person(Role::Operator);
    let (status, before) = patches(&house).await;
    assert!(status != Status::NotSatisfied && !before.contains(&"patch-exploited-vulnerability".to_owned()), "{before:?}");

    let imported = import_feeds(&house, &operator, official(scratch.path(), "2026.01.15")).await.unwrap();
    assert_eq!((imported.generation, imported.deltas.len()), (Some(1), 2), "{:?}", imported.reports);
    let (status, reasons) = patches(&house).await;
    assert_eq!(status, Status::NotSatisfied);
    assert!(reasons.contains(&"patch-exploited-vulnerability".to_owned()), "{reasons:?}");
    let known = house.known().await.unwrap();
    let found: Vec<_> = known
        .facts
        .weaknesses
        .iter()
        .map(|weakness| (weakness.device.as_str(), weakness.state, weakness.class, weakness.cvss_tenths))
        .collect();
    assert_eq!(found, [("NW-1", WeaknessState::Confirmed, Some(1), Some(98))]);

    let seen = feeds_overview(&house, &operator).await.unwrap();
    assert_eq!(seen.week.len(), 1);
    let (subject, body) = mail_to_vendor("見本病院", &seen.week[0]);
    assert!(
        subject.contains("fortinet/fortios") && body.contains("NW-1") && body.contains("CVE-2024-55591") && body.contains("みほん"),
        "{body}"
    );

    // going back is a state of its own
    let again = import_feeds(&house, &operator, official(scratch.path(), "2026.01.18")).await.unwrap();
    let now = go_back(&house, &operator, 1).await.unwrap();
    assert!(Some(now) > again.generation, "{now}");
    assert_eq!(patches(&house).await.0, Status::NotSatisfied);
}

#[tokio::test]
async fn a_list_that_is_too_old_cannot_say_that_nothing_was_found() {
    let (house, scratch) = house_with_routers().await;
    import_feeds(&house, &person(Role::Operator), official(scratch.path(), "2025.11.01")).await.unwrap();
    let (_, reasons) = patches(&house).await;
    assert!(reasons.contains(&"patch-feeds-outdated".to_owned()), "{reasons:?}");
}

#[tokio::test]
async fn a_pack_goes_from_one_house_to_another_when_its_key_is_trusted_and_never_twice() {
    let (house, scratch) = house_with_routers().await;
    let (operator, manager) = (person(Role::Operator), person(Role::Manager));
    import_feeds(&house, &operator, official(scratch.path(), "2026.01.15")).await.unwrap();
    let path = scratch.path().join("feeds.pack");
    let manifest = write_pack_of_feeds(&house, &operator, &path).await.unwrap();
    assert_eq!(manifest.sections.len(), 2);

    let (other, _scratch) = house_with_routers().await;
    assert!(matches!(import_pack(&other, &operator, &path).await, Err(FeedError::Pack(sonae_feeds::pack::PackError::NotTrusted))));
    let key = trusted_keys(&house).await.unwrap().remove(0);
    assert!(matches!(trust_key(&other, &operator, &key).await, Err(FeedError::Forbidden(_))));
    trust_key(&other, &manager, &key).await.unwrap();
    assert_eq!(verify_pack_of_feeds(&other, &path).await.unwrap().manifest.serial, manifest.serial);
    import_pack(&other, &operator, &path).await.unwrap();
    assert_eq!(patches(&other).await.0, Status::NotSatisfied);
    assert!(matches!(import_pack(&other, &operator, &path).await, Err(FeedError::Pack(sonae_feeds::pack::PackError::OldSerial { .. }))));

    // a byte that was changed on the way
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 9;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert!(verify_pack_of_feeds(&other, &path).await.is_err());
}
