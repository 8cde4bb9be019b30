//! Syslog over UDP: one message a datagram (RFC 5426).

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use sonae_logs::syslog::trimmed;
use tokio::net::UdpSocket;
use tokio::sync::mpsc::{Sender, channel};
use tokio_util::sync::CancellationToken;

use super::intake::Intake;

/// Longest datagram.
const LONGEST: usize = 65_535;
/// Datagrams that are taken together, when so many have come.
const TOGETHER: usize = 1024;
/// Handfuls that wait for the disk.
const WAITING: usize = 64;
/// How often the system is asked what it threw away.
const LOOK: Duration = Duration::from_secs(10);

/// What has come, by sender.
type Come = BTreeMap<IpAddr, Vec<Vec<u8>>>;

/// Takes datagrams until it is told to stop. Reading does not wait for the disk, so that the system's small buffer is emptied in time;
/// what waits here is bounded.
pub(super) async fn take(intake: Arc<Intake>, socket: UdpSocket, stop: CancellationToken) {
    let (hand, mut come) = channel(WAITING);
    let port = socket.local_addr().map(|address| address.port()).unwrap_or_default();
    let keeping = async {
        let mut known = thrown_away(port).unwrap_or_default();
        let mut clock = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                biased;
                batch = come.recv() => match batch {
                    Some(batch) => keep(&intake, batch).await,
                    None => return look(&intake, port, &mut known).await,
                },
                _ = clock.tick() => look(&intake, port, &mut known).await,
            }
        }
    };
    // the socket stays open until the system was asked a last time
    tokio::join!(read(&socket, hand, stop), keeping);
}

/// Reads until it is told to stop, and then everything that lies in the system's buffer: it has been received.
async fn read(socket: &UdpSocket, hand: Sender<Come>, stop: CancellationToken) {
    let mut buffer = vec![0; LONGEST];
    let mut stopping = false;
    loop {
        if !stopping {
            tokio::select! {
                biased;
                ready = socket.readable() => if let Err(error) = ready {
                    tracing::error!("datagrams cannot be received any more: {error}");
                    return;
                },
                () = stop.cancelled() => stopping = true,
            }
        }
        let (count, batch) = gather(socket, &mut buffer);
        if !batch.is_empty() && hand.send(batch).await.is_err() || stopping && count == 0 {
            return;
        }
    }
}

async fn look(intake: &Intake, port: u16, known: &mut u64) {
    let now = thrown_away(port).unwrap_or_default();
    if now > *known {
        intake.dropped(now - *known).await;
        *known = now;
    }
}

/// What has come: how many datagrams, and those that say something, by sender, in its order.
fn gather(socket: &UdpSocket, buffer: &mut [u8]) -> (usize, Come) {
    let mut come = Come::new();
    for count in 0..TOGETHER {
        let Ok((length, sender)) = socket.try_recv_from(buffer) else { return (count, come) };
        let message = trimmed(&buffer[..length]);
        if !message.is_empty() {
            come.entry(sender.ip()).or_default().push(message.to_vec());
        }
    }
    (TOGETHER, come)
}

async fn keep(intake: &Intake, come: Come) {
    for (sender, messages) in come {
        let kept = match intake.source_of(sender).await {
            Ok(source) => intake.keep(&source, messages).await,
            Err(error) => Err(error),
        };
        if let Err(error) = kept {
            tracing::error!(%sender, "datagrams were not kept: {error}");
            // the vault is opened anew; trying at once would only fill the log
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// How many datagrams for this port the system threw away since it began; `None` where it does not tell.
fn thrown_away(port: u16) -> Option<u64> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let tables = ["/proc/net/udp", "/proc/net/udp6"].map(|path| std::fs::read_to_string(path).unwrap_or_default());
    Some(tables.iter().map(|table| dropped_in(table, port)).sum())
}

/// The column `drops` of the sockets on this port.
fn dropped_in(table: &str, port: u16) -> u64 {
    let wanted = format!(":{port:04X}");
    let of = |line: &str| {
        let mut columns = line.split_whitespace();
        let ours = columns.nth(1)?.ends_with(&wanted);
        columns.next_back()?.parse::<u64>().ok().filter(|_| ours)
    };
    table.lines().skip(1).filter_map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_threw_away_is_read_from_its_table() {
        let table = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n  \
                     123: 0100007F:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 12345 2 0000000000000000 17\n  \
                     124: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 12346 2 0000000000000000 4\n";
        assert_eq!((dropped_in(table, 514), dropped_in(table, 53), dropped_in(table, 1)), (17, 4, 0));
    }
}
