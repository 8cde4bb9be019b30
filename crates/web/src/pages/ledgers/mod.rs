//! 台帳: lists, records, import, export, stocktaking. One set of pages for every ledger.
//!
//! Deliberately not here: what a ledger's fields are and how texts are read (`app::ledgers`).

mod edit;
mod export;
mod history;
mod import;
mod list;
mod quick;
mod record;
mod stocktake;

pub(crate) use export::download;

use axum::Router;
use axum::extract::Query;
use sonae_app::accounts::find_user;
use sonae_app::ledgers::LedgerError;
use sonae_app::words;
use sonae_domain::facts::{feed_named, machine_named};
use sonae_domain::ledger::LedgerId;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .merge(list::routes())
        .merge(record::routes())
        .merge(edit::routes())
        .merge(quick::routes())
        .merge(history::routes())
        .merge(import::routes())
        .merge(export::routes())
        .merge(stocktake::routes())
}

/// The page of a record. Keys hold slashes and any text, so they are never part of the path.
pub(crate) fn record_link(ledger: LedgerId, key: &str) -> String {
    if let Some(feed) = feed_named(ledger, key) {
        return format!("/logs/sources/{}", html::encode(feed));
    }
    if let Some(machine) = machine_named(key) {
        return super::observations::machine_link(machine);
    }
    format!("/ledgers/{ledger}/record?key={}", html::encode(key))
}

/// The ledger that an address names.
fn ledger_of(name: &str) -> Result<LedgerId, Failure> {
    name.parse().map_err(|_| Failure::NotFound)
}

/// What stands behind the question mark of an address.
type Asked = Query<Vec<(String, String)>>;

fn asked(Query(pairs): Asked) -> Fields {
    Fields::new(pairs)
}

/// Another page of the same record: `edit`, `history` …
fn page_of(ledger: LedgerId, page: &str, key: &str) -> String {
    format!("/ledgers/{ledger}/{page}?key={}", html::encode(key))
}

/// The name of whoever did something; the login name when there is no such user.
async fn who(web: &Web, id: &str) -> String {
    let user = find_user(&web.house.store, id).await.ok().flatten();
    let named = user.map(|user| user.name).filter(|name| !name.is_empty());
    named.or_else(|| words::lookup(&format!("ledgers-who-{id}"), &[])).unwrap_or_else(|| id.to_owned())
}

/// What was done, in words.
fn action(action: &str) -> String {
    words::lookup(&format!("audit-{}", action.replace('.', "-")), &[]).unwrap_or_else(|| action.to_owned())
}

/// Whether the ledger is edited here; for templates.
fn edited_here(ledger: LedgerId) -> bool {
    sonae_app::ledgers::is_edited_here(ledger)
}

/// What a file is, in words.
fn kind_word(kind: &str) -> String {
    words::lookup(&format!("ledgers-kind-{kind}"), &[]).unwrap_or_else(|| html::word("ledgers-kind-other"))
}

/// The id of a control.
fn joined(prefix: &str, field: &str) -> String {
    format!("{prefix}-{field}")
}

/// The ids of what explains a control: its help, its error.
fn described(prefix: &str, field: &str, help: bool, error: bool) -> String {
    let parts = [(help, "help"), (error, "err")].into_iter().filter(|(is_there, _)| *is_there);
    parts.map(|(_, part)| format!("{prefix}-{field}-{part}")).collect::<Vec<_>>().join(" ")
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Forbidden(forbidden) => Self::Forbidden(forbidden),
            LedgerError::NotFound => Self::NotFound,
            LedgerError::NotHere(_) => Self::Bad("ledger-not-here"),
            LedgerError::Changed => Self::Bad("ledger-changed"),
            LedgerError::NoReason => Self::Bad("ledger-no-reason"),
            LedgerError::Store(error) => error.into(),
            LedgerError::Record(error) => error.into(),
            LedgerError::Know(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_carries_any_key() {
        assert_eq!(record_link(LedgerId::Devices, "a/b&c ㈱"), "/ledgers/devices/record?key=a%2Fb%26c%20%E3%88%B1");
    }
}
