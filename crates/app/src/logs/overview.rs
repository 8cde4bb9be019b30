//! The first page of the logs: what arrives, whether it is held, how much is to be done.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sonae_domain::access::Permission;
use sonae_logs::{Notice, Source};

use super::alerts;
use super::alerts::AlertState;
use super::fault::LogsError;
use super::feeds::{Observed, is_hole};
use super::report::clock;
use super::source_state::GapFound;
use super::tamper::{Tamper, tamper};
use crate::actor::Actor;
use crate::house::House;
use crate::words::text;

/// Days over which records are counted.
const RECENT: i64 = 30;
/// So many holes of a source are shown.
const HOLES: usize = 50;

/// Everything on the first page.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// Every source by name
    pub sources: BTreeMap<String, SourceSeen>,
    /// Alerts that nobody has looked at
    pub open_alerts: usize,
    /// How far the evidence is held
    pub tamper: Tamper,
    /// Why intake stands still
    pub stopped: Option<String>,
    /// In what the evidence does not agree with its checkpoint, while nothing is written for that
    pub disagrees: Option<String>,
    /// Servers of the ledger from which nothing comes, as people call them
    pub unfed: Vec<String>,
}

/// One source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceSeen {
    /// How it is defined
    pub source: Source,
    /// When its first record was received
    pub first: Option<Timestamp>,
    /// When its last record was received
    pub last: Option<Timestamp>,
    /// Since when it is silent for longer than its own limit
    pub silent_since: Option<Timestamp>,
    /// Records of the last days
    pub recent: u64,
    /// Holes, newest first
    pub holes: Vec<GapFound>,
    /// Whether its clock is right, in words
    pub clock: String,
    /// Last sign-off that covers it
    pub reviewed: Option<Timestamp>,
}

impl SourceSeen {
    /// What people call it.
    pub fn title(&self) -> &str {
        if self.source.title.is_empty() { &self.source.name } else { &self.source.title }
    }

    /// Whether something comes from it.
    pub fn is_arriving(&self) -> bool {
        self.last.is_some() && self.silent_since.is_none()
    }
}

/// Gathers it.
pub async fn log_overview(house: &House, actor: &Actor) -> Result<Overview, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let observed = Observed::of(house).await?;
    let now = house.now();
    let seen = |source: &Source| {
        let state = observed.states.get(&source.name).filter(|state| state.records > 0);
        let at = |micros: i64| Timestamp::from_microsecond(micros).ok();
        let mut holes: Vec<GapFound> =
            state.map(|state| state.gaps.iter().filter(|gap| is_hole(&gap.notice)).cloned().collect()).unwrap_or_default();
        holes.reverse();
        holes.truncate(HOLES);
        SourceSeen {
            first: state.and_then(|state| at(state.first)),
            last: state.and_then(|state| at(state.last)),
            silent_since: observed.silent_since(source, now),
            recent: state.map_or(0, |state| state.records_since(now.as_microsecond(), RECENT)),
            holes,
            clock: clock(state.and_then(|state| state.clock.as_ref()).and_then(|clock| clock.synchronised)),
            reviewed: observed.reviewed(&source.name).map(|review| review.at),
            source: source.clone(),
        }
    };
    let open = alerts(house, actor).await?.iter().filter(|(_, alert)| alert.state == AlertState::Open).count();
    Ok(Overview {
        sources: observed.sources.values().map(|source| (source.name.clone(), seen(source))).collect(),
        open_alerts: open,
        tamper: tamper(house, &observed).await?,
        stopped: house.vaults().stopped(),
        disagrees: house.vaults().disagrees(),
        unfed: unfed(house).await?,
    })
}

/// What the rule says of servers from which nothing comes.
async fn unfed(house: &House) -> Result<Vec<String>, LogsError> {
    let known = house.known().await?;
    let own = known.forms.first().into_iter().flat_map(|form| &form.assessment.items);
    let reasons = own.filter(|item| item.control == *"access-logs-managed").flat_map(|item| &item.finding.reasons);
    let lacking = reasons.filter(|reason| reason.key == "log-feed-none-for");
    let mut names: Vec<String> = lacking.flat_map(|reason| reason.records.iter().map(|record| record.label.clone())).collect();
    names.dedup();
    Ok(names)
}

/// What was noticed about a source, in words.
pub fn hole_words(notice: &Notice) -> String {
    let told = |key: &str, numbers: &[(&str, u64)]| {
        let numbers: Vec<(&str, String)> = numbers.iter().map(|(name, number)| (*name, number.to_string())).collect();
        let args: Vec<(&str, &str)> = numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
        text(key, &args)
    };
    match notice {
        Notice::Gap { after, next, .. } => {
            let missing = next.saturating_sub(*after).saturating_sub(1);
            told("logs-gap-numbers", &[("after", *after), ("next", *next), ("missing", missing)])
        }
        Notice::Cleared { .. } => text("logs-gap-cleared", &[]),
        Notice::Restarted { after, next, .. } => told("logs-gap-restarted", &[("after", *after), ("next", *next)]),
        Notice::Extract { held, of, .. } => told("logs-gap-extract", &[("held", *held), ("of", *of)]),
        Notice::Torn => text("logs-gap-torn", &[]),
        Notice::Damaged { detail } => text("logs-gap-damaged", &[("detail", detail)]),
        Notice::Clock { synchronised, .. } => clock(*synchronised),
        Notice::Unread { why, place } => text("logs-gap-unread", &[("why", &text(why, &[])), ("place", place)]),
    }
}
