//! Messages on their way into the vault: whose they are, how many may wait, what became of them.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use sonae_logs::{Format, Source};
use sonae_vault::{Batch, Kind};
use tokio::sync::Semaphore;

use crate::logs::fault::{LogsError, beside};
use crate::logs::found::{OWN, keep};
use crate::logs::sources;
use crate::logs::vaults::Vaults;
use crate::ports::Clock;

/// What may wait for the disk, in KiB.
const ROOM: u32 = 8 << 10;
/// So long a sender's source is remembered: a changed definition counts after it.
const REMEMBERED: Duration = Duration::from_secs(30);
/// Senders that are remembered; a hostile one could invent addresses.
const SENDERS: usize = 4096;
/// New senders that get a source of their own; the rest share one.
const NEW_SOURCES: usize = 256;
/// Name of the shared one.
const OTHERS: &str = "syslog-others";

/// What has come in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Received {
    /// Messages that were read
    pub received: u64,
    /// Messages that lie in the vault
    pub kept: u64,
    /// Messages that the vault did not take: intake had stopped
    pub refused: u64,
    /// Datagrams that the system threw away before they could be read; 0 where it does not tell
    pub dropped: u64,
}

#[derive(Default)]
struct Counts {
    received: AtomicU64,
    kept: AtomicU64,
    refused: AtomicU64,
    dropped: AtomicU64,
}

/// The way in.
pub(super) struct Intake {
    vaults: Arc<Vaults>,
    clock: Arc<dyn Clock>,
    room: Arc<Semaphore>,
    counts: Arc<Counts>,
    senders: Mutex<BTreeMap<IpAddr, (String, Instant)>>,
}

impl Intake {
    pub(super) fn new(vaults: Arc<Vaults>, clock: Arc<dyn Clock>) -> Self {
        let room = Arc::new(Semaphore::new(ROOM as usize));
        Self { vaults, clock, room, counts: Arc::default(), senders: Mutex::default() }
    }

    /// Hands messages over to the vault; waits while too many wait for the disk.
    pub(super) async fn keep(&self, source: &str, messages: Vec<Vec<u8>>) -> Result<(), LogsError> {
        let count = messages.len() as u64;
        if count == 0 {
            return Ok(());
        }
        self.counts.received.fetch_add(count, Ordering::Relaxed);
        let bytes: usize = messages.iter().map(Vec::len).sum();
        let needed = u32::try_from(bytes >> 10).unwrap_or(ROOM).saturating_add(1).min(ROOM);
        let place = Arc::clone(&self.room).acquire_many_owned(needed).await.map_err(|_| LogsError::CutOff)?;
        let batch = Batch {
            kind: Kind::Record,
            source: source.to_owned(),
            received: self.clock.now(),
            file: 0,
            records: messages.into_iter().map(|message| (0, message)).collect(),
        };
        let (vaults, counts) = (Arc::clone(&self.vaults), Arc::clone(&self.counts));
        let handed = beside(move || {
            let failing = Arc::downgrade(&vaults);
            let vault = vaults.writer()?;
            let told = Arc::clone(&counts);
            vault.append(batch, move |kept| {
                match kept {
                    Ok(_) => told.kept.fetch_add(count, Ordering::Relaxed),
                    Err(error) => {
                        // closing the vault waits for the thread that is here
                        std::thread::spawn(move || failing.upgrade().map(|vaults| vaults.failed(error)));
                        told.refused.fetch_add(count, Ordering::Relaxed)
                    }
                };
                drop(place);
            });
            Ok(())
        })
        .await;
        handed.inspect_err(|_| {
            self.counts.refused.fetch_add(count, Ordering::Relaxed);
        })
    }

    /// The source to which a sender belongs. One that no source names gets one of its own, named by its address.
    pub(super) async fn source_of(&self, sender: IpAddr) -> Result<String, LogsError> {
        let sender = sender.to_canonical();
        if let Some((name, since)) = self.senders().get(&sender)
            && since.elapsed() < REMEMBERED
        {
            return Ok(name.clone());
        }
        let (vaults, now) = (Arc::clone(&self.vaults), self.clock.now());
        let name = beside(move || {
            let known = sources::known(&vaults);
            let address = sender.to_string();
            let owner = known.values().find(|source| source.senders.contains(&address));
            if let Some(source) = owner {
                return Ok(source.name.clone());
            }
            let invented = known.keys().filter(|name| name.starts_with("syslog-")).count();
            let name = if invented < NEW_SOURCES { format!("syslog-{}", address.replace(':', "-")) } else { OTHERS.to_owned() };
            let mut source = known.get(&name).cloned().unwrap_or_else(|| Source::new(&name, Format::Syslog));
            if name != OTHERS {
                source.senders = vec![address];
            }
            sources::define(&vaults, now, &source)?;
            Ok(name)
        })
        .await?;
        let mut senders = self.senders();
        if senders.len() >= SENDERS {
            senders.clear();
        }
        senders.insert(sender, (name.clone(), Instant::now()));
        Ok(name)
    }

    fn senders(&self) -> std::sync::MutexGuard<'_, BTreeMap<IpAddr, (String, Instant)>> {
        self.senders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The system threw datagrams away: counted, and noted in the vault.
    pub(super) async fn dropped(&self, more: u64) {
        self.counts.dropped.fetch_add(more, Ordering::Relaxed);
        tracing::warn!(more, "the system threw datagrams away because they were not taken in time");
        let (vaults, now) = (Arc::clone(&self.vaults), self.clock.now());
        let note = serde_json::json!({ "name": "udp-drops", "dropped": more });
        if let Err(error) = beside(move || keep(&vaults, (Kind::Noticed, OWN, 0, 0), now, &note)).await {
            tracing::error!("that datagrams were lost could not be noted: {error}");
        }
    }

    /// Waits until nothing waits for the disk any more.
    pub(super) async fn settled(&self) {
        // whoever has all the room knows that nobody else has any
        let _ = self.room.acquire_many(ROOM).await;
    }

    pub(super) fn received(&self) -> Received {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Received {
            received: count(&self.counts.received),
            kept: count(&self.counts.kept),
            refused: count(&self.counts.refused),
            dropped: count(&self.counts.dropped),
        }
    }
}
