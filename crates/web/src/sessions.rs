//! Sessions: kept in the store, so that they survive a restart and can be ended by others; the browser holds only a random name
//! for one, and the store only its SHA-256.
//!
//! How long one lives is decided here, not by the cookie, which ends with the browser.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sonae_app::ports::Clock;
use sonae_app::storage::{Store, StoreError, StoredSession};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

use crate::state::Web;

/// Key under which a session holds the login name of whoever has signed in.
pub const SIGNED_IN_AS: &str = "signed-in-as";
/// Key under which a session holds whether the person proved who they are at the institution's own provider.
pub(crate) const SIGNED_IN_ELSEWHERE: &str = "signed-in-elsewhere";
/// Key under which a session holds what the browser calls itself.
pub(crate) const USER_AGENT: &str = "user-agent";
/// Key under which a session holds from where it was begun.
pub(crate) const ADDRESS: &str = "address";

/// Without any request for so long, a session ends.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// However busy, a session ends after so long.
const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// A request is noted when the last one that was noted is so long ago.
const NOTED: SignedDuration = SignedDuration::from_mins(1);

/// The cookie's name; over TLS with the prefix that ties it to this host.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-sonae" } else { "sonae" }
}

pub(crate) fn layer(web: &Web) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(web.sessions.clone())
        .with_name(cookie_name(web.secure))
        .with_secure(web.secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnSessionEnd)
}

/// The sessions of the store.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

impl Sessions {
    /// The sessions of this store, by this clock.
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    fn row(&self, record: &Record) -> Result<StoredSession> {
        let now = self.clock.now();
        let of = |key: &str| record.data.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(StoredSession {
            id: stored_id(record.id),
            owner: of(SIGNED_IN_AS),
            created: now,
            last_seen: now,
            expires: now + IDLE,
            user_agent: of(USER_AGENT),
            address: of(ADDRESS),
            data: serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?,
        })
    }
}

/// The name under which a session is kept.
pub(crate) fn stored_id(id: Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

fn backend(error: StoreError) -> Error {
    Error::Backend(error.to_string())
}

fn ends(created: Timestamp, now: Timestamp) -> Timestamp {
    (now + IDLE).min(created + ABSOLUTE)
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 random bits: two sessions never share an id
        self.store.remove_ended_sessions(self.clock.now()).await.map_err(backend)?;
        self.store.put_session(&self.row(record)?).await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let mut row = self.row(record)?;
        // a session that was ended meanwhile stays ended
        let Some(known) = self.store.session(&row.id, row.last_seen).await.map_err(backend)? else { return Ok(()) };
        row.created = known.created;
        row.expires = ends(known.created, row.last_seen);
        self.store.put_session(&row).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.clock.now();
        let stored = stored_id(*id);
        let Some(session) = self.store.session(&stored, now).await.map_err(backend)? else { return Ok(None) };
        if now.duration_since(session.last_seen) >= NOTED {
            self.store.touch_session(&stored, now, ends(session.created, now)).await.map_err(backend)?;
        }
        let data = serde_json::from_str(&session.data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date =
            OffsetDateTime::from_unix_timestamp(session.expires.as_second()).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.remove_session(&stored_id(*id)).await.map(|_| ()).map_err(backend)
    }
}
