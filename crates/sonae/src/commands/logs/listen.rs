//! `sonae logs listen`: takes syslog in without the browser's pages, until it is told to stop.

use std::time::Duration;

use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::{Listening, digest_logs, heartbeat, listen_for_logs, tls_config};
use sonae_app::words::text;
use tokio::time::{Instant, interval_at};

use super::super::Outcome;
use super::told;
use crate::cli::LogsListen;
use crate::failure::Failure;

/// How often what came in is digested.
const DIGEST: Duration = Duration::from_mins(1);
/// How often is sealed.
const HEARTBEAT: Duration = Duration::from_hours(1);

pub(super) async fn run(house: &House, arguments: &LogsListen) -> anyhow::Result<Outcome> {
    let settings = house.settings().await?.logs;
    let nothing = [arguments.udp, arguments.tcp, arguments.log_tls].iter().all(Option::is_none);
    let or_set = |asked, set: &str| if nothing { set.parse().ok() } else { asked };
    let tls = match (arguments.log_tls, &arguments.log_cert, &arguments.log_key) {
        (Some(address), Some(chain), Some(key)) => Some((address, tls_config(chain, key, arguments.log_clients.as_deref()).map_err(told)?)),
        _ => None,
    };
    let listening = Listening { udp: or_set(arguments.udp, &settings.udp), tcp: or_set(arguments.tcp, &settings.tcp), tls };
    if listening.udp.is_none() && listening.tcp.is_none() && listening.tls.is_none() {
        return Err(Failure::told("logs-listen-nowhere", &[]));
    }
    let listeners = listen_for_logs(house, listening).await.map_err(told)?;
    for (name, address) in [("UDP", listeners.udp), ("TCP", listeners.tcp), ("TLS", listeners.tls)] {
        if let Some(address) = address {
            say!("{}", text("logs-listening", &[("kind", name), ("address", &address.to_string())]));
        }
    }
    until_told(house).await?;
    let received = listeners.stop().await;
    digest_logs(house, &Actor::command_line()).await.map_err(told)?;
    heartbeat(house).await.map_err(told)?;
    let args = [
        ("received", received.received.to_string()),
        ("kept", received.kept.to_string()),
        ("refused", received.refused.to_string()),
        ("dropped", received.dropped.to_string()),
    ];
    say!("{}", text("logs-listened", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    house.vaults().close();
    house.store.clone().close().await?;
    Ok(if received.refused + received.dropped == 0 { Outcome::Good } else { Outcome::Gaps })
}

/// Digests and seals from time to time.
async fn until_told(house: &House) -> anyhow::Result<()> {
    let (mut digest, mut hour) = (interval_at(Instant::now() + DIGEST, DIGEST), interval_at(Instant::now() + HEARTBEAT, HEARTBEAT));
    let stop = super::super::serve::told_to_stop();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return Ok(()),
            _ = digest.tick() => {
                if let Err(error) = digest_logs(house, &Actor::command_line()).await {
                    warn!("{}", crate::failure::message(&told(error)));
                }
            }
            _ = hour.tick() => drop(heartbeat(house).await.map_err(told)?),
        }
    }
}
