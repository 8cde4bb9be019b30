//! One screenful of the operation log, newest first.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use sonae_domain::access::Permission;
use sonae_store::{AuditSeq, StoreError, StoredEvent};

use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::words::lookup;

/// Events that are read from the store at once.
const WINDOW: i64 = 500;
/// Among so many of the newest events the names to choose from are looked for.
const RECENT: i64 = 5000;
/// Events on one screen.
const SCREEN: usize = 50;

/// Which events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// By this person; "" for anybody
    pub actor: String,
    /// Of this kind (`policy.changed`), or of this area (`policy`); "" for any
    pub action: String,
    /// From this day on
    pub from: Option<Date>,
    /// Up to this day
    pub until: Option<Date>,
    /// Older than this event
    pub before: Option<i64>,
}

impl LogFilter {
    /// Whether the event is one of these. Days are those of the place where the machine stands.
    pub(super) fn fits(&self, event: &StoredEvent) -> bool {
        let day = event.at.parse::<Timestamp>().map(|at| at.to_zoned(sonae_domain::calendar::japan()).date()).ok();
        let in_area = || event.action.split('.').next() == Some(self.action.as_str());
        (self.actor.is_empty() || event.actor == self.actor)
            && (self.action.is_empty() || event.action == self.action || in_area())
            && self.from.is_none_or(|from| day.is_some_and(|day| day >= from))
            && self.until.is_none_or(|until| day.is_some_and(|day| day <= until))
    }
}

/// One screenful.
#[derive(Debug, Clone, Default)]
pub struct LogPage {
    /// Newest first
    pub events: Vec<StoredEvent>,
    /// Where the next screenful begins; `None` at the end
    pub older: Option<i64>,
    /// Everybody who stands in the newer part of the log
    pub actors: BTreeSet<String>,
    /// Every kind of event in it
    pub actions: BTreeSet<String>,
}

/// Why the log was not read.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One screenful. The log is walked back in pieces until the screen is full.
pub async fn read_log(house: &House, actor: &Actor, filter: &LogFilter) -> Result<LogPage, AuditError> {
    actor.require(Permission::ReadAudit)?;
    let head = house.store.audit_head().await?.seq.0;
    let mut page = LogPage::default();
    let mut upper = head;
    while upper > 0 && (page.older.is_none() || head - upper < RECENT) {
        let lower = (upper - WINDOW + 1).max(1);
        let events = house.store.audit_events(AuditSeq(lower)..=AuditSeq(upper)).await?;
        for event in events.into_iter().rev() {
            page.actors.insert(event.actor.clone());
            page.actions.insert(event.action.clone());
            if page.older.is_some() || filter.before.is_some_and(|before| event.seq.0 >= before) || !filter.fits(&event) {
                continue;
            }
            if page.events.len() == SCREEN {
                page.older = page.events.last().map(|event| event.seq.0);
            } else {
                page.events.push(event);
            }
        }
        upper = lower - 1;
    }
    Ok(page)
}

/// What an action is called; the id itself where it has no words.
pub fn action_word(action: &str) -> String {
    lookup(&format!("audit-{}", action.replace('.', "-")), &[]).unwrap_or_else(|| action.to_owned())
}
