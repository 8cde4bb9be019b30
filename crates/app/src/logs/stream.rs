//! Records on their way into the vault: gathered into batches, a few of them in flight, so that memory stays the same however many
//! there are.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use jiff::Timestamp;
use sonae_vault::{AppendError, Appended, Batch, Kind, Vault};

use super::fault::LogsError;
use super::vaults::Vaults;

/// Records of one batch.
const RECORDS: usize = 16 << 10;
/// Bytes of one batch.
const BYTES: usize = 2 << 20;
/// Batches that are not acknowledged yet: while some are being written, as many are made.
const IN_FLIGHT: usize = 8;

/// A way into the vault for the records of one source.
pub(super) struct Stream<'a> {
    vaults: &'a Vaults,
    vault: Arc<Vault>,
    source: &'a str,
    received: Timestamp,
    /// Leaf index + 1 of the record that began the file
    pub(super) file: u64,
    records: Vec<(u64, Vec<u8>)>,
    bytes: usize,
    in_flight: usize,
    tell: Sender<Result<Appended, AppendError>>,
    told: Receiver<Result<Appended, AppendError>>,
}

impl<'a> Stream<'a> {
    pub(super) fn new(vaults: &'a Vaults, source: &'a str, received: Timestamp) -> Result<Self, LogsError> {
        let (tell, told) = channel();
        let vault = vaults.writer()?;
        Ok(Self { vaults, vault, source, received, file: 0, records: Vec::new(), bytes: 0, in_flight: 0, tell, told })
    }

    /// Takes a record.
    pub(super) fn push(&mut self, seq: u64, raw: &[u8]) -> Result<(), LogsError> {
        self.records.push((seq, raw.to_vec()));
        self.bytes += raw.len();
        if self.records.len() >= RECORDS || self.bytes >= BYTES { self.send() } else { Ok(()) }
    }

    fn send(&mut self) -> Result<(), LogsError> {
        if self.records.is_empty() {
            return Ok(());
        }
        while self.in_flight >= IN_FLIGHT {
            self.wait()?;
        }
        let records = std::mem::take(&mut self.records);
        self.bytes = 0;
        let batch = Batch { kind: Kind::Record, source: self.source.to_owned(), received: self.received, file: self.file, records };
        let tell = self.tell.clone();
        // whoever does not listen any more has failed already
        self.vault.append(batch, move |kept| drop(tell.send(kept)));
        self.in_flight += 1;
        Ok(())
    }

    fn wait(&mut self) -> Result<(), LogsError> {
        self.in_flight -= 1;
        match self.told.recv() {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(self.vaults.failed(error)),
            Err(_) => Err(LogsError::CutOff),
        }
    }

    /// Everything lies on disk when this returns.
    pub(super) fn finish(mut self) -> Result<(), LogsError> {
        self.send()?;
        while self.in_flight > 0 {
            self.wait()?;
        }
        Ok(())
    }
}
