//! 設定: where logs are received, how long they are kept, who holds the seal from outside, what is noticed.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::civil::{Date, Time};
use sonae_app::logs::{LogLimits, LogSettings, LogsError, change_log_settings};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::calendar;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{Page, say};
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/logs/settings", get(ask).post(change))
}

/// Fields with one line of text, as the settings name them.
const LINES: [&str; 16] = [
    "udp",
    "tcp",
    "tls",
    "tls_clients",
    "watched",
    "rules",
    "retention_days",
    "witness",
    "stamp",
    "stamp_anchors",
    "from",
    "to",
    "patients_an_hour",
    "failures_before_success",
    "bulk_records",
    "holidays",
];

#[derive(Template)]
#[template(path = "logs/settings.html")]
struct SettingsPage {
    page: Page,
    /// Days of the week, Monday = 1, and whether it is a working day
    week: Vec<(i8, String, bool)>,
    fields: Fields,
    wrong: Wrong,
}

impl SettingsPage {
    /// Label of a field.
    fn label(name: &str) -> String {
        text(&format!("logs-set-{}", name.replace('_', "-")), &[])
    }

    /// What a field is for.
    fn help(name: &str) -> String {
        text(&format!("logs-set-{}.help", name.replace('_', "-")), &[])
    }
}

async fn ask(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let fields = fields_of(&web.house.settings().await?.logs);
    html::show(&page(&web, &signed, fields, Wrong::default()).await?)
}

async fn page(web: &Web, signed: &Signed, fields: Fields, wrong: Wrong) -> Result<SettingsPage, Failure> {
    let day = |day: i8| (day, text(&format!("logs-weekday-{day}"), &[]), fields.all("days").any(|set| set == day.to_string()));
    Ok(SettingsPage { week: (1..=7).map(day).collect(), page: Page::new(web, signed, "logs").await?, fields, wrong })
}

/// The settings as a form has them.
fn fields_of(logs: &LogSettings) -> Fields {
    let limits = &logs.limits;
    let time = |time: Time| time.strftime("%-H:%M").to_string();
    let values = [
        logs.udp.clone(),
        logs.tcp.clone(),
        logs.tls.clone(),
        logs.tls_clients.clone(),
        logs.watched.clone(),
        logs.rules.clone(),
        logs.retention_days.to_string(),
        logs.witness.clone(),
        logs.stamp.clone(),
        logs.stamp_anchors.clone(),
        time(limits.from),
        time(limits.to),
        limits.patients_an_hour.to_string(),
        limits.failures_before_success.to_string(),
        limits.bulk_records.to_string(),
        limits.holidays.iter().map(|day| html::slashed(*day)).collect::<Vec<_>>().join("\n"),
    ];
    let lines = LINES.iter().map(|name| (*name).to_owned()).zip(values);
    let keys = ("witness_keys".to_owned(), logs.witness_keys.join("\n"));
    let days = limits.days.iter().map(|day| ("days".to_owned(), day.to_string()));
    Fields::new(lines.chain([keys]).chain(days).collect())
}

/// The settings as they were typed; what cannot be read is wrong.
fn read(posted: &Fields, wrong: &mut Wrong) -> LogSettings {
    let of = |name: &str| posted.get(name).to_owned();
    let lines = |name: &str| posted.get(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let mut whole = |name: &'static str| {
        plain_digits(posted.get(name)).parse::<u32>().unwrap_or_else(|_| {
            wrong.add(name, "logs-set-wrong-number", &[]);
            1
        })
    };
    let (retention_days, patients_an_hour) = (whole("retention_days"), whole("patients_an_hour"));
    let (failures_before_success, bulk_records) = (whole("failures_before_success"), whole("bulk_records"));
    let mut time = |name: &'static str, or: Time| {
        clock(posted.get(name)).unwrap_or_else(|| {
            wrong.add(name, "logs-set-wrong-time", &[]);
            or
        })
    };
    let (from, to) = (time("from", Time::midnight()), time("to", Time::MAX));
    let holidays: Option<Vec<Date>> =
        lines("holidays").iter().map(|line| calendar::parse(line).ok().map(calendar::PartialDate::earliest)).collect();
    if holidays.is_none() {
        wrong.add("holidays", "logs-set-wrong-days", &[]);
    }
    LogSettings {
        limits: LogLimits {
            from,
            to,
            days: posted.all("days").filter_map(|day| day.parse().ok()).collect(),
            holidays: holidays.unwrap_or_default(),
            patients_an_hour,
            failures_before_success,
            bulk_records,
        },
        udp: of("udp"),
        tcp: of("tcp"),
        tls: of("tls"),
        tls_clients: of("tls_clients"),
        watched: of("watched"),
        rules: of("rules"),
        retention_days,
        witness: of("witness"),
        witness_keys: lines("witness_keys"),
        stamp: of("stamp"),
        stamp_anchors: of("stamp_anchors"),
    }
}

/// Digits as people type them, with separators and full width.
fn plain_digits(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.chars().map(plain).filter(|c| *c != ',').collect()
}

/// 8:30
pub(super) fn clock(text: &str) -> Option<Time> {
    let text = plain_digits(text).replace('\u{ff1a}', ":");
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

async fn change(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageLogs)?;
    let mut wrong = Wrong::default();
    let typed = read(&posted, &mut wrong);
    if wrong.is_empty() {
        match change_log_settings(&web.house, &signed.actor, &typed).await {
            Ok(()) => {
                say(&signed.session, "logs-settings-kept", &[]).await?;
                return Ok(Redirect::to("/logs/settings").into_response());
            }
            Err(LogsError::Values(fields)) => {
                for field in fields {
                    let (field, key) = match field {
                        "udp" | "tcp" | "tls" => (field, "logs-set-wrong-address"),
                        "tls_clients" | "watched" | "rules" | "stamp_anchors" => (field, "logs-set-wrong-place"),
                        "witness" | "stamp" => (field, "logs-set-wrong-url"),
                        "witness_keys" => (field, "logs-set-wrong-key"),
                        "hours" => ("to", "logs-set-wrong-hours"),
                        "days" => ("days", "logs-set-wrong-days"),
                        field => (field, "logs-set-wrong-number"),
                    };
                    wrong.add(field, key, &[]);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    html::show_again(&page(&web, &signed, posted, wrong).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_holds_is_what_was_set() {
        let set = LogSettings {
            udp: "0.0.0.0:514".into(),
            witness_keys: vec!["a".into(), "b".into()],
            retention_days: 1825,
            limits: LogLimits { holidays: vec![jiff::civil::date(2026, 5, 3)], days: vec![1, 6], ..LogLimits::default() },
            ..LogSettings::default()
        };
        let mut wrong = Wrong::default();
        assert_eq!(read(&fields_of(&set), &mut wrong), set);
        assert!(wrong.is_empty());
    }

    #[test]
    fn figures_are_read_as_people_type_them_and_slips_are_named() {
        assert_eq!((clock("８：３０"), clock("17:15")), (Time::new(8, 30, 0, 0).ok(), Time::new(17, 15, 0, 0).ok()));
        assert_eq!(clock("24:00").or(clock("朝")).or(clock("8")), None);
        let mut wrong = Wrong::default();
        read(&Fields::new(vec![("retention_days".into(), "ずっと".into()), ("holidays".into(), "元日".into())]), &mut wrong);
        let fields: Vec<&str> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["retention_days", "patients_an_hour", "failures_before_success", "bulk_records", "from", "to", "holidays"]);
    }

    #[test]
    fn every_field_has_a_label_and_help() {
        for name in LINES.iter().chain(&["witness_keys"]) {
            assert!(!SettingsPage::label(name).starts_with("logs-set"), "{name}");
            assert!(!SettingsPage::help(name).starts_with("logs-set"), "{name}");
        }
    }
}
