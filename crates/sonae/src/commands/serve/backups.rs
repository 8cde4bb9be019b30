//! Backups by themselves while the server runs.

use std::time::Duration;

use sonae_app::backups::Schedule;
use sonae_web::Web;

/// How often it is looked whether one is due.
const EVERY: Duration = Duration::from_mins(1);

/// Looks for ever.
pub(super) async fn by_themselves(web: Web) {
    let mut schedule = Schedule::default();
    loop {
        tokio::time::sleep(EVERY).await;
        match schedule.look(&web.house).await {
            Some(Ok(made)) => tracing::info!(name = made.name, bytes = made.bytes, "a backup was made"),
            Some(Err(error)) => tracing::error!("no backup could be made: {error}"),
            None => {}
        }
    }
}
