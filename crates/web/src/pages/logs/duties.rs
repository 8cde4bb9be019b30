//! 当直と作業の予定: who works out of hours, and which work vendors announced. What is told here is no alert.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use sonae_app::logs::terms::Announced;
use sonae_app::logs::{LogDuty, LogsError, announce_work, announced_work, duties, put_duty};
use sonae_domain::access::Permission;
use sonae_domain::calendar;

use super::instant;
use super::settings::clock;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

/// So many of each are shown, the newest first.
const SHOWN: usize = 50;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/logs/duties", get(show).post(put)).route("/logs/duties/work", post(announce))
}

struct DutyRow {
    user: String,
    from: String,
    to: String,
}

struct WorkRow {
    vendor: String,
    user: String,
    from: String,
    to: String,
    purpose: String,
}

#[derive(Template)]
#[template(path = "logs/duties.html")]
struct DutiesPage {
    page: Page,
    duties: Vec<DutyRow>,
    works: Vec<WorkRow>,
    fields: Fields,
    wrong: Wrong,
}

async fn page(web: &Web, signed: &Signed, fields: Fields, wrong: Wrong) -> Result<DutiesPage, Failure> {
    signed.require(Permission::ManageLogs)?;
    let mut duties = duties(&web.house, &signed.actor).await?;
    duties.sort_by_key(|duty| std::cmp::Reverse(duty.from));
    let mut works = announced_work(&web.house, &signed.actor).await?;
    works.sort_by_key(|work| std::cmp::Reverse(work.from));
    let duty = |duty: LogDuty| DutyRow { user: duty.user_uid, from: instant(Some(duty.from)), to: instant(Some(duty.to)) };
    let work = |work: Announced| WorkRow {
        vendor: work.vendor,
        user: work.user_uid,
        from: instant(Some(work.from)),
        to: instant(Some(work.to)),
        purpose: work.purpose,
    };
    Ok(DutiesPage {
        page: Page::new(web, signed, "logs").await?,
        duties: duties.into_iter().take(SHOWN).map(duty).collect(),
        works: works.into_iter().take(SHOWN).map(work).collect(),
        fields,
        wrong,
    })
}

async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    html::show(&page(&web, &signed, Fields::new(Vec::new()), Wrong::default()).await?)
}

/// 2026/1/20 22:00, as people type it, in Japan.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim().replace('\u{3000}', " ");
    let (day, time) = text.rsplit_once(' ')?;
    let day = calendar::parse(day.trim()).ok().and_then(calendar::PartialDate::exact)?;
    day.to_datetime(clock(time)?).to_zoned(calendar::japan()).ok().map(|at| at.timestamp())
}

/// From and to of a form; what cannot be read is wrong.
fn span(posted: &Fields, names: [&'static str; 2], wrong: &mut Wrong) -> Option<(Timestamp, Timestamp)> {
    let [from, to] = names.map(|name| {
        let read = moment(posted.get(name));
        if read.is_none() {
            wrong.add(name, "logs-duty-wrong-moment", &[]);
        }
        read
    });
    let (from, to) = (from?, to?);
    if from >= to {
        wrong.add(names[1], "logs-duty-wrong-order", &[]);
        return None;
    }
    Some((from, to))
}

async fn put(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let mut wrong = Wrong::default();
    let span = span(&posted, ["duty-from", "duty-to"], &mut wrong);
    let user = posted.get("duty-user").trim();
    if user.is_empty() {
        wrong.add("duty-user", "logs-duty-wrong-user", &[]);
    }
    if let Some((from, to)) = span.filter(|_| wrong.is_empty()) {
        put_duty(&web.house, &signed.actor, &LogDuty { user_uid: user.to_owned(), from, to }).await?;
        say(&signed.session, "logs-duty-kept", &[("user", user)]).await?;
        return Ok(Redirect::to("/logs/duties").into_response());
    }
    html::show_again(&page(&web, &signed, posted, wrong).await?)
}

async fn announce(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let mut wrong = Wrong::default();
    let span = span(&posted, ["work-from", "work-to"], &mut wrong);
    let of = |name: &str| posted.get(name).trim().to_owned();
    if of("work-vendor").is_empty() {
        wrong.add("work-vendor", "logs-duty-wrong-vendor", &[]);
    }
    if let Some((from, to)) = span.filter(|_| wrong.is_empty()) {
        let work = Announced { vendor: of("work-vendor"), user_uid: of("work-user"), from, to, purpose: of("work-purpose") };
        match announce_work(&web.house, &signed.actor, &work).await {
            Err(LogsError::Values(_)) => wrong.add("work-vendor", "logs-duty-wrong-vendor", &[]),
            other => {
                other?;
                say(&signed.session, "logs-work-kept", &[("vendor", &work.vendor)]).await?;
                return Ok(Redirect::to("/logs/duties").into_response());
            }
        }
    }
    html::show_again(&page(&web, &signed, posted, wrong).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_people_type_it() {
        let expected: Timestamp = "2026-01-20T13:00:00Z".parse().unwrap();
        for text in ["2026/1/20 22:00", "令和8年1月20日　22:00", "２０２６/1/20 ２２：００"] {
            assert_eq!(moment(text), Some(expected), "{text}");
        }
        for text in ["", "22:00", "2026/1/20", "2026/1 22:00", "2026/1/20 25:00"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
