//! The access logs while the server runs: what is received, digested, sealed by itself.

use sonae_app::logs::{ServerFiles, run_logs};
use sonae_web::Web;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::certificate::Source;

/// At work until it is stopped.
pub(super) struct Logs {
    stop: oneshot::Sender<()>,
    work: JoinHandle<()>,
}

impl Logs {
    /// Begins. Syslog over TLS is received with the certificate of the pages.
    pub(super) fn begin(web: &Web, source: Option<&Source>) -> Self {
        let (stop, told) = oneshot::channel::<()>();
        let files = ServerFiles { certificate: source.map(Source::files) };
        let web = web.clone();
        let work = tokio::spawn(async move { run_logs(&web.house, files, async move { drop(told.await) }).await });
        Self { stop, work }
    }

    /// Stops: what was received lies on disk when this returns.
    pub(super) async fn stop(self) {
        let _ = self.stop.send(());
        if let Err(error) = self.work.await {
            tracing::error!("the access logs were broken off: {error}");
        }
    }
}
