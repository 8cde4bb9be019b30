//! `sonae logs ask`, `sonae logs query`: questions of the logs. Who asked is noted.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::terms::{Question, Span};
use sonae_app::logs::{Shown, ask_logs, ask_sql, ocsf_of};

use super::super::Outcome;
use super::{answer, told};
use crate::cli::{LogsAsk, LogsQuery};
use crate::failure::Failure;

pub(super) async fn query(house: &House, arguments: &LogsQuery) -> anyhow::Result<Outcome> {
    let found = ask_sql(house, &Actor::command_line(), &arguments.sql, arguments.shape.limit).await.map_err(told)?;
    answer::print(&found, arguments.shape);
    house.store.clone().close().await?;
    Ok(Outcome::Good)
}

pub(super) async fn run(house: &House, arguments: &LogsAsk) -> anyhow::Result<Outcome> {
    let question = question(&arguments.question, &arguments.about)?;
    let to = match arguments.until_day {
        Some(day) => midnight(day.checked_add(1.day())?)?,
        None => house.now() + jiff::SignedDuration::from_hours(24),
    };
    // without a beginning: everything that there is
    let from = arguments.from_day.map_or(Ok(Timestamp::UNIX_EPOCH), midnight)?;
    let span = Span { from, to, limit: arguments.shape.limit };
    let shown = if arguments.masked { Shown::Masked } else { Shown::Whole };
    let found = ask_logs(house, &Actor::command_line(), &question, span, shown).await.map_err(told)?;
    if arguments.ocsf {
        let events = ocsf_of(house, &Actor::command_line(), &arguments.question, &found, shown).await.map_err(told)?;
        events.iter().for_each(|event| say!("{event}"));
        answer::tell_cut_off(&found);
    } else {
        answer::print(&found, arguments.shape);
    }
    house.store.clone().close().await?;
    Ok(Outcome::Good)
}

fn question(name: &str, about: &[String]) -> anyhow::Result<Question> {
    let first = || about.first().cloned().unwrap_or_default();
    let needed = || if about.is_empty() { Err(Failure::told("logs-ask-whom", &[("question", name)])) } else { Ok(first()) };
    Ok(match name {
        "of-user" => Question::OfUser { user: needed()? },
        "of-patient" => Question::OfPatient { patient: needed()? },
        "leavers" => Question::Leavers,
        "out-of-hours" => Question::OutOfHours,
        "burst-then-success" => Question::BurstThenSuccess,
        "two-terminals" => Question::TwoTerminals,
        "long-sessions" => Question::LongSessions,
        "maintenance" => Question::Maintenance,
        "silent-sources" => Question::SilentSources,
        "search" => {
            needed()?;
            Question::Search { words: about.to_vec() }
        }
        _ => Question::FiveColumns { user: first() },
    })
}

/// Days are those of Japan.
fn midnight(day: Date) -> anyhow::Result<Timestamp> {
    Ok(day.to_zoned(TimeZone::get("Asia/Tokyo")?)?.timestamp())
}
