//! `sonae logs anew`: takes logs in again, in a further shard, where the evidence does not agree with its checkpoint.

use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::begin_anew;
use sonae_app::words::text;

use super::super::Outcome;
use super::{close, told};
use crate::cli::LogsAnew;

pub(super) async fn run(house: &House, arguments: &LogsAnew) -> anyhow::Result<Outcome> {
    let shard = begin_anew(house, &Actor::command_line(), &arguments.reason).await.map_err(told)?;
    say!("{}", text("logs-begun-anew-in", &[("shard", &shard)]));
    close(house).await?;
    Ok(Outcome::Good)
}
