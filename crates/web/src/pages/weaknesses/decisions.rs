//! Decisions about weaknesses: keeping one, taking one back. They are shown on the overview.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use sonae_app::feeds::{DecisionLine, DecisionState, FeedError, TypedDecision, decide_weakness, withdraw_decision};
use sonae_app::products::product_name;
use sonae_app::words::text;
use sonae_domain::calendar::{self, PartialDate};
use sonae_domain::facts::{Judgement, Justification};

use super::{joined, product_link};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::say;
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/weaknesses/decide", post(decide)).route("/weaknesses/withdraw", post(withdraw))
}

/// A decision as it is shown.
pub(super) struct DecisionView {
    pub(super) key: String,
    pub(super) kind: &'static str,
    pub(super) state: String,
    pub(super) about: String,
    pub(super) name: String,
    pub(super) link: String,
    pub(super) judgement: String,
    pub(super) justification: String,
    pub(super) reason: String,
    pub(super) by: String,
    pub(super) on: String,
    pub(super) until: String,
    pub(super) devices: String,
    /// Whether it says something about what is found today
    pub(super) counts: bool,
    /// Whether it can be taken back
    pub(super) open: bool,
}

impl DecisionView {
    pub(super) fn of(line: &DecisionLine) -> Self {
        let decision = &line.decision;
        let kind = match line.state {
            DecisionState::Lapsed => "no",
            DecisionState::EndsSoon => "old",
            DecisionState::Holds => "yes",
            DecisionState::Unmet | DecisionState::Withdrawn => "na",
        };
        Self {
            key: line.key.clone(),
            kind,
            state: text(&format!("weaknesses-decision-{}", line.state.key()), &[]),
            about: if decision.cve.is_empty() { text("weaknesses-end-of-support", &[]) } else { decision.cve.clone() },
            name: product_name(&decision.product),
            link: product_link(&decision.product),
            judgement: judgement_word(decision.judgement),
            justification: decision.justification.map(justification_word).unwrap_or_default(),
            reason: decision.reason.clone(),
            by: decision.by.clone(),
            on: html::slashed(decision.on),
            until: html::slashed(decision.until),
            devices: joined(line.devices.values()),
            counts: !matches!(line.state, DecisionState::Unmet | DecisionState::Withdrawn),
            open: line.state != DecisionState::Withdrawn,
        }
    }
}

/// What was judged, in words.
pub(super) fn judgement_word(judgement: Judgement) -> String {
    text(&format!("weaknesses-judgement-{}", judgement.key()), &[])
}

/// Why it is not affected, in words.
pub(super) fn justification_word(justification: Justification) -> String {
    text(&format!("weaknesses-justification-{}", justification.key()), &[])
}

async fn decide(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    let typed = TypedDecision {
        product: posted.get("product").to_owned(),
        cves: posted.all("cves").map(str::to_owned).collect(),
        judgement: Judgement::of(posted.get("judgement")),
        justification: Justification::of(posted.get("justification")),
        reason: posted.get("reason").to_owned(),
        until: calendar::parse(posted.get("until")).ok().map(PartialDate::latest),
    };
    match decide_weakness(&web.house, &signed.actor, &typed).await {
        Ok(count) => {
            say(&signed.session, "weaknesses-said-decided", &[("count", &count.to_string())]).await?;
            Ok(Redirect::to(&product_link(&typed.product)).into_response())
        }
        Err(FeedError::Values(fields)) => {
            let mut wrong = Wrong::default();
            for field in fields {
                wrong.add(field, &format!("weaknesses-wrong-{field}"), &[]);
            }
            html::show_again(&super::product::page(&web, &signed, &typed.product, posted, wrong).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn withdraw(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Redirect, Failure> {
    withdraw_decision(&web.house, &signed.actor, posted.get("decision")).await?;
    say(&signed.session, "weaknesses-said-withdrawn", &[]).await?;
    Ok(Redirect::to("/weaknesses#decisions"))
}
