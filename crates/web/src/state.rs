//! What every handler can reach.

use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use sonae_app::house::House;

use crate::pages::Tries;
use crate::sessions::Sessions;

/// So many attempts to sign in from one address in a minute. Waiting after failures comes on top.
const SIGN_INS: NonZeroU32 = NonZeroU32::new(20).unwrap();

/// The running web application. Cloning it is cheap.
#[derive(Clone)]
pub struct Web(Arc<Inner>);

/// The parts.
pub struct Inner {
    /// The institution's sonae
    pub house: House,
    /// Whether it is served over TLS: cookies are then never sent in the clear
    pub secure: bool,
    /// Where people reach it (`https://sonae.example`), without a slash at the end: for links in mail, and for passkeys
    pub public_url: String,
    /// Where sessions are kept
    pub sessions: Sessions,
    /// How often somebody at one address may try to sign in
    pub(crate) sign_ins: DefaultKeyedRateLimiter<String>,
    /// Links of vendors that did not work, by address
    pub(crate) link_tries: Tries,
    /// Whether the installation is known to be set up; it never goes back
    pub(crate) set_up: AtomicBool,
}

impl Web {
    /// A web application over this institution's sonae.
    pub fn new(house: House, secure: bool) -> Self {
        let public_url = if secure { "https://localhost" } else { "http://localhost" };
        Self::at(house, secure, public_url)
    }

    /// The same, where people reach it under this address.
    pub fn at(house: House, secure: bool, public_url: &str) -> Self {
        let public_url = public_url.trim_end_matches('/').to_owned();
        let sessions = Sessions::new(house.store.clone(), Arc::clone(&house.clock));
        let sign_ins = RateLimiter::keyed(Quota::per_minute(SIGN_INS));
        let set_up = AtomicBool::new(false);
        Self(Arc::new(Inner { house, secure, public_url, sessions, sign_ins, link_tries: Tries::default(), set_up }))
    }
}

impl Deref for Web {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
