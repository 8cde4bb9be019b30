//! Accounts that machines keep themselves (of PCs and servers, administrators of network devices, users of a VPN), as rows of the ledger
//! of accounts; and rows that people keep beside what a machine says of the same account.
//!
//! Deliberately not here: what an account means for an answer (`rules`), and accounts of directories, which come in as a ledger.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::seen::called;
use super::{Entry, Facts, Provenance, Source, observed_key};
use crate::calendar::PartialDate;
use crate::ledger::{Account, AccountKind, AccountStatus, Device};
use crate::names::{fold, fold_company, same};
use crate::observation::{LocalAccount, Machine, NetworkSettings, ObservationKind, SecondFactor, Told};
use crate::rules::names_kind;

/// Ends of the security identifiers of accounts that come with Windows.
const BUILT_IN: [&str; 4] = ["-500", "-501", "-503", "-504"];

/// Ends of the security identifiers of groups whose members administer the whole domain.
const DOMAIN_ADMINISTRATORS: [&str; 2] = ["-512", "-519"];

/// Numbers of accounts of services on Linux lie below.
const FIRST_PERSON: u32 = 1000;

impl Facts {
    /// Adds the accounts that machines keep, and joins what people keep with what a machine says of the same account.
    pub(super) fn observe_accounts(&mut self) {
        self.join_directories();
        let mut told: Vec<Entry<Account>> = Vec::new();
        for device in &self.devices {
            if let Some(machine) = self.machine_of(device) {
                told.extend(self.accounts_of(machine, device));
            }
        }
        let superfluous = self.kept_beside(&mut told);
        self.leave_out(&superfluous);
        self.accounts.extend(told);
    }

    /// A row that people keep gives what it knows to the row of a directory about the same account, and goes.
    fn join_directories(&mut self) {
        let name = |account: &Account| (fold(&account.system), fold(&account.user_id));
        let mut by_name: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (at, row) in self.accounts.iter().enumerate() {
            let (system, id) = name(row);
            if !system.is_empty() && !id.is_empty() {
                by_name.entry((system, id)).or_default().push(at);
            }
        }
        let mut joined = BTreeSet::new();
        for rows in by_name.into_values() {
            let (observed, kept): (Vec<usize>, Vec<usize>) =
                rows.into_iter().partition(|at| self.accounts[*at].provenance == Provenance::Machine);
            let [observed] = observed.as_slice() else { continue };
            for at in kept {
                let row = self.accounts[at].record.clone();
                self.accounts[*observed].record.take_from(&row);
                joined.insert(at);
            }
        }
        self.leave_out(&joined);
    }

    /// Leaves out the accounts at these positions.
    fn leave_out(&mut self, positions: &BTreeSet<usize>) {
        let mut at = 0..;
        self.accounts.retain(|_| at.next().is_none_or(|at| !positions.contains(&at)));
    }

    /// All accounts that a machine keeps, where it said so recently enough.
    fn accounts_of(&self, machine: &Machine, device: &Entry<Device>) -> Vec<Entry<Account>> {
        let mut rows = Vec::new();
        if let Some(told) = machine.accounts.as_ref().filter(|told| self.is_fresh(told.on)) {
            for account in &told.value {
                let record = match account.id.rsplit_once('\\') {
                    Some((domain, id)) if !machine.identifiers.hosts.iter().any(|host| same(host, domain)) => self.of_domain(account, id),
                    _ => Some(own_account(account, told.kind)),
                };
                rows.extend(record.map(|record| entry(machine, device, (&told.source, told.on), record)));
            }
        }
        if let Some(told) = machine.network.as_ref().filter(|told| self.is_fresh(told.on)) {
            let vendor = self.vendor_at(device);
            for record in of_network(told, &vendor) {
                rows.push(entry(machine, device, (&told.source, told.on), record));
            }
        }
        rows
    }

    /// A person of the domain among the administrators of one machine. `None`: a group, or nobody whom the ledger knows.
    fn of_domain(&self, account: &LocalAccount, id: &str) -> Option<Account> {
        if DOMAIN_ADMINISTRATORS.iter().any(|end| account.sid.ends_with(end)) {
            return None;
        }
        let mut known = self.accounts.iter().filter(|row| row.provenance == Provenance::Machine && same(&row.user_id, id));
        let (Some(known), None) = (known.next(), known.next()) else { return None };
        Some(Account { user_id: account.id.clone(), privileged: account.administrator, ..known.record.clone() })
    }

    /// The vendor to whom the accounts of a network device belong: the one whose lines end there, where that is one.
    fn vendor_at(&self, device: &Entry<Device>) -> String {
        let ends = self.maintenance_lines.iter().filter(|line| device.is_called(&line.device));
        let vendors: BTreeMap<String, &str> =
            ends.map(|line| (fold_company(&line.vendor), line.vendor.trim())).filter(|(name, _)| !name.is_empty()).collect();
        if vendors.len() == 1 { vendors.into_values().next().unwrap_or_default().to_owned() } else { String::new() }
    }

    /// Gives to the observed rows what people keep about the same account of the same machine or of its kind; the positions of the kept
    /// rows that say no more than what was observed.
    fn kept_beside(&self, told: &mut [Entry<Account>]) -> BTreeSet<usize> {
        let mut superfluous = BTreeSet::new();
        let seen: BTreeMap<String, &Entry<Device>> = self
            .devices
            .iter()
            .filter(|device| self.machine_of(device).is_some_and(|machine| machine.accounts.is_some()))
            .map(|device| (called(device), device))
            .collect();
        let devices: BTreeMap<String, &Entry<Device>> = self.devices.iter().map(|device| (called(device), device)).collect();
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, row) in told.iter().enumerate() {
            by_name.entry(fold(&row.user_id)).or_default().push(at);
        }
        for (at, kept) in self.accounts.iter().enumerate().filter(|(_, row)| row.provenance != Provenance::Machine) {
            let names = |device: &Entry<Device>| device.is_called(&kept.system);
            let covers = |device: &Entry<Device>| names(device) || names_kind(&kept.system, device.kind);
            let mut found = false;
            for place in by_name.get(&fold(&kept.user_id)).into_iter().flatten() {
                let row = &mut told[*place];
                if devices.get(&row.system).is_some_and(|device| covers(device)) {
                    row.record.take_from(&kept.record);
                    found = true;
                }
            }
            let mut meant = self.devices.iter().filter(|device| device.in_service() && covers(device));
            if found && meant.all(|device| seen.contains_key(&called(device))) {
                superfluous.insert(at);
            }
        }
        superfluous
    }
}

fn entry(machine: &Machine, device: &Entry<Device>, (source, on): (&Source, Date), record: Account) -> Entry<Account> {
    let key = observed_key(&machine.name, &format!("account/{}", record.user_id));
    let record = Account { system: called(device), seen_on: Some(PartialDate::from_date(on)), ..record };
    Entry { record, source: source.clone(), provenance: Provenance::Machine, key }
}

/// An account of the machine itself.
fn own_account(account: &LocalAccount, kind: ObservationKind) -> Account {
    let number: Option<u32> = account.sid.parse().ok();
    let kind_of = match number {
        Some(0) => AccountKind::Builtin,
        Some(number) if number < FIRST_PERSON => AccountKind::Service,
        None if BUILT_IN.iter().any(|end| account.sid.ends_with(end)) => AccountKind::Builtin,
        _ => AccountKind::Unknown,
    };
    let (family, given) = account.name.trim().split_once([' ', '\u{3000}']).unwrap_or((account.name.trim(), ""));
    // Windows tells the last sign-in of every account that ever signed in
    let windows = kind == ObservationKind::Collector && number.is_none() && !account.sid.is_empty();
    let since = account.password_set_on.map(PartialDate::from_date);
    Account {
        family_name: family.to_owned(),
        given_name: given.trim().to_owned(),
        user_id: account.id.clone(),
        rights: account.groups.join(", "),
        status: match account.enabled {
            Some(true) => AccountStatus::Active,
            Some(false) => AccountStatus::Disabled,
            None => AccountStatus::Unknown,
        },
        privileged: account.administrator,
        kind: kind_of,
        last_login: account.last_sign_in.map(PartialDate::from_date),
        never_logged_in: windows && account.enabled == Some(true) && account.last_sign_in.is_none() && since.is_some(),
        // it is at least as old as its password
        created_on: since,
        password_changed_on: since,
        password_never_expires: account.password_never_expires,
        password_not_required: account.password_not_required,
        ..Account::default()
    }
}

/// Administrators of a network device and users of its VPNs.
fn of_network(told: &Told<NetworkSettings>, vendor: &str) -> Vec<Account> {
    let factor = |factor: SecondFactor| match factor {
        SecondFactor::Required => Some(true),
        SecondFactor::Absent => Some(false),
        SecondFactor::Elsewhere | SecondFactor::Unknown => None,
    };
    let row = |id: &str, rights: &str, privileged: bool, second: SecondFactor| Account {
        user_id: id.to_owned(),
        rights: rights.to_owned(),
        status: AccountStatus::Active,
        privileged: Some(privileged),
        kind: if vendor.is_empty() { AccountKind::Unknown } else { AccountKind::Vendor },
        vendor: vendor.to_owned(),
        second_factor_required: factor(second),
        ..Account::default()
    };
    let mut rows: Vec<Account> =
        told.value.administrators.iter().map(|admin| row(&admin.id, &admin.profile, true, admin.second_factor)).collect();
    for vpn in told.value.vpn.iter().filter(|vpn| vpn.enabled != Some(false)) {
        // where another system decides, the name may be that system's
        for user in vpn.users.iter().filter(|user| user.second_factor != SecondFactor::Elsewhere) {
            if !rows.iter().any(|known| known.user_id == user.id) {
                rows.push(row(&user.id, &format!("VPN ({})", vpn.kind), false, user.second_factor));
            }
        }
    }
    rows.retain(|row| !row.user_id.trim().is_empty());
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Tone;
    use crate::facts::channels;
    use crate::rules::account_cases;

    /// A PC, a network device at which one vendor's line ends, and what both said.
    fn facts() -> Facts {
        let mut facts: Facts = toml::from_str(
            r#"
            as-of = "2025-12-01"
            devices = [
              { number = "P1", host = "PC-01", mac = "8c:c6:81:00:00:01", kind = "endpoint" },
              { number = "N1", host = "FW-01", mac = "00:09:0f:00:00:01", kind = "network" },
            ]
            maintenance-lines = [{ id = "回線1", vendor = "㈱みほん", method = "SSL-VPN", device = "N1", two-factor = true }]
            accounts = [
              { system = "AD", user-id = "sato", family-name = "佐藤", given-name = "花子", status = "active", last-login = "2025-11-30", provenance = "machine" },
              { system = "AD", user-id = "sato", owner = "医事課", privilege-approved = true },
              { system = "全端末", user-id = "kanri", owner = "情報室", privilege-approved = true, status = "active" },
            ]
            staff = [{ name = "佐藤 花子" }]
            [[observations]]
            file = "PC-01.json"
            kind = "collector"
            seen-on = "2025-11-20"
            [observations.observation]
            what = "device"
            identifiers = { hosts = ["PC-01"], macs = ["8c:c6:81:00:00:01"] }
            accounts = [
              { id = "Administrator", sid = "S-1-5-21-1-2-3-500", enabled = false, administrator = true },
              { id = "kanri", sid = "S-1-5-21-1-2-3-1001", enabled = true, administrator = true, last-sign-in = "2025-11-19", password-set-on = "2024-04-01" },
              { id = "old", sid = "S-1-5-21-1-2-3-1002", enabled = true, administrator = false, last-sign-in = "2025-08-01", password-set-on = "2024-04-01" },
              { id = "spare", sid = "S-1-5-21-1-2-3-1003", enabled = true, administrator = false, password-set-on = "2025-04-01" },
              { id = "HOSP\\sato", sid = "S-1-5-21-9-9-9-1105", administrator = true },
              { id = "HOSP\\Domain Admins", sid = "S-1-5-21-9-9-9-512", administrator = true },
            ]
            [[observations]]
            file = "fw.conf"
            kind = "network-config"
            seen-on = "2025-11-20"
            [observations.observation]
            what = "device"
            kind = "network"
            identifiers = { hosts = ["FW-01"], macs = ["00:09:0f:00:00:01"] }
            network = { administrators = [{ id = "admin", profile = "super_admin", second-factor = "required" }], vpn = [{ kind = "ssl", enabled = true, users = [{ id = "hoshu01", second-factor = "absent" }, { id = "RADIUS", second-factor = "elsewhere" }] }] }
            "#,
        )
        .unwrap();
        facts.observe();
        facts
    }

    #[test]
    fn accounts_of_machines_are_rows_and_people_say_whose_they_are() {
        let facts = facts();
        let said: Vec<String> = facts
            .accounts
            .iter()
            .map(|a| {
                format!(
                    "{}/{} {:?} {:?} {:?} {}",
                    a.system,
                    a.user_id,
                    a.status,
                    a.kind,
                    a.privileged,
                    [&a.owner, &a.vendor].map(String::as_str).join("")
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                "AD/sato Active Unknown None 医事課",
                "P1/Administrator Disabled Builtin Some(true) ",
                "P1/kanri Active Unknown Some(true) 情報室",
                "P1/old Active Unknown Some(false) ",
                "P1/spare Active Unknown Some(false) ",
                "P1/HOSP\\sato Active Unknown Some(true) 医事課",
                "N1/admin Active Vendor Some(true) ㈱みほん",
                "N1/hoshu01 Active Vendor Some(false) ㈱みほん",
            ]
        );
        assert!(facts.accounts.iter().all(|account| account.provenance == Provenance::Machine));
        assert!(facts.accounts.iter().any(|account| account.user_id == "kanri" && account.privilege_approved == Some(true)));
    }

    #[test]
    fn what_a_machine_shows_is_judged_for_the_day_on_which_it_showed_it() {
        let facts = facts();
        let cases: Vec<(String, &str, Tone)> =
            account_cases(&facts).into_iter().map(|case| (facts.accounts[case.at].user_id.clone(), case.why, case.tone)).collect();
        assert_eq!(
            cases,
            [("old".to_owned(), "account-dormant", Tone::Against), ("spare".to_owned(), "account-never-used", Tone::Against)]
        );
    }

    #[test]
    fn a_declared_line_and_the_vpn_that_was_seen_are_one_way_in() {
        let ways = channels(&facts());
        let [way] = ways.as_slice() else { panic!("{ways:?}") };
        assert_eq!(
            (way.line.as_deref(), way.vendor.as_str(), way.method.as_str(), way.is_declared),
            (Some("回線1"), "㈱みほん", "SSL-VPN", true)
        );
        // what was observed stands before what was declared
        assert_eq!((way.second_factor, way.without_second_factor.join(" ")), (Some(false), "hoshu01".to_owned()));
    }

    #[test]
    fn what_was_seen_too_long_ago_counts_no_more() {
        let mut facts = facts();
        facts.accounts.clear();
        facts.as_of = "2027-01-01".parse().unwrap();
        facts.observe();
        assert!(facts.accounts.is_empty(), "{:?}", facts.accounts);
    }
}
