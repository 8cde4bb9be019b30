//! The operation log: what was done in sonae, and whether that is still what was written.

use std::ops::Bound;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sonae_app::storage::{AuditFault, AuditHead, AuditSeq, AuditVerdict, StoredEvent};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Query;
use super::problem::{FieldError, Problem};
use super::window::Window;
use crate::state::Web;

pub(crate) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(list_events)).routes(routes!(verify_log))
}

/// The largest number that every JSON reader keeps exactly.
const MAX_SEQ: i64 = 9_007_199_254_740_991;

/// Which part of the log
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    /// Events after this number
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64, default = 0)]
    after: Option<i64>,
    /// How many to give
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
}

/// Events of the operation log
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Events {
    /// Oldest first
    events: Vec<Event>,
    /// Number of the newest event in the log
    head: i64,
    /// What to ask for next (`after`); nothing at the end of the log
    next: Option<i64>,
}

/// One thing that was done
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Event {
    /// 1, 2, 3 … without gaps
    seq: i64,
    /// When (UTC)
    #[schema(format = DateTime)]
    at: String,
    /// Who: a login name, with the label of the token where one was used, or a part of the program
    actor: String,
    /// What was done: a stable id
    action: String,
    /// To what; may be empty
    subject: String,
    /// Whatever else is worth knowing
    #[schema(value_type = Object)]
    detail: Value,
    /// SHA-256 over what was written
    content: String,
    /// SHA-256 of the event before
    prev_hash: String,
    /// SHA-256 of this event
    hash: String,
}

impl From<StoredEvent> for Event {
    fn from(event: StoredEvent) -> Self {
        let StoredEvent { seq, at, actor, action, subject, detail, content, prev_hash, hash } = event;
        let detail = if detail.is_object() { detail } else { serde_json::json!({ "value": detail }) };
        Self { seq: seq.0, at, actor, action, subject, detail, content, prev_hash, hash }
    }
}

/// Against which event to verify
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct VerifyQuery {
    /// Number of an event whose hash was kept elsewhere; with `hash`
    #[param(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    seq: Option<i64>,
    /// The hash that was kept
    #[param(pattern = "^[0-9a-f]{64}$")]
    hash: Option<String>,
}

/// What walking the log found
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Verdict {
    /// Whether every event, and everything that the events stand for, is what was written
    intact: bool,
    /// The newest event, to be kept elsewhere; nothing when the log is broken
    head: Option<Head>,
    /// The first fault; nothing when the log is intact
    fault: Option<Fault>,
}

/// The newest event
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Head {
    /// Its number; 0 when there is none
    seq: i64,
    /// Its hash
    hash: String,
}

/// In what way the log is not what was written
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Fault {
    /// The first event that is affected
    seq: i64,
    /// In what way: `missing`, `inserted`, `unlinked`, `changed`, `content-changed`, `unrecorded`, `record-differs`,
    /// `not-the-anchor`
    kind: &'static str,
    /// Ledger of the record that differs
    ledger: Option<String>,
    /// Key of the record that differs
    key: Option<String>,
}

/// Events of the operation log
#[utoipa::path(
    get, path = "/audit/events", tag = "operation", security(("token" = ["read-audit"])), params(EventsQuery),
    responses((status = 200, description = "Events, oldest first", body = Events))
)]
async fn list_events(State(web): State<Web>, Query(query): Query<EventsQuery>) -> Result<Json<Events>, Problem> {
    let (_, limit) = Window::new(None, query.limit).bounds()?;
    let after = query.after.unwrap_or(0);
    if !(0..=MAX_SEQ).contains(&after) {
        return Err(Problem::Malformed(vec![FieldError::word("after", "range", &[("from", "0"), ("to", &MAX_SEQ.to_string())])]));
    }
    let last = after + i64::from(limit);
    let store = &web.house.store;
    let events = store.audit_events((Bound::Excluded(AuditSeq(after)), Bound::Included(AuditSeq(last)))).await?;
    let head = store.audit_head().await?.seq.0;
    let events: Vec<Event> = events.into_iter().map(Into::into).collect();
    let next = events.last().map(|event| event.seq).filter(|seq| *seq < head);
    Ok(Json(Events { events, head, next }))
}

/// Whether the operation log is what was written
///
/// With `seq` and `hash` of an event that was kept elsewhere, a log that was rewritten or cut off as a whole shows too. Walks
/// the whole log.
#[utoipa::path(
    get, path = "/audit/verify", tag = "operation", security(("token" = ["read-audit"])), params(VerifyQuery),
    responses((status = 200, description = "What was found", body = Verdict))
)]
async fn verify_log(State(web): State<Web>, Query(query): Query<VerifyQuery>) -> Result<Json<Verdict>, Problem> {
    let store = &web.house.store;
    let verdict = match anchor(query)? {
        None => store.verify_audit().await?,
        Some(anchor) => store.verify_audit_from(&anchor).await?,
    };
    Ok(Json(match verdict {
        AuditVerdict::Intact { head } => Verdict { intact: true, head: Some(Head { seq: head.seq.0, hash: head.hash }), fault: None },
        AuditVerdict::Broken { seq, fault } => Verdict { intact: false, head: None, fault: Some(described(seq, &fault)) },
    }))
}

fn anchor(query: VerifyQuery) -> Result<Option<AuditHead>, Problem> {
    let (seq, hash) = match (query.seq, query.hash) {
        (None, None) => return Ok(None),
        (Some(seq), Some(hash)) => (seq, hash),
        (None, Some(_)) => return Err(Problem::Malformed(vec![FieldError::word("seq", "with-other", &[("other", "hash")])])),
        (Some(_), None) => return Err(Problem::Malformed(vec![FieldError::word("hash", "with-other", &[("other", "seq")])])),
    };
    if !(1..=MAX_SEQ).contains(&seq) {
        return Err(Problem::Malformed(vec![FieldError::word("seq", "range", &[("from", "1"), ("to", &MAX_SEQ.to_string())])]));
    }
    if hash.len() != 64 || !hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(Problem::Malformed(vec![FieldError::word("hash", "hash", &[])]));
    }
    Ok(Some(AuditHead { seq: AuditSeq(seq), hash }))
}

fn described(seq: AuditSeq, fault: &AuditFault) -> Fault {
    let (ledger, key) = fault.record().map(|(ledger, key)| (ledger.to_owned(), key.to_owned())).unzip();
    Fault { seq: seq.0, kind: fault.kind(), ledger, key }
}
