//! How often an address may come with a link that does not work. A secret of 32 random bytes cannot be guessed; this keeps
//! guessing from costing anything.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Wrong links from one address: so many at once, and so many a minute.
const WRONG: u32 = 20;

/// More addresses than this are not remembered at once without clearing out.
const ADDRESSES: usize = 10_000;

/// Counts wrong links by address.
pub(crate) struct Tries(DefaultKeyedRateLimiter<IpAddr>);

impl Default for Tries {
    fn default() -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(WRONG).unwrap_or(NonZeroU32::MIN))))
    }
}

impl Tries {
    /// Counts one more wrong link; whether that is still few enough.
    pub(crate) fn one_more(&self, address: IpAddr) -> bool {
        if self.0.len() > ADDRESSES {
            self.0.retain_recent();
        }
        self.0.check_key(&address).is_ok()
    }
}
