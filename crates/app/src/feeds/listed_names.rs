//! The resolver with the Japanese names of MyJVN's product list, where that list was imported. Built once for each list: there are tens of
//! thousands of names in it.

use std::sync::{Mutex, PoisonError};

use sonae_feeds::Source;
use sonae_feeds::record::Part;
use sonae_feeds::store::{Release, StoreError};

use crate::products::{Imported, Resolver};

/// The table of names that was read last, and the resolver that knows them.
static KNOWN: Mutex<Option<(String, Resolver)>> = Mutex::new(None);

/// The resolver, with the names of the present list.
pub(crate) fn with_listed_names(builtin: &Resolver, release: &Release) -> Result<Resolver, StoreError> {
    let Some(state) = release.generation().sources.get(&Source::JvnProducts) else { return Ok(builtin.clone()) };
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, resolver)) = known.as_ref().filter(|(table, _)| *table == state.table) {
        return Ok(resolver.clone());
    }
    let names: Vec<Imported> = release
        .listed_names()?
        .into_iter()
        .map(|listed| {
            let part = match listed.part {
                Part::System => "o",
                Part::Hardware => "h",
                Part::Application | Part::Unknown => "a",
            };
            let cpe = Some(format!("{part}:{}:{}", listed.vendor, listed.product));
            Imported { vendor: listed.vendor_name, name: listed.product_name, cpe }
        })
        .collect();
    let resolver = match builtin.clone().with_imported(&names) {
        Ok(resolver) => resolver,
        Err(error) => {
            tracing::error!(%error, "the names of the product list cannot be used");
            builtin.clone()
        }
    };
    *known = Some((state.table.clone(), resolver.clone()));
    Ok(resolver)
}
