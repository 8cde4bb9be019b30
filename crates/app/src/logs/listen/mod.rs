//! Syslog comes in: over UDP, TCP and TLS, as fast as the vault keeps it and no faster.
//!
//! What is read from a connection is handed to the vault before more is read; what waits is bounded, so a slow disk slows the
//! senders down. UDP knows no slowing down: what the system threw away because nobody took it in time is counted where the system
//! tells, and noted in the vault. Deliberately not here: where a message ends (crate `logs`), what it says.

mod datagrams;
mod intake;
mod streams;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::net::{TcpListener, UdpSocket};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use intake::Received;
pub use tls::tls_config;

use super::fault::LogsError;
use crate::house::House;
use intake::Intake;

/// How long what was read may take to reach the disk when it is told to stop.
const FAREWELL: Duration = Duration::from_secs(15);

/// Where is listened.
#[derive(Clone, Default)]
pub struct Listening {
    /// UDP
    pub udp: Option<SocketAddr>,
    /// TCP
    pub tcp: Option<SocketAddr>,
    /// TLS
    pub tls: Option<(SocketAddr, Arc<ServerConfig>)>,
}

/// Listeners at work. Dropped, they stop without waiting.
pub struct Listeners {
    /// Where UDP is listened to
    pub udp: Option<SocketAddr>,
    /// Where TCP is listened to
    pub tcp: Option<SocketAddr>,
    /// Where TLS is listened to
    pub tls: Option<SocketAddr>,
    intake: Arc<Intake>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// Begins to listen. The vault is opened for writing.
pub async fn listen_for_logs(house: &House, listening: Listening) -> Result<Listeners, LogsError> {
    let vaults = house.vaults();
    super::fault::beside(move || vaults.writer().map(drop)).await?;
    let intake = Arc::new(Intake::new(house.vaults(), Arc::clone(&house.clock)));
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let mut listeners =
        Listeners { udp: None, tcp: None, tls: None, intake: Arc::clone(&intake), stop: stop.clone(), tasks: tasks.clone() };
    if let Some(address) = listening.udp {
        let socket = UdpSocket::bind(address).await.map_err(cannot(address))?;
        listeners.udp = Some(socket.local_addr().map_err(cannot(address))?);
        tasks.spawn(datagrams::take(Arc::clone(&intake), socket, stop.clone()));
    }
    if let Some(address) = listening.tcp {
        let listener = TcpListener::bind(address).await.map_err(cannot(address))?;
        listeners.tcp = Some(listener.local_addr().map_err(cannot(address))?);
        tasks.spawn(streams::take(Arc::clone(&intake), listener, None, (stop.clone(), tasks.clone())));
    }
    if let Some((address, config)) = listening.tls {
        let listener = TcpListener::bind(address).await.map_err(cannot(address))?;
        listeners.tls = Some(listener.local_addr().map_err(cannot(address))?);
        tasks.spawn(streams::take(intake, listener, Some(config.into()), (stop, tasks.clone())));
    }
    Ok(listeners)
}

fn cannot(address: SocketAddr) -> impl FnOnce(std::io::Error) -> LogsError {
    move |source| LogsError::Listen { address, source }
}

impl Listeners {
    /// What has come in so far.
    pub fn received(&self) -> Received {
        self.intake.received()
    }

    /// Stops in good order: what was read lies on disk when this returns.
    pub async fn stop(self) -> Received {
        self.stop.cancel();
        self.tasks.close();
        let done = async {
            self.tasks.wait().await;
            self.intake.settled().await;
        };
        if tokio::time::timeout(FAREWELL, done).await.is_err() {
            tracing::error!("what was read did not all reach the disk before it was told to stop");
        }
        self.intake.received()
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpStream;

    use super::*;
    use crate::actor::Actor;
    use crate::logs::{digest_logs, sources};
    use crate::testing::at_rest;

    #[tokio::test(flavor = "multi_thread")]
    async fn many_senders_at_once_are_one_source_each_and_every_message_is_kept() {
        let (house, _scratch) = at_rest().await;
        let here: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let listeners = listen_for_logs(&house, Listening { udp: Some(here), tcp: Some(here), tls: None }).await.unwrap();
        let (tcp, udp) = (listeners.tcp.unwrap(), listeners.udp.unwrap());
        let mut senders = tokio::task::JoinSet::new();
        for sender in 0..8 {
            senders.spawn(async move {
                let mut stream = TcpStream::connect(tcp).await.unwrap();
                for number in 0..100 {
                    let message = format!("<13>1 2026-01-19T10:00:00+09:00 host app - - - {sender} No.{number} 日本語");
                    let framed = if sender % 2 == 0 { format!("{message}\n") } else { format!("{} {message}", message.len()) };
                    stream.write_all(framed.as_bytes()).await.unwrap();
                }
                stream.shutdown().await.unwrap();
            });
        }
        let socket = UdpSocket::bind(here).await.unwrap();
        for number in 0..50 {
            socket.send_to(format!("<13>Jan 19 10:00:00 host app: udp {number}").as_bytes(), udp).await.unwrap();
        }
        senders.join_all().await;
        let begun = std::time::Instant::now();
        while listeners.received().kept < 850 && begun.elapsed() < Duration::from_secs(20) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let received = listeners.stop().await;
        assert_eq!(received, Received { received: 850, kept: 850, refused: 0, dropped: 0 });
        let actor = Actor::schedule();
        assert_eq!(sources(&house, &actor).await.unwrap().keys().collect::<Vec<_>>(), ["syslog-127.0.0.1"]);
        let digested = digest_logs(&house, &actor).await.unwrap();
        assert_eq!((digested.events, digested.unreadable), (850, Vec::<String>::new()));
        house.vaults().close();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn told_to_stop_it_still_takes_what_is_on_its_way() {
        let (house, _scratch) = at_rest().await;
        let listening = Listening { udp: None, tcp: Some("127.0.0.1:0".parse().unwrap()), tls: None };
        let listeners = listen_for_logs(&house, listening).await.unwrap();
        let mut stream = TcpStream::connect(listeners.tcp.unwrap()).await.unwrap();
        let lines: Vec<String> = (0..5_000).map(|number| format!("<13>1 2026-01-19T10:00:00+09:00 host app - - - No.{number}\n")).collect();
        stream.write_all(lines.concat().as_bytes()).await.unwrap();
        // the sender does not end
        let received = listeners.stop().await;
        assert_eq!(received, Received { received: 5_000, kept: 5_000, refused: 0, dropped: 0 });
        drop(stream);
        house.vaults().close();
    }
}
