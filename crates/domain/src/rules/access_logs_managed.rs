//! `access-logs-managed`: servers keep an access log with what is needed in it, it is protected, and somebody looks at it.
#![doc = include_str!("access_logs_managed.md")]

mod feeds;

use jiff::civil::Date;

use self::feeds::Feeds;
use super::weighing::{Age, AgeKeys, Machines, Reach, Tally, age, past};
use super::{Context, Rule};
use crate::assessment::{Finding, Tone};
use crate::facts::{Entry, Facts, RecordRef};
use crate::framework::Scope;
use crate::ledger::{DeviceKind, LedgerId, LogReview, LogSource};
use crate::names::same;

const AGE: AgeKeys = AgeKeys { outdated: "log-source-outdated", undated: "log-source-undated" };

/// See the module.
pub(super) struct AccessLogsManaged;

impl Rule for AccessLogsManaged {
    fn control(&self) -> &'static str {
        "access-logs-managed"
    }
    fn spec(&self) -> &'static str {
        include_str!("access_logs_managed.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::LogSources, LedgerId::LogReviews, LedgerId::Devices]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "log-sources-none",
            "log-source-none-for-server",
            "log-not-collected",
            "log-collection-unknown",
            "log-content-lacking",
            "log-content-unknown",
            "log-access-open",
            "log-tamperable",
            "log-protection-unknown",
            "log-source-outdated",
            "log-reviews-none",
            "log-review-none-for",
            "log-review-overdue",
            "log-collected",
            "log-substituted",
            "log-reviewed",
            "log-time-unsynchronised",
            "log-retention-short",
            "log-not-collected-elsewhere",
            "log-source-undated",
            "log-review-document-not-attached",
            "log-feed-verified",
            "log-feed-arriving",
            "log-feed-nothing-yet",
            "log-feed-silent",
            "log-feed-silent-though-collected",
            "log-feed-gaps",
            "log-feed-damaged",
            "log-feed-unverified",
            "log-feed-content-unseen",
            "log-feed-clock-off",
            "log-feed-clock-unknown",
            "log-feed-reviewed",
            "log-feed-though-not-collected",
            "log-feed-none-for",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut tally = Tally::default();
        // the item speaks of servers, whatever the heading above it
        let scope = if context.scope == Scope::All { Scope::Server } else { context.scope };
        let sources = facts.log_sources.iter().flat_map(|source| [source.host.as_str(), source.system.as_str()]);
        let fed = facts.log_feeds.iter().flat_map(|feed| [feed.host.as_str(), feed.system.as_str()]);
        let reviewed = facts.log_reviews.iter().map(|review| review.system.as_str());
        let machines = Machines::named_by(facts, sources.chain(fed).chain(reviewed), true);
        let (rows, elsewhere): (Vec<_>, Vec<_>) = facts
            .log_sources
            .iter()
            .map(|source| (source, reach(&machines, &source.host, &source.system)))
            .partition(|(_, reach)| machines.concerned(reach, scope));
        for (source, _) in
            elsewhere.iter().filter(|(source, reach)| source.collected == Some(false) && machines.concerned(reach, Scope::All))
        {
            tally.advice("log-not-collected-elsewhere", source);
        }
        let feeds = Feeds::of(facts, &machines, scope);
        if rows.is_empty() && feeds.is_empty() {
            tally.missing_all("log-sources-none");
            return tally.finish();
        }
        let reviews = Reviews::of(facts, &machines);
        feeds.judge(&rows, &reviews, facts, &mut tally);
        for (source, reach) in rows.iter().filter(|(source, reach)| !feeds.stand_for(source, reach)) {
            judge(source, facts, &mut tally);
            if source.collected != Some(false) || !source.substitute.trim().is_empty() {
                let subject = Subject { system: &source.system, host: &source.host, reach, reference: source.reference() };
                reviews.judge(&subject, facts, &mut tally);
            }
        }
        let reaches = || rows.iter().map(|(_, reach)| reach).chain(feeds.reaches());
        for server in machines.uncovered(reaches(), scope, |_| true) {
            tally.missing("log-source-none-for-server", server);
        }
        if !feeds.is_empty() {
            for server in machines.uncovered(feeds.reaches(), scope, |_| true) {
                tally.advice("log-feed-none-for", server);
            }
        }
        tally.finish()
    }
}

/// The machines of a source: its host; where the host tells none, those that run its system.
fn reach(machines: &Machines<'_>, host: &str, system: &str) -> Reach {
    match machines.reach(host, DeviceKind::Unknown) {
        Reach::Part(kinds) => match machines.reach(system, DeviceKind::Unknown) {
            Reach::Part(more) => Reach::Part(if kinds.is_empty() { more } else { kinds }),
            reach => reach,
        },
        reach => reach,
    }
}

/// Whether one log is kept as it should be.
fn judge(source: &Entry<LogSource>, facts: &Facts, tally: &mut Tally) {
    tally.checked(source, source.checked_on, facts, AGE);
    let contents = [source.login_time, source.access_time, source.operation];
    let lacking = source.collected == Some(false) || contents.contains(&Some(false));
    if lacking && !source.substitute.trim().is_empty() {
        tally.support("log-substituted", source);
        return;
    }
    match source.collected {
        Some(false) => return tally.against("log-not-collected", source),
        None => return tally.missing("log-collection-unknown", source),
        Some(true) => {}
    }
    if contents.contains(&Some(false)) {
        tally.against("log-content-lacking", source);
    } else if contents.contains(&None) {
        tally.missing("log-content-unknown", source);
    } else {
        tally.support("log-collected", source);
    }
    if source.access_restricted == Some(false) {
        tally.against("log-access-open", source);
    }
    if source.tamper_protected == Some(false) {
        tally.against("log-tamperable", source);
    }
    if source.access_restricted.is_none() || source.tamper_protected.is_none() {
        tally.missing("log-protection-unknown", source);
    }
    if source.time_synchronised == Some(false) {
        tally.advice("log-time-unsynchronised", source);
    }
    if source.retention_days.is_some_and(|days| i64::from(days) < facts.policy.log_review_days) {
        tally.advice("log-retention-short", source);
        tally.arg("log-retention-short", "days", &facts.policy.log_review_days);
    }
}

/// The reviews that were held, with the machines that they covered.
struct Reviews<'a> {
    held: Vec<(Date, Reach, &'a Entry<LogReview>)>,
}

impl<'a> Reviews<'a> {
    fn of(facts: &'a Facts, machines: &Machines<'_>) -> Self {
        let reach = |review: &LogReview| machines.reach_of_setting(&review.system, DeviceKind::Unknown);
        let held = facts.log_reviews.iter().filter_map(|review| Some((past(review.reviewed_on, facts.as_of)?, reach(review), review)));
        Self { held: held.collect() }
    }

    /// The latest review of this source. One that names no system covered all.
    fn last(&self, subject: &Subject<'_>) -> Option<&'a Entry<LogReview>> {
        let covers = |reach: &Reach, review: &LogReview| match (reach, subject.reach) {
            (Reach::House, _) => true,
            (Reach::Kinds(kinds), _) if kinds.contains(&DeviceKind::Server) => true,
            (Reach::Named(reviewed), Reach::Named(logged)) if reviewed.iter().any(|at| logged.contains(at)) => true,
            _ => same(&review.system, subject.system) || same(&review.system, subject.host),
        };
        self.held.iter().filter(|(_, reach, review)| covers(reach, review)).max_by_key(|(day, _, _)| *day).map(|(_, _, review)| *review)
    }

    fn judge(&self, subject: &Subject<'_>, facts: &Facts, tally: &mut Tally) {
        if self.held.is_empty() {
            return tally.missing_all("log-reviews-none");
        }
        let Some(review) = self.last(subject) else {
            return tally.add(Tone::Missing, "log-review-none-for", subject.reference.clone());
        };
        if let Age::Fresh(until) = age(review.reviewed_on, facts.policy.log_review_days, facts.as_of) {
            tally.support("log-reviewed", review);
            tally.document(review, facts, "log-review-document-not-attached");
            tally.until(until);
        } else {
            tally.add(Tone::Against, "log-review-overdue", subject.reference.clone());
            tally.arg("log-review-overdue", "days", &facts.policy.log_review_days);
        }
    }
}

/// Whose logs were to be reviewed: a row of the ledger, or a feed.
struct Subject<'a> {
    system: &'a str,
    host: &'a str,
    reach: &'a Reach,
    reference: RecordRef,
}
