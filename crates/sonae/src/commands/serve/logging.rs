//! Log lines on the error stream, in English, for whoever looks after the machine. `SONAE_LOG` chooses what is said.

use tracing_subscriber::EnvFilter;

/// Our own lines from `info` on; others' from `warn` on.
const DEFAULT: &str = "warn,sonae=info,sonae_app=info,sonae_store=info,sonae_web=info";

/// Begins to write log lines. Later calls change nothing.
pub(super) fn begin() {
    let filter = EnvFilter::try_from_env("SONAE_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).try_init();
}
