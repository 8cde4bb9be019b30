//! `sonae logs settings`: the settings of the access logs as TOML; with a file, what stands in it is changed. A running server takes them up
//! within seconds.

use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::logs::{change_log_settings, log_settings_changed_by, log_settings_text};

use super::super::Outcome;
use super::told;
use crate::cli::LogsSettings;
use crate::failure::Failure;

pub(super) async fn run(house: &House, arguments: &LogsSettings) -> anyhow::Result<Outcome> {
    let mut settings = house.settings().await?.logs;
    if let Some(path) = &arguments.definition {
        let fault = |detail: &str| Failure::told("failure-read", &[("path", &path.display().to_string()), ("detail", detail)]);
        let read = std::fs::read_to_string(path).map_err(|error| fault(&error.to_string()))?;
        settings = log_settings_changed_by(&settings, &read).map_err(|detail| fault(&detail))?;
        change_log_settings(house, &Actor::command_line(), &settings).await.map_err(told)?;
    }
    let text = log_settings_text(&settings).map_err(|detail| Failure::told("failure-other", &[("detail", &detail)]))?;
    say!("{}", text.trim_end());
    house.store.clone().close().await?;
    Ok(Outcome::Good)
}
