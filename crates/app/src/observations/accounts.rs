//! 止めるアカウント: which accounts stand out, by what, since when, and what to do; as a table and as a letter to whoever keeps the system.
//!
//! Nothing is ever disabled from here. Deliberately not here: what an account stands out by (rule `unneeded-accounts-disabled`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use sonae_domain::access::Permission;
use sonae_domain::assessment::Tone;
use sonae_domain::facts::{Facts, Provenance, machine_named};
use sonae_domain::ledger::Record;
use sonae_domain::rules::account_cases;

use super::ObservationError;
use crate::actor::Actor;
use crate::house::House;
use crate::logs::csv;
use crate::words::{self, text};

/// One thing by which an account stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Key of the reason
    pub key: &'static str,
    /// In words
    pub says: String,
    /// Since when, as far as is known
    pub since: Option<Date>,
}

/// One account on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// Its key in the ledger of accounts; begins with `observed:` where a machine keeps it
    pub key: String,
    /// Name of the machine that keeps it; `None`: it is a row of the ledger
    pub machine: Option<String>,
    /// Its name in the system
    pub id: String,
    /// Whose it is, as written
    pub person: String,
    /// Department
    pub department: String,
    /// Where it is
    pub system: String,
    /// Whether a machine shows it, as opposed to a list that people keep
    pub is_observed: bool,
    /// How much the worst of it weighs
    pub tone: Tone,
    /// Why, the worst first
    pub why: Vec<Why>,
    /// What is suggested, for the worst
    pub step: String,
}

/// A letter to whoever keeps a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemLetter {
    /// The system; empty where the ledger names none
    pub system: String,
    /// How many accounts it names
    pub accounts: usize,
    /// Subject
    pub subject: String,
    /// Body
    pub body: String,
}

/// Everything for the page.
#[derive(Debug, Clone, Default)]
pub struct AccountsOverview {
    /// Accounts that can be stopped, by worst reason, then longest
    pub stop: Vec<AccountLine>,
    /// Accounts of which somebody must say whether they are needed
    pub ask: Vec<AccountLine>,
    /// What is only worth knowing
    pub note: Vec<AccountLine>,
    /// Members of staff who have left and to whom no account belongs
    pub leavers: Vec<String>,
    /// A letter for each system with accounts that can be stopped
    pub letters: Vec<SystemLetter>,
    /// How many accounts were looked at
    pub accounts: usize,
    /// How many of them a machine shows
    pub observed: usize,
    /// Whether there is a list of staff
    pub has_staff: bool,
}

/// Which accounts stand out.
pub async fn accounts_overview(house: &House, actor: &Actor) -> Result<AccountsOverview, ObservationError> {
    actor.require(Permission::ReadLedgers)?;
    let known = house.known().await?;
    let institution = house.institution().await.map_err(crate::house::KnowError::from)?.name;
    Ok(overview(&known.decided.facts, &institution))
}

/// The same as a table that spreadsheets read: one line an account.
pub async fn accounts_csv(house: &House, actor: &Actor) -> Result<Vec<u8>, ObservationError> {
    let seen = accounts_overview(house, actor).await?;
    let head: Vec<String> = ["system", "id", "person", "department", "why", "since", "step", "observed"]
        .iter()
        .map(|column| text(&format!("accounts-column-{column}"), &[]))
        .collect();
    let lines = seen.stop.iter().chain(&seen.ask).chain(&seen.note).map(|line| {
        let since = line.why.iter().find_map(|why| why.since).map(|on| on.to_string()).unwrap_or_default();
        let observed = text(if line.is_observed { "accounts-by-machine" } else { "accounts-by-people" }, &[]);
        vec![
            line.system.clone(),
            line.id.clone(),
            line.person.clone(),
            line.department.clone(),
            line.says(),
            since,
            line.step.clone(),
            observed,
        ]
    });
    Ok(csv(std::iter::once(head).chain(lines)))
}

impl AccountLine {
    /// Everything by which it stands out, in one line.
    pub fn says(&self) -> String {
        self.why.iter().map(|why| why.says.as_str()).collect::<Vec<_>>().join(&text("list-separator", &[]))
    }
}

fn overview(facts: &Facts, institution: &str) -> AccountsOverview {
    let mut seen = AccountsOverview {
        accounts: facts.accounts.len(),
        observed: facts.accounts.iter().filter(|account| account.provenance == Provenance::Machine).count(),
        has_staff: !facts.staff.is_empty(),
        ..AccountsOverview::default()
    };
    let mut lines: BTreeMap<usize, AccountLine> = BTreeMap::new();
    for case in account_cases(facts) {
        let account = &facts.accounts[case.at];
        let since = case.since.map(words::date).unwrap_or_default();
        let days = facts.policy.dormant_days.to_string();
        let key = if case.since.is_some() { format!("accounts-why-{}-since", case.why) } else { format!("accounts-why-{}", case.why) };
        let args = [("since", since.as_str()), ("days", days.as_str())];
        let says = words::lookup(&key, &args).unwrap_or_else(|| text(&format!("accounts-why-{}", case.why), &args));
        let line = lines.entry(case.at).or_insert_with(|| AccountLine {
            key: account.key.clone(),
            machine: machine_named(&account.key).map(str::to_owned),
            id: account.user_id.clone(),
            person: account.full_name(),
            department: account.department.clone(),
            system: account.system.clone(),
            is_observed: account.provenance == Provenance::Machine,
            tone: case.tone,
            why: Vec::new(),
            step: text(&format!("accounts-step-{}", case.why), &[]),
        });
        line.why.push(Why { key: case.why, says, since: case.since });
    }
    for line in lines.into_values() {
        match line.tone {
            Tone::Against => seen.stop.push(line),
            Tone::Missing => seen.ask.push(line),
            Tone::Support | Tone::Advice => seen.note.push(line),
        }
    }
    for list in [&mut seen.stop, &mut seen.ask, &mut seen.note] {
        // one account may stand out by what is worse than what another does; the older comes first
        list.sort_by_key(|line| {
            (
                line.why.first().map(|why| why.key != "account-of-leaver-active"),
                line.why.first().and_then(|why| why.since),
                line.key.clone(),
            )
        });
    }
    seen.leavers = leavers(facts);
    seen.letters = letters(&seen.stop, institution);
    seen
}

/// Leavers without any account, by the finding of the rule.
fn leavers(facts: &Facts) -> Vec<String> {
    let without = sonae_domain::rules::leavers_without_account(facts);
    without.into_iter().map(|member| member.record.label()).collect()
}

fn letters(stop: &[AccountLine], institution: &str) -> Vec<SystemLetter> {
    let mut systems: BTreeMap<&str, Vec<&AccountLine>> = BTreeMap::new();
    for line in stop {
        systems.entry(line.system.as_str()).or_default().push(line);
    }
    let letter = |(system, lines): (&str, Vec<&AccountLine>)| {
        let list: String = lines
            .iter()
            .map(|line| {
                text("accounts-letter-line", &[("id", &line.id), ("person", &line.person), ("why", &line.says()), ("step", &line.step)])
                    + "\n"
            })
            .collect();
        let unnamed = text("accounts-letter-no-system", &[]);
        let called = if system.is_empty() { unnamed.as_str() } else { system };
        let args = [("institution", institution), ("system", called), ("list", list.trim_end()), ("count", &lines.len().to_string())];
        SystemLetter {
            system: system.to_owned(),
            accounts: lines.len(),
            subject: text("accounts-letter-subject", &args),
            body: text("accounts-letter-body", &args),
        }
    };
    systems.into_iter().map(letter).collect()
}
