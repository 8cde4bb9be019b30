//! Sources of logs. Each definition is a record of the vault; `sources.json` is only the newest of each, for looking up.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_logs::{Source, SourceError};
use sonae_vault::Kind;

use super::derived::Derived;
use super::fault::{LogsError, beside};
use super::found::{OWN, keep};
use super::vaults::Vaults;
use crate::actor::Actor;
use crate::house::House;

/// Name of the list.
const FILE: &str = "sources.json";

/// Every source, by name.
pub async fn sources(house: &House, actor: &Actor) -> Result<BTreeMap<String, Source>, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let vaults = house.vaults();
    beside(move || Ok(known(&vaults))).await
}

/// One source.
pub async fn source(house: &House, actor: &Actor, name: &str) -> Result<Source, LogsError> {
    sources(house, actor).await?.remove(name).ok_or_else(|| LogsError::NoSource(name.to_owned()))
}

/// Defines a source, or changes it: what is kept already is read as it was defined then. Gives whether anything changed.
pub async fn define_source(house: &House, actor: &Actor, source: &Source) -> Result<bool, LogsError> {
    actor.require(Permission::ManageLogs)?;
    check(source)?;
    let (vaults, now, defined) = (house.vaults(), house.now(), source.clone());
    let changed = beside(move || define(&vaults, now, &defined)).await?;
    if changed {
        let detail = json!({ "format": source.format, "host": source.host, "system": source.system });
        house.store.begin().await?.commit(house.event(actor, "logs.source-defined", &source.name, detail)).await?;
    }
    Ok(changed)
}

/// The sources as they are now.
pub(super) fn known(vaults: &Vaults) -> BTreeMap<String, Source> {
    vaults.derived().read(FILE).unwrap_or_default()
}

/// Keeps a definition in the vault and in the list.
pub(super) fn define(vaults: &Vaults, now: Timestamp, source: &Source) -> Result<bool, LogsError> {
    let _turn = vaults.defining();
    if known(vaults).get(&source.name) == Some(source) {
        return Ok(false);
    }
    keep(vaults, (Kind::SourceDefined, &source.name, 0, 0), now, source)?;
    put(&vaults.derived(), [source.clone()])?;
    Ok(true)
}

/// Puts definitions that stand in the vault into the list.
pub(super) fn learn(vaults: &Vaults, defined: impl IntoIterator<Item = Source>) -> Result<(), LogsError> {
    let _turn = vaults.defining();
    put(&vaults.derived(), defined)
}

fn put(derived: &Derived, defined: impl IntoIterator<Item = Source>) -> Result<(), LogsError> {
    let mut list: BTreeMap<String, Source> = derived.read(FILE).unwrap_or_default();
    let before = list.clone();
    list.extend(defined.into_iter().map(|source| (source.name.clone(), source)));
    if list == before { Ok(()) } else { derived.write(FILE, &list) }
}

/// Puts every definition into the evidence anew.
pub(super) fn say_again(vaults: &Vaults, now: Timestamp) -> Result<(), LogsError> {
    for source in known(vaults).values() {
        keep(vaults, (Kind::SourceDefined, &source.name, 0, 0), now, source)?;
    }
    Ok(())
}

/// Whether a definition makes sense, and takes no name that the vault uses itself.
pub(super) fn check(source: &Source) -> Result<(), SourceError> {
    if source.name == OWN { Err(SourceError::Name(source.name.clone())) } else { source.check() }
}

#[cfg(test)]
mod tests {
    use sonae_logs::Format;

    use super::*;

    #[test]
    fn a_name_is_safe_as_part_of_a_path_and_a_column_is_a_field() {
        for name in ["", ".", "..", "a/b", "a\\b", ".x", "sonae", &"a".repeat(65)] {
            assert!(check(&Source::new(name, Format::Csv)).is_err(), "{name}");
        }
        let mut source = Source::new("電子カルテ-1", Format::Csv);
        assert!(check(&source).is_ok());
        source.columns.insert("列".into(), "patient_uid".into());
        assert!(check(&source).is_ok());
        source.columns.insert("列".into(), "patient".into());
        assert!(matches!(check(&source), Err(SourceError::Field { .. })));
        source = Source { zone: "Asia/Nowhere".into(), ..Source::new("a", Format::Csv) };
        assert!(matches!(check(&source), Err(SourceError::Zone(_))));
    }
}
