//! Rounds of self-inspection and audit: opened with a scope and the auditors' names, filled with findings, followed up, and closed.
//!
//! Whoever did what was wanting cannot be the one who finds that it helped. Deliberately not here: what a conflict is
//! (`sonae_domain::gap`).

use serde_json::{Value, json};
use sonae_domain::access::Permission;
use sonae_domain::gap::{Act, AuditFinding, AuditRound, Conflict, Grade, RoundKind};
use sonae_domain::guideline::{ClauseKey, VolumeId};
use sonae_domain::names::same;

use super::{ClauseError, clause_standings, exact, fits, is_name, is_text};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, AUDIT_ROUNDS, next_ordinal, own_record};

/// The most auditors.
const MOST_AUDITORS: usize = 20;

/// A round as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRound {
    /// What sort
    pub kind: RoundKind,
    /// What people call it
    pub title: String,
    /// The day on which it is held
    pub held_on: String,
    /// Who looks
    pub auditors: Vec<String>,
    /// Their department or firm
    pub organisation: String,
    /// What is looked at
    pub volumes: Vec<VolumeId>,
    /// Why they are independent all the same
    pub independence: String,
}

/// A finding as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedFinding {
    /// A reference to one clause, as people write it
    pub clause: String,
    /// How grave
    pub grade: Grade,
    /// What was seen
    pub text: String,
    /// Who sees to it
    pub owner: String,
    /// Until when
    pub due: String,
}

/// A round as it stands.
pub struct RoundState {
    /// Its number
    pub id: String,
    /// The round
    pub round: AuditRound,
    /// Where names say that somebody looks at their own work
    pub conflicts: Vec<Conflict>,
}

/// Every round, the newest first.
pub async fn audit_rounds(house: &House, actor: &Actor) -> Result<Vec<RoundState>, ClauseError> {
    let standings = clause_standings(house, actor).await?;
    let vendors = standings.known.facts.contracted_vendors();
    let rounds: Vec<(String, AuditRound)> = records::all(&house.store, AUDIT_ROUNDS).await?;
    let state = |(id, round): (String, AuditRound)| {
        let conflicts = round.conflicts(&standings.clauses, &vendors);
        RoundState { id, round, conflicts }
    };
    Ok(rounds.into_iter().rev().map(state).collect())
}

/// Opens a round; gives its number.
///
/// # Errors
///
/// [`ClauseError::Values`] with the fields that do not fit: `title`, `held-on`, `auditors`, `organisation` (wanted for an external audit),
/// `volumes`, `independence` (wanted where names say that somebody would look at their own work).
pub async fn open_audit_round(house: &House, actor: &Actor, typed: &TypedRound) -> Result<String, ClauseError> {
    actor.require(Permission::HoldAudits)?;
    let auditors: Vec<String> = typed.auditors.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let held_on = exact(&typed.held_on).ok().flatten();
    let round = AuditRound {
        kind: typed.kind,
        title: typed.title.trim().to_owned(),
        held_on: held_on.unwrap_or_default(),
        auditors,
        organisation: typed.organisation.trim().to_owned(),
        volumes: typed.volumes.clone(),
        independence: typed.independence.trim().to_owned(),
        opened_by: actor.called().to_owned(),
        ..AuditRound::default()
    };
    let standings = clause_standings(house, actor).await?;
    let conflicts = round.conflicts(&standings.clauses, &standings.known.facts.contracted_vendors());
    let named = !round.auditors.is_empty() && round.auditors.len() <= MOST_AUDITORS && round.auditors.iter().all(|name| is_name(name));
    fits(&[
        ("title", !round.title.is_empty() && is_name(&round.title)),
        ("held-on", held_on.is_some()),
        ("auditors", named),
        ("organisation", is_name(&round.organisation) && (round.kind != RoundKind::External || !round.organisation.is_empty())),
        ("volumes", !round.volumes.is_empty()),
        ("independence", is_text(&round.independence) && (conflicts.is_empty() || !round.independence.is_empty())),
    ])?;
    let mut tx = house.store.begin().await?;
    let ordinal = next_ordinal(&tx, AUDIT_ROUNDS).await?;
    let id = (ordinal + 1).to_string();
    tx.put_record(AUDIT_ROUNDS, own_record(&id, ordinal, &round)).await?;
    let detail = json!({ "kind": round.kind, "auditors": round.auditors, "volumes": round.volumes });
    tx.commit(house.event(actor, "guideline.round-opened", &round.title, detail)).await?;
    Ok(id)
}

/// Adds a finding to an open round.
///
/// # Errors
///
/// [`ClauseError::Values`] with the fields that do not fit: `clause` (one, in the round's scope), `text`, `owner`, `due`.
pub async fn add_finding(house: &House, actor: &Actor, id: &str, typed: &TypedFinding) -> Result<(), ClauseError> {
    actor.require(Permission::HoldAudits)?;
    let edition = house.edition().await?;
    let guideline = house.frameworks.guideline_of(Some(edition)).ok_or(ClauseError::NoGuideline)?;
    let cited = guideline.cited(&typed.clause).filter(|cited| cited.clauses.len() == 1);
    let clause: Option<(VolumeId, ClauseKey)> = cited.and_then(|cited| Some((cited.volume.id, cited.clauses.first()?.key.clone())));
    let due = exact(&typed.due);
    let text = typed.text.trim();
    change(house, actor, id, "guideline.round-finding", json!({ "clause": typed.clause, "grade": typed.grade }), |round| {
        let clause = clause.filter(|(volume, _)| round.volumes.contains(volume)).map(|(_, key)| key);
        fits(&[
            ("clause", clause.is_some()),
            ("text", !text.is_empty() && is_text(text)),
            ("owner", is_name(&typed.owner)),
            ("due", due.is_ok()),
        ])?;
        let Some(clause) = clause else { return Err(ClauseError::Values(vec!["clause"])) };
        round.findings.push(AuditFinding {
            clause,
            grade: typed.grade,
            text: text.to_owned(),
            owner: typed.owner.trim().to_owned(),
            due: due.ok().flatten(),
            measure: String::new(),
            done: None,
            checked: None,
        });
        Ok(())
    })
    .await
}

/// Says what was done about a finding (its place among the round's, from 0).
///
/// # Errors
///
/// [`ClauseError::Values`] with `measure` where nothing is said.
pub async fn settle_finding(house: &House, actor: &Actor, id: &str, at: usize, measure: &str) -> Result<(), ClauseError> {
    actor.require(Permission::AnswerItems)?;
    let today = house.today().await?;
    let measure = measure.trim();
    change_even_closed(house, actor, id, "guideline.round-measure", json!({ "finding": at + 1 }), |round| {
        fits(&[("measure", !measure.is_empty() && is_text(measure))])?;
        let finding = round.findings.get_mut(at).filter(|finding| finding.is_open()).ok_or_else(|| ClauseError::NoClause(id.to_owned()))?;
        measure.clone_into(&mut finding.measure);
        finding.done = Some(Act { on: today, by: actor.called().to_owned(), document: String::new() });
        Ok(())
    })
    .await
}

/// Says that what was done about a finding helped. Not by whoever did it.
///
/// # Errors
///
/// [`ClauseError::Values`] with `checked` where nothing was done yet, or by the same person.
pub async fn check_finding(house: &House, actor: &Actor, id: &str, at: usize) -> Result<(), ClauseError> {
    actor.require(Permission::HoldAudits)?;
    let today = house.today().await?;
    change_even_closed(house, actor, id, "guideline.round-checked", json!({ "finding": at + 1 }), |round| {
        let finding = round.findings.get_mut(at).filter(|finding| finding.is_open()).ok_or_else(|| ClauseError::NoClause(id.to_owned()))?;
        let by_another = finding.done.as_ref().is_some_and(|done| !same(&done.by, actor.called()));
        fits(&[("checked", by_another)])?;
        finding.checked = Some(Act { on: today, by: actor.called().to_owned(), document: String::new() });
        Ok(())
    })
    .await
}

/// Closes a round with what the auditors conclude. Findings that ask for something stay open.
///
/// # Errors
///
/// [`ClauseError::Values`] with `conclusion` where nothing is said.
pub async fn close_audit_round(house: &House, actor: &Actor, id: &str, conclusion: &str) -> Result<(), ClauseError> {
    actor.require(Permission::HoldAudits)?;
    let today = house.today().await?;
    let conclusion = conclusion.trim();
    change(house, actor, id, "guideline.round-closed", json!({ "conclusion": conclusion }), |round| {
        fits(&[("conclusion", !conclusion.is_empty() && is_text(conclusion))])?;
        conclusion.clone_into(&mut round.conclusion);
        round.closed = Some(Act { on: today, by: actor.called().to_owned(), document: String::new() });
        Ok(())
    })
    .await
}

/// Changes a round that is still open.
async fn change(
    house: &House,
    actor: &Actor,
    id: &str,
    action: &str,
    detail: Value,
    with: impl FnOnce(&mut AuditRound) -> Result<(), ClauseError>,
) -> Result<(), ClauseError> {
    change_even_closed(house, actor, id, action, detail, |round| {
        if round.closed.is_some() {
            return Err(ClauseError::NoClause(id.to_owned()));
        }
        with(round)
    })
    .await
}

async fn change_even_closed(
    house: &House,
    actor: &Actor,
    id: &str,
    action: &str,
    detail: Value,
    with: impl FnOnce(&mut AuditRound) -> Result<(), ClauseError>,
) -> Result<(), ClauseError> {
    let mut tx = house.store.begin().await?;
    let record = tx.record(AUDIT_ROUNDS, id).await?.filter(|record| !record.retired);
    let record = record.ok_or_else(|| ClauseError::NoClause(id.to_owned()))?;
    let mut round: AuditRound = records::body(&record)?;
    with(&mut round)?;
    tx.put_record(AUDIT_ROUNDS, own_record(id, record.ordinal, &round)).await?;
    tx.commit_if_changed(house.event(actor, action, &round.title, detail)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use sonae_domain::access::Role;

    use super::*;
    use crate::testing::{at_rest, person};

    fn typed() -> TypedRound {
        TypedRound {
            kind: RoundKind::Internal,
            title: "令和7年度 内部監査".into(),
            held_on: "2026-01-19".into(),
            auditors: vec!["auditor".into()],
            organisation: "監査室".into(),
            volumes: vec![VolumeId::Operation],
            independence: String::new(),
        }
    }

    fn found(clause: &str) -> TypedFinding {
        TypedFinding { clause: clause.into(), grade: Grade::Nonconformity, text: "記録がない".into(), ..TypedFinding::default() }
    }

    #[tokio::test]
    async fn a_round_is_opened_filled_followed_up_by_another_and_closed() {
        let (house, _scratch) = at_rest().await;
        let (auditor, operator) = (person(Role::Auditor), person(Role::Operator));
        assert!(matches!(open_audit_round(&house, &operator, &typed()).await, Err(ClauseError::Forbidden(_))));
        let empty = TypedRound { kind: RoundKind::External, ..TypedRound::default() };
        let wrong = open_audit_round(&house, &auditor, &empty).await;
        assert!(matches!(wrong, Err(ClauseError::Values(w)) if w == ["title", "held-on", "auditors", "organisation", "volumes"]));
        let id = open_audit_round(&house, &auditor, &typed()).await.unwrap();
        let outside = add_finding(&house, &auditor, &id, &found("企画13⑦")).await;
        assert!(matches!(outside, Err(ClauseError::Values(w)) if w == ["clause"]), "not in the scope");
        add_finding(&house, &auditor, &id, &found("運用13⑦")).await.unwrap();
        assert!(check_finding(&house, &auditor, &id, 0).await.is_err(), "nothing was done yet");
        settle_finding(&house, &operator, &id, 0, "記録を付けはじめた").await.unwrap();
        assert!(settle_finding(&house, &operator, &id, 1, "x").await.is_err(), "there is no second finding");
        close_audit_round(&house, &auditor, &id, "一件を除き適合").await.unwrap();
        assert!(add_finding(&house, &auditor, &id, &found("運用13⑦")).await.is_err(), "it is closed");
        let rounds = audit_rounds(&house, &operator).await.unwrap();
        assert_eq!((rounds.len(), rounds[0].round.open_findings(), rounds[0].conflicts.len()), (1, 1, 0));
        check_finding(&house, &auditor, &id, 0).await.unwrap();
        let round = &audit_rounds(&house, &operator).await.unwrap()[0].round;
        assert_eq!((round.open_findings(), round.findings[0].clause.as_str()), (0, "o13-07"));
        assert_eq!(round.findings[0].done.as_ref().unwrap().by, "operator");
    }

    #[tokio::test]
    async fn who_answered_is_no_auditor_of_it_without_a_reason_and_cannot_check_their_own_measure() {
        let (house, _scratch) = at_rest().await;
        let manager = person(Role::Manager);
        let answer =
            super::super::TypedClause { answer: Some(sonae_domain::assessment::Status::Satisfied), ..super::super::TypedClause::default() };
        super::super::answer_clause(&house, &manager, "o02-01", &answer).await.unwrap();
        let own = TypedRound { auditors: vec!["manager".into()], ..typed() };
        assert!(matches!(open_audit_round(&house, &manager, &own).await, Err(ClauseError::Values(w)) if w == ["independence"]));
        let told = TypedRound { independence: "他に人がいないため、結果を理事が見直す".into(), ..own };
        let id = open_audit_round(&house, &manager, &told).await.unwrap();
        assert_eq!(audit_rounds(&house, &manager).await.unwrap()[0].conflicts.len(), 1);
        add_finding(&house, &manager, &id, &found("運用2①")).await.unwrap();
        settle_finding(&house, &manager, &id, 0, "直した").await.unwrap();
        assert!(matches!(check_finding(&house, &manager, &id, 0).await, Err(ClauseError::Values(w)) if w == ["checked"]));
    }
}
