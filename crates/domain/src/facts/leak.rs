//! What of the institution stands on a list of leaked credentials (of an ISAC, the police, a vendor).
//!
//! Only that it stands there, on which list, and when that was found: never the secret, nor anything else of the list.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Facts;
use crate::ledger::Account;

/// What of ours stands on the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeakedWhat {
    /// The name of an account
    #[default]
    Account,
    /// A mail address
    Mail,
    /// The name of a machine
    Host,
    /// An address of the institution in the internet
    Address,
}

/// One hit.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Leak {
    /// What it is
    pub what: LeakedWhat,
    /// It, as the institution's own ledger spells it (never as the list does)
    pub name: String,
    /// Key of the account or of the machine that it belongs to
    pub of: String,
    /// Name of the list
    pub list: String,
    /// Day on which the list was looked through
    pub found_on: Date,
    /// Day on which somebody dealt with it; `None`: nobody has yet
    pub settled_on: Option<Date>,
}

impl Leak {
    /// Whether it is about an account, as opposed to a machine.
    pub fn is_of_account(&self) -> bool {
        matches!(self.what, LeakedWhat::Account | LeakedWhat::Mail)
    }
}

impl Facts {
    /// Whether nobody has dealt with it: neither said so, nor changed the password or closed the account since.
    pub fn is_open_leak(&self, leak: &Leak) -> bool {
        let account = self.accounts.iter().find(|account| leak.is_of_account() && account.key == leak.of);
        let dealt_with =
            |account: &Account| !account.is_usable() || account.password_changed_on.is_some_and(|on| on.earliest() > leak.found_on);
        leak.settled_on.is_none() && !account.is_some_and(|account| dealt_with(account))
    }

    /// What stands on lists and nobody has dealt with.
    pub fn open_leaks(&self) -> impl Iterator<Item = &Leak> {
        self.leaks.iter().filter(|leak| self.is_open_leak(leak))
    }
}
