//! 点検・監査: rounds with their scope, auditors and independence, findings, follow-up and conclusion.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::clauses::{
    ClauseError, RoundState, TypedFinding, TypedRound, add_finding, audit_rounds, check_finding, close_audit_round, open_audit_round,
    settle_finding,
};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::gap::{Act, AuditFinding, Conflict, Grade, RoundKind};
use sonae_domain::guideline::{Guideline, VolumeId};

use super::clause_link;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/guideline/audits", get(list).post(open))
        .route("/guideline/audits/{id}", get(show))
        .route("/guideline/audits/{id}/finding", post(find))
        .route("/guideline/audits/{id}/measure", post(settle))
        .route("/guideline/audits/{id}/checked", post(check))
        .route("/guideline/audits/{id}/close", post(close))
}

/// Something to choose: code, word, whether it is chosen.
type Choice = (String, String, bool);

/// A round in the list.
struct RoundLine {
    link: String,
    title: String,
    kind: String,
    held_on: String,
    auditors: String,
    findings: usize,
    open: usize,
    closed: bool,
}

#[derive(Template)]
#[template(path = "guideline/audits.html")]
struct AuditsPage {
    page: Page,
    rounds: Vec<RoundLine>,
    kinds: Vec<Choice>,
    volumes: Vec<Choice>,
    typed: Fields,
    wrong: Wrong,
    may_hold: bool,
}

/// A finding with what became of it.
struct FindingView {
    at: usize,
    link: String,
    reference: String,
    title: String,
    kind: &'static str,
    grade: String,
    text: String,
    owner: String,
    due: String,
    measure: String,
    done: String,
    checked: String,
    /// Whether something can be said of what was done
    may_settle: bool,
    /// Whether it can be said that it helped
    may_check: bool,
}

#[derive(Template)]
#[template(path = "guideline/audit.html")]
struct AuditPage {
    page: Page,
    base: String,
    title: String,
    kind: String,
    held_on: String,
    auditors: String,
    organisation: String,
    volumes: String,
    independence: String,
    conflicts: Vec<String>,
    findings: Vec<FindingView>,
    conclusion: String,
    closed: String,
    grades: Vec<Choice>,
    typed: Fields,
    wrong: Wrong,
    may_hold: bool,
}

fn kind_word(kind: RoundKind) -> String {
    text(&format!("guideline-round-{}", kind.as_str()), &[])
}

fn grade_word(grade: Grade) -> String {
    text(&format!("guideline-grade-{}", grade.as_str()), &[])
}

fn volume_name(guideline: &Guideline, id: VolumeId) -> String {
    guideline.volume(id).map(|volume| volume.name.clone()).unwrap_or_default()
}

async fn guideline(web: &Web) -> Result<&'static Guideline, Failure> {
    let edition = web.house.edition().await?;
    web.house.frameworks.guideline_of(Some(edition)).ok_or(Failure::NotFound)
}

async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&audits(&web, &signed, Fields::default(), Wrong::default()).await?)
}

async fn audits(web: &Web, signed: &Signed, typed: Fields, wrong: Wrong) -> Result<AuditsPage, Failure> {
    let guideline = guideline(web).await?;
    let rounds = audit_rounds(&web.house, &signed.actor).await?;
    let chosen: Vec<&str> = typed.all("volumes").collect();
    let kinds =
        RoundKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), kind_word(*kind), typed.get("kind") == kind.as_str())).collect();
    let volumes = guideline.volumes.iter().map(|volume| {
        let id = volume.id.as_str();
        (id.to_owned(), volume.name.clone(), chosen.contains(&id))
    });
    Ok(AuditsPage {
        page: Page::new(web, signed, "guideline").await?,
        rounds: rounds.iter().map(line).collect(),
        kinds,
        volumes: volumes.collect(),
        may_hold: signed.actor.may(Permission::HoldAudits),
        typed,
        wrong,
    })
}

fn line(state: &RoundState) -> RoundLine {
    RoundLine {
        link: format!("/guideline/audits/{}", html::encode(&state.id)),
        title: state.round.title.clone(),
        kind: kind_word(state.round.kind),
        held_on: html::slashed(state.round.held_on),
        auditors: state.round.auditors.join("\u{3001}"),
        findings: state.round.findings.len(),
        open: state.round.open_findings(),
        closed: state.round.closed.is_some(),
    }
}

async fn open(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    let typed = TypedRound {
        kind: RoundKind::ALL.into_iter().find(|kind| kind.as_str() == posted.get("kind")).unwrap_or_default(),
        title: posted.get("title").to_owned(),
        held_on: posted.get("held-on").to_owned(),
        auditors: posted.get("auditors").lines().map(str::to_owned).collect(),
        organisation: posted.get("organisation").to_owned(),
        volumes: guideline(&web)
            .await?
            .volumes
            .iter()
            .map(|volume| volume.id)
            .filter(|id| posted.all("volumes").any(|of| of == id.as_str()))
            .collect(),
        independence: posted.get("independence").to_owned(),
    };
    match open_audit_round(&web.house, &signed.actor, &typed).await {
        Ok(id) => {
            say(&signed.session, "guideline-said-round", &[]).await?;
            Ok(Redirect::to(&format!("/guideline/audits/{id}")).into_response())
        }
        Err(ClauseError::Values(fields)) => html::show_again(&audits(&web, &signed, posted, wrong(&fields)).await?),
        Err(error) => Err(error.into()),
    }
}

fn wrong(fields: &[&'static str]) -> Wrong {
    let mut wrong = Wrong::default();
    for field in fields {
        wrong.add(field, &format!("guideline-wrong-round-{field}"), &[]);
    }
    wrong
}

async fn show(State(web): State<Web>, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    html::show(&audit(&web, &signed, &id, Fields::default(), Wrong::default()).await?)
}

async fn audit(web: &Web, signed: &Signed, id: &str, typed: Fields, wrong: Wrong) -> Result<AuditPage, Failure> {
    let guideline = guideline(web).await?;
    let rounds = audit_rounds(&web.house, &signed.actor).await?;
    let state = rounds.into_iter().find(|state| state.id == id).ok_or(Failure::NotFound)?;
    let round = &state.round;
    let (may_settle, may_hold) = (signed.actor.may(Permission::AnswerItems), signed.actor.may(Permission::HoldAudits));
    let findings = round.findings.iter().enumerate().map(|(at, finding)| finding_view(guideline, at, finding, may_settle, may_hold));
    let grades = Grade::ALL.iter().map(|grade| (grade.as_str().to_owned(), grade_word(*grade), typed.get("grade") == grade.as_str()));
    Ok(AuditPage {
        page: Page::new(web, signed, "guideline").await?,
        base: format!("/guideline/audits/{}", html::encode(id)),
        title: round.title.clone(),
        kind: kind_word(round.kind),
        held_on: html::slashed(round.held_on),
        auditors: round.auditors.join("\u{3001}"),
        organisation: round.organisation.clone(),
        volumes: round.volumes.iter().map(|id| volume_name(guideline, *id)).collect::<Vec<_>>().join("\u{3001}"),
        independence: round.independence.clone(),
        conflicts: state.conflicts.iter().map(|conflict| conflict_says(guideline, conflict)).collect(),
        findings: findings.collect(),
        conclusion: round.conclusion.clone(),
        closed: round.closed.as_ref().map(act_says).unwrap_or_default(),
        grades: grades.collect(),
        typed,
        wrong,
        may_hold,
    })
}

fn act_says(act: &Act) -> String {
    text("guideline-act", &[("on", &html::slashed(act.on)), ("by", &act.by)])
}

fn conflict_says(guideline: &Guideline, conflict: &Conflict) -> String {
    match conflict {
        Conflict::Own { auditor, clauses } => {
            let named = clauses.iter().take(3).map(|key| guideline.reference(key)).collect::<Vec<_>>().join("\u{3001}");
            text("guideline-conflict-own", &[("auditor", auditor), ("clauses", &named), ("count", &clauses.len().to_string())])
        }
        Conflict::Vendor { organisation } => text("guideline-conflict-vendor", &[("organisation", organisation)]),
    }
}

fn finding_view(guideline: &Guideline, at: usize, finding: &AuditFinding, may_settle: bool, may_hold: bool) -> FindingView {
    FindingView {
        at,
        link: clause_link(&finding.clause),
        reference: guideline.reference(&finding.clause),
        title: guideline.words(&finding.clause).map(|words| words.title.clone()).unwrap_or_default(),
        kind: match (finding.grade, finding.is_open()) {
            (Grade::Nonconformity, true) => "no",
            (Grade::Observation, true) => "old",
            (_, false) | (Grade::Conforming, true) => "yes",
        },
        grade: grade_word(finding.grade),
        text: finding.text.clone(),
        owner: finding.owner.clone(),
        due: finding.due.map(html::slashed).unwrap_or_default(),
        measure: finding.measure.clone(),
        done: finding.done.as_ref().map(act_says).unwrap_or_default(),
        checked: finding.checked.as_ref().map(act_says).unwrap_or_default(),
        may_settle: may_settle && finding.is_open(),
        may_check: may_hold && finding.is_open() && finding.done.is_some(),
    }
}

/// Says that it was kept, or shows the round again with what is wrong.
async fn told((web, signed, id): (&Web, &Signed, &str), posted: Fields, result: Result<(), ClauseError>) -> Result<Response, Failure> {
    match result {
        Ok(()) => {
            say(&signed.session, "guideline-said-kept", &[]).await?;
            Ok(Redirect::to(&format!("/guideline/audits/{}", html::encode(id))).into_response())
        }
        Err(ClauseError::Values(fields)) => html::show_again(&audit(web, signed, id, posted, wrong(&fields)).await?),
        Err(error) => Err(error.into()),
    }
}

async fn find(State(web): State<Web>, signed: Signed, Path(id): Path<String>, posted: Fields) -> Result<Response, Failure> {
    let typed = TypedFinding {
        clause: posted.get("clause").to_owned(),
        grade: Grade::ALL.into_iter().find(|grade| grade.as_str() == posted.get("grade")).unwrap_or_default(),
        text: posted.get("text").to_owned(),
        owner: posted.get("owner").to_owned(),
        due: posted.get("due").to_owned(),
    };
    let result = add_finding(&web.house, &signed.actor, &id, &typed).await;
    told((&web, &signed, &id), posted, result).await
}

/// The place of a finding as a form names it.
fn place(posted: &Fields) -> Result<usize, Failure> {
    posted.get("at").parse().map_err(|_| Failure::Bad("unreadable-form"))
}

async fn settle(State(web): State<Web>, signed: Signed, Path(id): Path<String>, posted: Fields) -> Result<Response, Failure> {
    let result = settle_finding(&web.house, &signed.actor, &id, place(&posted)?, posted.get("measure")).await;
    told((&web, &signed, &id), posted, result).await
}

async fn check(State(web): State<Web>, signed: Signed, Path(id): Path<String>, posted: Fields) -> Result<Response, Failure> {
    let result = check_finding(&web.house, &signed.actor, &id, place(&posted)?).await;
    told((&web, &signed, &id), posted, result).await
}

async fn close(State(web): State<Web>, signed: Signed, Path(id): Path<String>, posted: Fields) -> Result<Response, Failure> {
    let result = close_audit_round(&web.house, &signed.actor, &id, posted.get("conclusion")).await;
    told((&web, &signed, &id), posted, result).await
}
