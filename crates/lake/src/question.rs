//! The ready-made questions.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A question. Times are half-open: `from` is in it, `to` is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
pub enum Question {
    /// Everything of one user
    OfUser {
        /// ユーザーID
        user: String,
    },
    /// Everyone who opened one patient's data
    OfPatient {
        /// 患者ID
        patient: String,
    },
    /// Sign-ins and actions of leavers and disabled accounts
    Leavers,
    /// Charts opened out of hours by somebody who was not on duty
    OutOfHours,
    /// Bursts of failed sign-ins followed by a success
    BurstThenSuccess,
    /// One account on two terminals at once
    TwoTerminals,
    /// Sessions of more than 24 hours, and sessions that never ended
    LongSessions,
    /// Sign-ins of vendors against the work that was announced
    Maintenance,
    /// Sources from which nothing came
    SilentSources,
    /// Any word, in any column
    Search {
        /// The words; all must occur
        words: Vec<String>,
    },
    /// The five columns of the checklist manual: ユーザーID, 氏名, 時刻, カテゴリ, 操作情報
    FiveColumns {
        /// Only this user; "" = all
        user: String,
    },
}

/// Within which time, and how many rows at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Span {
    /// From
    pub from: Timestamp,
    /// To, not in it
    pub to: Timestamp,
    /// Rows at most
    pub limit: usize,
}
