//! A machine that helps: it answers pieces of questions over the files of the lake, and cannot do anything else.
//!
//! Whoever may connect may read the whole lake. So a worker listens on this machine only, unless it knows who connects
//! (certificates of one authority on both sides) or it was said that the network may be trusted.

use std::future::Future;
use std::sync::Arc;

use datafusion::common::{Result, exec_datafusion_err};
use datafusion::execution::SessionState;
use datafusion::logical_expr::ScalarUDF;
use datafusion_distributed::{DistributedExt, Worker, WorkerQueryContext};
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Certificate, Identity, Server, ServerTlsConfig};

use crate::around;
use crate::cluster::{Channels, VERSION, ZONE};
use crate::lake::{Lake, LakeError};
use crate::remote::Tls;
use crate::session::configure;
use crate::words::HasWords;

impl Lake {
    /// Answers pieces of questions about this lake until `stop`, on a listener that is open. Without `tls` the address must be one
    /// of this machine itself, unless `plain`.
    pub async fn work(
        &self,
        listener: std::net::TcpListener,
        tls: Option<&Tls>,
        plain: bool,
        stop: impl Future<Output = ()>,
    ) -> Result<(), LakeError> {
        let settings = |error: &dyn std::fmt::Display| LakeError::Settings(error.to_string());
        let address = listener.local_addr().map_err(|error| settings(&error))?;
        if tls.is_none() && !plain && !address.ip().is_loopback() {
            return Err(LakeError::Settings(format!("{address} can be reached from other machines, and there are no certificates")));
        }
        listener.set_nonblocking(true).map_err(|error| settings(&error))?;
        let listener = TcpListener::from_std(listener).map_err(|error| settings(&error))?;
        let channels = Channels::new(tls)?;
        let build = move |asked: WorkerQueryContext| {
            let built = session(asked, &channels);
            async move { built }
        };
        let worker = Worker::from_session_builder(build).with_runtime_env(self.engine()).with_version(VERSION);
        let mut server = Server::builder();
        if let Some(tls) = tls {
            let config = ServerTlsConfig::new()
                .identity(Identity::from_pem(&tls.certificate, tls.key.reveal()))
                .client_ca_root(Certificate::from_pem(&tls.authority));
            server = server.tls_config(config).map_err(|error| settings(&chain(&error)))?;
        }
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        let served = server.add_service(worker.into_worker_server()).serve_with_incoming_shutdown(incoming, stop).await;
        served.map_err(|error| settings(&chain(&error)))
    }
}

/// The session in which a piece is reckoned: that of whoever asks, over the files of this machine.
fn session(asked: WorkerQueryContext, channels: &Channels) -> Result<SessionState> {
    let zone = asked.headers.get(ZONE).and_then(|zone| zone.to_str().ok()).filter(|zone| around::zone(zone).is_ok());
    let zone = zone.ok_or_else(|| exec_datafusion_err!("the zone is not told"))?.to_owned();
    let mut builder = asked.builder;
    builder.scalar_functions().get_or_insert_default().push(Arc::new(ScalarUDF::from(HasWords::new())));
    configure(builder.config().get_or_insert_default().options_mut(), &zone);
    Ok(builder.with_distributed_channel_resolver(channels.clone()).build())
}

fn chain(error: &tonic::transport::Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}
