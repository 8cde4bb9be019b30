//! `two-factor-authentication`: two factors are in use, or are planned by the day that the edition names.
#![doc = include_str!("two_factor_authentication.md")]

mod observed;

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::weighing::{AgeKeys, Machines, Reach, Tally, past, uncovered_kinds};
use super::{Context, Rule};
use crate::assessment::{Finding, Tone};
use crate::calendar::PartialDate;
use crate::facts::{Entry, Facts};
use crate::framework::TwoFactorParameters;
use crate::ledger::{AuthMethod, Device, DeviceKind, LedgerId};

const AGE: AgeKeys = AgeKeys { outdated: "two-factor-outdated", undated: "two-factor-undated" };

/// See the module.
pub(super) struct TwoFactorAuthentication;

impl Rule for TwoFactorAuthentication {
    fn control(&self) -> &'static str {
        "two-factor-authentication"
    }
    fn spec(&self) -> &'static str {
        include_str!("two_factor_authentication.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::AuthMethods, LedgerId::Devices]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "two-factor-dates-none",
            "two-factor-none-recorded",
            "two-factor-no-plan",
            "two-factor-renewal-without-plan",
            "two-factor-plan-too-late",
            "two-factor-plan-overdue",
            "two-factor-unknown",
            "two-factor-plan-inexact",
            "two-factor-outdated",
            "two-factor-unrecorded-for",
            "two-factor-observed-without",
            "two-factor-observed",
            "two-factor-accounts-observed",
            "two-factor-entrance-leaked",
            "two-factor-successor-unrecorded",
            "two-factor-implemented",
            "two-factor-planned",
            "two-factor-retires-before",
            "two-factor-plan-after-renewal",
            "two-factor-fallback-undefined",
            "two-factor-undated",
            "two-factor-document-not-attached",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut tally = Tally::default();
        let Some(dates) = &context.parameters.two_factor else {
            tally.missing_all("two-factor-dates-none");
            return tally.finish();
        };
        let machines = Machines::named_by(facts, facts.auth_methods.iter().map(|method| method.system.as_str()), true);
        let rows: Vec<(&Entry<AuthMethod>, Reach)> = facts
            .auth_methods
            .iter()
            .map(|method| (method, machines.reach_of_setting(&method.system, method.kind)))
            .filter(|(_, reach)| machines.concerned(reach, context.scope))
            .collect();
        let seen = observed::machines(facts, context.scope);
        let people = observed::accounts(facts, context.scope);
        if rows.is_empty() && seen.is_empty() && people.is_empty() {
            tally.missing_all("two-factor-none-recorded");
            return tally.finish();
        }
        for (device, machine, asks) in &seen {
            let of_device = |reach: &Reach| machines.covers(reach, device);
            let planned =
                rows.iter().any(|(method, reach)| of_device(reach) && judge(method, dates, facts.as_of).1 == "two-factor-planned");
            match asks {
                true => tally.add(Tone::Support, "two-factor-observed", machine.reference()),
                // what is planned for the device is judged by its row
                false if planned => {}
                false => tally.add(Tone::Against, "two-factor-observed-without", machine.reference()),
            }
        }
        for account in &people {
            tally.support("two-factor-accounts-observed", account);
        }
        observed::leaks(facts, &seen, &mut tally);
        // where every machine that a row names was seen to ask for it, the row says no more
        let asked = |at: &usize| seen.iter().any(|(device, _, asks)| *asks && device.key == facts.devices[*at].key);
        let said = |reach: &Reach| matches!(reach, Reach::Named(named) if !named.is_empty() && named.iter().all(asked));
        let rows: Vec<(&Entry<AuthMethod>, Reach)> = rows.into_iter().filter(|(_, reach)| !said(reach)).collect();
        by_rows(&rows, dates, facts, &mut tally);
        let mut covered: BTreeSet<_> = rows.iter().flat_map(|(_, reach)| machines.kinds(reach)).collect();
        // people sign in to PCs with the accounts of the directory
        covered.extend((!people.is_empty()).then_some(DeviceKind::Endpoint));
        // what one machine asks for says nothing of others of its kind
        let told = |device: &Entry<Device>| seen.iter().any(|(row, ..)| row.key == device.key);
        for device in uncovered_kinds(facts, context.scope, &covered).filter(|device| !told(device)) {
            tally.missing("two-factor-unrecorded-for", device);
        }
        tally.finish()
    }
}

/// What the ledger of authentication methods says, system by system.
fn by_rows(rows: &[(&Entry<AuthMethod>, Reach)], dates: &TwoFactorParameters, facts: &Facts, tally: &mut Tally) {
    let mut retiring = Vec::new();
    for (method, _) in rows {
        let (tone, key) = judge(method, dates, facts.as_of);
        tally.add(tone, key, method.reference());
        if key == "two-factor-retires-before" {
            retiring.push(method.reference());
        }
        details(method, key, facts, tally);
    }
    // systems that go out of use need none, but something comes after them
    if !rows.is_empty() && retiring.len() == rows.len() {
        for record in retiring {
            tally.add(Tone::Missing, "two-factor-successor-unrecorded", record);
        }
    }
    for key in ["two-factor-no-plan", "two-factor-renewal-without-plan", "two-factor-plan-too-late", "two-factor-plan-inexact"] {
        tally.arg(key, "by", &dates.plan_by);
    }
    tally.arg("two-factor-retires-before", "day", &dates.in_service_on);
}

/// What the facts say of one system.
fn judge(method: &AuthMethod, dates: &TwoFactorParameters, today: Date) -> (Tone, &'static str) {
    if implemented(method, today) {
        return (Tone::Support, "two-factor-implemented");
    }
    if method.retires_on.is_some_and(|day| day.latest() < dates.in_service_on) {
        return (Tone::Support, "two-factor-retires-before");
    }
    match planned(method, today) {
        Some(day) if day.latest() < today && method.two_factor.is_none() => (Tone::Missing, "two-factor-unknown"),
        Some(day) if day.latest() < today => (Tone::Against, "two-factor-plan-overdue"),
        Some(day) if day.latest() <= dates.plan_by => (Tone::Support, "two-factor-planned"),
        Some(day) if day.earliest() > dates.plan_by => (Tone::Against, "two-factor-plan-too-late"),
        Some(_) => (Tone::Missing, "two-factor-plan-inexact"),
        None if method.two_factor.is_none() => (Tone::Missing, "two-factor-unknown"),
        None if method.renewal_on.is_some_and(|day| day.latest() <= dates.plan_by) => (Tone::Against, "two-factor-renewal-without-plan"),
        None => (Tone::Against, "two-factor-no-plan"),
    }
}

fn implemented(method: &AuthMethod, today: Date) -> bool {
    let since = method.implemented_on;
    match method.two_factor {
        Some(two) => two && (since.is_none() || past(since, today).is_some()),
        // a day of implementation in the past says that it is there
        None => past(since, today).is_some(),
    }
}

/// The day for which it is planned; a day of implementation in the future is a plan too.
fn planned(method: &AuthMethod, today: Date) -> Option<PartialDate> {
    method.planned_on.or_else(|| method.implemented_on.filter(|day| day.earliest() > today))
}

/// Age, documents and what is only recommended.
fn details(method: &Entry<AuthMethod>, key: &str, facts: &Facts, tally: &mut Tally) {
    tally.checked(method, method.checked_on, facts, AGE);
    tally.document(method, facts, "two-factor-document-not-attached");
    match (key, planned(method, facts.as_of)) {
        ("two-factor-implemented", _) if method.fallback.trim().is_empty() => tally.advice("two-factor-fallback-undefined", method),
        ("two-factor-planned", Some(day)) => {
            // after that day it must be there
            tally.until(day.latest());
            if method.renewal_on.is_some_and(|renewal| renewal.latest() < day.earliest()) {
                tally.advice("two-factor-plan-after-renewal", method);
            }
        }
        _ => {}
    }
}
