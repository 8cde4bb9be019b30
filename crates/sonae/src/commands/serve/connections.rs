//! How many may be connected, and how long a connection may say nothing: slow or idle clients do not keep others out.
//!
//! While a request is being answered the connection may wait as long as the answer takes. Otherwise a whole request head must
//! come within [`PATIENCE`], and a client must take what it is sent. Deliberately not here: how long a body may take, and how
//! often somebody may ask (crate `web`).

use std::collections::HashMap;
use std::future::{Ready, ready};
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};
use tower::Service;

/// How long a connection may stand without a request in work, or without taking what it is sent.
const PATIENCE: Duration = Duration::from_secs(30);
/// Connections at once.
const ALL: usize = 512;
/// Connections at once from one other machine. A proxy on this machine may have all.
const EACH: usize = 64;

/// Lets connections in while there is room.
#[derive(Debug, Clone, Default)]
pub(super) struct Doorkeeper {
    inside: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A place inside; given back when dropped.
#[derive(Debug)]
struct Seat {
    inside: Arc<Mutex<HashMap<IpAddr, usize>>>,
    who: IpAddr,
}

impl Doorkeeper {
    fn seat(&self, who: IpAddr) -> Option<Seat> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let full = inside.values().sum::<usize>() >= ALL;
        let theirs = inside.entry(who).or_default();
        if full || (*theirs >= EACH && !who.is_loopback()) {
            if *theirs == 0 {
                inside.remove(&who);
            }
            return None;
        }
        *theirs += 1;
        Some(Seat { inside: Arc::clone(&self.inside), who })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(theirs) = inside.get_mut(&self.who) {
            *theirs -= 1;
            if *theirs == 0 {
                inside.remove(&self.who);
            }
        }
    }
}

impl<S> Accept<TcpStream, S> for Doorkeeper {
    type Stream = Watched<TcpStream>;
    type Service = Counted<S>;
    type Future = Ready<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let seat = stream.peer_addr().and_then(|peer| {
            stream.set_nodelay(true)?;
            self.seat(peer.ip()).ok_or_else(|| io::Error::other("too many connections"))
        });
        ready(seat.map(|seat| {
            let working = Arc::new(AtomicUsize::new(0));
            let stream = Watched::new(stream, Some(seat), Arc::clone(&working));
            (stream, Counted { service, working })
        }))
    }
}

/// A stream that ends when nothing happens on it for too long.
#[derive(Debug)]
pub(super) struct Watched<T> {
    stream: T,
    _seat: Option<Seat>,
    working: Arc<AtomicUsize>,
    /// When the wait for a request ends; set while one is awaited
    reading: Option<Pin<Box<Sleep>>>,
    /// When the wait for the client to take something ends
    writing: Option<Pin<Box<Sleep>>>,
}

impl<T> Watched<T> {
    fn new(stream: T, seat: Option<Seat>, working: Arc<AtomicUsize>) -> Self {
        Self { stream, _seat: seat, working, reading: None, writing: None }
    }

    /// Watches a write: progress begins a new wait.
    fn wait_to_write<R>(&mut self, outcome: Poll<io::Result<R>>, context: &mut Context<'_>) -> Poll<io::Result<R>> {
        if outcome.is_ready() {
            self.writing = None;
            self.reading = None;
            return outcome;
        }
        ready!(waited(&mut self.writing, context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

/// Begins to wait, or goes on; ready when it was too long.
fn waited(wait: &mut Option<Pin<Box<Sleep>>>, context: &mut Context<'_>) -> Poll<()> {
    wait.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + PATIENCE))).as_mut().poll(context)
}

impl<T: AsyncRead + Unpin> AsyncRead for Watched<T> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.working.load(Ordering::Relaxed) > 0 {
            this.reading = None;
            return Pin::new(&mut this.stream).poll_read(context, buffer);
        }
        // single bytes do not buy more time: the wait is for the whole head
        if waited(&mut this.reading, context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut this.stream).poll_read(context, buffer)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.wait_to_write(outcome, context)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.wait_to_write(outcome, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_shutdown(context);
        self.wait_to_write(outcome, context)
    }
}

/// A service that says whether a request is being answered.
#[derive(Debug, Clone)]
pub(super) struct Counted<S> {
    service: S,
    working: Arc<AtomicUsize>,
}

/// One request in work; counted down when dropped, however it ended.
struct Work(Arc<AtomicUsize>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl<R, S: Service<R>> Service<R> for Counted<S>
where
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        self.working.fetch_add(1, Ordering::Relaxed);
        let work = Work(Arc::clone(&self.working));
        let answer = self.service.call(request);
        Box::pin(async move {
            let answered = answer.await;
            drop(work);
            answered
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    #[test]
    fn one_machine_cannot_take_all_places() {
        let door = Doorkeeper::default();
        let greedy: IpAddr = "192.0.2.1".parse().unwrap();
        let seats: Vec<Seat> = (0..EACH).map(|_| door.seat(greedy).unwrap()).collect();
        assert!(door.seat(greedy).is_none());
        assert!(door.seat("192.0.2.2".parse().unwrap()).is_some());
        drop(seats);
        assert!(door.seat(greedy).is_some());
        assert_eq!(door.inside.lock().unwrap().len(), 0, "nobody is remembered");
    }

    #[test]
    fn there_is_an_end_to_places() {
        let door = Doorkeeper::default();
        let own: IpAddr = "127.0.0.1".parse().unwrap();
        let seats: Vec<Seat> = (0..ALL).map(|_| door.seat(own).unwrap()).collect();
        assert!(door.seat("192.0.2.2".parse().unwrap()).is_none());
        assert_eq!(door.inside.lock().unwrap().len(), 1);
        drop(seats);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_comes_byte_by_byte_is_cut_off() {
        let (mut client, server) = duplex(1024);
        let mut server = Watched::new(server, None, Arc::default());
        let begun = Instant::now();
        tokio::spawn(async move {
            loop {
                if client.write_all(b"x").await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        });
        let mut all = Vec::new();
        assert_eq!(server.read_to_end(&mut all).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() < PATIENCE + Duration::from_secs(6), "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_may_take_its_time() {
        let (mut client, server) = duplex(1024);
        let working = Arc::new(AtomicUsize::new(1));
        let mut server = Watched::new(server, None, working);
        tokio::spawn(async move {
            tokio::time::sleep(PATIENCE * 10).await;
            client.write_all(b"late").await.unwrap();
        });
        let mut all = String::new();
        server.read_to_string(&mut all).await.unwrap();
        assert_eq!(all, "late");
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_nothing_is_cut_off() {
        let (_client, server) = duplex(8);
        let mut server = Watched::new(server, None, Arc::new(AtomicUsize::new(1)));
        assert_eq!(server.write_all(&[0; 64]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
