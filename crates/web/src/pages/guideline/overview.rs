//! All of the guideline at a glance: which patterns hold, a map of its chapters, what each role does next, and a search.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use sonae_app::clauses::{Standings, clause_standings};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::gap::{ClauseTotals, Standing};
use sonae_domain::guideline::{Circumstances, Role, Runs};
use sonae_domain::names::fold;

use super::{ClauseLine, role_word};
use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

/// So much stands under each role; the rest is found in the volumes.
const NEXT: usize = 6;
/// So many clauses are shown of what a search finds.
const FOUND: usize = 60;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/guideline", get(show))
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

/// One chapter on the map.
struct CellView {
    link: String,
    no: String,
    title: String,
    totals: ClauseTotals,
    /// `full`, `most`, `some`, `none`, `unmet` (one is not met), `na`
    shade: &'static str,
}

struct VolumeView {
    link: String,
    name: String,
    reader: String,
    totals: ClauseTotals,
    cells: Vec<CellView>,
}

struct RoleView {
    name: String,
    lines: Vec<ClauseLine>,
    more: usize,
}

/// A pattern that holds.
struct PatternView {
    says: String,
    systems: String,
}

#[derive(Template)]
#[template(path = "guideline/overview.html")]
struct OverviewPage {
    page: Page,
    title: String,
    totals: ClauseTotals,
    patterns: Vec<PatternView>,
    from_ledgers: bool,
    staff: &'static str,
    signature: &'static str,
    scanning: &'static str,
    systems: String,
    volumes: Vec<VolumeView>,
    roles: Vec<RoleView>,
    q: String,
    found: Vec<ClauseLine>,
    more_found: usize,
    /// Code and name of each role
    readings: Vec<(&'static str, String)>,
    worded: usize,
    may_set: bool,
}

async fn show(State(web): State<Web>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let standings = clause_standings(&web.house, &signed.actor).await?;
    let sought = fold(&asked.q);
    let found: Vec<&Standing> = if sought.is_empty() {
        Vec::new()
    } else {
        standings.clauses.iter().filter(|standing| says(&standings, standing, &sought)).collect()
    };
    let circumstances = &standings.told.circumstances;
    html::show(&OverviewPage {
        page: Page::new(&web, &signed, "guideline").await?,
        title: format!("{} {}", standings.guideline.title, standings.guideline.version),
        totals: ClauseTotals::of(&standings.clauses),
        patterns: patterns(&standings),
        from_ledgers: standings.told.from_ledgers,
        staff: yes_no(circumstances.dedicated_staff),
        signature: yes_no(circumstances.electronic_signature),
        scanning: yes_no(circumstances.scanning),
        systems: systems_text(circumstances),
        volumes: volumes(&standings),
        roles: [Role::Management, Role::Planning, Role::Operation].map(|role| role_view(&standings, role)).into(),
        q: asked.q,
        more_found: found.len().saturating_sub(FOUND),
        found: found.into_iter().take(FOUND).map(|standing| ClauseLine::of(&standings, standing)).collect(),
        readings: [Role::Management, Role::Planning, Role::Operation].map(|role| (role.as_str(), role_word(&standings, role))).into(),
        worded: standings.guideline.officials(),
        may_set: signed.actor.may(Permission::ManageSettings),
    })
}

fn yes_no(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

/// One system a line, those in the cloud with a word behind, as they can be typed again.
fn systems_text(circumstances: &Circumstances) -> String {
    let cloud = text("guideline-system-cloud", &[]);
    let line = |name: &str, runs: Runs| if runs == Runs::Cloud { format!("{name}\u{ff0f}{cloud}") } else { name.to_owned() };
    circumstances.systems.iter().map(|system| line(&system.name, system.runs)).collect::<Vec<_>>().join("\n")
}

fn patterns(standings: &Standings) -> Vec<PatternView> {
    let view = |(pattern, systems): (&sonae_domain::guideline::Pattern, Vec<&str>)| PatternView {
        says: text(&format!("pattern-{}", pattern.id.to_lowercase()), &[]),
        systems: systems.join("\u{3001}"),
    };
    standings.patterns().into_iter().map(view).collect()
}

fn volumes(standings: &Standings) -> Vec<VolumeView> {
    let of_chapter = |volume, no: &str| {
        let of = |standing: &&Standing| standing.volume == volume && standing.chapter == no;
        ClauseTotals::of(standings.clauses.iter().filter(of))
    };
    let view = |volume: &sonae_domain::guideline::Volume| VolumeView {
        link: format!("/guideline/{}", volume.id.as_str()),
        name: volume.name.clone(),
        reader: role_word(standings, volume.reader),
        totals: ClauseTotals::of(standings.clauses.iter().filter(|standing| standing.volume == volume.id)),
        cells: volume
            .chapters
            .iter()
            .map(|chapter| {
                let totals = of_chapter(volume.id, &chapter.no);
                CellView {
                    link: format!("/guideline/{}#c{}", volume.id.as_str(), chapter.no),
                    no: chapter.no.clone(),
                    title: chapter.title.clone(),
                    shade: shade(&totals),
                    totals,
                }
            })
            .collect(),
    };
    standings.guideline.volumes.iter().map(view).collect()
}

fn shade(totals: &ClauseTotals) -> &'static str {
    match totals.share() {
        None => "na",
        Some(_) if totals.unmet > 0 => "unmet",
        Some(100) => "full",
        Some(50..) => "most",
        Some(1..) => "some",
        Some(0) => "none",
    }
}

fn role_view(standings: &Standings, role: Role) -> RoleView {
    let mut waiting: Vec<&Standing> =
        standings.clauses.iter().filter(|standing| standing.binds.first() == Some(&role) && !standing.wants.is_empty()).collect();
    waiting.sort_by_key(|standing| (standing.wants.first().copied(), standing.due()));
    RoleView {
        name: role_word(standings, role),
        more: waiting.len().saturating_sub(NEXT),
        lines: waiting.into_iter().take(NEXT).map(|standing| ClauseLine::of(standings, standing)).collect(),
    }
}

/// Whether title, restatement, number or imported wording say what is sought.
fn says(standings: &Standings, standing: &Standing, sought: &str) -> bool {
    let guideline = standings.guideline;
    let key = &standing.clause;
    let words = guideline.words(key);
    let texts = [
        guideline.reference(key),
        words.map(|words| words.title.clone()).unwrap_or_default(),
        words.map(|words| words.text.clone()).unwrap_or_default(),
        guideline.official(key).map(|official| official.text.clone()).unwrap_or_default(),
    ];
    texts.iter().any(|text| fold(text).contains(sought))
}
