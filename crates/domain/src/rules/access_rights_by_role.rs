//! `access-rights-by-role`: what each job may do with each class of information is laid down, and it is clear who the
//! administrators are.
#![doc = include_str!("access_rights_by_role.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Rule};
use crate::assessment::{Finding, Verdict};
use crate::facts::{Entry, Facts, Provenance, RecordRef};
use crate::framework::{Audience, Scope};
use crate::ledger::{AccessRight, Account, AccountKind, DeviceKind, LedgerId};
use crate::names::fold;

/// See the module.
pub(super) struct AccessRightsByRole;

impl Rule for AccessRightsByRole {
    fn control(&self) -> &'static str {
        "access-rights-by-role"
    }
    fn spec(&self) -> &'static str {
        include_str!("access_rights_by_role.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::AccessRights, LedgerId::Accounts]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "access-rights-none",
            "access-right-incomplete",
            "access-accounts-none",
            "accounts-all-privileged",
            "privileged-account-shared",
            "privileged-account-not-approved",
            "account-privilege-unknown",
            "privileged-account-of-nobody",
            "privileged-accounts-none",
            "access-rights-set",
            "access-rights-unapproved",
            "access-rights-document-not-attached",
            "privileged-account-approval-unrecorded",
            "privileged-account-shared-with-owner",
            "privileged-account-of-vendor",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut verdict = Verdict::new();
        let machines = Machines::of(facts, context.scope);
        let rights: Vec<&Entry<AccessRight>> = facts.access_rights.iter().filter(|row| machines.concern(&row.system)).collect();
        let accounts: Vec<&Entry<Account>> =
            facts.accounts.iter().filter(|account| account.is_usable() && machines.concern(&account.system)).collect();
        let complete = table(&rights, facts, &mut verdict);
        let administrators = administrators(&accounts, context.audience, &mut verdict);
        if !complete.is_empty() {
            let distinct =
                |cell: fn(&AccessRight) -> &String| complete.iter().map(|row| fold(cell(row))).collect::<BTreeSet<_>>().len().to_string();
            let (jobs, classes) = (distinct(|row| &row.job), distinct(|row| &row.information));
            // the approved table and the approved administrators are what was observed is held against
            let observed = accounts.iter().all(|account| account.provenance == Provenance::Machine)
                && complete.iter().all(|row| is_approved(row, facts.as_of) && row.provenance <= Provenance::Document)
                && administrators.iter().all(|account| account.privilege_approved == Some(true));
            let table = complete.iter().filter(|_| !observed).map(|row| row.reference());
            verdict.support_with(
                "access-rights-set",
                table.chain(administrators.iter().map(|account| account.reference())).collect(),
                &[("jobs", &jobs), ("classes", &classes), ("administrators", &administrators.len().to_string())],
            );
        }
        verdict.finish()
    }
}

/// Judges the table of rights; returns its complete rows.
fn table<'a>(rights: &[&'a Entry<AccessRight>], facts: &Facts, verdict: &mut Verdict) -> Vec<&'a Entry<AccessRight>> {
    if rights.is_empty() {
        verdict.missing_all("access-rights-none", Vec::new(), &[]);
        return Vec::new();
    }
    let whole = |row: &AccessRight| [&row.job, &row.information, &row.rights].iter().all(|cell| !cell.trim().is_empty());
    let (complete, incomplete): (Vec<_>, Vec<_>) = rights.iter().copied().partition(|row| whole(row));
    verdict.missing("access-right-incomplete", incomplete.into_iter().map(Entry::reference).collect());
    let of = |holds: &dyn Fn(&AccessRight) -> bool| complete.iter().filter(|row| holds(row)).map(|row| row.reference()).collect();
    verdict.advice("access-rights-unapproved", of(&|row| !is_approved(row, facts.as_of)));
    verdict.advice(
        "access-rights-document-not-attached",
        of(&|row| !row.document.trim().is_empty() && facts.document(&row.document).is_none()),
    );
    complete
}

fn is_approved(row: &AccessRight, today: jiff::civil::Date) -> bool {
    match row.approved_on {
        Some(day) => day.earliest() <= today,
        None => !row.approved_by.trim().is_empty(),
    }
}

/// Judges who the administrators are; returns their accounts.
fn administrators<'a>(accounts: &[&'a Entry<Account>], audience: Audience, verdict: &mut Verdict) -> Vec<&'a Entry<Account>> {
    if accounts.is_empty() {
        verdict.missing_all("access-accounts-none", Vec::new(), &[]);
        return Vec::new();
    }
    let privileged: Vec<&Entry<Account>> = accounts.iter().copied().filter(|account| account.privileged == Some(true)).collect();
    let unknown: Vec<RecordRef> =
        accounts.iter().filter(|account| account.privileged.is_none()).map(|account| account.reference()).collect();
    // the administrator of a vendor's view may be the institution's
    if privileged.is_empty() && unknown.is_empty() && audience != Audience::Vendor {
        verdict.missing_all("privileged-accounts-none", Vec::new(), &[]);
    }
    verdict.missing("account-privilege-unknown", unknown);
    let mut found: BTreeMap<&str, Vec<RecordRef>> = BTreeMap::new();
    for account in &privileged {
        for key in flaws(account, audience).into_iter().flatten() {
            found.entry(key).or_default().push(account.reference());
        }
    }
    let personal: Vec<&&Entry<Account>> = accounts.iter().filter(|account| is_personal(account)).collect();
    if personal.len() > 1 && personal.iter().all(|account| account.privileged == Some(true)) && audience != Audience::Vendor {
        found.insert("accounts-all-privileged", personal.iter().map(|account| account.reference()).collect());
    }
    for (key, records) in found {
        match key {
            "accounts-all-privileged" | "privileged-account-shared" | "privileged-account-not-approved" => verdict.against(key, records),
            "privileged-account-of-nobody" => verdict.missing(key, records),
            _ => verdict.advice(key, records),
        };
    }
    privileged
}

/// The keys under which an administrator's account stands out.
fn flaws(account: &Account, audience: Audience) -> [Option<&'static str>; 3] {
    let flaw = |holds: bool, key: &'static str| holds.then_some(key);
    let has_name = !account.full_name().is_empty() || !account.employee_number.trim().is_empty();
    let answerable = !account.owner.trim().is_empty() || !account.vendor.trim().is_empty();
    let named = answerable || (has_name && matches!(account.kind, AccountKind::Personal | AccountKind::Vendor | AccountKind::Unknown));
    let whose = match (account.kind, named) {
        (AccountKind::Shared, false) => Some("privileged-account-shared"),
        (AccountKind::Shared, true) => Some("privileged-account-shared-with-owner"),
        (_, false) => Some("privileged-account-of-nobody"),
        (_, true) => None,
    };
    let approval = match account.privilege_approved {
        Some(true) => None,
        Some(false) => Some("privileged-account-not-approved"),
        None => Some("privileged-account-approval-unrecorded"),
    };
    let of_vendor = account.kind == AccountKind::Vendor || !account.vendor.trim().is_empty();
    [whose, approval, flaw(of_vendor && audience != Audience::Vendor, "privileged-account-of-vendor")]
}

fn is_personal(account: &Account) -> bool {
    matches!(account.kind, AccountKind::Personal | AccountKind::Unknown) && account.vendor.trim().is_empty()
}

/// Which systems an item with a sub-heading speaks of. A system that is one machine of another kind is left out; every other
/// system concerns every sub-heading, because nobody can tell where its accounts are kept.
struct Machines {
    elsewhere: BTreeSet<String>,
}

impl Machines {
    fn of(facts: &Facts, scope: Scope) -> Self {
        let named = |holds: &dyn Fn(DeviceKind) -> bool| -> BTreeSet<String> {
            let devices = facts.devices.iter().filter(|device| device.in_service() && holds(device.kind));
            devices.flat_map(|device| [fold(&device.number), fold(&device.host)]).filter(|name| !name.is_empty()).collect()
        };
        if scope == Scope::All {
            return Self { elsewhere: BTreeSet::new() };
        }
        let here = named(&|kind| kind == DeviceKind::Unknown || kind.within(scope));
        let elsewhere = named(&|kind| kind != DeviceKind::Unknown && !kind.within(scope));
        Self { elsewhere: elsewhere.difference(&here).cloned().collect() }
    }

    fn concern(&self, system: &str) -> bool {
        self.elsewhere.is_empty() || !self.elsewhere.contains(&fold(system))
    }
}
