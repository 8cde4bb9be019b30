//! `sonae logs redact`: destroys the content of one record; its hash and every proof of the others stay.

use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::{TypedRedaction, redact_line};
use sonae_app::words::text;

use super::super::Outcome;
use super::{close, place, told};
use crate::cli::LogsRedact;
use crate::failure::Failure;

pub(super) async fn run(house: &House, arguments: &LogsRedact) -> anyhow::Result<Outcome> {
    let (shard, leaf) = place(&arguments.line)?;
    let typed = TypedRedaction { shard: shard.to_owned(), leaf, reason: arguments.reason.clone(), again: arguments.confirm.clone() };
    if arguments.confirm.trim() != arguments.line.trim() {
        return Err(Failure::told("logs-redact-unconfirmed", &[("line", &arguments.line), ("typed", &arguments.confirm)]));
    }
    redact_line(house, &Actor::command_line(), &typed).await.map_err(told)?;
    say!("{}", text("logs-redacted", &[("line", &arguments.line)]));
    close(house).await?;
    Ok(Outcome::Good)
}
