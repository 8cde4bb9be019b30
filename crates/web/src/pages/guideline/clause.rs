//! One clause: what it asks, who acts, how the institution stands and from what that is known, and what people say of it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::clauses::{
    ClauseError, Standings, TypedAct, TypedClause, TypedVendorWord, answer_clause, approve_clause, because_text, clause_standings,
    confirm_by_vendor, known_text, report_clause,
};
use sonae_app::words::{spelt, text};
use sonae_domain::access::Permission;
use sonae_domain::assessment::Status;
use sonae_domain::gap::{Act, Applied, Source, Standing};
use sonae_domain::guideline::{ClauseKey, Link};

use super::{clause_link, kind, role_word, status_word};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

/// What can be answered.
const ANSWERS: [(&str, Status); 3] =
    [("satisfied", Status::Satisfied), ("not-satisfied", Status::NotSatisfied), ("not-applicable", Status::NotApplicable)];

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/guideline/clause/{key}", get(show))
        .route("/guideline/clause/{key}/answer", post(answer))
        .route("/guideline/clause/{key}/approve", post(approve))
        .route("/guideline/clause/{key}/report", post(report))
        .route("/guideline/clause/{key}/vendor", post(vendor))
}

/// A clause at the other end of a link.
struct NeighbourView {
    link: String,
    reference: String,
    title: String,
    kind: &'static str,
    status: String,
    /// Why it is not sure; empty where it is
    doubt: String,
}

/// Something from which it may be known.
struct SourceView {
    link: String,
    name: String,
    kind: &'static str,
    status: String,
    how: String,
    counts: bool,
}

/// An approval or a report.
struct ActView {
    kind: &'static str,
    wanted: bool,
    may: bool,
    done: String,
}

#[derive(Template)]
#[template(path = "guideline/clause.html")]
struct ClausePage {
    page: Page,
    base: String,
    reference: String,
    volume: String,
    volume_link: String,
    chapter: String,
    title: String,
    restatement: String,
    official: Option<String>,
    holes: Vec<String>,
    binds: String,
    modality: String,
    v52: String,
    applied: &'static str,
    because: String,
    status_kind: &'static str,
    answer: String,
    known: String,
    basis: String,
    wants: Vec<String>,
    above: Vec<NeighbourView>,
    below: Vec<NeighbourView>,
    sources: Vec<SourceView>,
    record: sonae_domain::gap::ClauseRecord,
    answers: Vec<(&'static str, String, bool)>,
    typed: Fields,
    acts: Vec<ActView>,
    vendor_word: String,
    may_answer: bool,
    wrong: Wrong,
}

async fn show(State(web): State<Web>, signed: Signed, Path(key): Path<String>) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, &key, None, Wrong::default()).await?)
}

async fn page(web: &Web, signed: &Signed, key: &str, typed: Option<Fields>, wrong: Wrong) -> Result<ClausePage, Failure> {
    let standings = clause_standings(&web.house, &signed.actor).await?;
    let standing = standings.of(key).ok_or(Failure::NotFound)?;
    let guideline = standings.guideline;
    let (volume, chapter, clause) = guideline.clause(&standing.clause).ok_or(Failure::NotFound)?;
    let words = guideline.words(&standing.clause);
    let record = standing.record.clone();
    let typed = typed.unwrap_or_else(|| kept(&record));
    let answer = typed.get("answer").to_owned();
    let because = standing.applied.because().map(|(condition, place, inferred)| because_text(condition, place, inferred));
    let approve = words.is_some_and(|words| words.approval);
    let report = words.is_some_and(|words| words.report.is_some());
    Ok(ClausePage {
        page: Page::new(web, signed, "guideline").await?,
        base: clause_link(&standing.clause),
        reference: guideline.reference(&standing.clause),
        volume: volume.name.clone(),
        volume_link: format!("/guideline/{}#c{}", volume.id.as_str(), chapter.no),
        chapter: format!("{} {}", chapter.no, chapter.title),
        title: words.map(|words| words.title.clone()).unwrap_or_default(),
        restatement: words.map(|words| words.text.clone()).unwrap_or_default(),
        official: guideline.official(&standing.clause).map(|official| official.text.clone()),
        holes: slips(&standings, &standing.clause),
        binds: standing.binds.iter().map(|role| role_word(&standings, *role)).collect::<Vec<_>>().join("\u{3001}"),
        modality: text(&format!("guideline-modality-{}", clause.modality.as_str()), &[]),
        v52: clause.v52.clone().unwrap_or_default(),
        applied: standing.applied.as_str(),
        because: because.unwrap_or_default(),
        status_kind: kind(standing.status),
        answer: text(&format!("guideline-answer-{}", spelt(&standing.status)), &[]),
        known: known_text(standing),
        basis: text(&format!("guideline-basis-{}", standing.basis.as_str()), &[]),
        wants: standing.wants.iter().map(|want| text(&format!("guideline-want-{}", want.as_str()), &[])).collect(),
        above: guideline.links_up(&standing.clause).iter().map(|link| neighbour(&standings, link, &link.from)).collect(),
        below: guideline.links_down(&standing.clause).iter().map(|link| neighbour(&standings, link, &link.to)).collect(),
        sources: standing.sources.iter().map(|source| source_view(&standings, source)).collect(),
        answers: ANSWERS.iter().map(|(code, status)| (*code, status_word(*status), answer == *code)).collect(),
        acts: vec![
            act_view("approve", approve, signed.actor.may(Permission::Approve), record.approval.as_ref()),
            act_view("report", report, signed.actor.may(Permission::AnswerItems), record.report.as_ref()),
        ],
        vendor_word: vendor_word(standing),
        may_answer: signed.actor.may(Permission::AnswerItems),
        typed,
        record,
        wrong,
    })
}

/// What is kept, as the form has it.
fn kept(record: &sonae_domain::gap::ClauseRecord) -> Fields {
    let pairs = [
        ("answer", record.answer.map(|answer| spelt(&answer)).unwrap_or_default()),
        ("note", record.note.clone()),
        ("evidence", record.evidence.join("\n")),
        ("owner", record.owner.clone()),
        ("due", record.due.map(html::slashed).unwrap_or_default()),
    ];
    Fields::new(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn act_view(kind: &'static str, wanted: bool, may: bool, act: Option<&Act>) -> ActView {
    let done = act.map(|act| {
        let args = [("on", html::slashed(act.on)), ("by", act.by.clone()), ("document", in_brackets(&act.document))];
        text(&format!("guideline-done-{kind}"), &args.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    ActView { kind, wanted, may, done: done.unwrap_or_default() }
}

fn vendor_word(standing: &Standing) -> String {
    let word = standing.record.vendor.as_ref().filter(|_| matches!(standing.applied, Applied::Simplified { .. }));
    let said = word.map(|word| {
        let args = [("on", html::slashed(word.on)), ("vendor", word.vendor.clone()), ("document", in_brackets(&word.document))];
        text("guideline-done-vendor", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    said.unwrap_or_default()
}

/// The name of a document behind what it shows; nothing where there is none.
fn in_brackets(document: &str) -> String {
    if document.is_empty() { String::new() } else { text("guideline-done-document", &[("document", document)]) }
}

/// What the source lacks or prints in two ways, about this clause.
fn slips(standings: &Standings, key: &ClauseKey) -> Vec<String> {
    let slips = standings.guideline.slips.iter().filter(|slip| slip.clauses.contains(key)).map(|slip| slip.text.clone());
    let notes = standings.guideline.citations.iter().filter(|note| note.content.contains(key)).map(|note| note.text.clone());
    slips.chain(notes).collect()
}

fn neighbour(standings: &Standings, link: &Link, key: &ClauseKey) -> NeighbourView {
    let standing = standings.of(key.as_str());
    let status = standing.map_or(Status::Undetermined, |standing| standing.status);
    NeighbourView {
        link: clause_link(key),
        reference: standings.guideline.reference(key),
        title: standings.guideline.words(key).map(|words| words.title.clone()).unwrap_or_default(),
        kind: kind(status),
        status: status_word(status),
        doubt: link.doubt.map(|_| text(&format!("guideline-sureness-{}", link.sureness.as_str()), &[])).unwrap_or_default(),
    }
}

fn source_view(standings: &Standings, source: &Source) -> SourceView {
    match source {
        Source::Item { edition, audience, subject, item, no, printed, status, counts, .. } => {
            let vendor = if subject.is_empty() { String::new() } else { format!("?subject={}", html::encode(subject)) };
            let args = [("no", no.as_str()), ("edition", edition.as_str()), ("vendor", subject), ("printed", printed)];
            SourceView {
                link: format!("/forms/{edition}/{}/{}{vendor}", audience.as_str(), html::encode(item)),
                name: text(if subject.is_empty() { "guideline-source-item" } else { "guideline-source-vendor" }, &args),
                kind: kind(*status),
                status: status_word(*status),
                how: text("guideline-source-printed", &args),
                counts: *counts,
            }
        }
        Source::Clause { clause, sureness, status, counts, .. } => SourceView {
            link: clause_link(clause),
            name: format!(
                "{} {}",
                standings.guideline.reference(clause),
                standings.guideline.words(clause).map(|words| words.title.as_str()).unwrap_or_default()
            ),
            kind: kind(*status),
            status: status_word(*status),
            how: text(&format!("guideline-sureness-{}", sureness.as_str()), &[]),
            counts: *counts,
        },
    }
}

/// Says that it was kept, or shows the form again with what is wrong.
async fn told(
    (web, signed, key): (&Web, &Signed, &str),
    posted: Fields,
    result: Result<(), ClauseError>,
    said: &str,
) -> Result<Response, Failure> {
    match result {
        Ok(()) => {
            say(&signed.session, said, &[]).await?;
            Ok(Redirect::to(&clause_link(&ClauseKey::from(key))).into_response())
        }
        Err(ClauseError::Values(fields)) => {
            let mut wrong = Wrong::default();
            for field in fields {
                wrong.add(field, &format!("guideline-wrong-{field}"), &[]);
            }
            html::show_again(&page(web, signed, key, Some(posted), wrong).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn answer(State(web): State<Web>, signed: Signed, Path(key): Path<String>, posted: Fields) -> Result<Response, Failure> {
    let typed = TypedClause {
        answer: ANSWERS.iter().find(|(code, _)| *code == posted.get("answer")).map(|(_, status)| *status),
        note: posted.get("note").to_owned(),
        evidence: posted.get("evidence").lines().map(str::to_owned).collect(),
        owner: posted.get("owner").to_owned(),
        due: posted.get("due").to_owned(),
    };
    let result = answer_clause(&web.house, &signed.actor, &key, &typed).await;
    told((&web, &signed, &key), posted, result, "guideline-said-answered").await
}

fn typed_act(posted: &Fields) -> TypedAct {
    TypedAct { on: posted.get("on").to_owned(), by: posted.get("by").to_owned(), document: posted.get("document").to_owned() }
}

async fn approve(State(web): State<Web>, signed: Signed, Path(key): Path<String>, posted: Fields) -> Result<Response, Failure> {
    let result = approve_clause(&web.house, &signed.actor, &key, &typed_act(&posted)).await;
    told((&web, &signed, &key), posted, result, "guideline-said-approved").await
}

async fn report(State(web): State<Web>, signed: Signed, Path(key): Path<String>, posted: Fields) -> Result<Response, Failure> {
    let result = report_clause(&web.house, &signed.actor, &key, &typed_act(&posted)).await;
    told((&web, &signed, &key), posted, result, "guideline-said-reported").await
}

async fn vendor(State(web): State<Web>, signed: Signed, Path(key): Path<String>, posted: Fields) -> Result<Response, Failure> {
    let typed = TypedVendorWord {
        vendor: posted.get("vendor").to_owned(),
        on: posted.get("on").to_owned(),
        document: posted.get("document").to_owned(),
    };
    let result = confirm_by_vendor(&web.house, &signed.actor, &key, &typed).await;
    told((&web, &signed, &key), posted, result, "guideline-said-vendor").await
}
