//! One question on several machines: the machines that help, and how they are reached.
//!
//! Before a question is asked, each worker is asked which version it is: one that does not answer, or that another version of this
//! program runs on, is left out. Connections live on threads of their own, so that they outlast the question for which they were
//! made. Deliberately not here: what a worker does (`worker`), and what becomes of a question that the workers do not answer (`lake`).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use datafusion::common::{DataFusionError, Result, exec_datafusion_err};
use datafusion::execution::SessionStateBuilder;
use datafusion_distributed::grpc::{BoxCloneSyncChannel, create_worker_client};
use datafusion_distributed::{
    ChannelResolver, DistributedExt, GetWorkerInfoRequest, SessionStateBuilderExt, WorkerChannel, WorkerResolver,
};
use futures::future::join_all;
use tokio::runtime::Runtime;
use tonic::codegen::http::{HeaderMap, HeaderValue};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};
use url::Url;

use crate::lake::LakeError;
use crate::remote::{Tls, guarded};

/// What a worker must say of itself: pieces of a question are understood by the same version only.
pub(crate) const VERSION: &str = concat!("sonae ", env!("CARGO_PKG_VERSION"));
/// The header that tells a worker in which zone times without a zone are read.
pub(crate) const ZONE: &str = "x-sonae-zone";

/// How long a worker may take to answer at all.
const GREETING: Duration = Duration::from_secs(2);
/// How long a worker that did not answer is not asked.
const REST: Duration = Duration::from_secs(30);
/// How long a connection may be silent while an answer is awaited.
const SILENCE: Duration = Duration::from_secs(10);

/// The machines that help to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workers {
    /// Their addresses: `https://10.0.0.5:8470`
    pub urls: Vec<Url>,
    /// How they know each other; nothing goes to another machine without, unless it was said so
    pub tls: Option<Tls>,
    /// Whether talking to another machine without TLS is allowed
    pub plain: bool,
    /// Bytes of files that are worth a piece of their own
    pub piece: usize,
    /// Whether a question that the workers do not answer fails; otherwise it is asked once more on this machine alone
    pub required: bool,
}

impl Workers {
    /// These, as usual.
    pub fn new(urls: Vec<Url>) -> Self {
        Self { urls, tls: None, plain: false, piece: 16 << 20, required: false }
    }
}

/// The workers of an opened lake.
#[derive(Debug)]
pub(crate) struct Cluster {
    workers: Workers,
    channels: Channels,
    resting: Mutex<HashMap<Url, Instant>>,
}

impl Cluster {
    /// Nothing is asked yet.
    pub(crate) fn new(workers: &Workers) -> std::result::Result<Self, LakeError> {
        for url in &workers.urls {
            guarded(url, workers.plain)?;
        }
        let channels = Channels::new(workers.tls.as_ref())?;
        Ok(Self { workers: workers.clone(), channels, resting: Mutex::default() })
    }

    /// Whether a question that the workers do not answer fails.
    pub(crate) fn required(&self) -> bool {
        self.workers.required
    }

    /// The workers that answer now.
    pub(crate) async fn ready(&self) -> Vec<Url> {
        let now = Instant::now();
        let asked: Vec<&Url> = {
            let mut resting = lock(&self.resting);
            resting.retain(|_, until| *until > now);
            self.workers.urls.iter().filter(|url| !resting.contains_key(*url)).collect()
        };
        let greeted = join_all(asked.iter().map(|url| tokio::time::timeout(GREETING, self.channels.greet(url)))).await;
        let mut ready = Vec::new();
        for (url, greeted) in asked.into_iter().zip(greeted) {
            let why = match greeted {
                Ok(Ok(version)) if version == VERSION => {
                    ready.push(url.clone());
                    continue;
                }
                Ok(Ok(version)) => format!("it is {version:?}, this is {VERSION:?}"),
                Ok(Err(error)) => error.strip_backtrace(),
                Err(_) => "no answer".to_owned(),
            };
            tracing::warn!(%url, "a worker of the lake is left out: {why}");
            self.channels.forget(url);
            lock(&self.resting).insert(url.clone(), now + REST);
        }
        ready
    }

    /// Has questions of a session shared among these workers.
    pub(crate) fn share(&self, session: SessionStateBuilder, ready: Vec<Url>, zone: &str) -> Result<SessionStateBuilder> {
        let mut headers = HeaderMap::new();
        headers.insert(ZONE, HeaderValue::from_str(zone).map_err(|error| exec_datafusion_err!("{error}"))?);
        session
            .with_distributed_worker_resolver(Ready(ready))
            .with_distributed_channel_resolver(self.channels.clone())
            .with_distributed_passthrough_headers(headers)?
            .with_distributed_metrics_collection(false)?
            .with_distributed_file_scan_config_bytes_per_partition(self.workers.piece.max(1))
            .map(SessionStateBuilderExt::with_distributed_planner)
    }
}

struct Ready(Vec<Url>);

impl WorkerResolver for Ready {
    fn get_urls(&self) -> Result<Vec<Url>> {
        Ok(self.0.clone())
    }
}

/// Connections to workers, one each.
#[derive(Debug, Clone)]
pub(crate) struct Channels(Arc<Open>);

struct Open {
    tls: Option<ClientTlsConfig>,
    open: Mutex<HashMap<Url, Channel>>,
    // None only while it is dropped
    runtime: Option<Runtime>,
}

impl fmt::Debug for Open {
    // without the key
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(lock(&self.open).keys().map(Url::as_str)).finish()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // may happen on a thread on which nobody may wait
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Channels {
    /// None is open yet.
    pub(crate) fn new(tls: Option<&Tls>) -> std::result::Result<Self, LakeError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("lake-net")
            .enable_all()
            .build()
            .map_err(|error| LakeError::Settings(error.to_string()))?;
        let tls = tls.map(|tls| {
            ClientTlsConfig::new()
                .ca_certificate(Certificate::from_pem(&tls.authority))
                .identity(Identity::from_pem(&tls.certificate, tls.key.reveal()))
        });
        Ok(Self(Arc::new(Open { tls, open: Mutex::default(), runtime: Some(runtime) })))
    }

    /// The version that a worker says it is.
    async fn greet(&self, url: &Url) -> Result<String> {
        let mut worker = self.get_worker_client_for_url(url).await?;
        Ok(worker.get_worker_info(GetWorkerInfoRequest {}).await?.version)
    }

    fn forget(&self, url: &Url) {
        lock(&self.0.open).remove(url);
    }

    async fn channel(&self, url: &Url) -> Result<Channel> {
        if let Some(open) = lock(&self.0.open).get(url) {
            return Ok(open.clone());
        }
        let wrong = |error: tonic::transport::Error| {
            let why = std::error::Error::source(&error).map_or_else(String::new, |source| format!(": {source}"));
            exec_datafusion_err!("{url}: {error}{why}")
        };
        let mut endpoint = Endpoint::from_shared(url.to_string())
            .map_err(wrong)?
            .connect_timeout(GREETING)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(SILENCE)
            .keep_alive_timeout(SILENCE);
        if let Some(tls) = self.0.tls.as_ref().filter(|_| url.scheme() == "https") {
            endpoint = endpoint.tls_config(tls.clone()).map_err(wrong)?;
        }
        let gone = || exec_datafusion_err!("{url}: the program is stopping");
        let runtime = self.0.runtime.as_ref().ok_or_else(gone)?;
        let connected = runtime.spawn(async move { endpoint.connect().await }).await;
        let channel = connected.map_err(|_| gone())?.map_err(wrong)?;
        lock(&self.0.open).insert(url.clone(), channel.clone());
        Ok(channel)
    }
}

#[async_trait]
impl ChannelResolver for Channels {
    async fn get_worker_client_for_url(&self, url: &Url) -> Result<Box<dyn WorkerChannel>, DataFusionError> {
        Ok(create_worker_client(BoxCloneSyncChannel::new(self.channel(url).await?)))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
