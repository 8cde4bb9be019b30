//! Makes an institution of the five answers: who it is, who is responsible, with whom it has contracts. From then on the
//! installation is set up.
//!
//! Deliberately not here: the first user, who is made just before.

use serde_json::json;
use sonae_domain::facts::{Institution, InstitutionKind, Provenance};
use sonae_domain::ledger::{Appointment, Contract, LedgerId, Record, Role};
use sonae_store::{StoreError, Tx};

use super::answer_question::{DRAFT, SetupError, draft};
use super::code::forget;
use super::draft::{Draft, People, Question, Vendors};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{INSTITUTION, PROFILE, RecordError, SETUP, ledger_record, own_record};
use crate::sample::{SampleError, adopt_hospital};
use crate::settings::{Pattern, Settings};
use crate::words::text;

/// Why the first start is not finished.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// This question has no answer
    #[error("question {} has no answer", .0.as_str())]
    Open(Question),
    /// Reading the answers failed, or the installation is set up
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The invented hospital could not be taken in
    #[error(transparent)]
    Sample(#[from] SampleError),
    /// The set-up code could not be removed
    #[error(transparent)]
    File(#[from] std::io::Error),
}

impl From<StoreError> for FinishError {
    fn from(error: StoreError) -> Self {
        Self::Setup(error.into())
    }
}

impl From<RecordError> for FinishError {
    fn from(error: RecordError) -> Self {
        Self::Setup(error.into())
    }
}

/// Finishes the first start.
pub async fn finish_setup(house: &House) -> Result<(), FinishError> {
    let draft = draft(house).await?;
    if let Some(open) = draft.open_question() {
        return Err(FinishError::Open(open));
    }
    let actor = Actor::first_start();
    if draft.sample {
        adopt_hospital(house, &actor).await?;
        let mut tx = house.store.begin().await?;
        tx.retire_record(SETUP, DRAFT).await?;
        tx.commit(house.event(&actor, "setup.finished", "", json!({ "sample": true }))).await?;
        return Ok(forget(house)?);
    }
    let settings = house.settings().await?;
    let mut tx = house.store.begin().await?;
    let institution = institution(&draft);
    tx.put_record(PROFILE, own_record(INSTITUTION, 0, &institution)).await?;
    appointments(&mut tx, institution.kind, &draft.people.clone().unwrap_or_default()).await?;
    contracts(&mut tx, &draft.vendors.clone().unwrap_or_default()).await?;
    let pattern = draft.systems.map(|systems| Pattern::of(systems.cloud, systems.dedicated_staff));
    Settings { set_up: true, pattern, ..settings }.keep(&mut tx).await?;
    tx.retire_record(SETUP, DRAFT).await?;
    let detail = json!({ "sample": false, "pattern": pattern.map(Pattern::as_str) });
    tx.commit(house.event(&actor, "setup.finished", &institution.name, detail)).await?;
    Ok(forget(house)?)
}

fn institution(draft: &Draft) -> Institution {
    let who = draft.who.clone().unwrap_or_default();
    Institution {
        name: who.name,
        kind: who.kind,
        beds: draft.beds.unwrap_or_default(),
        director: who.director,
        prefecture: who.prefecture,
        vendor_contracts: draft.vendors.as_ref().map(|vendors| vendors.any),
        medical_system_in_use: None,
    }
}

/// What somebody says in a browser is a statement, until a letter of appointment is named.
async fn appointments(tx: &mut Tx, kind: InstitutionKind, people: &People) -> Result<(), StoreError> {
    let safety = if kind == InstitutionKind::Pharmacy { Role::SystemManager } else { Role::SafetyManager };
    let named = [
        (safety, "safety", &people.safety),
        (Role::PlanningManager, "planning", &people.planning),
        (Role::SystemOperator, "operator", &people.operator),
    ];
    for (role, word, name) in named.into_iter().filter(|(_, _, name)| !name.is_empty()) {
        let word = if role == Role::SystemManager { "system" } else { word };
        let role_text = text(&format!("setup-role-{word}"), &[]);
        let appointment = Appointment { role, role_text, name: name.clone(), ..Appointment::default() };
        put(tx, LedgerId::Appointments, &appointment).await?;
    }
    Ok(())
}

/// Their kind is not known yet: to be completed in the ledger.
async fn contracts(tx: &mut Tx, vendors: &Vendors) -> Result<(), StoreError> {
    for vendor in vendors.names.iter().filter(|_| vendors.any) {
        put(tx, LedgerId::Contracts, &Contract { vendor: vendor.clone(), ..Contract::default() }).await?;
    }
    Ok(())
}

async fn put<T: Record>(tx: &mut Tx, ledger: LedgerId, record: &T) -> Result<(), StoreError> {
    let ordinal = crate::records::next_ordinal(tx, ledger.as_str()).await?;
    let fields = serde_json::to_value(record).unwrap_or_default();
    tx.put_record(ledger.as_str(), ledger_record(record.key(), ordinal, &fields, Provenance::Statement, None)).await?;
    Ok(())
}
