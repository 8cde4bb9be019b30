//! `sonae logs import`: files of logs come in, once each; then they are digested.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::terms::{Format, Notice};
use sonae_app::logs::{Import, Imported, import_log_file};
use sonae_app::words::text;

use super::super::Outcome;
use super::{digest, told};
use crate::cli::LogsImport;
use crate::failure::Failure;
use crate::progress;

pub(super) async fn run(house: &House, arguments: &LogsImport) -> anyhow::Result<Outcome> {
    let columns = arguments.mapping.as_deref().map(mapping).transpose()?.unwrap_or_default();
    let format = arguments.log_format.as_deref().and_then(format);
    let bar = progress::bar("logs-importing", 0);
    let mut outcome = Outcome::Good;
    for path in &arguments.log_files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        bar.set_message(name.clone());
        let import = Import { path: path.clone(), name, source: arguments.log_source.clone(), format, columns: columns.clone() };
        let imported = import_log_file(house, &Actor::command_line(), &import).await.map_err(told)?;
        bar.suspend(|| tell(&imported));
        if imported.file.ended.as_ref().is_some_and(|summary| !summary.notices.is_empty()) {
            outcome = Outcome::Gaps;
        }
    }
    bar.set_message(text("logs-digesting", &[]));
    let digested = digest(house).await;
    bar.finish_and_clear();
    house.vaults().close();
    house.store.clone().close().await?;
    Ok(if digested? == Outcome::Good { outcome } else { Outcome::Gaps })
}

/// The format of this name.
pub(super) fn format(name: &str) -> Option<Format> {
    let name: serde::de::value::StrDeserializer<'_, Error> = name.into_deserializer();
    Format::deserialize(name).ok()
}

/// A file that says which heading is which field: `"heading" = "field"`, one a line.
fn mapping(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let fault = |detail: &str| Failure::told("failure-read", &[("path", &path.display().to_string()), ("detail", detail)]);
    let read = std::fs::read_to_string(path).map_err(|error| fault(&error.to_string()))?;
    sonae_app::logs::columns_of(&read).map_err(|detail| fault(&detail))
}

fn tell(imported: &Imported) {
    let file = &imported.file;
    let summary = file.ended.clone().unwrap_or_default();
    let args = [
        ("name", file.name.clone()),
        ("source", file.source.clone()),
        ("records", summary.records.to_string()),
        ("resumed", imported.resumed.to_string()),
    ];
    let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
    let key = match (imported.already, imported.resumed) {
        (true, _) => "logs-import-already",
        (false, 0) => "logs-imported",
        (false, _) => "logs-import-resumed",
    };
    say!("{}", text(key, &args));
    let columns = file.head.headings.iter().zip(&file.head.fields).filter(|(_, field)| !field.is_empty());
    let columns: Vec<String> = columns.map(|(heading, field)| format!("{heading} → {}", sonae_app::logs::column_word(field))).collect();
    if !columns.is_empty() {
        say!("  {}", columns.join(&text("list-separator", &[])));
    }
    for notice in summary.notices.iter().take(20) {
        warn!("  {}", notice_words(notice));
    }
}

fn notice_words(notice: &Notice) -> String {
    let value = serde_json::to_value(notice).unwrap_or_default();
    let kind = value.get("notice").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let detail = match value.as_object() {
        Some(fields) => {
            let told = fields.iter().filter(|(name, _)| *name != "notice").map(|(name, value)| format!("{name} {value}"));
            told.collect::<Vec<_>>().join(", ")
        }
        None => String::new(),
    };
    text(&format!("logs-notice-{kind}"), &[("detail", &detail)])
}
