//! Which passwords are accepted: long enough by the figures of the edition, and not one that everybody guesses. No rule about
//! kinds of characters: it makes passwords worse.

use sonae_domain::framework::Edition;
use sonae_domain::names::fold;

use super::{Fault, breached};
use crate::house::House;

/// Longer ones are refused: they only keep the computer busy.
const LONGEST: usize = 128;
/// Names shorter than this may stand in a password.
const SHORT_NAME: usize = 3;
/// The list of breached passwords in the data folder, when there is one.
const BREACHED: &str = "breached-passwords.txt";

/// How long a password must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordRule {
    /// Characters when it is all that is asked
    pub alone: usize,
    /// Characters when a second factor is asked too
    pub with_factor: usize,
}

/// Why a password is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// It has fewer characters than this
    #[error("shorter than {0}")]
    TooShort(usize),
    /// It has more characters than this
    #[error("longer than {0}")]
    TooLong(usize),
    /// It holds the name of the person, the login name or the institution's name
    #[error("holds a name")]
    HoldsName,
    /// It is guessed quickly
    #[error("easily guessed")]
    Guessable,
    /// It is in the list of breached passwords
    #[error("known from a breach")]
    Breached,
}

impl PasswordProblem {
    /// As the words of the locale (`accounts-password-…`) spell it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::TooShort(_) => "too-short",
            Self::TooLong(_) => "too-long",
            Self::HoldsName => "holds-name",
            Self::Guessable => "guessable",
            Self::Breached => "breached",
        }
    }
}

/// The rule by the edition to work by, or by the newest one that states it.
pub async fn password_rule(house: &House) -> Result<PasswordRule, Fault> {
    let current = house.edition().await?;
    let stated = |edition: &Edition| {
        edition.parameters.password.as_ref().map(|figures| PasswordRule {
            alone: figures.min_length_without_change as usize,
            with_factor: figures.min_length_two_factor as usize,
        })
    };
    let newest_first = house.frameworks.editions().iter().rev();
    stated(current)
        .or_else(|| newest_first.map(stated).find_map(|rule| rule))
        .ok_or_else(|| Fault::Failed("no edition states how long a password must be".to_owned()))
}

/// Whether a password is accepted for this person. `Ok(true)` when it is long enough only because of a second factor.
pub(super) async fn check(
    house: &House,
    password: &str,
    (id, name): (&str, &str),
    has_factor: bool,
) -> Result<Result<bool, PasswordProblem>, Fault> {
    let rule = password_rule(house).await?;
    let length = password.chars().count();
    let shortest = if has_factor { rule.with_factor } else { rule.alone };
    if length < shortest {
        return Ok(Err(PasswordProblem::TooShort(shortest)));
    }
    if length > LONGEST {
        return Ok(Err(PasswordProblem::TooLong(LONGEST)));
    }
    let names = [id.to_owned(), name.to_owned(), house.institution().await?.name];
    let folded = fold(password);
    let mut parts = names.iter().flat_map(|name| name.split_whitespace().map(fold).chain([fold(name)]));
    if parts.any(|part| part.chars().count() >= SHORT_NAME && folded.contains(&part)) {
        return Ok(Err(PasswordProblem::HoldsName));
    }
    let (list, password) = (house.folder.path().join(BREACHED), password.to_owned());
    let guessed = tokio::task::spawn_blocking(move || {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if zxcvbn::zxcvbn(&password, &names).score() <= zxcvbn::Score::One {
            return Ok(Some(PasswordProblem::Guessable));
        }
        Ok(breached::is_breached(&list, &password)?.then_some(PasswordProblem::Breached))
    });
    let problem = guessed.await.map_err(Fault::failed)?.map_err(|error: std::io::Error| Fault::failed(error))?;
    Ok(problem.map_or(Ok(length < rule.alone), Err))
}
