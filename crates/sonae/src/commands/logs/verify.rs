//! `sonae logs verify`: all of the evidence, checked. 0 it is as it was kept, 1 something is not.

use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::{cell_text, finding_text, tamper_window, verify_vault};
use sonae_app::words::text;

use super::super::Outcome;
use super::told;
use crate::cli::LogsVerify;

/// Findings that are printed; `--json` tells all.
const MOST: usize = 100;

pub(super) async fn run(house: &House, arguments: &LogsVerify) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    let (report, _) = verify_vault(house, &actor, &arguments.known_checkpoints).await.map_err(told)?;
    let window = tamper_window(house, &actor).await.map_err(told)?;
    house.store.clone().close().await?;
    if arguments.json {
        say!("{}", serde_json::json!({ "intact": report.is_intact(), "report": report, "window": window }));
        return Ok(if report.is_intact() { Outcome::Good } else { Outcome::Gaps });
    }
    for shard in &report.shards {
        let args = [
            ("shard", shard.shard.clone()),
            ("leaves", shard.leaves.to_string()),
            ("sealed", shard.sealed.to_string()),
            ("checkpoints", shard.checkpoints.to_string()),
            ("removed", shard.removed.to_string()),
            ("redacted", shard.redacted.to_string()),
        ];
        say!("{}", text("logs-verified-shard", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    report.findings.iter().take(MOST).for_each(|finding| say!("× {}", finding_text(finding)));
    if report.findings.len() > MOST {
        say!("{}", text("logs-more-findings", &[("count", &(report.findings.len() - MOST).to_string())]));
    }
    match (&window.newest, window.since) {
        (Some(anchor), Some(since)) => {
            let since = cell_text(&sonae_app::logs::terms::Cell::Time(since.as_microsecond()));
            say!("{}", text("logs-window", &[("since", &since), ("by", &anchor.by), ("leaves", &window.leaves.to_string())]));
        }
        _ => say!("{}", text("logs-window-none", &[])),
    }
    if report.is_intact() {
        say!("{}", text("logs-intact", &[]));
        return Ok(Outcome::Good);
    }
    say!("{}", text("logs-not-intact", &[("count", &report.findings.len().to_string())]));
    Ok(Outcome::Gaps)
}
