//! `sonae logs key`: the key with which the logs are sealed; with `--change`, another one for which the old one vouches.

use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::{change_log_key, log_keys};
use sonae_app::words::text;

use super::super::Outcome;
use super::{close, told};
use crate::cli::LogsKey;

pub(super) async fn run(house: &House, arguments: &LogsKey) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    if arguments.change {
        let sealed = change_log_key(house, &actor, arguments.reason.as_deref().unwrap_or_default()).await.map_err(told)?;
        say!("{}", text("logs-key-changed-to", &[("shard", &sealed.shard), ("size", &sealed.size.to_string())]));
    }
    let mut keys = log_keys(house, &actor).await.map_err(told)?;
    match keys.pop() {
        Some(present) => say!("{}", text("logs-key-present", &[("key", &present)])),
        None => say!("{}", text("logs-key-none", &[])),
    }
    keys.iter().rev().for_each(|key| say!("{}", text("logs-key-earlier", &[("key", key)])));
    close(house).await?;
    Ok(Outcome::Good)
}
