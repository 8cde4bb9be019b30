//! A sonae for unit tests: an empty store in a scratch folder, on a day that does not pass.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use jiff::civil::{Date, date};
use sonae_domain::access::Role;
use sonae_domain::framework::Frameworks;
use sonae_store::{Location, Store};
use tempfile::TempDir;

use crate::actor::Actor;
use crate::data_folder::DataFolder;
use crate::house::House;
use crate::load_frameworks::load_frameworks;
use crate::ports::{FixedClock, Format, PrintFailure, Printed, Printer, Sheet};

/// The day.
pub(crate) const TODAY: Date = date(2026, 1, 20);

struct NoPaper;

impl Printer for NoPaper {
    fn print(&self, _: Sheet<'_>, _: Format, _: Date) -> Result<Printed, PrintFailure> {
        Ok(Printed { bytes: Vec::new(), replaced: Vec::new() })
    }
    fn licences(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }
}

/// An empty sonae, and the folder in which it lies as long as the value lives.
pub(crate) async fn at_rest() -> (House, TempDir) {
    static LOADED: OnceLock<Frameworks> = OnceLock::new();
    let scratch = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(&scratch.path().join("data")).unwrap();
    let store = Store::open(&Location::Sqlite(folder.database())).await.unwrap();
    let frameworks = LOADED.get_or_init(|| load_frameworks(None).unwrap());
    (House::new(store, folder, Arc::new(FixedClock(TODAY)), frameworks, Arc::new(NoPaper)), scratch)
}

/// A person with one role, named like it.
pub(crate) fn person(role: Role) -> Actor {
    Actor::person(role.as_str(), role.as_str(), BTreeSet::from([role]), "")
}
