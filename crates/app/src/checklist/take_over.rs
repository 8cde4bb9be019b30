//! Last year's answers as a start: remarks and answers are taken over, the day on which somebody confirms them is not.

use sonae_domain::access::Permission;
use sonae_domain::framework::{Audience, Edition};

use super::answer_item::{AnswerError, TypedAnswer, answer_item};
use super::place::place;
use crate::actor::Actor;
use crate::house::{House, KnowError};

/// Why nothing was taken over.
#[derive(Debug, thiserror::Error)]
pub enum TakeOverError {
    /// An answer could not be kept
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// Nothing could be decided
    #[error(transparent)]
    Know(#[from] KnowError),
}

/// Takes over last year's answer of every item of the institution's form (or of one item) that has no answer yet. Gives how
/// many. Without a 確認日 an answer counts as not confirmed: the form says so until somebody looks.
pub async fn take_over(
    house: &House,
    actor: &Actor,
    edition: &'static Edition,
    audience: Audience,
    only: Option<&str>,
) -> Result<usize, TakeOverError> {
    actor.require(Permission::AnswerItems).map_err(AnswerError::from)?;
    let known = house.known_of(edition).await?;
    let own = known.forms.first().filter(|form| form.form.audience == audience);
    let mut taken = 0;
    for item in own.into_iter().flat_map(|form| &form.assessment.items) {
        let wanted = only.is_none_or(|key| key == item.key);
        let Some(prior) = item.prior.first().filter(|_| wanted && item.attestation.is_none()) else { continue };
        let Ok(place) = place(house, edition.id.as_str(), audience, &item.key, "") else { continue };
        let typed = TypedAnswer { round: 1, answer: Some(prior.answer), remarks: prior.remarks.clone(), ..TypedAnswer::default() };
        answer_item(house, actor, &place, &typed).await?;
        taken += 1;
    }
    Ok(taken)
}
