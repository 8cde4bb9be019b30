//! What is due, as a letter: next steps within some days, forms of vendors that are outstanding, own backups that failed, an
//! emergency account in use.
//!
//! Deliberately not here: sending it.

use sonae_domain::assessment::Assessment;
use sonae_store::StoreError;

use super::send_mail::SendMailError;
use crate::accounts::{Fault, emergency_state};
use crate::actor::Actor;
use crate::backups::{BackupError, state};
use crate::house::{House, KnowError};
use crate::logs::{LogsError, log_tasks};
use crate::next_steps::next_steps;
use crate::records::RecordError;
use crate::words::{date, text};

/// What is due within so many days is in the letter.
const WITHIN: i64 = 14;

/// What is due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digest {
    /// Heading and lines of each part that has any
    pub parts: Vec<(String, Vec<String>)>,
}

impl Digest {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// As the body of a letter.
    pub fn body(&self, institution: &str) -> String {
        let mut body = text("mail-digest-intro", &[("institution", institution)]);
        for (heading, lines) in &self.parts {
            body.push_str("\n\n");
            body.push_str(heading);
            for line in lines {
                body.push('\n');
                body.push_str(line);
            }
        }
        body.push_str("\n\n");
        body.push_str(&text("mail-digest-outro", &[]));
        body.push('\n');
        body
    }

    fn add(&mut self, key: &str, lines: Vec<String>) {
        if !lines.is_empty() {
            self.parts.push((text(key, &[]), lines));
        }
    }
}

/// Why it is not known what is due, or why the letter was not sent.
#[derive(Debug, thiserror::Error)]
pub enum DigestError {
    /// It is not known what is decided
    #[error(transparent)]
    Know(#[from] KnowError),
    /// The own backups could not be looked at
    #[error(transparent)]
    Backups(#[from] BackupError),
    /// The emergency account could not be looked at
    #[error(transparent)]
    Accounts(#[from] Fault),
    /// The access logs could not be looked at
    #[error(transparent)]
    Logs(#[from] LogsError),
    /// It did not leave
    #[error(transparent)]
    Send(#[from] SendMailError),
}

impl From<RecordError> for DigestError {
    fn from(error: RecordError) -> Self {
        Self::Know(error.into())
    }
}

impl From<StoreError> for DigestError {
    fn from(error: StoreError) -> Self {
        Self::Know(error.into())
    }
}

/// What is due today.
pub async fn digest(house: &House) -> Result<Digest, DigestError> {
    let known = house.known().await?;
    let mut digest = Digest::default();
    let due = next_steps(&known.decided, house.catalog()).into_iter().filter_map(|step| {
        let days = step.days_left.filter(|days| *days <= WITHIN)?;
        let day = date(step.due?);
        let key = if days < 0 { "mail-digest-late" } else { "mail-digest-due" };
        Some(text(
            key,
            &[("no", &step.no), ("title", &step.title), ("date", &day), ("days", &days.abs().to_string()), ("next", &step.next)],
        ))
    });
    digest.add("mail-digest-steps", due.collect());
    let answered = |assessment: &Assessment| assessment.items.iter().any(|item| item.attestation.is_some());
    let outstanding = known.forms[1..].iter().filter(|form| !answered(&form.assessment));
    digest.add("mail-digest-vendors", outstanding.map(|form| text("mail-digest-line", &[("name", &form.assessment.subject)])).collect());
    let failed = state(house, &Actor::schedule()).await?;
    let failures = [("mail-digest-backup-failed", failed.last_failure), ("mail-digest-copy-failed", failed.second_place_failure)];
    let told = failures.into_iter().filter_map(|(key, failure)| {
        let day = failure?.at.to_zoned(sonae_domain::calendar::japan()).date();
        Some(text(key, &[("date", &date(day))]))
    });
    digest.add("mail-digest-backups", told.collect());
    let logs = log_tasks(house, &Actor::schedule()).await?;
    digest.add("mail-digest-logs", logs.into_iter().map(|task| text("mail-digest-line", &[("name", &task.says)])).collect());
    let uses = emergency_state(house).await?.uses;
    let used = uses.iter().map(|used| {
        let day = used.at.to_zoned(sonae_domain::calendar::japan()).date();
        text("mail-digest-emergency-used", &[("id", &used.id), ("date", &date(day))])
    });
    digest.add("mail-digest-emergency", used.collect());
    Ok(digest)
}
