//! 棚卸: rounds, and the walk through one, thing by thing, on a phone.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sonae_app::ledgers::{self, MarkError, Outcome, Round, RoundView, Scope, Stop, columns_of, options};
use sonae_app::ports::{Format, Sheet};
use sonae_app::words::spelt;
use sonae_domain::access::Permission;
use sonae_domain::ledger::{DeviceKind, LedgerId};

use super::{Asked, asked, ledger_of};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/ledgers/{ledger}/stocktake", get(list).post(start))
        .route("/ledgers/{ledger}/stocktake/round", get(walk))
        .route("/ledgers/{ledger}/stocktake/mark", post(mark))
        .route("/ledgers/{ledger}/stocktake/finish", post(finish))
        .route("/ledgers/{ledger}/stocktake/sheet", get(sheet))
}

impl From<MarkError> for Failure {
    fn from(error: MarkError) -> Self {
        match error {
            MarkError::Ledger(error) => error.into(),
            MarkError::Finished => Self::Bad("stocktake-finished"),
            MarkError::Noted { .. } => Self::Bad("ledger-changed"),
        }
    }
}

/// Only devices are walked.
fn devices(name: &str) -> Result<(), Failure> {
    if ledger_of(name)? == LedgerId::Devices { Ok(()) } else { Err(Failure::NotFound) }
}

fn kinds() -> Vec<(String, String)> {
    columns_of(LedgerId::Devices).column("kind").map(options).unwrap_or_default()
}

#[derive(Template)]
#[template(path = "ledgers/stocktakes.html")]
struct RoundsPage {
    page: Page,
    /// Key, round, by whom it was started
    rounds: Vec<(String, Round, String)>,
    places: Vec<String>,
    kinds: Vec<(String, String)>,
    may_edit: bool,
}

/// The scope of a round in words.
fn scope(round: &Round) -> String {
    let kind = round.scope.kind.map(|kind| spelt(&kind));
    let kind = kind.and_then(|code| kinds().into_iter().find(|(known, _)| code == *known).map(|(_, word)| word));
    let parts: Vec<String> = [Some(round.scope.place.clone()), kind].into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { html::word("ledgers-stocktake-all") } else { parts.join(" ") }
}

async fn list(State(web): State<Web>, Path(name): Path<String>, signed: Signed) -> Result<Response, Failure> {
    devices(&name)?;
    let mut rounds = Vec::new();
    for (key, round) in ledgers::rounds(&web.house, &signed.actor).await? {
        let by = super::who(&web, &round.started_by).await;
        rounds.push((key, round, by));
    }
    html::show(&RoundsPage {
        page: Page::new(&web, &signed, "ledgers").await?,
        rounds,
        places: ledgers::places(&web.house, &signed.actor).await?,
        kinds: kinds(),
        may_edit: signed.actor.may(Permission::EditLedgers),
    })
}

async fn start(State(web): State<Web>, Path(name): Path<String>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    devices(&name)?;
    let kind: Option<DeviceKind> = serde_json::from_value(posted.get("kind").into()).ok();
    let scope = Scope { place: posted.get("place").to_owned(), kind };
    let key = ledgers::start_round(&web.house, &signed.actor, &scope).await?;
    Ok(Redirect::to(&address(&key, "")).into_response())
}

/// The page of a round, at a place.
fn address(round: &str, place: &str) -> String {
    let at = if place.is_empty() { String::new() } else { format!("&place={}", html::encode(place)) };
    format!("/ledgers/devices/stocktake/round?key={}{at}", html::encode(round))
}

#[derive(Template)]
#[template(path = "ledgers/stocktake.html")]
struct WalkPage {
    page: Page,
    view: RoundView,
    place: String,
    /// The thing to look for now, and by whom it was noted
    stop: Option<Stop>,
    finished_by: String,
    may_edit: bool,
}

impl WalkPage {
    /// Every place with what is done there and what there is.
    fn places(&self) -> Vec<(String, usize, usize)> {
        let mut places: Vec<(String, usize, usize)> = Vec::new();
        for stop in &self.view.stops {
            if places.last().is_none_or(|(place, ..)| *place != stop.device.place) {
                places.push((stop.device.place.clone(), 0, 0));
            }
            if let Some((_, done, all)) = places.last_mut() {
                *done += usize::from(stop.is_done());
                *all += 1;
            }
        }
        places
    }

    /// What helps to know the thing by.
    fn details(stop: &Stop) -> Vec<(&'static str, String)> {
        let device = &stop.device;
        let fields = [
            ("maker", &device.maker),
            ("model", &device.model),
            ("serial", &device.serial),
            ("user", &device.user),
            ("note", &device.note),
        ];
        let title = |field| columns_of(LedgerId::Devices).column(field).map_or("", |column| column.title.as_str());
        fields.into_iter().map(|(field, text)| (title(field), text.clone())).collect()
    }

    fn here(&self) -> impl Iterator<Item = &Stop> {
        self.view.stops.iter().filter(|stop| self.place.is_empty() || stop.device.place == self.place)
    }

    fn link(&self, place: &str) -> String {
        address(&self.view.key, place)
    }

    fn stop_link(&self, stop: &Stop) -> String {
        format!("{}&device={}", address(&self.view.key, &self.place), html::encode(&stop.key))
    }

    fn scope(&self) -> String {
        scope(&self.view.round)
    }

    fn outcomes() -> [(Outcome, &'static str); 4] {
        [(Outcome::Seen, "yes"), (Outcome::Missing, "no"), (Outcome::Disposed, "na"), (Outcome::Later, "old")]
    }

    fn icon(stop: &Stop) -> &'static str {
        let mark = stop.mark.as_ref().map(|(outcome, _)| *outcome);
        Self::outcomes().into_iter().find(|(outcome, _)| Some(*outcome) == mark).map_or("open", |(_, icon)| icon)
    }

    fn word(stop: &Stop) -> String {
        html::word(&format!("ledgers-stocktake-{}", stop.mark.as_ref().map_or("open", |(outcome, _)| outcome.as_str())))
    }
}

async fn walk(State(web): State<Web>, Path(name): Path<String>, signed: Signed, query: Asked) -> Result<Response, Failure> {
    devices(&name)?;
    let query = asked(query);
    let view = ledgers::round(&web.house, &signed.actor, query.get("key")).await?;
    let place = query.get("place").to_owned();
    let chosen = view.stops.iter().find(|stop| stop.key == query.get("device"));
    let stop = if view.round.is_finished() { None } else { chosen.or_else(|| ledgers::walk(&view, &place)).cloned() };
    let finished_by = super::who(&web, &view.round.finished_by).await;
    let may_edit = signed.actor.may(Permission::EditLedgers);
    html::show(&WalkPage { page: Page::new(&web, &signed, "ledgers").await?, view, place, stop, finished_by, may_edit })
}

async fn mark(State(web): State<Web>, Path(name): Path<String>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    devices(&name)?;
    let (round, key) = (posted.get("round"), posted.get("key"));
    let outcome = Outcome::parse(posted.get("outcome")).ok_or(Failure::Bad("unreadable-form"))?;
    let version = posted.get("version").parse().unwrap_or(0);
    match ledgers::mark(&web.house, &signed.actor, round, (key, version), outcome).await {
        Ok(()) => {}
        Err(MarkError::Noted { by, outcome }) => {
            let (by, word) = (super::who(&web, &by).await, html::word(&format!("ledgers-stocktake-{}", outcome.as_str())));
            say(&signed.session, "ledgers-stocktake-noted", &[("label", posted.get("label")), ("by", &by), ("outcome", &word)]).await?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&address(round, posted.get("place"))).into_response())
}

async fn finish(State(web): State<Web>, Path(name): Path<String>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    devices(&name)?;
    let round = ledgers::finish_round(&web.house, &signed.actor, posted.get("round")).await?;
    let counts = [("seen", round.seen), ("missing", round.missing.len()), ("left", round.left)].map(|(name, n)| (name, n.to_string()));
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    say(&signed.session, "ledgers-stocktake-done", &counts).await?;
    Ok(Redirect::to(&address(posted.get("round"), "")).into_response())
}

async fn sheet(State(web): State<Web>, Path(name): Path<String>, signed: Signed, query: Asked) -> Result<Response, Failure> {
    devices(&name)?;
    let mut view = ledgers::round(&web.house, &signed.actor, asked(query).get("key")).await?;
    view.round.finished_by = super::who(&web, &view.round.finished_by).await;
    let facility = web.house.institution().await?.name;
    let day = web.house.today().await?;
    let sheet = ledgers::round_sheet(&view, &facility);
    let title = format!("{}_{}.pdf", sheet.title, view.key);
    let printed = web.house.print(move |printer| printer.print(Sheet::Ledger(&sheet), Format::Pdf, day)).await?;
    Ok(super::export::download(&title, "application/pdf", printed.bytes))
}
