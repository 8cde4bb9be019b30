//! Reports of scanners for vulnerabilities: which host, which product, which CVE. Their own severities, advice and texts are left out: what a
//! finding means is decided by the feeds, not by who reported it.

pub(crate) mod findings;
pub(crate) mod openvas;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sonae_domain::observation::{CheckOutcome, CheckResult, Component, ObservedDevice};

use crate::address;
use crate::draft::Draft;
use crate::text::{add, shortened};

/// One finding.
#[derive(Default)]
struct Finding {
    host: String,
    address: String,
    component: Component,
    /// CVE ids; where there are none, the id of the test
    ids: Vec<String>,
    title: String,
    seen_at: Option<Timestamp>,
}

/// Findings, joined by host.
#[derive(Default)]
struct Findings {
    hosts: BTreeMap<(String, String), ObservedDevice>,
    seen: BTreeSet<(String, String, String)>,
}

impl Findings {
    fn add(&mut self, finding: Finding) {
        let place = (finding.host.clone(), finding.address.clone());
        let device = self.hosts.entry(place).or_default();
        add(&mut device.identifiers.hosts, finding.host.as_str());
        address::ip(&finding.address).into_iter().for_each(|ip| add(&mut device.identifiers.addresses, ip));
        device.seen_at = device.seen_at.max(finding.seen_at);
        let mut first =
            |kind: &str, id: &str| self.seen.insert((format!("{}\n{}", finding.host, finding.address), kind.to_owned(), id.to_owned()));
        let component = &finding.component;
        if !component.name.is_empty() && first("component", &format!("{}\n{}\n{}", component.name, component.version, component.purl)) {
            device.components.push(component.clone());
        }
        for id in finding.ids {
            if first("check", &id) {
                device.checks.push(CheckResult { id, title: shortened(&finding.title, 300), outcome: CheckOutcome::Fail });
            }
        }
    }

    fn keep(self, draft: &mut Draft) {
        for mut device in self.hosts.into_values() {
            device.components = draft.within(device.components);
            device.checks = draft.within(device.checks);
            draft.device(device);
        }
    }
}
