//! 調べる: ready-made questions and SQL; what is asked is noted. Questions are posted, so that no patient's number stands in an address.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::civil::Date;
use serde::Deserialize;
use sonae_app::logs::terms::{Answer, Question};
use sonae_app::logs::{LogsError, Shown, ask_logs, ask_sql, days, has_ocsf, may_see_patients, note_export, note_unmasking, ocsf_of};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::calendar;

use super::sentence;
use super::table::{Line, SCREEN, heads, lines, words};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/logs/ask", get(form).post(ask))
}

/// Rows of one answer on the screen, over all its pages.
const MOST: usize = 5_000;
/// Rows of a file.
const MOST_IN_FILE: usize = 100_000;
/// Days that are proposed.
const PROPOSED: i64 = 7;
/// The questions in the order in which they are shown.
const QUESTIONS: [&str; 12] = [
    "of-user",
    "of-patient",
    "leavers",
    "out-of-hours",
    "burst-then-success",
    "two-terminals",
    "long-sessions",
    "maintenance",
    "silent-sources",
    "search",
    "five-columns",
    "sql",
];

/// What the address proposes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Proposed {
    ask: String,
    user: String,
    words: String,
    from: String,
    until: String,
}

/// What was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    ask: String,
    subject: String,
    from: String,
    until: String,
    sql: String,
    reason: String,
}

/// An answer.
struct AnswerView {
    title: String,
    span: String,
    total: usize,
    first: usize,
    last: usize,
    cut_off: bool,
    has_ocsf: bool,
    page: usize,
    pages: usize,
    columns: Vec<String>,
    rows: Vec<Line>,
    hidden: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "logs/ask.html")]
struct AskPage {
    page: Page,
    questions: Vec<(&'static str, String)>,
    form: Typed,
    answer: Option<AnswerView>,
    wrong: Wrong,
}

async fn form(State(web): State<Web>, signed: Signed, Query(proposed): Query<Proposed>) -> Result<Response, Failure> {
    signed.require(Permission::ReadLogs)?;
    let today = web.house.today().await?;
    let or = |text: String, day: Date| if text.is_empty() { html::slashed(day) } else { text };
    let typed = Typed {
        ask: Some(proposed.ask).filter(|ask| QUESTIONS.contains(&ask.as_str())).unwrap_or_else(|| QUESTIONS[0].to_owned()),
        subject: if proposed.user.is_empty() { proposed.words } else { proposed.user },
        from: or(proposed.from, calendar::plus_days(today, -PROPOSED)),
        until: or(proposed.until, today),
        ..Typed::default()
    };
    html::show(&page(&web, &signed, typed, None, Wrong::default()).await?)
}

async fn page(web: &Web, signed: &Signed, form: Typed, answer: Option<AnswerView>, wrong: Wrong) -> Result<AskPage, Failure> {
    let sql = signed.actor.may(Permission::ReadAudit);
    let questions = QUESTIONS.into_iter().filter(|code| *code != "sql" || sql);
    Ok(AskPage {
        page: Page::new(web, signed, "logs").await?,
        questions: questions.map(|code| (code, text(&format!("logs-ask-{code}"), &[]))).collect(),
        form,
        answer,
        wrong,
    })
}

/// A question that can be asked.
struct Asked {
    question: Option<Question>,
    from: Date,
    until: Date,
}

/// Makes a question of what was typed, or says what is wrong.
fn read(typed: &Typed) -> Result<Asked, Wrong> {
    let mut wrong = Wrong::default();
    let subject = || typed.subject.trim().to_owned();
    let named = ["of-user", "of-patient", "search"].contains(&typed.ask.as_str());
    if named && typed.subject.trim().is_empty() {
        wrong.add("subject", "logs-wrong-subject", &[]);
    }
    let question = match typed.ask.as_str() {
        "of-user" => Some(Question::OfUser { user: subject() }),
        "of-patient" => Some(Question::OfPatient { patient: subject() }),
        "leavers" => Some(Question::Leavers),
        "out-of-hours" => Some(Question::OutOfHours),
        "burst-then-success" => Some(Question::BurstThenSuccess),
        "two-terminals" => Some(Question::TwoTerminals),
        "long-sessions" => Some(Question::LongSessions),
        "maintenance" => Some(Question::Maintenance),
        "silent-sources" => Some(Question::SilentSources),
        "search" => Some(Question::Search { words: typed.subject.split_whitespace().map(str::to_owned).collect() }),
        "five-columns" => Some(Question::FiveColumns { user: subject() }),
        "sql" => None,
        _ => {
            wrong.add("ask", "logs-wrong-ask", &[]);
            None
        }
    };
    if typed.ask == "sql" && typed.sql.trim().is_empty() {
        wrong.add("sql", "logs-wrong-subject", &[]);
    }
    let mut day = |field: &'static str, text: &str, last: bool| {
        let read = calendar::parse(text).map(|day| if last { day.latest() } else { day.earliest() });
        read.unwrap_or_else(|_| {
            wrong.add(field, "logs-wrong-date", &[]);
            Date::MIN
        })
    };
    let (from, until) = (day("from", &typed.from, false), day("until", &typed.until, true));
    if wrong.is_empty() && until < from {
        wrong.add("until", "logs-wrong-span", &[]);
    }
    if wrong.is_empty() { Ok(Asked { question, from, until }) } else { Err(wrong) }
}

async fn ask(State(web): State<Web>, signed: Signed, posted: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ReadLogs)?;
    let of = |name: &str| posted.get(name).to_owned();
    let typed =
        Typed { ask: of("ask"), subject: of("subject"), from: of("from"), until: of("until"), sql: of("sql"), reason: of("reason") };
    let asked = match read(&typed) {
        Ok(asked) => asked,
        Err(wrong) => return html::show_again(&page(&web, &signed, typed, None, wrong).await?),
    };
    let mut wrong = Wrong::default();
    let shown = if typed.reason.is_empty() { Shown::Masked } else { Shown::Whole };
    if shown == Shown::Whole {
        match may_see_patients(&signed.actor) {
            Ok(()) => note_unmasking(&web.house, &signed.actor, &typed.ask, &typed.reason).await?,
            Err(_) => {
                wrong.add("reason", "logs-wrong-unmask", &[]);
                return html::show_again(&page(&web, &signed, typed, None, wrong).await?);
            }
        }
    }
    let format = posted.get("format");
    let most = if format.is_empty() { MOST } else { MOST_IN_FILE };
    let answer = match &asked.question {
        Some(question) => ask_logs(&web.house, &signed.actor, question, days(asked.from, asked.until, most), shown).await,
        None => ask_sql(&web.house, &signed.actor, &typed.sql, most).await,
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(LogsError::Forbidden(forbidden)) => return Err(forbidden.into()),
        Err(error @ LogsError::Lake(_)) => {
            wrong.say(if asked.question.is_some() { "ask" } else { "sql" }, sentence(&error));
            return html::show_again(&page(&web, &signed, typed, None, wrong).await?);
        }
        Err(error) => return Err(error.into()),
    };
    if format == "ocsf" {
        return match ocsf_of(&web.house, &signed.actor, &typed.ask, &answer, shown).await {
            Ok(events) => Ok(attached("application/x-ndjson", "logs-ocsf.jsonl", json_lines(&events))),
            Err(error @ LogsError::NoEvents) => {
                wrong.say("ask", sentence(&error));
                html::show_again(&page(&web, &signed, typed, None, wrong).await?)
            }
            Err(error) => Err(error.into()),
        };
    }
    if !format.is_empty() {
        note_export(&web.house, &signed.actor, &typed.ask, answer.rows.len()).await?;
        return Ok(file(&answer, format));
    }
    let at: usize = posted.get("page").parse().unwrap_or(1);
    let view = view(&answer, &typed, &asked, at);
    html::show(&page(&web, &signed, typed, Some(view), wrong).await?)
}

fn view(answer: &Answer, typed: &Typed, asked: &Asked, page: usize) -> AnswerView {
    let total = answer.rows.len();
    let pages = total.div_ceil(SCREEN).max(1);
    let page = page.clamp(1, pages);
    let hidden = [
        ("ask", &typed.ask),
        ("subject", &typed.subject),
        ("from", &typed.from),
        ("until", &typed.until),
        ("sql", &typed.sql),
        ("reason", &typed.reason),
    ];
    AnswerView {
        title: text(&format!("logs-ask-{}", typed.ask), &[]),
        span: match asked.question {
            Some(_) => text("logs-span", &[("from", &html::date(asked.from)), ("until", &html::date(asked.until))]),
            None => String::new(),
        },
        first: (page - 1) * SCREEN + 1,
        last: (page * SCREEN).min(total),
        cut_off: answer.cut_off,
        has_ocsf: has_ocsf(answer),
        columns: heads(answer),
        rows: lines(answer, page),
        hidden: hidden.map(|(name, value)| (name, value.clone())).into_iter().collect(),
        total,
        page,
        pages,
    }
}

/// The answer as a file: CSV with the heads as people read them, JSON with the columns as SQL names them.
fn file(answer: &Answer, format: &str) -> Response {
    let (media_type, name, bytes) = match format {
        "json" => {
            let rows: Vec<serde_json::Map<String, serde_json::Value>> = answer
                .rows
                .iter()
                .map(|row| answer.columns.iter().zip(row).map(|(column, cell)| (column.name.clone(), json(cell))).collect())
                .collect();
            ("application/json", "logs.json", serde_json::to_vec_pretty(&rows).unwrap_or_default())
        }
        _ => {
            let columns: Vec<&str> = answer.columns.iter().map(|column| column.name.as_str()).collect();
            let heads = columns.iter().map(|name| super::table::head(name)).collect::<Vec<_>>();
            let rows = answer.rows.iter().map(|row| columns.iter().zip(row).map(|(name, cell)| words(name, cell)).collect::<Vec<_>>());
            ("text/csv; charset=utf-8", "logs.csv", sonae_app::logs::csv(std::iter::once(heads).chain(rows)))
        }
    };
    attached(media_type, name, bytes)
}

fn attached(media_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// One object a line.
fn json_lines(events: &[serde_json::Value]) -> Vec<u8> {
    events.iter().flat_map(|event| format!("{event}\n").into_bytes()).collect()
}

/// A cell for programs: instants as RFC 3339.
pub(crate) fn json(cell: &sonae_app::logs::terms::Cell) -> serde_json::Value {
    use sonae_app::logs::terms::Cell;
    match cell {
        Cell::Time(at) => jiff::Timestamp::from_microsecond(*at).map_or(serde_json::Value::Null, |at| at.to_string().into()),
        cell => serde_json::to_value(cell).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(ask: &str, subject: &str, from: &str, until: &str) -> Typed {
        Typed { ask: ask.into(), subject: subject.into(), from: from.into(), until: until.into(), ..Typed::default() }
    }

    #[test]
    fn a_question_needs_its_subject_and_days_in_order() {
        assert!(read(&typed("leavers", "", "2026/1/1", "R8.1.20")).is_ok());
        let fields = |typed: &Typed| read(typed).err().unwrap().iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>();
        assert_eq!(fields(&typed("of-patient", " ", "2026/1/1", "2026/1/2")), ["subject"]);
        assert_eq!(fields(&typed("x", "", "?", "2026/1/2")), ["ask", "from"]);
        assert_eq!(fields(&typed("leavers", "", "2026/1/2", "2026/1/1")), ["until"]);
    }
}
