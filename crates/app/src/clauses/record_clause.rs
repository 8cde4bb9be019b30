//! What people say of a clause: an answer with how it is done, documents and a day; the management's approval; a report; a vendor's word.

use serde_json::{Value, json};
use sonae_domain::access::Permission;
use sonae_domain::assessment::Status;
use sonae_domain::gap::{Act, ClauseRecord, VendorWord};
use sonae_domain::guideline::ClauseKey;

use super::{ClauseError, exact, fits, is_name, is_text};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, CLAUSES, Places, own_record};

/// The most documents that show one clause.
const MOST_DOCUMENTS: usize = 20;

/// An answer as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedClause {
    /// Met, not met, nothing to be met; `None` takes the answer back
    pub answer: Option<Status>,
    /// How it is done, or why not; wanted where there is nothing to be met
    pub note: String,
    /// Documents that show it, by name
    pub evidence: Vec<String>,
    /// Who sees to it
    pub owner: String,
    /// Until when what is wanting is to be done
    pub due: String,
}

/// An approval or a report as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedAct {
    /// The day; empty takes it back
    pub on: String,
    /// Who approved, or to whom it was reported
    pub by: String,
    /// The document that shows it
    pub document: String,
}

/// A vendor's word as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedVendorWord {
    /// The vendor; empty takes it back
    pub vendor: String,
    /// The day of its confirmation
    pub on: String,
    /// The contract or the confirmation
    pub document: String,
}

/// Keeps an answer.
///
/// # Errors
///
/// [`ClauseError::Values`] with the fields that do not fit: `answer`, `note`, `evidence`, `owner`, `due`.
pub async fn answer_clause(house: &House, actor: &Actor, key: &str, typed: &TypedClause) -> Result<(), ClauseError> {
    actor.require(Permission::AnswerItems)?;
    let evidence: Vec<String> = typed.evidence.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let due = exact(&typed.due);
    let note = typed.note.trim();
    let unexplained = typed.answer == Some(Status::NotApplicable) && note.is_empty();
    let checks = [
        ("answer", typed.answer != Some(Status::Undetermined)),
        ("note", !unexplained && is_text(note)),
        ("evidence", evidence.len() <= MOST_DOCUMENTS && evidence.iter().all(|name| is_name(name))),
        ("owner", is_name(&typed.owner)),
        ("due", due.is_ok()),
    ];
    fits(&checks)?;
    let today = house.today().await?;
    let detail = json!({ "answer": typed.answer, "due": due.ok().flatten(), "evidence": evidence });
    change(house, actor, key, "guideline.answered", detail, |record| ClauseRecord {
        answer: typed.answer,
        note: note.to_owned(),
        evidence,
        owner: typed.owner.trim().to_owned(),
        due: due.ok().flatten(),
        taken_over_from: String::new(),
        by: actor.called().to_owned(),
        on: Some(today),
        ..record
    })
    .await
}

/// Keeps that the management approved, on which day and who.
///
/// # Errors
///
/// [`ClauseError::Values`] with the fields that do not fit: `on`, `by`, `document`.
pub async fn approve_clause(house: &House, actor: &Actor, key: &str, typed: &TypedAct) -> Result<(), ClauseError> {
    actor.require(Permission::Approve)?;
    let act = act(house, actor, typed).await?;
    change(house, actor, key, "guideline.approved", json!(act), |record| ClauseRecord { approval: act.clone(), ..record }).await
}

/// Keeps that it was reported, on which day and to whom.
///
/// # Errors
///
/// [`ClauseError::Values`] with the fields that do not fit: `on`, `by`, `document`.
pub async fn report_clause(house: &House, actor: &Actor, key: &str, typed: &TypedAct) -> Result<(), ClauseError> {
    actor.require(Permission::AnswerItems)?;
    let act = act(house, actor, typed).await?;
    change(house, actor, key, "guideline.reported", json!(act), |record| ClauseRecord { report: act.clone(), ..record }).await
}

/// Keeps that a vendor sees to the clause and the contract says so.
///
/// # Errors
///
/// [`ClauseError::Values`] with the fields that do not fit: `vendor`, `on`, `document`.
pub async fn confirm_by_vendor(house: &House, actor: &Actor, key: &str, typed: &TypedVendorWord) -> Result<(), ClauseError> {
    actor.require(Permission::AnswerItems)?;
    let today = house.today().await?;
    let on = exact(&typed.on);
    let vendor = typed.vendor.trim();
    let taken_back = vendor.is_empty();
    let checks = [
        ("vendor", is_name(vendor)),
        ("on", taken_back || on.is_ok_and(|on| on.is_some_and(|on| on <= today))),
        ("document", is_name(&typed.document)),
    ];
    fits(&checks)?;
    let word = on.ok().flatten().filter(|_| !taken_back);
    let word = word.map(|on| VendorWord { vendor: vendor.to_owned(), on, document: typed.document.trim().to_owned() });
    change(house, actor, key, "guideline.confirmed-by-vendor", json!(word), |record| ClauseRecord { vendor: word.clone(), ..record }).await
}

/// What was typed about an approval or a report. Nobody can approve tomorrow.
async fn act(house: &House, actor: &Actor, typed: &TypedAct) -> Result<Option<Act>, ClauseError> {
    let today = house.today().await?;
    let on = exact(&typed.on);
    let checks =
        [("on", on.is_ok_and(|on| on.is_none_or(|on| on <= today))), ("by", is_name(&typed.by)), ("document", is_name(&typed.document))];
    fits(&checks)?;
    let by = typed.by.trim();
    let by = if by.is_empty() { actor.called() } else { by };
    Ok(on.ok().flatten().map(|on| Act { on, by: by.to_owned(), document: typed.document.trim().to_owned() }))
}

async fn change(
    house: &House,
    actor: &Actor,
    key: &str,
    action: &str,
    detail: Value,
    with: impl FnOnce(ClauseRecord) -> ClauseRecord,
) -> Result<(), ClauseError> {
    let edition = house.edition().await?;
    let guideline = house.frameworks.guideline_of(Some(edition)).ok_or(ClauseError::NoGuideline)?;
    let (volume, _, clause) = guideline.clause(&ClauseKey::from(key)).ok_or_else(|| ClauseError::NoClause(key.to_owned()))?;
    let mut tx = house.store.begin().await?;
    let before = tx.record(CLAUSES, key).await?.filter(|record| !record.retired);
    let before: ClauseRecord = before.map(|record| records::body(&record)).transpose()?.unwrap_or_default();
    let place = Places::of(&tx, CLAUSES).await?.place(key);
    tx.put_record(CLAUSES, own_record(key, place, &with(before))).await?;
    tx.commit_if_changed(house.event(actor, action, &format!("{}{}", volume.short, clause.no), detail)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use sonae_domain::access::Role;
    use sonae_domain::assessment::Assurance;
    use sonae_domain::gap::{Basis, Want};
    use sonae_domain::guideline::{Circumstances, Runs, SystemRuns};

    use super::super::{change_circumstances, clause_standings};
    use super::*;
    use crate::testing::{at_rest, person};

    #[tokio::test]
    async fn an_answer_is_kept_with_its_evidence_and_an_approval_only_by_the_management() {
        let (house, _scratch) = at_rest().await;
        let (operator, director) = (person(Role::Operator), person(Role::Executive));
        let standings = clause_standings(&house, &operator).await.unwrap();
        assert_eq!(standings.clauses.len(), 259);
        let asked = standings.clauses.iter().find(|standing| standing.wants.contains(&Want::Approval)).unwrap();
        let key = asked.clause.to_string();
        let wrong = TypedClause { answer: Some(Status::NotApplicable), due: "いつか".into(), ..TypedClause::default() };
        assert!(matches!(answer_clause(&house, &operator, &key, &wrong).await, Err(ClauseError::Values(w)) if w == ["note", "due"]));
        let typed = TypedClause {
            answer: Some(Status::Satisfied),
            note: "規程で定めた".into(),
            evidence: vec!["運用管理規程.pdf".into(), " ".into()],
            owner: "事務長".into(),
            due: String::new(),
        };
        answer_clause(&house, &operator, &key, &typed).await.unwrap();
        let waiting = clause_standings(&house, &operator).await.unwrap();
        assert_eq!(waiting.of(&key).unwrap().status, Status::Undetermined, "the approval is wanting");
        let act = TypedAct { on: "令和8年1月15日".into(), by: "院長".into(), document: "理事会議事録.pdf".into() };
        assert!(matches!(approve_clause(&house, &operator, &key, &act).await, Err(ClauseError::Forbidden(_))));
        let tomorrow = TypedAct { on: "2026-01-21".into(), ..act.clone() };
        assert!(matches!(approve_clause(&house, &director, &key, &tomorrow).await, Err(ClauseError::Values(w)) if w == ["on"]));
        approve_clause(&house, &director, &key, &act).await.unwrap();
        report_clause(&house, &operator, &key, &act).await.unwrap();
        let done = clause_standings(&house, &operator).await.unwrap();
        let standing = done.of(&key).unwrap();
        assert_eq!((standing.status, standing.assurance, standing.basis), (Status::Satisfied, Some(Assurance::Examined), Basis::Answer));
        assert_eq!(standing.record.approval.as_ref().unwrap().on, date(2026, 1, 15));
        assert_eq!(standing.record.evidence, ["運用管理規程.pdf"]);
        assert!(matches!(answer_clause(&house, &operator, "p99-01", &typed).await, Err(ClauseError::NoClause(_))));
        assert!(matches!(answer_clause(&house, &person(Role::Viewer), &key, &typed).await, Err(ClauseError::Forbidden(_))));
    }

    #[tokio::test]
    async fn a_clinic_in_the_cloud_reads_less_once_its_vendor_confirmed_it() {
        let (house, _scratch) = at_rest().await;
        let (operator, manager) = (person(Role::Operator), person(Role::Manager));
        let said = Circumstances {
            dedicated_staff: Some(false),
            electronic_signature: Some(false),
            scanning: None,
            systems: vec![SystemRuns { name: "クラウド電子カルテ".into(), runs: Runs::Cloud }],
        };
        assert!(change_circumstances(&house, &operator, &said).await.is_err());
        change_circumstances(&house, &manager, &said).await.unwrap();
        let standings = clause_standings(&house, &operator).await.unwrap();
        assert_eq!(standings.patterns().iter().map(|(pattern, _)| pattern.id.as_str()).collect::<Vec<_>>(), ["IV"]);
        assert_eq!(standings.of("p14-01").unwrap().basis, Basis::Exempt);
        let word = TypedVendorWord { vendor: "株式会社見本".into(), on: "2026-01-10".into(), document: String::new() };
        let late = TypedVendorWord { on: "2026-02-10".into(), ..word.clone() };
        assert!(matches!(confirm_by_vendor(&house, &operator, "p05-01", &late).await, Err(ClauseError::Values(w)) if w == ["on"]));
        confirm_by_vendor(&house, &operator, "p05-01", &word).await.unwrap();
        assert_eq!(clause_standings(&house, &operator).await.unwrap().of("p05-01").unwrap().basis, Basis::Vendor);
        confirm_by_vendor(&house, &operator, "p05-01", &TypedVendorWord::default()).await.unwrap();
        assert_eq!(clause_standings(&house, &operator).await.unwrap().of("p05-01").unwrap().basis, Basis::Nothing);
    }
}
