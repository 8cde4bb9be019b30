//! 台帳: lists, records, import, export, stocktaking.

use axum::Router;
use sonae_domain::ledger::LedgerId;

use crate::html;
use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
}

/// The page of a record. Keys hold slashes and any text, so they are never part of the path.
#[allow(dead_code, reason = "for the pages of other areas that link to records")]
pub(crate) fn record_link(ledger: LedgerId, key: &str) -> String {
    format!("/ledgers/{ledger}/record?key={}", html::encode(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_carries_any_key() {
        assert_eq!(record_link(LedgerId::Devices, "a/b&c ㈱"), "/ledgers/devices/record?key=a%2Fb%26c%20%E3%88%B1");
    }
}
