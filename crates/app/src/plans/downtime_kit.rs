//! What lies on paper for the day on which every computer is down: whom to call, which systems come back first, where the backups
//! are, which paper forms carry on.
//!
//! Deliberately not here: how it is printed (`web` prints it from the page).

use std::collections::BTreeMap;

use jiff::civil::Date;
use sonae_domain::calendar::PartialDate;
use sonae_domain::facts::{Entry, Facts};
use sonae_domain::ledger::{Backup, Contact};
use sonae_domain::names::fold;

/// The kit.
pub struct DowntimeKit {
    /// Contacts, those of the house first, as the ledger has them
    pub contacts: Vec<Entry<Contact>>,
    /// Systems in the order in which they come back
    pub recovery: Vec<Recovery>,
    /// Contracted vendors by system, with the number to call
    pub vendors: Vec<(String, String, String)>,
}

/// How one system comes back.
#[derive(Debug, Clone, Default)]
pub struct Recovery {
    /// The system
    pub system: String,
    /// 復旧優先度, as written
    pub priority: String,
    /// 手順書
    pub procedure: String,
    /// 担当者
    pub owner: String,
    /// When the procedure was last gone through
    pub confirmed_on: Option<Date>,
    /// Its backups: method, place, last success
    pub backups: Vec<(String, String, Option<Date>)>,
}

/// A paper form that carries on the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperForm {
    /// Key of its words (`plans-paper-…`)
    pub key: &'static str,
}

impl DowntimeKit {
    /// The paper forms that a house usually needs.
    pub const PAPERS: [PaperForm; 6] = [
        PaperForm { key: "plans-paper-reception" },
        PaperForm { key: "plans-paper-chart" },
        PaperForm { key: "plans-paper-orders" },
        PaperForm { key: "plans-paper-prescription" },
        PaperForm { key: "plans-paper-nursing" },
        PaperForm { key: "plans-paper-incident" },
    ];
}

/// The kit from the ledgers.
pub fn downtime_kit(facts: &Facts) -> DowntimeKit {
    let mut systems: BTreeMap<String, Recovery> = BTreeMap::new();
    for row in &facts.recovery_procedures {
        let entry =
            systems.entry(fold(&row.system)).or_insert_with(|| Recovery { system: row.system.trim().to_owned(), ..Recovery::default() });
        row.priority.trim().clone_into(&mut entry.priority);
        row.title.trim().clone_into(&mut entry.procedure);
        row.owner.trim().clone_into(&mut entry.owner);
        entry.confirmed_on = row.confirmed_on.map(PartialDate::latest);
    }
    for row in &facts.backups {
        let entry =
            systems.entry(fold(&row.system)).or_insert_with(|| Recovery { system: row.system.trim().to_owned(), ..Recovery::default() });
        entry.backups.push(place(row));
    }
    let mut recovery: Vec<Recovery> = systems.into_values().collect();
    recovery.sort_by_key(|row| (rank(&row.priority), row.system.clone()));
    let counting = facts.contracts.iter().filter(|row| row.counts_on(facts.as_of) && !row.vendor.trim().is_empty());
    let vendors = counting.map(|row| (row.systems.join("\u{3001}"), row.vendor.trim().to_owned(), row.phone.trim().to_owned()));
    DowntimeKit { contacts: facts.contacts.clone(), recovery, vendors: vendors.collect() }
}

fn place(row: &Backup) -> (String, String, Option<Date>) {
    (row.method.trim().to_owned(), row.place.trim().to_owned(), row.last_success.map(PartialDate::latest))
}

/// The first number in the priority, else its words in their own order; what has none comes last.
fn rank(priority: &str) -> (u32, String) {
    let folded = fold(priority);
    let digits: String = folded.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let number = digits.parse().unwrap_or(if folded.is_empty() { u32::MAX } else { u32::MAX - 1 });
    (number, folded)
}
