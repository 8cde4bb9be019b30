//! `network-source-restricted`: network devices can be reached only from where they must be.
#![doc = include_str!("network_source_restricted.md")]

use super::weighing::{AgeKeys, Machines, Reach, Tally, WORDS, parts};
use super::{Context, Rule};
use crate::assessment::Finding;
use crate::facts::{Entry, Facts};
use crate::framework::Scope;
use crate::ledger::{DeviceKind, LedgerId, MaintenanceLine, SourceRestriction};
use crate::names::fold;

const AGE: AgeKeys = AgeKeys { outdated: "source-restriction-outdated", undated: "source-restriction-undated" };

/// See the module.
pub(super) struct NetworkSourceRestricted;

impl Rule for NetworkSourceRestricted {
    fn control(&self) -> &'static str {
        "network-source-restricted"
    }
    fn spec(&self) -> &'static str {
        include_str!("network_source_restricted.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::SourceRestrictions, LedgerId::Devices, LedgerId::MaintenanceLines]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "source-restrictions-none",
            "source-unrestricted",
            "line-source-open",
            "source-allowed-anywhere",
            "source-restriction-unknown",
            "source-restriction-unrecorded",
            "source-restriction-outdated",
            "line-source-unknown",
            "source-restricted",
            "line-source-restricted",
            "source-mac-only",
            "source-restriction-undated",
            "source-restriction-document-not-attached",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut tally = Tally::default();
        // the item speaks of network devices, whatever the heading above it
        let scope = if context.scope == Scope::All { Scope::Network } else { context.scope };
        let restricted = facts.source_restrictions.iter().map(|row| row.device.as_str());
        let lines = facts.maintenance_lines.iter().map(|line| line.device.as_str());
        let machines = Machines::named_by(facts, restricted.chain(lines), false);
        let rows: Vec<(&Entry<SourceRestriction>, Reach)> = facts
            .source_restrictions
            .iter()
            .map(|row| (row, machines.reach(&row.device, DeviceKind::Unknown)))
            .filter(|(_, reach)| machines.concerned(reach, scope))
            .collect();
        let rows = machines.observed_first(rows, scope, |row| row.restricted.is_some());
        for (row, _) in &rows {
            judge(row, facts, &mut tally);
        }
        let open = machines.uncovered(rows.iter().map(|(_, reach)| reach), scope, |_| true);
        if rows.is_empty() && open.is_empty() {
            tally.missing_all("source-restrictions-none");
        }
        for device in open {
            tally.missing("source-restriction-unrecorded", device);
        }
        let closed: Vec<&Reach> = rows.iter().filter(|(row, _)| row.restricted == Some(true)).map(|(_, reach)| reach).collect();
        for line in &facts.maintenance_lines {
            judge_line(line, &machines, &closed, &mut tally);
        }
        tally.finish()
    }
}

fn judge(row: &Entry<SourceRestriction>, facts: &Facts, tally: &mut Tally) {
    tally.checked(row, row.checked_on, facts, AGE);
    tally.document(row, facts, "source-restriction-document-not-attached");
    match row.restricted {
        Some(false) => tally.against("source-unrestricted", row),
        None => tally.missing("source-restriction-unknown", row),
        // a restriction that lets everybody in contradicts itself
        Some(true) if WORDS.restrictions.anywhere.contains(&fold(&row.allowed)) => tally.missing("source-allowed-anywhere", row),
        Some(true) => {
            tally.support("source-restricted", row);
            if weak(&row.method) {
                tally.advice("source-mac-only", row);
            }
        }
    }
}

/// Whether everything that the method consists of has a limited effect.
fn weak(method: &str) -> bool {
    let method = fold(method);
    let methods = parts(&method, &WORDS.restrictions.method_separators);
    !methods.is_empty() && methods.iter().all(|method| WORDS.restrictions.weak_methods.iter().any(|word| method.contains(word.as_str())))
}

/// A line by which a vendor comes in. Where the line itself says nothing, the restriction of the device where it ends counts.
fn judge_line(line: &Entry<MaintenanceLine>, machines: &Machines<'_>, closed: &[&Reach], tally: &mut Tally) {
    match line.source_restricted {
        Some(false) => tally.against("line-source-open", line),
        Some(true) => tally.support("line-source-restricted", line),
        None => {
            let ends = machines.named(&line.device);
            let covered = closed.iter().any(|reach| matches!(reach, Reach::Named(devices) if devices.iter().any(|at| ends.contains(at))));
            if !covered {
                tally.missing("line-source-unknown", line);
            }
        }
    }
}
