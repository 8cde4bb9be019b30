//! One volume: its chapters and their clauses, with how the institution stands.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use sonae_app::clauses::clause_standings;
use sonae_app::words::text;
use sonae_domain::gap::{ClauseTotals, Standing};

use super::{ClauseLine, kind};
use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

/// By what the list can be narrowed.
const STATES: [&str; 4] = ["no", "open", "yes", "na"];

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/guideline/{volume}", get(show))
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: String,
}

struct ChapterView {
    no: String,
    title: String,
    totals: ClauseTotals,
    lines: Vec<ClauseLine>,
    /// Numbers that the source does not print
    holes: Vec<String>,
}

#[derive(Template)]
#[template(path = "guideline/volume.html")]
struct VolumePage {
    page: Page,
    id: &'static str,
    name: String,
    reader: String,
    totals: ClauseTotals,
    chapters: Vec<ChapterView>,
    /// Code, word, whether it is chosen
    states: Vec<(&'static str, String, bool)>,
    narrowed: bool,
}

async fn show(State(web): State<Web>, signed: Signed, Path(name): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let standings = clause_standings(&web.house, &signed.actor).await?;
    let guideline = standings.guideline;
    let volume = guideline.volumes.iter().find(|volume| volume.id.as_str() == name).ok_or(Failure::NotFound)?;
    let state = STATES.into_iter().find(|state| *state == asked.state);
    let of: Vec<&Standing> = standings.clauses.iter().filter(|standing| standing.volume == volume.id).collect();
    let chapter = |chapter: &sonae_domain::guideline::Chapter| {
        let clauses: Vec<&Standing> = of.iter().copied().filter(|standing| standing.chapter == chapter.no).collect();
        let fits = |standing: &&&Standing| state.is_none_or(|state| kind(standing.status) == state);
        let holes = guideline.holes.iter().filter(|hole| hole.volume == volume.id && chapter_of(&hole.no) == chapter.no);
        ChapterView {
            no: chapter.no.clone(),
            title: chapter.title.clone(),
            totals: ClauseTotals::of(clauses.iter().copied()),
            lines: clauses.iter().filter(fits).map(|standing| ClauseLine::of(&standings, standing)).collect(),
            holes: holes.map(|hole| format!("{}\u{3000}{}", hole.no, hole.text)).collect(),
        }
    };
    let word = |state: &str| text(&format!("guideline-filter-{state}"), &[]);
    html::show(&VolumePage {
        page: Page::new(&web, &signed, "guideline").await?,
        id: volume.id.as_str(),
        name: volume.name.clone(),
        reader: guideline.role_name(volume.reader).to_owned(),
        totals: ClauseTotals::of(of.iter().copied()),
        chapters: volume.chapters.iter().map(chapter).collect(),
        states: STATES.iter().map(|code| (*code, word(code), state == Some(code))).collect(),
        narrowed: state.is_some(),
    })
}

/// The chapter of a printed number: its digits before the first sign that is none.
fn chapter_of(no: &str) -> &str {
    no.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default()
}
