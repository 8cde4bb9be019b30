//! What this installation is set to: one record, changed like any other, with history; and the use cases that change it.
//!
//! The institution and its figures are records of their own. Deliberately not here: what concerns the machine (addresses,
//! files: those are arguments and environment of `sonae serve`).

mod change_backup;
mod change_institution;
mod change_mail;
mod change_policy;
mod error;

pub use change_backup::change_backup;
pub use change_institution::change_institution;
pub use change_mail::{NewPassword, change_mail};
pub use change_policy::{FIGURES, Figure, change_policy, figures_of};
pub use error::ChangeError;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sonae_store::{StoreError, Tx};

use crate::logs::LogSettings;
use crate::records::{PROFILE, SETTINGS, own_record};

/// Settings of one installation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// Whether the questions of the first start are answered
    pub set_up: bool,
    /// Edition to work by; the newest where none is chosen
    pub edition: Option<String>,
    /// The invented hospital stands still on the day for which it was written
    pub as_of: Option<Date>,
    /// Which chapters of the guideline apply
    pub pattern: Option<Pattern>,
    /// Notifications
    pub mail: Mail,
    /// Own backups
    pub backup: Backup,
    /// Signing in
    pub accounts: Accounts,
    /// Access logs
    pub logs: LogSettings,
    /// Feeds that are fetched from their publishers, by name; none at first
    pub feed_downloads: BTreeSet<String>,
}

impl Settings {
    /// Makes them the installation's own.
    pub(crate) async fn keep(&self, tx: &mut Tx) -> Result<(), StoreError> {
        // behind the institution and the policy
        tx.put_record(PROFILE, own_record(SETTINGS, 2, self)).await?;
        Ok(())
    }
}

/// What holds for everybody who signs in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Accounts {
    /// Whether everybody needs a second factor
    pub second_factor_required: bool,
}

/// 参考パターン of the guideline's outline: where the systems run, and whether somebody is there for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pattern {
    /// On premises, with dedicated staff
    I,
    /// Cloud, with dedicated staff
    Ii,
    /// On premises, without
    Iii,
    /// Cloud, without
    Iv,
}

impl Pattern {
    /// From the two questions of the first start.
    pub fn of(cloud: bool, dedicated_staff: bool) -> Self {
        match (cloud, dedicated_staff) {
            (false, true) => Self::I,
            (true, true) => Self::Ii,
            (false, false) => Self::Iii,
            (true, false) => Self::Iv,
        }
    }

    /// As stored, and as the words of the locale (`pattern-…`) spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::I => "i",
            Self::Ii => "ii",
            Self::Iii => "iii",
            Self::Iv => "iv",
        }
    }
}

/// Notifications by mail; none by default. The password of the server is a secret and not kept here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Mail {
    /// Whether mail is sent at all
    pub on: bool,
    /// SMTP server
    pub host: String,
    /// Its port
    pub port: u16,
    /// How the connection is protected
    pub security: MailSecurity,
    /// User name at the server; "" for none
    pub user: String,
    /// Sender
    pub from: String,
    /// Who hears of due dates
    pub to: Vec<String>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailSecurity {
    /// TLS from the first byte
    #[default]
    Tls,
    /// STARTTLS, required
    StartTls,
    /// None: only inside a closed network
    None,
}

/// Own backups, made while the server runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Backup {
    /// How many generations are kept, at least 3
    pub generations: u32,
    /// Hours between two of them; 0 for none by themselves
    pub every_hours: u32,
    /// A second place (a USB disk, another machine's share); "" for none
    pub second_place: String,
}

impl Default for Backup {
    fn default() -> Self {
        Self { generations: 7, every_hours: 24, second_place: String::new() }
    }
}
