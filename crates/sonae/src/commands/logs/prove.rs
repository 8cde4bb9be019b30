//! `sonae logs prove`: the proof of one record as a folder that can be handed over, and checking one without any vault.

use serde_json::json;
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::{check_proof, prove_line};
use sonae_app::words::text;

use super::super::Outcome;
use super::{place, told};
use crate::cli::LogsProve;
use crate::failure::Failure;

pub(super) async fn run(house: &House, arguments: &LogsProve) -> anyhow::Result<Outcome> {
    let (shard, leaf) = place(arguments.line.as_deref().unwrap_or_default())?;
    let folder = arguments.bundle_to.clone().unwrap_or_default();
    let bundle = prove_line(house, &Actor::command_line(), shard, leaf).await.map_err(told)?;
    let fault = |detail: &str| Failure::told("failure-out", &[("path", &folder.display().to_string()), ("detail", detail)]);
    std::fs::create_dir_all(&folder).map_err(|error| fault(&error.to_string()))?;
    bundle.write(&folder).map_err(|error| fault(&error.to_string()))?;
    let args = [("path", folder.display().to_string()), ("bytes", bundle.size().to_string())];
    say!("{}", text("logs-proved", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    house.vaults().close();
    house.store.clone().close().await?;
    Ok(Outcome::Good)
}

/// Checks a bundle: 0 it is proved, 1 it is not.
pub(super) fn check(arguments: &LogsProve) -> Outcome {
    let folder = arguments.check_bundle.clone().unwrap_or_default();
    match check_proof(&folder, &arguments.log_keys) {
        Ok(checked) => {
            let envelope = &checked.entry.envelope;
            let note = json!({
                "origin": checked.checkpoint.head.origin, "size": checked.checkpoint.head.size, "leaf": checked.index,
                "source": envelope.source, "received": envelope.received, "seq": envelope.seq,
                "raw": String::from_utf8_lossy(&checked.entry.raw),
            });
            say!("{}", text("logs-proof-holds", &[("leaf", &checked.index.to_string()), ("origin", &checked.checkpoint.head.origin)]));
            say!("{note}");
            Outcome::Good
        }
        Err(error) => {
            say!("{}", text("logs-proof-fails", &[("detail", &error.to_string())]));
            Outcome::Gaps
        }
    }
}
