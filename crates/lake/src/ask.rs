//! Ready-made questions: which SQL, with which values. Values are bound, never written into the text.

use datafusion::common::{ParamValues, ScalarValue};
use jiff::Timestamp;

use crate::question::{Question, Span};
use crate::words::BETWEEN;

/// Text and values of a question. Times are bound in the lake's zone.
pub(crate) fn sql(question: &Question, span: Span, zone: &str) -> (&'static str, ParamValues) {
    let time = |at: Timestamp| ScalarValue::TimestampMicrosecond(Some(at.as_microsecond()), Some(zone.into()));
    let mut values = vec![("from", time(span.from)), ("to", time(span.to))];
    let text = |text: &str| ScalarValue::Utf8View(Some(text.to_owned()));
    let sql = match question {
        Question::OfUser { user } => {
            values.push(("user", text(user)));
            include_str!("../questions/of_user.sql")
        }
        Question::OfPatient { patient } => {
            values.push(("patient", text(patient)));
            include_str!("../questions/of_patient.sql")
        }
        Question::Leavers => include_str!("../questions/leavers.sql"),
        Question::OutOfHours => include_str!("../questions/out_of_hours.sql"),
        Question::BurstThenSuccess => include_str!("../questions/burst_then_success.sql"),
        Question::TwoTerminals => include_str!("../questions/two_terminals.sql"),
        Question::LongSessions => include_str!("../questions/long_sessions.sql"),
        Question::Maintenance => include_str!("../questions/maintenance.sql"),
        Question::SilentSources => include_str!("../questions/silent_sources.sql"),
        Question::Search { words } => {
            values.push(("words", text(&words.join(&BETWEEN.to_string()))));
            include_str!("../questions/search.sql")
        }
        Question::FiveColumns { user } => {
            values.push(("user", text(user)));
            include_str!("../questions/five_columns.sql")
        }
    };
    (sql, ParamValues::from(values))
}
