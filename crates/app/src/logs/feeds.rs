//! From what the vault knows of each source to the facts by which the checklist is decided.
//!
//! Deliberately not here: what it means for an answer (rule `access-logs-managed`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sonae_domain::calendar::{days_between, japan, plus_days};
use sonae_domain::facts::LogFeed;
use sonae_logs::{Notice, Source};

use super::fault::{LogsError, beside};
use super::review::{HeldReview, held};
use super::source_state::SourceState;
use super::verification::{Verified, last_verification};
use super::{digest, sources};
use crate::house::House;

/// Days over which records are counted.
const RECENT: i64 = 30;

/// Everything that was observed, put together.
pub(super) struct Observed {
    /// Sources as they are defined now
    pub(super) sources: BTreeMap<String, Source>,
    /// What came from each
    pub(super) states: BTreeMap<String, SourceState>,
    /// Sign-offs, the newest first
    pub(super) held: Vec<HeldReview>,
    /// The last verification
    pub(super) verified: Option<Verified>,
    /// The newest checkpoint
    pub(super) sealed: Option<Timestamp>,
}

impl Observed {
    pub(super) async fn of(house: &House) -> Result<Self, LogsError> {
        let vaults = house.vaults();
        let exists = vaults.exists();
        let (sources, states, sealed) = beside(move || {
            let states = if exists { digest::state(&vaults)?.sources } else { BTreeMap::new() };
            let reading = vaults.reading();
            let sealed = match reading.shards()?.last() {
                Some(shard) => reading.checkpoint(shard)?.map(|sealed| sealed.at),
                None => None,
            };
            Ok((sources::known(&vaults), states, sealed))
        })
        .await?;
        Ok(Self { sources, states, held: held(house).await?, verified: last_verification(house).await?, sealed })
    }

    /// The last sign-off that covers this source.
    pub(super) fn reviewed(&self, name: &str) -> Option<&HeldReview> {
        self.held.iter().find(|review| review.sources.iter().any(|source| source == name))
    }

    /// Since when the source is silent for longer than its own limit.
    pub(super) fn silent_since(&self, source: &Source, now: Timestamp) -> Option<Timestamp> {
        let state = self.states.get(&source.name).filter(|state| state.records > 0)?;
        let last = Timestamp::from_microsecond(state.last).ok()?;
        let limit = SignedDuration::from_hours(i64::from(source.silent_after_hours));
        (source.silent_after_hours > 0 && now.duration_since(last) > limit).then(|| last.checked_add(limit).unwrap_or(last))
    }
}

/// The feeds as facts of this day; none where there is no vault.
pub(crate) async fn log_feeds(house: &House, today: Date, review_days: i64) -> Result<Vec<LogFeed>, LogsError> {
    if !house.vaults().exists() {
        return Ok(Vec::new());
    }
    let observed = Observed::of(house).await?;
    let now = house.now();
    Ok(observed.sources.values().map(|source| feed(source, &observed, (now, today, review_days))).collect())
}

fn feed(source: &Source, observed: &Observed, (now, today, review_days): (Timestamp, Date, i64)) -> LogFeed {
    let empty = SourceState::default();
    let state = observed.states.get(&source.name).unwrap_or(&empty);
    // what happened does not lie behind the day for which everything is decided, which may stand still
    let day = |at: Timestamp| at.to_zoned(japan()).date().min(today);
    let of = |micros: i64| Timestamp::from_microsecond(micros).ok().filter(|_| state.records > 0).map(day);
    let clock = state.clock.as_ref();
    let reviewed = observed.reviewed(&source.name);
    let since = plus_days(today, -review_days);
    let open = |at: i64| Timestamp::from_microsecond(at).is_ok_and(|at| days_between(since, day(at)) >= 0);
    let explained = |at: i64| reviewed.is_some_and(|review| at < review.draft.at.as_microsecond());
    let gaps = state.gaps.iter().filter(|gap| is_hole(&gap.notice) && open(gap.at) && !explained(gap.at));
    LogFeed {
        name: source.name.clone(),
        title: source.title.clone(),
        host: source.host.clone(),
        system: source.system.clone(),
        first_record: of(state.first),
        last_record: of(state.last),
        silent_since: observed.silent_since(source, now).map(day),
        open_gaps: gaps.count() as u64,
        intact: observed.verified.as_ref().map(Verified::is_intact),
        verified_on: observed.verified.as_ref().map(|verified| day(verified.at)),
        clock_synchronised: clock.and_then(|clock| clock.synchronised),
        clock_offset_ms: clock.and_then(|clock| clock.offset_ms),
        clock_told_on: clock.and_then(|clock| of(clock.at)),
        // the permission to read logs stands before every way to them
        access_restricted: true,
        sealed_on: observed.sealed.map(day),
        anchored_on: None,
        reviewed_on: reviewed.map(|review| day(review.at)),
        reviewed_by: reviewed.map(|review| review.name.clone()).unwrap_or_default(),
        reviewed_root: reviewed.map(|review| review.draft.root.clone()).unwrap_or_default(),
        recent_records: state.records_since(now.as_microsecond(), RECENT),
        logins_seen: state.logins > 0,
        operations_seen: state.operations > 0,
    }
}

/// Whether something is missing, not only noticed.
pub(super) fn is_hole(notice: &Notice) -> bool {
    matches!(notice, Notice::Gap { .. } | Notice::Cleared { .. } | Notice::Torn | Notice::Damaged { .. })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sonae_logs::Format;

    use super::*;
    use crate::logs::source_state::GapFound;

    fn observed(state: SourceState) -> Observed {
        let source = Source { silent_after_hours: 24, ..Source::new("emr", Format::Csv) };
        Observed {
            sources: [("emr".to_owned(), source)].into(),
            states: [("emr".to_owned(), state)].into(),
            held: Vec::new(),
            verified: None,
            sealed: None,
        }
    }

    fn micros(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    #[test]
    fn silence_begins_when_the_sources_own_limit_is_over() {
        let state = SourceState {
            first: micros("2026-01-01T00:00:00Z"),
            last: micros("2026-01-10T00:00:00Z"),
            records: 5,
            ..SourceState::default()
        };
        let observed = observed(state);
        let source = &observed.sources["emr"];
        let at = |text: &str| observed.silent_since(source, text.parse().unwrap());
        assert_eq!(at("2026-01-11T00:00:00Z"), None);
        assert_eq!(at("2026-01-11T00:00:01Z"), Some("2026-01-11T00:00:00Z".parse().unwrap()));
        let never = Source { silent_after_hours: 0, ..source.clone() };
        assert_eq!(observed.silent_since(&never, "2027-01-01T00:00:00Z".parse().unwrap()), None);
    }

    #[test]
    fn a_hole_is_open_until_a_review_saw_it_and_a_clock_is_no_hole() {
        let gap = |at: &str, notice| GapFound { at: micros(at), shard: "2026".into(), leaf: 1, notice };
        let hole = || Notice::Gap { numbering: "row".into(), after: 1, next: 4 };
        let gaps = vec![
            gap("2025-06-01T00:00:00Z", hole()),
            gap("2026-01-05T00:00:00Z", hole()),
            gap("2026-01-06T00:00:00Z", Notice::Clock { synchronised: Some(false), offset_ms: None }),
        ];
        let state = SourceState {
            first: micros("2025-06-01T00:00:00Z"),
            last: micros("2026-01-19T00:00:00Z"),
            records: 5,
            gaps,
            ..SourceState::default()
        };
        let observed = observed(state);
        let day = (micros("2026-01-20T00:00:00Z"), date(2026, 1, 20));
        let feed = feed(&observed.sources["emr"], &observed, (Timestamp::from_microsecond(day.0).unwrap(), day.1, 92));
        assert_eq!((feed.open_gaps, feed.last_record, feed.intact), (1, Some(date(2026, 1, 19)), None));
    }
}
