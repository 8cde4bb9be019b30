//! The witness over HTTP (C2SP tlog-witness): one address, `POST /add-checkpoint`. It speaks of nothing else and knows no users.
//!
//! Deliberately not here: what it remembers (crate `vault`).

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use sonae_app::logs::terms::Witness;
use sonae_app::ports::{Clock, SystemClock};

/// Longest request.
const BODY: usize = 256 << 10;

/// Answers until it is told to stop. `listening` hears the address.
pub async fn serve(
    witness: Witness,
    address: SocketAddr,
    listening: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    listening(listener.local_addr()?);
    let router =
        Router::new().route("/add-checkpoint", post(add_checkpoint)).layer(DefaultBodyLimit::max(BODY)).with_state(Arc::new(witness));
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

async fn add_checkpoint(State(witness): State<Arc<Witness>>, body: Bytes) -> Response {
    let answered = tokio::task::spawn_blocking(move || witness.add_checkpoint(&body, SystemClock.now())).await;
    match answered {
        Ok(Ok(cosignature)) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], cosignature).into_response(),
        Ok(Err(refusal)) => {
            tracing::warn!("a checkpoint was not cosigned: {refusal}");
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let (kind, body) = refusal.body();
            (status, [(header::CONTENT_TYPE, kind)], body).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
