//! The access-log vault: logs come in, are kept so that nobody can change them unnoticed, are asked, noticed, reviewed.
//!
//! ```text
//! import_log_file, listen, watch ──▶ vault (evidence) ──digest──▶ lake (questions), alerts, what is known of each source
//! ```
//!
//! What was kept is the truth. Everything beside it (`lake/`, `logs/` of the data folder) is derived and can be made anew, except
//! what people decide (alerts, tunings): that is in the store like everything else. Who looked is noted in the operation log and, as
//! a record of its own, in the vault. Deliberately not here: formats (crate `logs`), evidence (`vault`), queries (`lake`), rules
//! (`detect`).

mod alerts;
mod anchor_logs;
mod apply_retention;
mod ask;
mod begin_anew;
mod change_log_key;
mod compare_seal;
mod derived;
mod detect_files;
mod digest;
mod export_answer;
mod export_ocsf;
mod fault;
mod feeds;
mod five_columns;
mod found;
mod guess_format;
mod holds;
mod import_log_file;
mod imports;
mod lake_place;
mod limits;
mod line_said;
mod listen;
mod log_tasks;
mod looks;
mod mask;
mod meaning;
mod outside;
mod overview;
mod preview_file;
mod proof_file;
mod prove_line;
mod redact_line;
mod report;
mod review;
mod run;
mod sample_logs;
mod seal;
mod show_line;
mod source_state;
mod sources;
mod stream;
mod surroundings;
mod tamper;
mod vaults;
mod verification;
mod verify_logs;
mod verify_vault;
mod watch;
mod written;

pub use alerts::{Alert, AlertState, alerts, lift_tuning, settle_alert, tune_alert, tunings};
pub use anchor_logs::{Anchored, apply_reply, ask_witness, stamp_logs, witness_file};
pub use apply_retention::apply_retention;
pub use ask::{Shown, ask_logs, ask_sql, may_see_patients};
pub use begin_anew::begin_anew;
pub use change_log_key::{change_log_key, log_keys};
pub use compare_seal::{Compared, compare_seal};
pub use detect_files::{FileHits, detect_files};
pub use digest::{Digested, digest_logs, rebuild_lake};
pub use export_answer::{AnswerFormat, answer_text, cell_text, column_word};
pub use export_ocsf::{has_ocsf, ocsf_of};
pub use fault::{LogsError, fault_words};
pub(crate) use feeds::log_feeds;
pub use five_columns::{FiveColumns, FiveLine, csv, days, five_columns, moment, seal_value};
pub use guess_format::guess_format;
pub use holds::{TypedHold, holds, lift_hold, set_hold};
pub use import_log_file::{Import, Imported, import_log_file};
pub use imports::{FileIn, imports};
pub use lake_place::work_for_lake;
pub use limits::{LogLimits, LogSettings, change_log_settings, log_settings_changed_by, log_settings_text};
pub use line_said::{LineSaid, line_said, note_export, note_unmasking};
pub use listen::{Listeners, Listening, Received, listen_for_logs, tls_config};
pub use log_tasks::{LogTask, log_tasks};
pub use looks::note_looks;
pub use outside::{Trusted, note_printed, trusted};
pub use overview::{Overview, SourceSeen, hole_words, log_overview};
pub use preview_file::{Previewed, import_previewed, preview_file};
pub use proof_file::prove_line_zip;
pub use prove_line::{check_proof, prove_line};
pub use redact_line::{NotRedacted, TypedRedaction, may_redact, redact_line};
pub use report::{alert_state, level, log_report, report_name};
pub use review::{
    DayCount, Draft, HeldReview, LookOver, Mark, ReviewState, Sample, SignError, SourceOver, TypedSignOff, begin_review, drop_review,
    finish_reviews, look_over, review_state, sign_review,
};
pub use run::{ServerFiles, run_logs};
pub use sample_logs::sample_logs;
pub use seal::{heartbeat, printed_of, seal_logs, tamper_window};
pub use show_line::{Line, show_line};
pub use source_state::{ClockTold, GapFound, SourceState, source_states};
pub use sources::{define_source, source, sources};
pub use surroundings::{LogDuty, announce_work, announced_work, duties, put_duty, surroundings};
pub use tamper::Tamper;
pub use vaults::Vaults;
pub use verification::Verified;
pub use verify_logs::{finding_text, verify_logs};
pub use verify_vault::verify_vault;
pub use watch::{Watch, Watched};
pub use written::{columns_of, new_cosigner, source_of};

/// What the crates beneath say, for surfaces that do not know them.
pub mod terms {
    pub use sonae_detect::{Hit, Level, RuleProblem, Tuning};
    pub use sonae_lake::{Answer, Cell, Column, Question, Span};
    pub use sonae_logs::{Activity, Announced, Class, CutSummary, Encoding, Event, FileHead, Format, Notice, Outcome, Source, SourceError};
    pub use sonae_vault::proof::{Bundle, Checked};
    pub use sonae_vault::verify::{Finding, FindingKind, Report};
    pub use sonae_vault::witness::{Cosigner, Printed, Refusal, Witness};
    pub use sonae_vault::{Hold, Holds, Kind, Reading, Sealed, Stored, VerifierKey};
}
