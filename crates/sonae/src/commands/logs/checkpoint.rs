//! `sonae logs checkpoint`: seals what was kept, prints the seal so that it can be written down, and has it stamped where asked.

use serde_json::json;
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::{printed_of, seal_logs, stamp_logs};
use sonae_app::words::text;

use super::super::Outcome;
use super::told;
use crate::cli::LogsCheckpoint;

pub(super) async fn run(house: &House, arguments: &LogsCheckpoint) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    let sealed = seal_logs(house, &actor).await.map_err(told)?;
    if arguments.json {
        let note = json!({ "shard": sealed.shard, "size": sealed.size, "at": sealed.at, "note": sealed.note });
        say!("{note}");
    } else {
        say!("{}", text("logs-sealed", &[("shard", &sealed.shard), ("size", &sealed.size.to_string())]));
        say!("{}", printed_of(&sealed).map_err(told)?);
        say!();
        say!("{}", sealed.note.trim_end());
    }
    if arguments.stamp {
        let anchored = stamp_logs(house, &actor).await.map_err(told)?;
        say!("{}", text("logs-stamped", &[("by", &anchored.by), ("size", &anchored.size.to_string())]));
    }
    house.vaults().close();
    house.store.clone().close().await?;
    Ok(Outcome::Good)
}
