//! Passwords as argon2id hashes. The figures are those of the OWASP Password Storage Cheat Sheet.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::Fault;

/// Memory in KiB.
const MEMORY: u32 = 19 * 1024;
/// Rounds over it.
const ROUNDS: u32 = 2;
/// Lanes.
const LANES: u32 = 1;

/// Each takes 19 MiB and a core: two at a time, the others wait.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Compared with when there is no such user, so that it takes as long.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hash_now("nobody's password").unwrap_or_default());

/// How a password compares with a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// Another password
    No,
    /// The password
    Yes,
    /// The password, but the hash was made with other figures and is to be made anew
    YesButOld,
}

/// The hash of a password, off the threads that answer requests.
pub(super) async fn hash(password: &str) -> Result<String, Fault> {
    let password = password.to_owned();
    let _turn = TURNS.acquire().await.map_err(Fault::failed)?;
    tokio::task::spawn_blocking(move || hash_now(&password)).await.map_err(Fault::failed)?
}

/// Compares; with no hash it takes as long and says no.
pub(super) async fn verify(password: &str, hash: Option<&str>) -> Result<Match, Fault> {
    let (password, hash) = (password.to_owned(), hash.map(ToOwned::to_owned));
    let _turn = TURNS.acquire().await.map_err(Fault::failed)?;
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let outcome = verify_now(&password, &hash.unwrap_or_else(|| NOBODYS.clone()))?;
        Ok(if known { outcome } else { Match::No })
    })
    .await
    .map_err(Fault::failed)?
}

fn argon2id() -> Result<Argon2<'static>, Fault> {
    let params = Params::new(MEMORY, ROUNDS, LANES, None).map_err(Fault::failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String, Fault> {
    let hash: PasswordHash = argon2id()?.hash_password(password.as_bytes()).map_err(Fault::failed)?;
    Ok(hash.to_string())
}

fn verify_now(password: &str, hash: &str) -> Result<Match, Fault> {
    let parsed = PasswordHash::new(hash).map_err(Fault::failed)?;
    if argon2id()?.verify_password(password.as_bytes(), &parsed).is_err() {
        return Ok(Match::No);
    }
    let wanted = format!("$argon2id$v=19$m={MEMORY},t={ROUNDS},p={LANES}$");
    Ok(if hash.starts_with(&wanted) { Match::Yes } else { Match::YesButOld })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_knows_its_password_and_whether_it_is_out_of_date() {
        let kept = hash("ありがとう horse").await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_eq!(verify("ありがとう horse", Some(&kept)).await.unwrap(), Match::Yes);
        assert_eq!(verify("ありがとう Horse", Some(&kept)).await.unwrap(), Match::No);
        assert_eq!(verify("nobody's password", None).await.unwrap(), Match::No);
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        let old: PasswordHash = weak.hash_password(b"x").unwrap();
        assert_eq!(verify("x", Some(&old.to_string())).await.unwrap(), Match::YesButOld);
    }
}
