//! A bucket of S3-compatible storage as the place of a lake.
//!
//! Everything here waits until the storage has answered. Connections live on threads of their own, so that they outlast the
//! question for which they were made. Deliberately not here: which files belong to the lake.

use std::fmt;
use std::fs::File;
use std::future::Future;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::client::SpawnedReqwestConnector;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{
    Certificate, ClientOptions, Error, MultipartUpload, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig,
};
use tokio::runtime::Runtime;
use url::Url;

use crate::lake::LakeError;
use crate::place::Tag;
use crate::remote::{Secret, guarded};

/// Bytes sent at once; S3 takes no smaller pieces than 5 MiB but the last.
const PIECE: usize = 8 << 20;
/// How long is tried again before the storage counts as not answering.
const PATIENCE: Duration = Duration::from_secs(20);

/// S3-compatible storage, and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3 {
    /// `s3://bucket` or `s3://bucket/prefix`
    pub url: Url,
    /// Address of storage that is not Amazon's: `https://s3.example:9000`
    pub endpoint: Option<Url>,
    /// Region; what storage elsewhere does not ask for
    pub region: String,
    /// Access key id
    pub key_id: String,
    /// Secret access key
    pub key: Secret,
    /// Session token, where keys are lent for a time
    pub token: Option<Secret>,
    /// Authorities (PEM) that vouch for the storage's certificate, beside those of the system
    pub authorities: Option<Vec<u8>>,
    /// Whether an endpoint without TLS is allowed on another machine too
    pub plain: bool,
}

/// An opened bucket.
pub(crate) struct Bucket {
    store: Arc<dyn ObjectStore>,
    url: String,
    // None only while it is dropped
    runtime: Option<Runtime>,
}

impl fmt::Debug for Bucket {
    // without the keys that the store holds
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({})", self.store)
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // may happen on a thread on which nobody may wait
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Bucket {
    /// Opens it; nothing is asked yet.
    pub(crate) fn open(settings: &S3) -> Result<Self, LakeError> {
        let wrong = |error: Error| LakeError::Settings(error.to_string());
        let bucket = settings.url.host_str().filter(|_| settings.url.scheme() == "s3");
        let bucket = bucket.ok_or_else(|| LakeError::Settings(format!("{} is not s3://bucket/prefix", settings.url)))?;
        let mut client = ClientOptions::new().with_connect_timeout(Duration::from_secs(5)).with_timeout(Duration::from_mins(5));
        if let Some(authorities) = &settings.authorities {
            for authority in Certificate::from_pem_bundle(authorities).map_err(wrong)? {
                client = client.with_root_certificate(authority);
            }
        }
        if let Some(endpoint) = &settings.endpoint {
            guarded(endpoint, settings.plain)?;
            client = client.with_allow_http(endpoint.scheme() == "http");
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("lake-s3")
            .enable_all()
            .build()
            .map_err(|error| LakeError::Settings(error.to_string()))?;
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(&settings.region)
            .with_access_key_id(&settings.key_id)
            .with_secret_access_key(settings.key.reveal())
            .with_client_options(client)
            .with_retry(RetryConfig { max_retries: 5, retry_timeout: PATIENCE, ..RetryConfig::default() })
            .with_http_connector(SpawnedReqwestConnector::new(runtime.handle().clone()));
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/')).with_virtual_hosted_style_request(false);
        }
        if let Some(token) = &settings.token {
            builder = builder.with_token(token.reveal());
        }
        let prefix = Key::from_url_path(settings.url.path()).map_err(|error| LakeError::Settings(error.to_string()))?;
        let store = PrefixStore::new(builder.build().map_err(wrong)?, prefix);
        Ok(Self { store: Arc::new(store), url: settings.url.as_str().trim_end_matches('/').to_owned(), runtime: Some(runtime) })
    }

    /// All of it.
    pub(crate) fn store(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.store)
    }

    /// How a file is called when people are told of it.
    pub(crate) fn shown(&self, key: &str) -> PathBuf {
        PathBuf::from(format!("{}/{key}", self.url))
    }

    /// A small file with its tag; `None` when it is not there.
    pub(crate) fn read(&self, key: &str) -> Result<Option<(Vec<u8>, Tag)>, LakeError> {
        let store = self.store();
        let read = self.wait(key, async move {
            let found = store.get(&Key::from(key)).await?;
            let tag = found.meta.e_tag.clone();
            Ok((found.bytes().await?.to_vec(), tag))
        });
        match read {
            Err(Error::NotFound { .. }) => Ok(None),
            other => other.map(Some).map_err(|error| self.failed(key, error)),
        }
    }

    /// Writes a small file in one piece; gives its tag.
    pub(crate) fn write(&self, key: &str, bytes: &[u8], mode: PutMode) -> Result<Tag, LakeError> {
        let (store, payload) = (self.store(), PutPayload::from(bytes.to_vec()));
        let put = self.wait(key, async move { store.put_opts(&Key::from(key), payload, PutOptions::from(mode)).await });
        match put {
            Err(Error::Precondition { .. } | Error::AlreadyExists { .. }) => Err(LakeError::Busy),
            other => other.map(|put| put.e_tag).map_err(|error| self.failed(key, error)),
        }
    }

    /// Sends a file; it is seen only when all of it has arrived.
    pub(crate) fn send(&self, from: &Path, key: &str) -> Result<(), LakeError> {
        let store = self.store();
        let sent = self.wait(key, async move {
            let mut file = tokio::fs::File::open(from).await.map_err(generic)?;
            let first = piece(&mut file).await?;
            if first.len() < PIECE {
                return store.put(&Key::from(key), first.into()).await.map(drop);
            }
            let mut upload = store.put_multipart(&Key::from(key)).await?;
            let sent = pieces(upload.as_mut(), &mut file, first).await;
            if sent.is_err()
                && let Err(error) = upload.abort().await
            {
                tracing::debug!(%error, "pieces of a file that was not sent stay in the storage");
            }
            sent
        });
        sent.map_err(|error| self.failed(key, error))
    }

    /// Fetches a file whole.
    pub(crate) fn fetch(&self, key: &str, to: &Path) -> Result<(), LakeError> {
        let store = self.store();
        let fetched = self.wait(key, async move {
            let mut file = File::create(to).map_err(generic)?;
            let mut stream = store.get(&Key::from(key)).await?.into_stream();
            while let Some(bytes) = stream.next().await {
                file.write_all(&bytes?).map_err(generic)?;
            }
            Ok(())
        });
        match fetched {
            Err(Error::NotFound { .. }) => Err(LakeError::Damaged(self.shown(key))),
            other => other.map_err(|error| self.failed(key, error)),
        }
    }

    /// Removes a file; one that is not there is removed.
    pub(crate) fn remove(&self, key: &str) -> Result<(), LakeError> {
        let store = self.store();
        match self.wait(key, async move { store.delete(&Key::from(key)).await }) {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed(key, error)),
        }
    }

    /// Names and sizes of all files that begin with this.
    pub(crate) fn list(&self, folder: &str) -> Result<Vec<(String, u64)>, LakeError> {
        let store = self.store();
        let listed = self.wait(folder, async move {
            store.list(Some(&Key::from(folder))).map_ok(|meta| (meta.location.to_string(), meta.size)).try_collect::<Vec<_>>().await
        });
        listed.map_err(|error| self.failed(folder, error))
    }

    /// Waits, on a thread on which one may.
    fn wait<T: Send>(&self, key: &str, work: impl Future<Output = Result<T, Error>> + Send) -> Result<T, Error> {
        let gone = || generic(std::io::Error::other(format!("the connection for {key} is gone")));
        let Some(runtime) = &self.runtime else { return Err(gone()) };
        std::thread::scope(|scope| scope.spawn(move || runtime.block_on(work)).join()).unwrap_or_else(|_| Err(gone()))
    }

    fn failed(&self, key: &str, error: Error) -> LakeError {
        LakeError::Io { path: self.shown(key), source: std::io::Error::other(error) }
    }
}

fn generic(error: std::io::Error) -> Error {
    Error::Generic { store: "lake", source: Box::new(error) }
}

/// The next bytes of a file; fewer than a whole piece at its end.
async fn piece(file: &mut tokio::fs::File) -> Result<Vec<u8>, Error> {
    use tokio::io::AsyncReadExt;
    let mut bytes = Vec::with_capacity(PIECE);
    file.take(PIECE as u64).read_to_end(&mut bytes).await.map_err(generic)?;
    Ok(bytes)
}

async fn pieces(upload: &mut dyn MultipartUpload, file: &mut tokio::fs::File, first: Vec<u8>) -> Result<(), Error> {
    let mut next = first;
    while !next.is_empty() {
        upload.put_part(next.into()).await?;
        next = piece(file).await?;
    }
    upload.complete().await.map(drop)
}
