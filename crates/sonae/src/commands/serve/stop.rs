//! When to stop: Ctrl-C, the system's own request (SIGTERM; on Windows the console closes or the machine shuts down).

use std::net::SocketAddr;
use std::time::Duration;

use axum_server::Handle;
use sonae_app::words::text;

/// Waits until it is told, then lets no new request in and gives running ones this long.
pub(super) async fn when_told(handle: Handle<SocketAddr>, farewell: Duration) {
    told_to_stop().await;
    say!("{}", text("ops-stopping", &[]));
    handle.graceful_shutdown(Some(farewell));
    // who asks twice does not want to wait
    told_to_stop().await;
    handle.shutdown();
}

/// Waits until it is told.
#[cfg(unix)]
pub(crate) async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// Waits until it is told.
#[cfg(windows)]
pub(crate) async fn told_to_stop() {
    use tokio::signal::windows::{ctrl_close, ctrl_shutdown};
    let (Ok(mut close), Ok(mut shutdown)) = (ctrl_close(), ctrl_shutdown()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = close.recv() => {}
        _ = shutdown.recv() => {}
    }
}
