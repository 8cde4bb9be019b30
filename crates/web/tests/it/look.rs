//! For eyes: serves the invented hospital with somebody signed in, so that pages can be looked at.
//!
//! `LOOK_PORT=8100 LOOK_ROLES=manager,executive LOOK_SECONDS=600 cargo test -p sonae-web --test it -- --ignored look`

use std::time::Duration;

use sonae_domain::access::Role;

use crate::common::Site;

#[tokio::test]
#[ignore = "runs until its time is over"]
async fn look() {
    let of = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let roles: Vec<Role> = of("LOOK_ROLES", "manager").split(',').map(|role| role.parse().unwrap()).collect();
    let site = Site::with(&of("LOOK_INSTITUTION", "見本病院")).await;
    let browser = site.signed_in(&roles).await;
    let time = Duration::from_secs(of("LOOK_SECONDS", "600").parse().unwrap());
    let served = tokio::time::timeout(time, site.serve(of("LOOK_PORT", "8100").parse().unwrap(), &browser)).await;
    assert!(served.is_err(), "it stopped by itself");
}
