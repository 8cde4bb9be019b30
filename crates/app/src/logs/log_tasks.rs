//! What is to be done about the access logs, in sentences: for the first page and the morning's letter.

use sonae_domain::access::Permission;
use sonae_domain::calendar::plus_days;

use super::alerts;
use super::alerts::AlertState;
use super::fault::LogsError;
use super::feeds::Observed;
use super::review::day_of;
use crate::actor::Actor;
use crate::house::House;
use crate::words::{date, text};

/// So many names are told.
const NAMED: usize = 3;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogTask {
    /// Stable name: `stopped`, `damaged`, `alerts`, `silent`, `overdue`, `never`
    pub what: &'static str,
    /// What is to be done, in words
    pub says: String,
}

/// Everything to do, what is most pressing first; nothing for whoever does not see logs, and where there are none.
pub async fn log_tasks(house: &House, actor: &Actor) -> Result<Vec<LogTask>, LogsError> {
    if !actor.may(Permission::ReadLogs) || !house.vaults().exists() {
        return Ok(Vec::new());
    }
    let (observed, today, now) = (Observed::of(house).await?, house.today().await?, house.now());
    let mut tasks = Vec::new();
    let mut add = |what: &'static str, args: &[(&str, &str)]| {
        tasks.push(LogTask { what, says: text(&format!("today-logs-{what}"), args) });
    };
    if house.vaults().stopped().is_some() {
        add("stopped", &[]);
    }
    if observed.verified.as_ref().is_some_and(|verified| !verified.is_intact()) {
        add("damaged", &[]);
    }
    let open = alerts(house, actor).await?.iter().filter(|(_, alert)| alert.state == AlertState::Open).count();
    if open > 0 {
        add("alerts", &[("count", &open.to_string())]);
    }
    let silent: Vec<&str> = observed
        .sources
        .values()
        .filter(|source| observed.silent_since(source, now).is_some())
        .map(|source| if source.title.is_empty() { source.name.as_str() } else { source.title.as_str() })
        .collect();
    if !silent.is_empty() {
        let names = silent.iter().take(NAMED).copied().collect::<Vec<_>>().join(&text("list-separator", &[]));
        add("silent", &[("count", &silent.len().to_string()), ("names", &names)]);
    }
    match observed.held.first() {
        Some(last) => {
            let due = plus_days(day_of(house, last.at).await?, house.policy().await?.log_review_days);
            if due < today {
                add("overdue", &[("due", &date(due))]);
            }
        }
        None if observed.states.values().any(|state| state.records > 0) => add("never", &[]),
        None => {}
    }
    Ok(tasks)
}
