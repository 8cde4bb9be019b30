//! Sources from which nothing comes any more: only the clock tells of them.

use sonae_detect::{Hit, Watched, silent};

use super::state::state;
use crate::house::House;
use crate::logs::fault::{LogsError, beside};
use crate::logs::sources;
use crate::logs::vaults::Vaults;

/// The sources that are silent now.
pub(super) async fn look(house: &House) -> Result<Vec<Hit>, LogsError> {
    let (vaults, now) = (house.vaults(), house.now().as_microsecond());
    beside(move || Ok(silent(&watched(&vaults)?, now))).await
}

/// The sources of which something is expected. One from which nothing ever came is not waited for: it is shown as new.
pub(super) fn watched(vaults: &Vaults) -> Result<Vec<Watched>, LogsError> {
    let states = state(vaults)?.sources;
    let sources = sources::known(vaults);
    let last = |name: &str| states.get(name).filter(|state| state.records > 0).map(|state| state.last);
    let watch = |(source, after_hours): (String, u32)| Some(Watched { last: last(&source)?, source, after_hours });
    Ok(sources.into_iter().map(|(name, source)| (name, source.silent_after_hours)).filter_map(watch).collect())
}
