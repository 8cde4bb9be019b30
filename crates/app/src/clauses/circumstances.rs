//! What decides how much of the guideline applies: where systems run, who operates them, whether anything is signed or scanned.
//!
//! It is one record of the profile. Until somebody says more, the two questions of the first start count.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::facts::Facts;
use sonae_domain::guideline::{Circumstances, Runs, SystemRuns};

use super::ClauseError;
use crate::actor::Actor;
use crate::house::House;
use crate::reading_list::{Told, seen};
use crate::records::{self, GUIDELINE, PROFILE, RecordError, own_record};
use crate::settings::Pattern;

/// The most systems that are named.
const MOST_SYSTEMS: usize = 100;
/// The longest name of a system, in characters.
const LONGEST: usize = 200;

/// What is said and seen at present.
pub async fn circumstances(house: &House, facts: &Facts) -> Result<Told, RecordError> {
    let said: Option<Circumstances> = records::one(&house.store, PROFILE, GUIDELINE).await?;
    let mut circumstances = said.unwrap_or_default();
    let first = house.settings().await?.pattern;
    if let Some(pattern) = first.filter(|_| circumstances.dedicated_staff.is_none()) {
        circumstances.dedicated_staff = Some(matches!(pattern, Pattern::I | Pattern::Ii));
    }
    let from_ledgers = circumstances.systems.is_empty();
    if from_ledgers {
        circumstances.systems = seen(facts);
    }
    if let Some(pattern) = first.filter(|_| circumstances.systems.is_empty()) {
        let runs = if matches!(pattern, Pattern::Ii | Pattern::Iv) { Runs::Cloud } else { Runs::OnPremises };
        circumstances.systems = vec![SystemRuns { name: crate::words::text("guideline-systems-as-said", &[]), runs }];
    }
    Ok(Told { circumstances, from_ledgers })
}

/// Keeps what somebody says of the institution.
pub async fn change_circumstances(house: &House, actor: &Actor, said: &Circumstances) -> Result<(), ClauseError> {
    actor.require(Permission::ManageSettings)?;
    let named = |system: &SystemRuns| !system.name.trim().is_empty() && system.name.chars().count() <= LONGEST;
    if said.systems.len() > MOST_SYSTEMS || !said.systems.iter().all(named) {
        return Err(ClauseError::Values(vec!["systems"]));
    }
    let mut tx = house.store.begin().await?;
    // behind the institution, its figures and the settings
    tx.put_record(PROFILE, own_record(GUIDELINE, 3, said)).await?;
    tx.commit_if_changed(house.event(actor, "guideline.circumstances-changed", "", json!(said))).await?;
    Ok(())
}
