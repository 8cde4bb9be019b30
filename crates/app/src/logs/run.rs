//! What happens by itself while the server runs: listeners, the watched folder, digesting, the hourly heartbeat, anchors outside.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::anchor_logs::{ask_witness, stamp_logs};
use super::apply_retention::apply_retention;
use super::digest::digest_logs;
use super::fault::LogsError;
use super::limits::LogSettings;
use super::listen::{Listeners, Listening, listen_for_logs, tls_config};
use super::review::finish_reviews;
use super::seal::heartbeat;
use super::watch::Watch;
use crate::actor::Actor;
use crate::house::House;

/// How often it is looked.
const LOOK: Duration = Duration::from_secs(10);
/// How often what came in is digested.
const DIGEST: SignedDuration = SignedDuration::from_mins(1);
/// How often is sealed, even when nothing came.
const HEARTBEAT: SignedDuration = SignedDuration::from_hours(1);
/// How often it is looked whether something is older than it is kept.
const RETENTION: SignedDuration = SignedDuration::from_hours(24);

/// Certificate chain and key of the server, PEM: for syslog over TLS.
#[derive(Debug, Clone, Default)]
pub struct ServerFiles {
    /// Chain and key
    pub certificate: Option<(PathBuf, PathBuf)>,
}

/// Everything that runs by itself.
struct Running<'a> {
    house: &'a House,
    files: ServerFiles,
    settings: LogSettings,
    listeners: Option<Listeners>,
    watch: Option<Watch>,
    digested: Timestamp,
    beaten: Timestamp,
    cleared: Timestamp,
}

/// Runs until it is told to stop; then what was received lies on disk.
pub async fn run_logs(house: &House, files: ServerFiles, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let begin = Timestamp::UNIX_EPOCH;
    let settings = LogSettings::default();
    let mut running = Running { house, files, settings, listeners: None, watch: None, digested: begin, beaten: begin, cleared: begin };
    let mut clock = tokio::time::interval(LOOK);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = &mut stop => break,
            _ = clock.tick() => {}
        }
        if let Err(error) = running.look().await {
            tracing::error!("the access logs: {error}");
        }
    }
    if let Some(listeners) = running.listeners.take() {
        listeners.stop().await;
    }
    let vaults = house.vaults();
    let _ = tokio::task::spawn_blocking(move || vaults.close()).await;
}

impl Running<'_> {
    async fn look(&mut self) -> Result<(), LogsError> {
        let settings = self.house.settings().await?.logs;
        if self.listeners.is_none() || settings != self.settings {
            self.listen(&settings).await?;
        }
        self.settings = settings;
        let actor = Actor::schedule();
        self.watch(&actor).await?;
        if !self.house.vaults().exists() {
            return Ok(());
        }
        let now = self.house.now();
        if now.duration_since(self.beaten) >= HEARTBEAT {
            self.beat(&actor, now).await?;
        }
        if now.duration_since(self.digested) >= DIGEST {
            digest_logs(self.house, &actor).await?;
            self.digested = now;
            // a sign-off that was cut off before it lay in the vault
            finish_reviews(self.house).await?;
        }
        if now.duration_since(self.cleared) >= RETENTION {
            apply_retention(self.house, &actor).await?;
            self.cleared = now;
        }
        Ok(())
    }

    /// Listens where the settings say, and nowhere else any more.
    async fn listen(&mut self, settings: &LogSettings) -> Result<(), LogsError> {
        if let Some(before) = self.listeners.take() {
            before.stop().await;
        }
        let listening = self.listening(settings)?;
        if listening.udp.is_some() || listening.tcp.is_some() || listening.tls.is_some() {
            self.listeners = Some(listen_for_logs(self.house, listening).await?);
        }
        Ok(())
    }

    fn listening(&self, settings: &LogSettings) -> Result<Listening, LogsError> {
        let clients = Some(Path::new(&settings.tls_clients)).filter(|path| !path.as_os_str().is_empty());
        let tls = match (settings.tls.parse().ok(), &self.files.certificate) {
            (Some(address), Some((chain, key))) => Some((address, tls_config(chain, key, clients)?)),
            (Some(_), None) => {
                tracing::error!("syslog over TLS needs the server to have a certificate");
                None
            }
            (None, _) => None,
        };
        Ok(Listening { udp: settings.udp.parse().ok(), tcp: settings.tcp.parse().ok(), tls })
    }

    async fn watch(&mut self, actor: &Actor) -> Result<(), LogsError> {
        let folder = &self.settings.watched;
        if folder.is_empty() {
            self.watch = None;
            return Ok(());
        }
        if self.watch.as_ref().is_none_or(|watch| watch.folder() != Path::new(folder)) {
            self.watch = Some(Watch::new(Path::new(folder)));
        }
        let Some(watch) = &mut self.watch else { return Ok(()) };
        for file in watch.look(self.house, actor, false).await? {
            match file.outcome {
                Ok(_) => tracing::info!(path = %file.path.display(), "a file of logs came in"),
                Err(error) => tracing::error!(path = %file.path.display(), "a file of logs did not come in: {error}"),
            }
        }
        Ok(())
    }

    /// The heartbeat, and the anchors that the settings name. An anchor that fails is tried again the next hour.
    async fn beat(&mut self, actor: &Actor, now: Timestamp) -> Result<(), LogsError> {
        heartbeat(self.house).await?;
        self.beaten = now;
        if !self.settings.witness.is_empty()
            && let Err(error) = ask_witness(self.house, actor).await
        {
            tracing::error!("the witness did not cosign: {error}");
        }
        if !self.settings.stamp.is_empty()
            && let Err(error) = stamp_logs(self.house, actor).await
        {
            tracing::error!("no time stamp was had: {error}");
        }
        Ok(())
    }
}
