//! What people answered to the items of one form: present answers, overrides, and last time's answers.
//!
//! An answer names its item by printed number or by key, its edition (or none: the one under inspection) and, on a vendor's
//! form, its vendor. Deliberately not here: what the facts say about it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::facts::{Entry, Facts, RecordRef};
use crate::framework::{Edition, Form, Item, continuity};
use crate::ledger::{Answer, Override, YesNo};
use crate::names::same_company;

/// The answer that counts for one item, with all rounds in which it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Attestation {
    /// 回答 of the latest round that has one
    pub answer: YesNo,
    /// 確認日
    pub checked_on: Option<Date>,
    /// 目標日
    pub target_on: Option<Date>,
    /// 備考
    pub remarks: String,
    /// 回答者
    pub answered_by: String,
    /// Where it was read
    pub record: RecordRef,
    /// Every round with an answer, in order
    pub rounds: Vec<Round>,
}

/// One round of confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Round {
    /// Number of the round, from 1
    pub round: u8,
    /// 回答
    pub answer: YesNo,
    /// 確認日
    pub checked_on: Option<Date>,
    /// 目標日
    pub target_on: Option<Date>,
}

/// What was answered to the same control in an earlier edition: this year's starting point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PriorAnswer {
    /// Id of the earlier edition
    pub edition: String,
    /// The number that its form printed
    pub no: String,
    /// The sub-heading under which it stood, as an id (`all`, `server` …)
    pub scope: String,
    /// 回答
    pub answer: YesNo,
    /// 確認日
    pub checked_on: Option<Date>,
    /// 備考
    pub remarks: String,
}

/// The rows of the answers and overrides ledgers that concern one form of one subject.
pub(super) struct Answers<'a> {
    answers: Vec<&'a Entry<Answer>>,
    overrides: Vec<&'a Entry<Override>>,
}

impl<'a> Answers<'a> {
    /// Rows for this edition and this subject (a vendor's name, or "" for the institution's own form).
    pub(super) fn of(facts: &'a Facts, edition: &Edition, subject: &str) -> Self {
        let concerns = |row_edition: &str, row_vendor: &str| {
            let right_edition = row_edition.trim().is_empty() || edition.is_named(row_edition);
            let right_subject = if subject.is_empty() { row_vendor.trim().is_empty() } else { same_company(row_vendor, subject) };
            right_edition && right_subject
        };
        Self {
            answers: facts.answers.iter().filter(|row| concerns(&row.edition, &row.vendor)).collect(),
            overrides: facts.overrides.iter().filter(|row| concerns(&row.edition, &row.vendor)).collect(),
        }
    }

    /// Rows written for an earlier edition; a row without edition never belongs to one.
    pub(super) fn of_earlier(facts: &'a Facts, edition: &Edition, subject: &str) -> Self {
        let mut rows = Self::of(facts, edition, subject);
        rows.answers.retain(|row| !row.edition.trim().is_empty());
        rows
    }

    /// What was answered to an item; the last row wins where a round was answered twice.
    pub(super) fn attestation(&self, form: &Form, item: &Item) -> Option<Attestation> {
        let mut rows: Vec<(&&Entry<Answer>, YesNo)> =
            self.answers.iter().filter(|row| form.is_named(item, &row.item)).filter_map(|row| Some((row, row.answer?))).collect();
        rows.sort_by_key(|(row, _)| row.round.max(1));
        let (last, answer) = rows.last().copied()?;
        let mut rounds: Vec<Round> = Vec::new();
        for (row, answer) in &rows {
            let round = Round { round: row.round.max(1), answer: *answer, checked_on: day(row.checked_on), target_on: day(row.target_on) };
            rounds.retain(|known| known.round != round.round);
            rounds.push(round);
        }
        Some(Attestation {
            answer,
            checked_on: day(last.checked_on),
            target_on: day(last.target_on),
            remarks: last.remarks.trim().to_owned(),
            answered_by: last.answered_by.trim().to_owned(),
            record: last.reference(),
            rounds,
        })
    }

    /// Remarks and target date of an item that has no answer yet, so that nothing that was typed in is lost.
    pub(super) fn unanswered(&self, form: &Form, item: &Item) -> Option<&Entry<Answer>> {
        self.answers.iter().rev().find(|row| row.answer.is_none() && form.is_named(item, &row.item)).copied()
    }

    /// The override that stands on the day, the latest decided first.
    pub(super) fn standing(&self, form: &Form, item: &Item, today: Date) -> Option<&Entry<Override>> {
        let standing = self.overrides.iter().filter(|row| form.is_named(item, &row.item) && row.stands_on(today));
        standing.max_by_key(|row| row.decided_on).copied()
    }

    /// Overrides of an item that do not stand: without name, reason, date or expiry, or expired.
    pub(super) fn fallen(&self, form: &Form, item: &Item, today: Date) -> Vec<RecordRef> {
        let rows = self.overrides.iter().filter(|row| form.is_named(item, &row.item) && !row.stands_on(today));
        rows.map(|row| row.reference()).collect()
    }
}

/// Last time's form of the same audience with what was answered to it.
pub(super) struct Earlier<'a> {
    edition: &'a Edition,
    form: &'a Form,
    answers: Answers<'a>,
}

impl<'a> Earlier<'a> {
    /// The form of an earlier edition; `None` where it has none for this audience.
    pub(super) fn of(facts: &'a Facts, edition: &'a Edition, form: &Form, subject: &str) -> Option<Self> {
        let earlier = edition.form(form.audience)?;
        Some(Self { edition, form: earlier, answers: Answers::of_earlier(facts, edition, subject) })
    }

    /// What was answered to what this item asks, though the number moved.
    pub(super) fn prior(&self, item: &Item) -> Vec<PriorAnswer> {
        let items = continuity(self.form, item);
        let answered = items.into_iter().filter_map(|before| Some((before, self.answers.attestation(self.form, before)?)));
        answered
            .map(|(before, attestation)| PriorAnswer {
                edition: self.edition.id.as_str().to_owned(),
                no: before.no.clone(),
                scope: before.scope.as_str().to_owned(),
                answer: attestation.answer,
                checked_on: attestation.checked_on,
                remarks: attestation.remarks,
            })
            .collect()
    }
}

fn day(date: Option<crate::calendar::PartialDate>) -> Option<Date> {
    date.map(crate::calendar::PartialDate::latest)
}
