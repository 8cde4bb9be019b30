//! One product: its vulnerabilities one by one with the words of JVN, and the form by which somebody decides about them.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use sonae_app::feeds::{END_OF_SUPPORT, FindingLine, product_weaknesses};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::facts::{Judgement, Justification, WeaknessState};

use super::decisions::{judgement_word, justification_word};
use super::{feed_words, joined, links, reached_word, told_word};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/weaknesses/product", get(show))
}

/// What the address asks for.
#[derive(Debug, Deserialize)]
struct Asked {
    name: String,
}

/// One vulnerability as it is shown.
struct FindingView {
    id: String,
    about: String,
    title: String,
    solution: String,
    kind: &'static str,
    state: String,
    why: String,
    exploited: bool,
    ransomware: bool,
    cvss: String,
    versions: String,
    told: String,
    fixed_in: String,
    reached: String,
    feeds: String,
    devices: Vec<(String, String)>,
    decided: String,
    lapsed: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "weaknesses/product.html")]
pub(super) struct ProductPage {
    page: Page,
    product: String,
    name: String,
    total: usize,
    findings: Vec<FindingView>,
    judgements: Vec<(&'static str, String, String)>,
    justifications: Vec<(&'static str, String)>,
    typed: Fields,
    wrong: Wrong,
    may_decide: bool,
}

async fn show(State(web): State<Web>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, &asked.name, Fields::default(), Wrong::default()).await?)
}

/// The page, with what was typed.
pub(super) async fn page(web: &Web, signed: &Signed, product: &str, typed: Fields, wrong: Wrong) -> Result<ProductPage, Failure> {
    let seen = product_weaknesses(&web.house, &signed.actor, product).await?;
    let judgement = |judgement: &Judgement| {
        let help = text(&format!("weaknesses-judgement-{}.help", judgement.key()), &[]);
        (judgement.key(), judgement_word(*judgement), help)
    };
    Ok(ProductPage {
        page: Page::new(web, signed, "weaknesses").await?,
        product: seen.product,
        name: seen.name,
        total: seen.total,
        findings: seen.findings.iter().map(|line| finding(line, &typed)).collect(),
        judgements: Judgement::ALL.iter().map(judgement).collect(),
        justifications: Justification::ALL.iter().map(|why| (why.key(), justification_word(*why))).collect(),
        typed,
        wrong,
        may_decide: signed.actor.may(Permission::OverrideFindings),
    })
}

fn finding(line: &FindingLine, typed: &Fields) -> FindingView {
    let ended = line.cve.is_empty();
    let id = if ended { END_OF_SUPPORT.to_owned() } else { line.cve.clone() };
    let (kind, state) = match (&line.decided, ended, line.state) {
        (Some(_), ..) => ("na", "decided"),
        (None, true, _) => ("no", "ended"),
        (None, false, WeaknessState::Confirmed) => ("no", "confirmed"),
        (None, false, WeaknessState::Probable) => ("old", "probable"),
        (None, false, WeaknessState::Potential) => ("open", "potential"),
    };
    let until = |on: Option<jiff::civil::Date>| on.map(html::slashed).unwrap_or_default();
    let why: Vec<String> = line.why.iter().map(|why| text(why, &[])).collect();
    FindingView {
        about: if ended { text("weaknesses-ended-on", &[("date", &until(line.ended_on))]) } else { id.clone() },
        chosen: typed.all("cves").any(|chosen| chosen == id),
        id,
        title: line.title.clone(),
        solution: line.solution.clone(),
        kind,
        state: text(&format!("weaknesses-state-{state}"), &[]),
        why: why.join(&text("list-separator", &[])),
        exploited: line.exploited,
        ransomware: line.ransomware,
        cvss: line.cvss_tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)).unwrap_or_default(),
        versions: joined(&line.versions),
        told: told_word(line.told_by_machine),
        fixed_in: joined(&line.fixed_in),
        reached: reached_word(line.reached),
        feeds: feed_words(&line.feeds),
        devices: links(&line.devices),
        decided: line
            .decided
            .as_ref()
            .map(|decided| {
                let args = [("judgement", judgement_word(decided.judgement)), ("until", html::slashed(decided.until))];
                text("weaknesses-decided-until", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
            })
            .unwrap_or_default(),
        lapsed: until(line.lapsed_on),
    }
}
