//! Progress bars for long work, on the error stream, and only where a person looks at it.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sonae_app::words::text;

/// A bar that counts to `all` (0: a spinner), headed by a message of the locale.
pub(crate) fn bar(key: &str, all: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = if all == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(all) };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
    let template = if all == 0 { "{spinner} {prefix} {msg}" } else { "{prefix} [{bar:30}] {pos}/{len} {msg}" };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(text(key, &[]));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
