//! What a person is told when a command could not do its work: what happened, what it means, what to do.
//!
//! Deliberately not here: problems of single rows; those are listed and never stop a command.

use sonae_app::backups::BackupError;
use sonae_app::decide_forms::NoForm;
use sonae_app::explain_item::UnknownItem;
use sonae_app::load_facts::LoadFactsError;
use sonae_app::load_frameworks::LoadError;
use sonae_app::logs::LogsError;
use sonae_app::open_house::OpenHouseError;
use sonae_app::pack::KeyError;
use sonae_app::profile::ProfileError;
use sonae_app::read_folder::ReadError;
use sonae_app::vendor_form::VendorFormError;
use sonae_app::words::{lookup, text};

/// A failure with its own words: a message key and arguments.
#[derive(Debug, thiserror::Error)]
#[error("{key}")]
pub(crate) struct Failure {
    key: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Failure {
    pub(crate) fn told(key: &'static str, args: &[(&'static str, &str)]) -> anyhow::Error {
        Self { key, args: args.iter().map(|(name, value)| (*name, (*value).to_owned())).collect() }.into()
    }
}

impl Failure {
    /// A failure of the vault.
    pub(crate) fn logs(error: &LogsError) -> anyhow::Error {
        let key = match LOGS.iter().find(|key| key.strip_prefix("logs-failure-") == Some(error.key())) {
            Some(key) => key,
            None => "failure-other",
        };
        Self::told(key, &[("detail", &sonae_app::logs::fault_words(error))])
    }
}

/// The messages of [`LogsError::key`].
const LOGS: &[&str] = &[
    "logs-failure-forbidden",
    "logs-failure-store",
    "logs-failure-disagrees",
    "logs-failure-newer",
    "logs-failure-open",
    "logs-failure-busy",
    "logs-failure-stopped",
    "logs-failure-read",
    "logs-failure-sql",
    "logs-failure-not-reading",
    "logs-failure-too-much",
    "logs-failure-lake-damaged",
    "logs-failure-lake",
    "logs-failure-no-time",
    "logs-failure-other-format",
    "logs-failure-file",
    "logs-failure-changed",
    "logs-failure-no-format",
    "logs-failure-source",
    "logs-failure-no-source",
    "logs-failure-missing",
    "logs-failure-io",
    "logs-failure-proof",
    "logs-failure-anchor",
    "logs-failure-retention",
    "logs-failure-listen",
    "logs-failure-values",
    "logs-failure-cut-off",
    "logs-failure-taken",
    "logs-failure-redacted-already",
    "logs-failure-redact-own-note",
    "logs-failure-redact-held",
    "logs-failure-redact-in-original",
    "logs-failure-agrees",
    "logs-failure-no-events",
];

/// The message for a failure, in Japanese; the technical text follows where there is no better one.
pub(crate) fn message(error: &anyhow::Error) -> String {
    worded(describe(error))
}

/// The message for a failure of a backup.
pub(crate) fn backup_words(error: &BackupError) -> String {
    worded(backup(error))
}

fn worded((key, args): (&str, Vec<(&str, String)>)) -> String {
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let said = text(key, &args);
    match lookup(&format!("{key}.next"), &args) {
        Some(next) => format!("{said}\n{}{next}", text("next-prefix", &[])),
        None => said,
    }
}

fn describe(error: &anyhow::Error) -> (&'static str, Vec<(&'static str, String)>) {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        return (failure.key, failure.args.clone());
    }
    if let Some(ReadError::Folder { path, source }) = error.downcast_ref() {
        return ("failure-folder", vec![("path", path.display().to_string()), ("detail", source.to_string())]);
    }
    if let Some(error) = error
        .downcast_ref::<ReadError>()
        .and_then(|error| match error {
            ReadError::Profile(error) => Some(error),
            ReadError::Folder { .. } => None,
        })
        .or_else(|| error.downcast_ref::<ProfileError>())
    {
        return ("failure-profile", vec![("line", error.line.to_string()), ("detail", error.message.clone())]);
    }
    if let Some(error) = error.downcast_ref::<sonae_app::storage::OpenError>() {
        return ("failure-data", vec![("kind", error.key().to_owned()), ("detail", error.to_string())]);
    }
    if let Some(error) = error.downcast_ref::<sonae_app::storage::StoreError>() {
        return ("failure-store", vec![("kind", error.key().to_owned()), ("detail", error.to_string())]);
    }
    if let Some(error) = error.downcast_ref::<LoadFactsError>() {
        return ("failure-store", vec![("kind", "other".to_owned()), ("detail", error.to_string())]);
    }
    if let Some(error) = error.downcast_ref::<LoadError>() {
        let worded = match error {
            LoadError::Framework(error) => {
                let args = error.args();
                let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
                lookup(error.key(), &args)
            }
            LoadError::Unreadable { .. } => None,
        };
        return ("failure-frameworks", vec![("detail", worded.unwrap_or_else(|| error.to_string()))]);
    }
    if let Some(NoForm(edition)) = error.downcast_ref() {
        return ("failure-no-form", vec![("edition", edition.clone())]);
    }
    if let Some(UnknownItem(item)) = error.downcast_ref() {
        return ("failure-no-item", vec![("item", item.clone())]);
    }
    if let Some(VendorFormError::UnknownVendor { name, known }) = error.downcast_ref() {
        return ("failure-no-vendor", vec![("name", name.clone()), ("known", known.join(&text("list-separator", &[])))]);
    }
    if let Some(error) = error.downcast_ref::<OpenHouseError>() {
        return opening(error);
    }
    if let Some(error) = error.downcast_ref::<BackupError>() {
        return backup(error);
    }
    if let Some(KeyError::Damaged) = error.downcast_ref() {
        return ("failure-key", Vec::new());
    }
    ("failure-other", vec![("detail", format!("{error:#}"))])
}

fn opening(error: &OpenHouseError) -> (&'static str, Vec<(&'static str, String)>) {
    let path = |path: &std::path::Path| ("path", path.display().to_string());
    match error {
        OpenHouseError::Folder { path: folder, source } => ("failure-data-folder", vec![path(folder), ("detail", source.to_string())]),
        OpenHouseError::InUse { path: folder } => ("failure-in-use", vec![path(folder)]),
        OpenHouseError::Database(error) => ("failure-data", vec![("kind", error.key().to_owned()), ("detail", error.to_string())]),
        OpenHouseError::Key(KeyError::Damaged) => ("failure-key", Vec::new()),
        OpenHouseError::Key(error) => ("failure-other", vec![("detail", error.to_string())]),
        OpenHouseError::Printer(error) => ("failure-other", vec![("detail", error.to_string())]),
    }
}

fn backup(error: &BackupError) -> (&'static str, Vec<(&'static str, String)>) {
    let path = match error {
        BackupError::Full(path) | BackupError::NotAsWritten(path) | BackupError::NotEmpty(path) | BackupError::File { path, .. } => {
            path.display().to_string()
        }
        _ => String::new(),
    };
    let detail = match error {
        BackupError::File { source, .. } => source.to_string(),
        BackupError::Damaged(detail) | BackupError::Newer(detail) => detail.clone(),
        other => other.to_string(),
    };
    let key = match error.key() {
        "no-key" => "failure-backup-no-key",
        "wrong-key" => "failure-backup-wrong-key",
        "busy" => "failure-backup-busy",
        "full" => "failure-backup-full",
        "file" => "failure-backup-file",
        "not-as-written" => "failure-backup-not-as-written",
        "damaged" => "failure-backup-damaged",
        "newer" => "failure-backup-newer",
        "not-empty" => "failure-not-empty",
        _ => "failure-backup-store",
    };
    (key, vec![("path", path), ("detail", detail)])
}
