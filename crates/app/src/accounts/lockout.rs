//! Waiting after failures: the more in a row, the longer. Counted for the name that was typed, whether it exists or not, and
//! for the address.

use jiff::{SignedDuration, Timestamp};
use sonae_store::{Attempts, StoreError};

use super::secret::digest;
use crate::house::House;

/// So many failures in a row cost nothing but time to type.
const FREE: i64 = 5;
/// The first wait; each further failure doubles it.
const FIRST: SignedDuration = SignedDuration::from_mins(1);
/// The longest wait.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// For what failures are counted. Only a digest is kept: somebody may have typed a password into the wrong field.
#[derive(Debug, Clone)]
pub(super) struct Counted(Vec<String>);

impl Counted {
    /// For a name and an address; an unknown address is not counted.
    pub(super) fn new(step: &str, id: &str, address: &str) -> Self {
        let mut keys = vec![digest(&format!("{step}:{id}"))];
        if !address.is_empty() {
            keys.push(digest(&format!("address:{address}")));
        }
        Self(keys)
    }

    /// Until when nothing is looked at.
    pub(super) async fn locked_until(&self, house: &House) -> Result<Option<Timestamp>, StoreError> {
        let now = house.now();
        let mut until = None;
        for key in &self.0 {
            let locked = house.store.attempts(key, now).await?.map(|attempts| attempts.locked_until).filter(|locked| *locked > now);
            until = until.max(locked);
        }
        Ok(until)
    }

    /// Counts a failure; until when one has to wait now.
    pub(super) async fn failed(&self, house: &House) -> Result<Option<Timestamp>, StoreError> {
        let now = house.now();
        let mut until = None;
        for key in &self.0 {
            let failures = house.store.attempts(key, now).await?.map_or(0, |attempts| attempts.failures) + 1;
            let locked_until = wait(failures).map_or(now, |wait| now + wait);
            house.store.put_attempts(key, Attempts { failures, last: now, locked_until }).await?;
            until = until.max((locked_until > now).then_some(locked_until));
        }
        Ok(until)
    }

    /// Forgives the failures.
    pub(super) async fn succeeded(&self, house: &House) -> Result<(), StoreError> {
        for key in &self.0 {
            house.store.forget_attempts(key).await?;
        }
        Ok(())
    }
}

/// How long to wait after so many failures in a row.
fn wait(failures: i64) -> Option<SignedDuration> {
    // more doublings than these change nothing
    let doublings = u32::try_from((failures - FREE).min(10)).ok()?;
    Some(SignedDuration::from_secs(FIRST.as_secs() << doublings).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let minutes = |failures| wait(failures).map(|wait| wait.as_mins());
        assert_eq!(
            (1..=12).map(minutes).collect::<Vec<_>>(),
            [None, None, None, None, Some(1), Some(2), Some(4), Some(8), Some(16), Some(32), Some(60), Some(60)]
        );
        assert_eq!(minutes(i64::MAX), Some(60));
    }
}
