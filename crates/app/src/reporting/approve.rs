//! The management approves: a continuity plan, a regulation, the contact tree, the report of a day. Whoever prepares it asks for
//! approval; the list holds the last word on each thing, its history all of them.
//!
//! Deliberately not here: whether an approval still stands ([`super::approvals`]).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_store::{StoreError, Tx};

use super::approvals::record_key;
use crate::actor::{Actor, Forbidden};
use crate::house::House;
use crate::records::{APPROVALS, RecordError, own_record};

/// What was asked or approved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Approval {
    /// Kind of thing: `bcp`, `regulation`, `contact-tree`, `report` …
    pub what: String,
    /// Which of its kind
    pub key: String,
    /// What people call it
    pub label: String,
    /// Digest of the content that is meant
    pub digest: String,
    /// Who asked; "" when nobody did
    pub asked_by: String,
    /// When
    pub asked_on: Option<Date>,
    /// What they wrote
    pub request: String,
    /// Who approved; "" while it is only asked for
    pub approved_by: String,
    /// When
    pub on: Option<Date>,
    /// What they wrote
    pub comment: String,
}

impl Approval {
    /// Whether it was given, and not only asked for.
    pub fn is_given(&self) -> bool {
        self.on.is_some()
    }
}

/// Something that can be approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// Kind of thing
    pub what: &'a str,
    /// Which of its kind
    pub key: &'a str,
    /// What people call it
    pub label: &'a str,
    /// Digest of its content
    pub digest: &'a str,
}

/// Why nothing was approved or asked.
#[derive(Debug, thiserror::Error)]
pub enum ApproveError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The list could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Approves in the name of the management.
pub async fn approve(house: &House, actor: &Actor, subject: &Subject<'_>, comment: &str) -> Result<(), ApproveError> {
    actor.require(Permission::Approve)?;
    let today = house.today().await?;
    let mut tx = house.store.begin().await?;
    approve_in(&mut tx, actor, today, subject, comment).await?;
    let detail = json!({ "what": subject.what, "digest": subject.digest });
    tx.commit(house.event(actor, "approval.given", subject.key, detail)).await?;
    Ok(())
}

/// Asks the management to approve. What was approved before for other content stays in the history.
pub async fn ask_for_approval(house: &House, actor: &Actor, subject: &Subject<'_>, request: &str) -> Result<(), ApproveError> {
    actor.require(Permission::EditPlans)?;
    let today = house.today().await?;
    let mut tx = house.store.begin().await?;
    let approval = Approval { asked_by: actor.name.clone(), asked_on: Some(today), request: request.to_owned(), ..about(subject) };
    put(&mut tx, &approval).await?;
    let detail = json!({ "what": subject.what, "digest": subject.digest });
    tx.commit(house.event(actor, "approval.asked", subject.key, detail)).await?;
    Ok(())
}

/// Approves inside a change that also keeps the approval elsewhere; the caller commits.
pub(crate) async fn approve_in(tx: &mut Tx, actor: &Actor, today: Date, subject: &Subject<'_>, comment: &str) -> Result<(), ApproveError> {
    actor.require(Permission::Approve)?;
    let before = tx.record(APPROVALS, &record_key(subject.what, subject.key)).await?.filter(|record| !record.retired);
    let before: Approval = before.map(|record| crate::records::body(&record)).transpose()?.unwrap_or_default();
    let asked = if before.digest == subject.digest { before } else { about(subject) };
    let approval = Approval {
        approved_by: actor.name.clone(),
        on: Some(today),
        comment: comment.to_owned(),
        asked_by: asked.asked_by,
        asked_on: asked.asked_on,
        request: asked.request,
        ..about(subject)
    };
    put(tx, &approval).await?;
    Ok(())
}

fn about(subject: &Subject<'_>) -> Approval {
    Approval {
        what: subject.what.to_owned(),
        key: subject.key.to_owned(),
        label: subject.label.to_owned(),
        digest: subject.digest.to_owned(),
        ..Approval::default()
    }
}

async fn put(tx: &mut Tx, approval: &Approval) -> Result<(), StoreError> {
    tx.put_record(APPROVALS, own_record(&record_key(&approval.what, &approval.key), 0, approval)).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reporting::approvals::{Standing, standing, state};
    use crate::testing::{at_rest, person};
    use sonae_domain::access::Role;

    #[tokio::test]
    async fn an_approval_stands_for_what_was_approved_and_for_nothing_else() {
        let (house, _scratch) = at_rest().await;
        let subject = |digest| Subject { what: "bcp", key: "BCP", label: "BCP 2.0", digest };
        let (worker, executive) = (person(Role::Manager), person(Role::Executive));
        assert!(matches!(approve(&house, &worker, &subject("a"), "").await, Err(ApproveError::Forbidden(_))));
        assert!(matches!(ask_for_approval(&house, &executive, &subject("a"), "").await, Err(ApproveError::Forbidden(_))));
        ask_for_approval(&house, &worker, &subject("a"), "please").await.unwrap();
        assert_eq!(standing(&house, "bcp", "BCP", "a").await.unwrap(), None);
        approve(&house, &executive, &subject("a"), "good").await.unwrap();
        let given = standing(&house, "bcp", "BCP", "a").await.unwrap().unwrap();
        assert_eq!((given.approved_by.as_str(), given.asked_by.as_str(), given.comment.as_str()), ("executive", "manager", "good"));
        assert!(matches!(state(&house, "bcp", "BCP", "b").await.unwrap(), Standing::Void(_)));
        assert_eq!(house.store.history(APPROVALS, "bcp/BCP").await.unwrap().len(), 2);
    }
}
