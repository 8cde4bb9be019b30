//! Machines that may be one: what is asked, and a person's answer, which counts from then on.

use serde_json::json;
use sonae_domain::access::Permission;
use sonae_domain::facts::Facts;
use sonae_domain::observation::{IdentityAnswer, Machine, Mark, Tie};
use sonae_store::{StoreError, Tx};

use super::ObservationError;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{IDENTITY_ANSWERS, next_ordinal, own_record};

/// The machines of which it is asked whether they are one with a row of the ledger.
pub fn asked_machines(facts: &Facts) -> impl Iterator<Item = &Machine> {
    facts.machines.iter().filter(|machine| matches!(machine.tie, Tie::Asked { .. }))
}

/// The questions that most people answer with yes: one row only, the same name at the same address, and nothing speaks against it.
pub fn plain_questions(facts: &Facts) -> Vec<IdentityAnswer> {
    let plain = |machine: &Machine| match &machine.tie {
        Tie::Asked { rows } => match rows.as_slice() {
            [(number, shared, against)] if shared.contains(&Mark::Host) && shared.contains(&Mark::Address) && against.is_empty() => {
                Some(IdentityAnswer { number: number.clone(), name: machine.name.clone(), same: true })
            }
            _ => None,
        },
        Tie::Row { .. } | Tie::Stranger => None,
    };
    facts.machines.iter().filter_map(plain).collect()
}

/// Answers all plain questions with yes, at once; how many there were.
pub async fn answer_plain_questions(house: &House, actor: &Actor) -> Result<usize, ObservationError> {
    actor.require(Permission::EditLedgers)?;
    let known = house.known().await?;
    let answers = plain_questions(&known.decided.facts);
    let mut tx = house.store.begin().await?;
    let first = next_ordinal(&tx, IDENTITY_ANSWERS).await?;
    let rows: Vec<_> = (first..).zip(&answers).map(|(at, answer)| own_record(&key(answer), at, answer)).collect();
    tx.put_records(IDENTITY_ANSWERS, &rows).await?;
    let numbers: Vec<&str> = answers.iter().map(|answer| answer.number.as_str()).collect();
    tx.commit_if_changed(house.event(actor, "observation.identified", "", json!({ "numbers": numbers, "same": true }))).await?;
    Ok(answers.len())
}

fn key(answer: &IdentityAnswer) -> String {
    format!("{}/{}", answer.number, answer.name)
}

/// Keeps one answer.
pub(super) async fn keep(tx: &mut Tx, answer: &IdentityAnswer) -> Result<(), StoreError> {
    let ordinal = next_ordinal(tx, IDENTITY_ANSWERS).await?;
    tx.put_record(IDENTITY_ANSWERS, own_record(&key(answer), ordinal, answer)).await?;
    Ok(())
}

/// Keeps one answer, with its event.
pub(super) async fn identify(house: &House, actor: &Actor, answer: &IdentityAnswer) -> Result<(), StoreError> {
    let mut tx = house.store.begin().await?;
    keep(&mut tx, answer).await?;
    let detail = json!({ "number": answer.number, "name": answer.name, "same": answer.same });
    tx.commit_if_changed(house.event(actor, "observation.identified", &answer.number, detail)).await?;
    Ok(())
}

/// Keeps what a person said: whether the machine of that name is the row of that number.
pub async fn answer_identity(house: &House, actor: &Actor, answer: &IdentityAnswer) -> Result<(), ObservationError> {
    actor.require(Permission::EditLedgers)?;
    let known = house.known().await?;
    let facts = &known.decided.facts;
    let asked = asked_machines(facts).any(|machine| match &machine.tie {
        Tie::Asked { rows } => machine.name == answer.name && rows.iter().any(|(number, _, _)| *number == answer.number),
        Tie::Row { .. } | Tie::Stranger => false,
    });
    if !asked {
        return Err(ObservationError::NotThere);
    }
    Ok(identify(house, actor, answer).await?)
}
