//! For eyes: serves the invented hospital with somebody signed in, so that pages can be looked at.
//!
//! With `LOOK_DEVICES=20000` so many devices are added: for measuring (BENCHMARKS.md).
//!
//! `LOOK_PORT=8100 LOOK_ROLES=manager,executive LOOK_SECONDS=600 cargo test -p sonae-web --test it -- --ignored look`

use std::time::Duration;

use sonae_app::actor::Actor;
use sonae_app::records::ledger_record;
use sonae_domain::access::Role;
use sonae_domain::facts::Provenance;

use crate::common::Site;

#[tokio::test]
#[ignore = "runs until its time is over"]
async fn look() {
    let of = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let roles: Vec<Role> = of("LOOK_ROLES", "manager").split(',').map(|role| role.parse().unwrap()).collect();
    let site = Site::with(&of("LOOK_INSTITUTION", "見本病院")).await;
    let devices: i64 = of("LOOK_DEVICES", "0").parse().unwrap();
    if devices > 0 {
        add_devices(&site, devices).await;
    }
    let browser = site.signed_in(&roles).await;
    let time = Duration::from_secs(of("LOOK_SECONDS", "600").parse().unwrap());
    let served = tokio::time::timeout(time, site.serve(of("LOOK_PORT", "8100").parse().unwrap(), &browser)).await;
    assert!(served.is_err(), "it stopped by itself");
}

async fn add_devices(site: &Site, devices: i64) {
    let places = ["外来", "2階病棟", "3階病棟", "放射線科"];
    let device = |at: i64| {
        let place = places[usize::try_from(at % 4).unwrap()];
        let fields = serde_json::json!({
            "number": format!("A{at:05}"), "os": "Windows 11 Pro 24H2", "ip": format!("10.0.{}.{}", at / 256 % 256, at % 256),
            "host": format!("HOST-{:05}", at * 7919 % devices), "place": place, "user": "看護部", "status": "active", "kind": "endpoint",
            "vendor": "株式会社みほん", "patched-on": format!("2025-{:02}-01", at % 12 + 1), "stocktaken-on": "2025-04-01",
        });
        ledger_record(format!("A{at:05}"), 1000 + at, &fields, Provenance::Document, None)
    };
    let mut tx = site.web.house.store.begin().await.unwrap();
    tx.put_records("devices", &(0..devices).map(device).collect::<Vec<_>>()).await.unwrap();
    let event = site.web.house.event(&Actor::command_line(), "ledger.imported", "devices", serde_json::json!({}));
    tx.commit(event).await.unwrap();
}
