//! `unneeded-services-stopped`: nothing runs in the background of servers and endpoint PCs that nobody needs.
#![doc = include_str!("unneeded_services_stopped.md")]

use std::collections::BTreeMap;

use super::weighing::{AgeKeys, Machines, Reach, Tally, WORDS, past};
use super::{Context, Rule};
use crate::assessment::Finding;
use crate::facts::{Entry, Facts, Provenance, same_service};
use crate::ledger::{DeviceKind, LedgerId, ServiceEntry, ServiceState};
use crate::names::fold;

const AGE: AgeKeys = AgeKeys { outdated: "services-outdated", undated: "services-undated" };

/// What the official text asks this of. A machine of unknown kind may be one.
const KINDS: [DeviceKind; 3] = [DeviceKind::Server, DeviceKind::Endpoint, DeviceKind::Unknown];

/// See the module.
pub(super) struct UnneededServicesStopped;

impl Rule for UnneededServicesStopped {
    fn control(&self) -> &'static str {
        "unneeded-services-stopped"
    }
    fn spec(&self) -> &'static str {
        include_str!("unneeded_services_stopped.md")
    }
    fn needs(&self) -> &'static [LedgerId] {
        &[LedgerId::Services, LedgerId::Devices]
    }
    fn reasons(&self) -> &'static [&'static str] {
        &[
            "services-none",
            "service-unneeded-running",
            "service-need-unknown",
            "service-state-unknown",
            "services-outdated",
            "services-unchecked",
            "services-checked",
            "service-purpose-unrecorded",
            "service-host-unknown",
            "services-undated",
        ]
    }
    fn evaluate(&self, facts: &Facts, context: &Context<'_>) -> Finding {
        let mut tally = Tally::default();
        let machines = Machines::named_by(facts, facts.services.iter().map(|row| row.host.as_str()), false);
        let rows: Vec<(&Entry<ServiceEntry>, Reach)> = facts
            .services
            .iter()
            .filter(|row| says_something(row, facts))
            .map(|row| (row, machines.reach(&row.host, DeviceKind::Unknown)))
            .filter(|(_, reach)| machines.concerned(reach, context.scope))
            .collect();
        let told = rows.clone();
        let rows = machines.observed_first(rows, context.scope, |row| WORDS.services.whole_host.contains(&fold(&row.service)));
        if rows.is_empty() {
            tally.missing_all("services-none");
            return tally.finish();
        }
        let mut hosts: BTreeMap<(&Reach, String), Vec<&Entry<ServiceEntry>>> = BTreeMap::new();
        for (row, reach) in &rows {
            judge(row, need(row, reach, &told).unwrap_or(&row.record), &mut tally);
            let unknown = matches!(reach, Reach::Part(_));
            if unknown {
                tally.advice("service-host-unknown", row);
            }
            // rows by number and rows by host name are about the same machine
            let name = if unknown { fold(&row.host) } else { String::new() };
            hosts.entry((reach, name)).or_default().push(row);
        }
        // the newest check of a machine speaks for it
        for newest in hosts.values().filter_map(|rows| rows.iter().max_by_key(|row| past(row.checked_on, facts.as_of))) {
            tally.checked(newest, newest.checked_on, facts, AGE);
        }
        // of a machine of which only a port was seen from outside nobody knows what else runs
        let whole = rows.iter().filter(|(row, _)| row.provenance != Provenance::Machine || whole_host(row)).map(|(_, reach)| reach);
        for device in machines.uncovered(whole, context.scope, |device| KINDS.contains(&device.kind)) {
            tally.missing("services-unchecked", device);
        }
        tally.finish()
    }
}

/// Whether the row is about the whole machine, not one service.
fn whole_host(row: &ServiceEntry) -> bool {
    WORDS.services.whole_host.contains(&fold(&row.service))
}

/// A row about a whole machine that holds neither a result nor the day of a check says nothing.
fn says_something(row: &ServiceEntry, facts: &Facts) -> bool {
    row.state != ServiceState::Unknown || row.needed.is_some() || !whole_host(row) || past(row.checked_on, facts.as_of).is_some()
}

/// The row of the ledger that says whether a service that was observed is needed.
fn need<'a>(seen: &Entry<ServiceEntry>, at: &Reach, rows: &[(&'a Entry<ServiceEntry>, Reach)]) -> Option<&'a ServiceEntry> {
    if seen.provenance != Provenance::Machine || seen.needed.is_some() || whole_host(seen) {
        return None;
    }
    let Reach::Named(seen_on) = at else { return None };
    let about = |reach: &Reach| match reach {
        Reach::Named(machines) => seen_on.iter().all(|machine| machines.contains(machine)),
        Reach::Kinds(_) | Reach::House => true,
        Reach::Part(_) => false,
    };
    let said = |row: &&Entry<ServiceEntry>| {
        row.provenance != Provenance::Machine && row.needed.is_some() && same_service(&row.service, &seen.service)
    };
    let mut told = rows.iter().filter(|(row, reach)| said(row) && about(reach)).map(|(row, reach)| (row, reach));
    // what is said of the machine itself before what is said of its kind
    let named = told.clone().find(|(_, reach)| matches!(reach, Reach::Named(_)));
    named.or_else(|| told.next()).map(|(row, _)| &row.record)
}

/// Puts a row's reasons into the tally; `said` says whether the service is needed.
fn judge(row: &Entry<ServiceEntry>, said: &ServiceEntry, tally: &mut Tally) {
    let whole = whole_host(row);
    match (row.state, said.needed) {
        (ServiceState::Running, Some(false)) => tally.against("service-unneeded-running", row),
        (ServiceState::Running, None) if !whole => tally.missing("service-need-unknown", row),
        (ServiceState::Unknown, Some(false)) => tally.missing("service-state-unknown", row),
        (ServiceState::Unknown, None) if !whole => tally.missing("service-state-unknown", row),
        (state, needed) => {
            tally.support("services-checked", row);
            if state == ServiceState::Running && needed == Some(true) && !whole && said.purpose.trim().is_empty() {
                tally.advice("service-purpose-unrecorded", row);
            }
        }
    }
}
