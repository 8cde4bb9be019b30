//! Syslog over TCP (RFC 6587) and TLS (RFC 5425): whatever framing a sender uses.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sonae_logs::syslog::Framer;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::intake::Intake;
use crate::logs::fault::LogsError;

/// Connections at once.
const CONNECTIONS: usize = 1024;
/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(15);
/// After so long without anything a message that is whole by its count is taken for whole.
const QUIET: Duration = Duration::from_secs(2);
/// Told to stop, it still takes what is on its way: until nothing came for so long,
const LAST_WORDS: Duration = Duration::from_millis(300);
/// and no longer than this.
const LEAVING: Duration = Duration::from_secs(5);
/// Bytes that are read at once.
const BUFFER: usize = 64 << 10;

/// Takes connections until it is told to stop.
pub(super) async fn take(
    intake: Arc<Intake>,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    (stop, tasks): (CancellationToken, TaskTracker),
) {
    let seats = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let come = tokio::select! {
            // first who waits already: a sender that has connected and written does not learn that nobody read it
            biased;
            come = listener.accept() => come,
            () = stop.cancelled() => return,
        };
        let (stream, sender) = match come {
            Ok(come) => come,
            Err(error) => {
                tracing::warn!("a connection could not be taken: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else {
            tracing::warn!(%sender, "there are too many connections");
            continue;
        };
        let (intake, tls, stop) = (Arc::clone(&intake), tls.clone(), stop.clone());
        tasks.spawn(async move {
            let _seat = seat;
            if let Err(error) = serve(&intake, stream, tls, sender.ip(), &stop).await {
                tracing::warn!(%sender, "a connection ended: {error}");
            }
        });
    }
}

async fn serve(
    intake: &Intake,
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    sender: IpAddr,
    stop: &CancellationToken,
) -> Result<(), LogsError> {
    let Some(tls) = tls else { return read(intake, stream, sender, stop).await };
    let greeted = tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await;
    match greeted {
        Ok(Ok(stream)) => read(intake, stream, sender, stop).await,
        Ok(Err(error)) => Err(LogsError::Anchor(format!("no TLS: {error}"))),
        Err(_) => Err(LogsError::Anchor("no TLS in time".to_owned())),
    }
}

/// Reads until the sender ends, or it is told to stop and nothing more is on its way.
async fn read(intake: &Intake, mut stream: impl AsyncRead + Unpin, sender: IpAddr, stop: &CancellationToken) -> Result<(), LogsError> {
    let source = intake.source_of(sender).await?;
    let mut framer = Framer::new();
    let mut buffer = vec![0; BUFFER];
    let mut leaves = None;
    loop {
        let quiet = if leaves.is_some() { LAST_WORDS } else { QUIET };
        let come = tokio::select! {
            biased;
            come = tokio::time::timeout(quiet, stream.read(&mut buffer)) => come,
            () = stop.cancelled(), if leaves.is_none() => {
                leaves = Some(Instant::now() + LEAVING);
                continue;
            }
        };
        let mut messages = Vec::new();
        let mut ended = leaves.is_some_and(|leaves| come.is_err() || leaves <= Instant::now());
        match come {
            Err(_) if framer.pending() == 0 => {}
            Err(_) => framer.settle(&mut |message| messages.push(message.to_vec())),
            Ok(Ok(0)) => ended = true,
            Ok(Ok(length)) => framer.push(&buffer[..length], &mut |message| messages.push(message.to_vec())),
            // broken off in the middle (a TLS client that says no goodbye, too): what had come has come
            Ok(Err(_)) => ended = true,
        }
        intake.keep(&source, messages).await?;
        if ended {
            break;
        }
    }
    let mut messages = Vec::new();
    framer.finish(&mut |message| messages.push(message.to_vec()));
    intake.keep(&source, messages).await
}
