//! ログ: what arrives and whether it is held, bringing files, asking, alerts, the review, holds and keys.
//!
//! Deliberately not here: what a record means, what is kept, what a rule notices (`app::logs` and the crates behind it).

mod alerts;
mod ask;
mod duties;
mod import;
mod keeping;
mod line;
mod overview;
mod redact;
mod review;
mod settings;
mod sources;
mod table;

pub(crate) use ask::json;

use axum::Router;
use jiff::Timestamp;
use sonae_app::logs::{LogsError, SignError};
use sonae_app::words::text;

use crate::failure::Failure;
use crate::state::Web;

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .merge(overview::routes())
        .merge(sources::routes())
        .merge(import::routes())
        .merge(ask::routes())
        .merge(line::routes())
        .merge(alerts::routes())
        .merge(duties::routes())
        .merge(review::routes())
        .merge(keeping::routes())
        .merge(redact::routes())
        .merge(settings::routes())
}

/// What went wrong, in a sentence for a page.
pub(crate) fn sentence(error: &LogsError) -> String {
    let words = text(&format!("logs-failure-{}", error.key()), &[("detail", &sonae_app::logs::fault_words(error))]);
    words.trim_start_matches(['\u{d7}', ' ']).to_owned()
}

/// 1,234,567
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// 2026/1/20 8:30:00; nothing for nothing.
pub(crate) fn instant(at: Option<Timestamp>) -> String {
    at.map_or_else(|| text("logs-never", &[]), |at| sonae_app::logs::moment(at.as_microsecond()))
}

impl From<LogsError> for Failure {
    fn from(error: LogsError) -> Self {
        match error {
            LogsError::Forbidden(forbidden) => forbidden.into(),
            LogsError::Missing(_) | LogsError::NoSource(_) => Self::NotFound,
            LogsError::Busy => Self::Bad("logs"),
            error => Self::Fault(error.to_string()),
        }
    }
}

impl From<SignError> for Failure {
    fn from(error: SignError) -> Self {
        match error {
            SignError::Logs(error) => error.into(),
            SignError::Wrong(_) | SignError::Changed => Self::Bad("unreadable-form"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_readable() {
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }
}
