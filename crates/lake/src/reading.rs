//! What the engine may read: the files of this lake, and nothing else.
//!
//! A question, and even more a piece of one that another machine sends, names its files. Names are within the lake, whatever they
//! are, and nothing can be written. So a machine that answers pieces of questions needs no trust in who sends them but that the
//! rows may be read, and no credentials travel with a question: each machine has its own way to the files.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use datafusion::common::exec_err;
use datafusion::execution::object_store::ObjectStoreRegistry;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions,
    PutPayload, PutResult, Result,
};
use url::Url;

/// The address of the lake within the engine, whichever lake it is.
pub(crate) const URL: &str = "lake://files/";

/// The only files that there are, and only for reading.
#[derive(Debug, Clone)]
pub(crate) struct Reading(Arc<dyn ObjectStore>);

impl Reading {
    pub(crate) fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self(store)
    }
}

impl ObjectStoreRegistry for Reading {
    fn register_store(&self, _: &Url, _: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        None
    }

    fn get_store(&self, url: &Url) -> datafusion::common::Result<Arc<dyn ObjectStore>> {
        let own = URL.trim_end_matches('/') == &url[..url::Position::BeforePath];
        if own { Ok(Arc::new(self.clone())) } else { exec_err!("{url} is not the lake") }
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn refused(path: &Path) -> Error {
    Error::PermissionDenied { path: path.to_string(), source: "questions only read".into() }
}

#[async_trait]
impl ObjectStore for Reading {
    async fn put_opts(&self, location: &Path, _: PutPayload, _: PutOptions) -> Result<PutResult> {
        Err(refused(location))
    }

    async fn put_multipart_opts(&self, location: &Path, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Err(refused(location))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.0.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.0.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        locations.map(|location| location.and_then(|location| Err(refused(&location)))).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, _: &Path, to: &Path, _: CopyOptions) -> Result<()> {
        Err(refused(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use object_store::ObjectStoreExt;
    use object_store::memory::InMemory;

    #[tokio::test]
    async fn nothing_but_the_lake_is_there_and_nothing_can_be_changed() {
        let files = Arc::new(InMemory::new());
        let name = Path::from("by-patient/day=2026-11-21/a.parquet");
        files.put(&name, "x".into()).await.unwrap();
        let reading = Reading::new(files.clone());
        assert!(reading.get_store(&"file:///etc/".parse().unwrap()).is_err());
        assert!(reading.get_store(&"s3://bucket/".parse().unwrap()).is_err());
        assert!(reading.get_store(&"lake://other/".parse().unwrap()).is_err());
        let store = reading.get_store(&URL.parse().unwrap()).unwrap();
        assert_eq!(store.get(&name).await.unwrap().bytes().await.unwrap(), "x");
        assert!(store.put(&name, "y".into()).await.is_err());
        assert!(store.put_multipart(&name).await.is_err());
        assert!(store.delete(&name).await.is_err());
        assert!(store.copy(&name, &Path::from("b")).await.is_err());
        assert_eq!(files.get(&name).await.unwrap().bytes().await.unwrap(), "x");
    }
}
