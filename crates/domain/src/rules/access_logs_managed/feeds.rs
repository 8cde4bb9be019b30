//! What the vault saw of each source decides before what a ledger says of it: arriving, without holes, intact, with the three
//! contents, reviewed.
//!
//! Deliberately not here: rows of the ledger, which stand for servers of which the vault gets nothing.

use super::{Reach, Reviews, Subject, reach};
use crate::assessment::Tone;
use crate::calendar::PartialDate;
use crate::facts::{Entry, Facts, LogFeed, Provenance};
use crate::framework::Scope;
use crate::ledger::LogSource;
use crate::names::same;
use crate::rules::weighing::{Age, Machines, Tally, age};

/// The feeds of the servers in question.
pub(super) struct Feeds<'a> {
    feeds: Vec<(&'a LogFeed, Reach)>,
}

/// A row of the ledger with its machines.
type Row<'a> = (&'a Entry<LogSource>, Reach);

impl<'a> Feeds<'a> {
    pub(super) fn of(facts: &'a Facts, machines: &Machines<'_>, scope: Scope) -> Self {
        let feeds = facts.log_feeds.iter().map(|feed| (feed, reach(machines, &feed.host, &feed.system)));
        Self { feeds: feeds.filter(|(_, reach)| machines.concerned(reach, scope)).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.feeds.is_empty()
    }

    pub(super) fn reaches(&self) -> impl Iterator<Item = &Reach> {
        self.feeds.iter().map(|(_, reach)| reach)
    }

    /// Whether the vault sees everything of which this row speaks: then what it sees decides, and the row adds nothing.
    pub(super) fn stand_for(&self, source: &LogSource, reach: &Reach) -> bool {
        let arriving = || self.feeds.iter().filter(|(feed, _)| arrives(feed));
        match reach {
            Reach::Named(logged) => {
                logged.iter().all(|at| arriving().any(|(_, reach)| matches!(reach, Reach::Named(fed) if fed.contains(at))))
            }
            Reach::Part(_) => arriving().any(|(feed, _)| same(&feed.system, &source.system) || same(&feed.host, &source.host)),
            Reach::Kinds(_) | Reach::House => false,
        }
    }

    pub(super) fn judge(&self, rows: &[Row<'_>], reviews: &Reviews<'_>, facts: &Facts, tally: &mut Tally) {
        for (feed, reach) in &self.feeds {
            let of_feed = || rows.iter().filter(|(row, logged)| together((&feed.system, reach), (&row.system, logged)));
            if arrives(feed) {
                self.judge_content(feed, reach, of_feed().map(|(row, _)| *row), facts, tally);
                for (row, _) in of_feed().filter(|(row, _)| row.collected == Some(false)) {
                    tally.advice("log-feed-though-not-collected", row);
                }
            } else {
                absent(feed, of_feed().any(|(row, _)| row.collected == Some(true)), tally);
            }
            if feed.first_record.is_some() {
                review(feed, reach, reviews, facts, tally);
            }
        }
    }

    /// Whether what arrives is whole and says what it must.
    fn judge_content<'r>(
        &self,
        feed: &LogFeed,
        at: &Reach,
        mut rows: impl Iterator<Item = &'r Entry<LogSource>>,
        facts: &Facts,
        tally: &mut Tally,
    ) {
        let beside = || self.feeds.iter().filter(|(other, reach)| together((&feed.system, at), (&other.system, reach)));
        let seen = beside().any(|(other, _)| other.logins_seen) && beside().any(|(other, _)| other.operations_seen);
        let told = rows.any(|row| [row.login_time, row.access_time, row.operation] == [Some(true); 3]);
        let sound = judge_wholeness(feed, facts, tally);
        if !seen && !told {
            tally.add(Tone::Missing, "log-feed-content-unseen", feed.reference(Provenance::Machine));
        } else if sound {
            match feed.clock_synchronised {
                Some(true) if seen => tally.add(Tone::Support, "log-feed-verified", feed.reference(Provenance::Machine)),
                _ => tally.add(Tone::Support, "log-feed-arriving", feed.reference(Provenance::Document)),
            }
        }
        match feed.clock_synchronised {
            Some(false) => tally.add(Tone::Advice, "log-feed-clock-off", feed.reference(Provenance::Machine)),
            None => tally.add(Tone::Advice, "log-feed-clock-unknown", feed.reference(Provenance::Machine)),
            Some(true) => {}
        }
    }
}

/// Something has come from it, and it is not silent.
fn arrives(feed: &LogFeed) -> bool {
    feed.last_record.is_some() && feed.silent_since.is_none()
}

/// Whether two sources speak of one machine, or of one system.
fn together(one: (&str, &Reach), other: (&str, &Reach)) -> bool {
    match (one.1, other.1) {
        (Reach::Named(one), Reach::Named(other)) => one.iter().any(|at| other.contains(at)),
        _ => same(one.0, other.0),
    }
}

/// Nothing arrives.
fn absent(feed: &LogFeed, said_to_be_collected: bool, tally: &mut Tally) {
    let key = match (feed.last_record, said_to_be_collected) {
        (_, true) => "log-feed-silent-though-collected",
        (None, false) => "log-feed-nothing-yet",
        (Some(_), false) => "log-feed-silent",
    };
    tally.add(Tone::Missing, key, feed.reference(Provenance::Machine));
}

/// Whether nothing is missing in what arrived and nobody touched it.
fn judge_wholeness(feed: &LogFeed, facts: &Facts, tally: &mut Tally) -> bool {
    let reference = || feed.reference(Provenance::Machine);
    let mut sound = true;
    let mut wrong = |tally: &mut Tally, tone, key| {
        tally.add(tone, key, reference());
        sound = false;
    };
    if feed.open_gaps > 0 {
        wrong(tally, Tone::Missing, "log-feed-gaps");
    }
    if !feed.access_restricted {
        wrong(tally, Tone::Against, "log-access-open");
    }
    match (feed.intact, age(feed.verified_on.map(PartialDate::from), facts.policy.log_review_days, facts.as_of)) {
        (Some(false), _) => wrong(tally, Tone::Against, "log-feed-damaged"),
        (Some(true), Age::Fresh(until)) => tally.until(until),
        (None, _) | (Some(true), Age::Outdated | Age::Undated) => {
            wrong(tally, Tone::Missing, "log-feed-unverified");
            tally.arg("log-feed-unverified", "days", &facts.policy.log_review_days);
        }
    }
    sound
}

/// Whether somebody looked at it in time: the sign-off in the vault, else the ledger of reviews.
fn review(feed: &LogFeed, reach: &Reach, reviews: &Reviews<'_>, facts: &Facts, tally: &mut Tally) {
    if let Age::Fresh(until) = age(feed.reviewed_on.map(PartialDate::from), facts.policy.log_review_days, facts.as_of) {
        tally.add(Tone::Support, "log-feed-reviewed", feed.reference(Provenance::Machine));
        tally.until(until);
        return;
    }
    let subject = Subject { system: &feed.system, host: &feed.host, reach, reference: feed.reference(Provenance::Machine) };
    if feed.reviewed_on.is_some() && reviews.last(&subject).is_none() {
        tally.add(Tone::Against, "log-review-overdue", subject.reference);
        tally.arg("log-review-overdue", "days", &facts.policy.log_review_days);
        return;
    }
    reviews.judge(&subject, facts, tally);
}
