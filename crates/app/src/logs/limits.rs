//! What the institution sets for its access logs: hours, limits, listeners, outside anchors. All listeners are off by default.

use std::net::SocketAddr;
use std::path::Path;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_domain::access::Permission;
use sonae_vault::VerifierKey;

use super::fault::LogsError;
use crate::actor::Actor;
use crate::house::House;
use crate::records::SETTINGS;
use crate::settings::Settings;

/// Settings of the access logs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct LogSettings {
    /// What is noticed
    pub limits: LogLimits,
    /// Syslog over UDP: address and port; "" = off
    pub udp: String,
    /// Syslog over TCP
    pub tcp: String,
    /// Syslog over TLS, with the server's certificate
    pub tls: String,
    /// PEM file of the authority that signed the senders' certificates; "" = senders need none
    pub tls_clients: String,
    /// Folder into which files of logs are dropped, one folder a source; "" = none
    pub watched: String,
    /// Folder of the institution's own Sigma rules; "" = none
    pub rules: String,
    /// Days that evidence is kept; 0 = for ever
    pub retention_days: u32,
    /// Address of the witness on a second machine; "" = none
    pub witness: String,
    /// Verifier lines of witnesses that are trusted
    pub witness_keys: Vec<String>,
    /// Address of the time-stamp authority; "" = none
    pub stamp: String,
    /// PEM file of the authority's certificates
    pub stamp_anchors: String,
}

/// What is noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct LogLimits {
    /// Working hours: from
    pub from: Time,
    /// Working hours: to
    pub to: Time,
    /// Working days, Monday = 1 … Sunday = 7
    pub days: Vec<i8>,
    /// Closed on these days
    pub holidays: Vec<Date>,
    /// More different patients by one user within an hour are noticed
    pub patients_an_hour: u32,
    /// So many failures of one user within ten minutes before a success are noticed
    pub failures_before_success: u32,
    /// More records in one export or print are noticed
    pub bulk_records: u32,
}

impl Default for LogLimits {
    fn default() -> Self {
        let hours = sonae_logs::Hours::default();
        Self {
            from: hours.from,
            to: hours.to,
            days: hours.days,
            holidays: Vec::new(),
            patients_an_hour: 60,
            failures_before_success: 5,
            bulk_records: 100,
        }
    }
}

/// Changes them.
pub async fn change_log_settings(house: &House, actor: &Actor, logs: &LogSettings) -> Result<(), LogsError> {
    actor.require(Permission::ManageLogs)?;
    let wrong = wrong(logs);
    if !wrong.is_empty() {
        return Err(LogsError::Values(wrong));
    }
    let before = house.settings().await?;
    let detail = json!({ "from": before.logs, "to": logs });
    let settings = Settings { logs: logs.clone(), ..before };
    let mut tx = house.store.begin().await?;
    settings.keep(&mut tx).await?;
    tx.commit_if_changed(house.event(actor, "logs.settings-changed", SETTINGS, detail)).await?;
    Ok(())
}

/// The settings as TOML.
pub fn log_settings_text(logs: &LogSettings) -> Result<String, String> {
    toml::Table::try_from(logs).and_then(|table| toml::to_string(&table)).map_err(|error| error.to_string())
}

/// The settings with what stands in this TOML instead; what does not stand in it stays. The error is the parser's own word.
pub fn log_settings_changed_by(before: &LogSettings, text: &str) -> Result<LogSettings, String> {
    let mut all = toml::Table::try_from(before).map_err(|error| error.to_string())?;
    lay_over(&mut all, text.parse::<toml::Table>().map_err(|error| error.to_string())?)?;
    all.try_into().map_err(|error| error.to_string())
}

/// A name that is none of ours is a slip, and told.
fn lay_over(all: &mut toml::Table, changed: toml::Table) -> Result<(), String> {
    for (name, value) in changed {
        match (all.get_mut(&name), value) {
            (Some(toml::Value::Table(all)), toml::Value::Table(changed)) => lay_over(all, changed)?,
            (Some(place), value) => *place = value,
            (None, _) => return Err(format!("unknown setting: {name}")),
        }
    }
    Ok(())
}

/// The names of the fields whose values cannot be.
fn wrong(logs: &LogSettings) -> Vec<&'static str> {
    let off_or = |text: &str, fits: fn(&str) -> bool| text.is_empty() || fits(text);
    let address = |text: &str| text.parse::<SocketAddr>().is_ok();
    let place = |text: &str| Path::new(text).is_absolute();
    let url = |text: &str| text.starts_with("http://") || text.starts_with("https://");
    let limits = &logs.limits;
    let checks = [
        ("udp", off_or(&logs.udp, address)),
        ("tcp", off_or(&logs.tcp, address)),
        ("tls", off_or(&logs.tls, address)),
        ("tls_clients", off_or(&logs.tls_clients, place)),
        ("watched", off_or(&logs.watched, place)),
        ("rules", off_or(&logs.rules, place)),
        ("witness", off_or(&logs.witness, url)),
        ("witness_keys", logs.witness_keys.iter().all(|line| VerifierKey::parse(line.trim()).is_ok())),
        ("stamp", off_or(&logs.stamp, url)),
        ("stamp_anchors", off_or(&logs.stamp_anchors, place)),
        ("hours", limits.from != limits.to),
        ("days", limits.days.iter().all(|day| (1..=7).contains(day))),
        ("patients_an_hour", limits.patients_an_hour > 0),
        ("failures_before_success", limits.failures_before_success > 0),
        ("bulk_records", limits.bulk_records > 0),
    ];
    checks.into_iter().filter(|(_, fits)| !fits).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_written_as_text_and_changed_by_one_that_names_only_some() {
        let usual = LogSettings::default();
        assert_eq!(log_settings_changed_by(&usual, &log_settings_text(&usual).unwrap()).unwrap(), usual);
        let text = "udp = \"0.0.0.0:514\"\nretention-days = 400\n[limits]\nfrom = \"09:00:00\"\n";
        let changed = log_settings_changed_by(&usual, text).unwrap();
        assert_eq!(
            (changed.udp.as_str(), changed.retention_days, changed.limits.from),
            ("0.0.0.0:514", 400, jiff::civil::time(9, 0, 0, 0))
        );
        assert_eq!((changed.tcp, changed.limits.to), (usual.tcp.clone(), usual.limits.to));
        for slip in ["upd = \"x\"", "[limits]\nform = \"09:00:00\"", "retention-days = \"many\"", "udp ="] {
            assert!(log_settings_changed_by(&usual, slip).is_err(), "{slip}");
        }
    }

    #[test]
    fn listeners_are_off_by_default_and_what_cannot_be_is_named() {
        let usual = LogSettings::default();
        assert!(usual.udp.is_empty() && usual.tcp.is_empty() && usual.tls.is_empty() && wrong(&usual).is_empty());
        let odd = LogSettings { udp: "514".into(), watched: "logs".into(), stamp: "tsa.example".into(), ..usual };
        assert_eq!(wrong(&odd), ["udp", "watched", "stamp"]);
    }
}
