//! `security-patches-applied`: operating systems and firmware get security updates, and the released ones are applied.
#![doc = include_str!("security_patches_applied.md")]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::support_periods::{Support, SupportPeriods};
use super::weighing::{Age, Tally, age, concerns, past};
use super::{Context, Rule};
use crate::assessment::{Finding, Tone};
use crate::calendar::{PartialDate, days_between};
use crate::facts::{EXPLOITED_FEED, Entry, Facts, Weakness, WeaknessState};
use crate::framework::{Audience, Scope};
use crate::ledger::{Device, DeviceKind, DeviceStatus, Duty, LedgerId};

/// How many days ahead an end of support is worth a warning. Decides nothing.
const SOON_DAYS: i64 = 180;

/// See the module.
pub(super) struct SecurityPatchesApplied;

impl Rule for SecurityPatchesApplied {
    fn control(&self) -> &'static str {
        "security-patches-applied"
    }
    fn spec(&self) -> &'static str {
        include_str!("security_patches_applied.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Devices, LedgerId::Contracts]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "patch-devices-none",
            "device-out-of-support",
            "patches-not-applied",
            "patches-not-applied-with-reason",
            "device-extension-unrecorded",
            "support-end-contradicts",
            "support-depends-on-edition",
            "patch-state-unknown",
            "patch-date-unrecorded",
            "patch-outdated",
            "patches-applied",
            "patch-idle-device",
            "support-ends-soon",
            "support-depends-on-release",
            "support-end-unrecorded",
            "patch-antivirus-unrecorded",
            "patch-duty-unwritten",
            "patch-exploited-vulnerability",
            "patch-vulnerability-known",
            "patch-vulnerability-unclear",
            "patch-feeds-outdated",
            "patch-exploited-with-reason",
            "patch-vulnerability-decided",
            "patch-decision-lapsed",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut tally = Tally::default();
        let mut periods = SupportPeriods::default();
        let antivirus_recorded = facts.devices.iter().any(|device| !device.antivirus.trim().is_empty());
        let concerned = facts.devices.iter().filter(|device| device.in_service() && concerns(context.scope, device.kind));
        let devices: Vec<Cow<'_, Entry<Device>>> =
            concerned.map(|device| facts.as_observed(device).map_or(Cow::Borrowed(device), Cow::Owned)).collect();
        let mut weaknesses: BTreeMap<&str, Vec<&Weakness>> = BTreeMap::new();
        for weakness in &facts.weaknesses {
            weaknesses.entry(weakness.device.as_str()).or_default().push(weakness);
        }
        for device in devices.iter().map(AsRef::as_ref) {
            let support = periods.of(&device.os, facts.as_of);
            let weak = weaknesses.get(device.key.as_str()).map_or(&[][..], Vec::as_slice);
            let (tone, key) = match judge(device, support, facts) {
                // the feeds know of more products than the table of this program
                (Tone::Support | Tone::Missing, _) if ended_by_feed(device, weak, facts.as_of) => (Tone::Against, "device-out-of-support"),
                judged => judged,
            };
            // switched off, or outside the three kinds of machines that the official text speaks of
            if device.status == DeviceStatus::Stopped || device.kind == DeviceKind::Other {
                if tone == Tone::Against {
                    tally.advice("patch-idle-device", device);
                }
                continue;
            }
            tally.add(tone, key, device.reference());
            if tone == Tone::Support {
                for day in [counts_until(device, facts), support_end(device, support)].into_iter().flatten() {
                    tally.until(day);
                }
            }
            vulnerabilities(device, weak, &mut tally);
            if let Some(key) = hint(device, support, facts.as_of) {
                tally.advice(key, device);
            }
            if antivirus_recorded && device.antivirus.trim().is_empty() && matches!(device.kind, DeviceKind::Server | DeviceKind::Endpoint)
            {
                tally.advice("patch-antivirus-unrecorded", device);
            }
        }
        if ![Tone::Against, Tone::Missing, Tone::Support].into_iter().any(|tone| tally.has(tone)) {
            tally.missing_all("patch-devices-none");
        }
        feed_age(facts, &mut tally);
        tally.arg("patch-outdated", "days", &facts.policy.patch_days);
        tally.arg("support-ends-soon", "days", &SOON_DAYS);
        let decided: BTreeSet<(&str, &str)> = weaknesses
            .values()
            .flatten()
            .filter(|weakness| weakness.decided.is_some())
            .map(|weakness| (weakness.product.as_str(), weakness.cve.as_str()))
            .collect();
        tally.arg("patch-vulnerability-decided", "cases", &decided.len());
        tally.arg("patch-exploited-with-reason", "cases", &decided.len());
        if context.audience == Audience::Institution && context.scope == Scope::All {
            for contract in facts
                .contracts
                .iter()
                .filter(|contract| contract.counts_on(facts.as_of) && contract.security_update_duty == Duty::Unspecified)
            {
                tally.advice("patch-duty-unwritten", contract);
            }
        }
        tally.finish()
    }
}

/// Whether a feed says for sure that the maker no longer mends what runs there. The ledger's own date stands before it.
fn ended_by_feed(device: &Device, weak: &[&Weakness], today: Date) -> bool {
    let own = device.end_of_support.is_some_and(|own| own.latest() >= today);
    !own && weak.iter().any(|weakness| weakness.is_end_of_support() && weakness.state == WeaknessState::Confirmed && !weakness.is_settled())
}

/// What the feeds say: only what is confirmed and exploited is a no; the rest is work, or a question. What people decided is told apart: it
/// mends nothing where the weakness is still there, and it counts until its last day.
fn vulnerabilities(device: &Entry<Device>, weak: &[&Weakness], tally: &mut Tally) {
    let (decided, open): (Vec<&Weakness>, Vec<&Weakness>) = weak.iter().partition(|weakness| weakness.decided.is_some());
    if decided.iter().any(|weakness| weakness.is_exploited_for_sure() && !weakness.is_settled()) {
        tally.against("patch-exploited-with-reason", device);
    } else if !decided.is_empty() {
        tally.advice("patch-vulnerability-decided", device);
    }
    for day in decided.iter().filter_map(|weakness| weakness.decided.as_ref()).map(|decided| decided.until) {
        tally.until(day);
    }
    if open.iter().any(|weakness| weakness.lapsed_on.is_some()) {
        tally.advice("patch-decision-lapsed", device);
    }
    let mut known = open.iter().filter(|weakness| !weakness.is_end_of_support());
    if known.clone().any(|weakness| weakness.is_exploited_for_sure()) {
        tally.against("patch-exploited-vulnerability", device);
    } else if known.clone().any(|weakness| weakness.state >= WeaknessState::Probable) {
        tally.advice("patch-vulnerability-known", device);
    } else if known.any(|weakness| weakness.state == WeaknessState::Potential) {
        tally.advice("patch-vulnerability-unclear", device);
    }
}

/// Nothing found is only as good as the list in which it was sought: where feeds are used, their age bounds the finding.
fn feed_age(facts: &Facts, tally: &mut Tally) {
    let Some(feed) = facts.feeds.iter().find(|feed| feed.name == EXPLOITED_FEED) else { return };
    match age(feed.as_of.map(PartialDate::from_date), feed.counts_days, facts.as_of) {
        Age::Fresh(until) => tally.until(until),
        Age::Outdated | Age::Undated => {
            tally.missing_all("patch-feeds-outdated");
            tally.arg("patch-feeds-outdated", "days", &feed.counts_days);
        }
    }
}

/// What the facts say of one machine.
fn judge(device: &Device, support: Support, facts: &Facts) -> (Tone, &'static str) {
    let doubt = match ending(device, support, facts.as_of) {
        Ending::Passed => return (Tone::Against, "device-out-of-support"),
        Ending::Doubtful(key) => Some(key),
        Ending::NotYet => None,
    };
    if device.patches_current == Some(false) {
        let reasoned = !device.patch_exemption.trim().is_empty();
        return (Tone::Against, if reasoned { "patches-not-applied-with-reason" } else { "patches-not-applied" });
    }
    if let Some(key) = doubt {
        return (Tone::Missing, key);
    }
    match age(state_seen_on(device, facts.as_of), facts.policy.patch_days, facts.as_of) {
        Age::Fresh(_) => (Tone::Support, "patches-applied"),
        Age::Outdated => (Tone::Missing, "patch-outdated"),
        Age::Undated if device.patches_current.is_some() => (Tone::Missing, "patch-date-unrecorded"),
        Age::Undated => (Tone::Missing, "patch-state-unknown"),
    }
}

enum Ending {
    Passed,
    /// The facts contradict each other or leave open whether it has ended; the reason key
    Doubtful(&'static str),
    NotYet,
}

/// Whether updates have ended. The ledger's own date wins, except against a table that allows no later end.
fn ending(device: &Device, support: Support, today: Date) -> Ending {
    match (device.end_of_support, support) {
        (Some(own), _) if own.latest() < today => Ending::Passed,
        (Some(_), Support::Ended { extended, .. }) if extended.is_none_or(|extended| extended < today) => {
            Ending::Doubtful("support-end-contradicts")
        }
        (None, Support::Ended { on, extended, bought }) => {
            let sold = extended.is_some_and(|extended| extended >= today);
            let patched_since = past(device.patched_on, today).is_some_and(|day| day > on);
            if sold && (bought || patched_since) { Ending::Doubtful("device-extension-unrecorded") } else { Ending::Passed }
        }
        (None, Support::DependsOnEdition { general_ended: true, .. }) => Ending::Doubtful("support-depends-on-edition"),
        _ => Ending::NotYet,
    }
}

/// The day on which the patch state was seen. Firmware appears rarely: for what is not a computer, a stocktaking that found
/// it up to date counts too.
fn state_seen_on(device: &Device, today: Date) -> Option<PartialDate> {
    let computer = matches!(device.kind, DeviceKind::Server | DeviceKind::Endpoint | DeviceKind::Unknown);
    let stocktaken_on = device.stocktaken_on.filter(|_| !computer && device.patches_current == Some(true));
    [device.patched_on, stocktaken_on].into_iter().filter_map(|on| past(on, today)).max().map(PartialDate::from_date)
}

fn counts_until(device: &Device, facts: &Facts) -> Option<Date> {
    match age(state_seen_on(device, facts.as_of), facts.policy.patch_days, facts.as_of) {
        Age::Fresh(until) => Some(until),
        Age::Outdated | Age::Undated => None,
    }
}

fn support_end(device: &Device, support: Support) -> Option<Date> {
    match (device.end_of_support, support) {
        (Some(own), _) => Some(own.latest()),
        (None, Support::EndsOn(day)) => Some(day),
        (None, _) => None,
    }
}

/// What is worth knowing about the end of support of a machine that is not yet out of support.
fn hint(device: &Device, support: Support, today: Date) -> Option<&'static str> {
    if let Some(end) = support_end(device, support) {
        return (0..=SOON_DAYS).contains(&days_between(today, end)).then_some("support-ends-soon");
    }
    match support {
        Support::DependsOnEdition { general_ended: false, .. } => Some("support-depends-on-release"),
        Support::Unknown => Some("support-end-unrecorded"),
        Support::DependsOnEdition { .. } | Support::Ended { .. } | Support::EndsOn(_) => None,
    }
}
