//! Lynis `report.dat`: `key=value` and `key[]=a|b|c`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use sonae_domain::observation::{
    CheckOutcome, CheckResult, Identifiers, InstalledSoftware, ListeningPort, ObservedDevice, ObservedPasswordPolicy, OperatingSystem,
    Protection,
};

use crate::draft::Draft;
use crate::text::{add, shortened};
use crate::{address, moment};

/// Whether a text is a report.
pub(crate) fn fits(text: &str) -> bool {
    text.lines().take(10).any(|line| line.starts_with("report_version_major=") || line == "# Lynis Report")
}

/// Values by key, in their order.
type Values<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Reads a report.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let mut values: Values = BTreeMap::new();
    for (key, value) in text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('=')) {
        values.entry(key.trim().trim_end_matches("[]")).or_default().push(value.trim());
    }
    let one = |key: &str| values.get(key).and_then(|all| all.last()).copied().unwrap_or_default();
    draft.taken_at = [one("report_datetime_end"), one("report_datetime_start")].into_iter().find_map(moment::moment);
    let seconds = one("uptime_in_seconds").parse::<i64>().ok();
    let last_boot = seconds.zip(draft.taken_at).and_then(|(seconds, at)| at.checked_sub(SignedDuration::from_secs(seconds)).ok());
    let name = if one("os_fullname").is_empty() { one("os_name") } else { one("os_fullname") };
    let system =
        OperatingSystem { name: name.to_owned(), version: one("os_version").to_owned(), certainty: 100, ..OperatingSystem::default() };
    let checks = draft.within(checks(&values));
    let software = values.get("installed_packages_array").map(|_| draft.within(packages(one("installed_packages_array"))));
    draft.device(ObservedDevice {
        identifiers: identifiers(&values),
        system: Some(system),
        software,
        ports: values.get("network_listen_port").map(|all| all.iter().filter_map(|line| port(line)).collect()),
        password_policy: policy(one("password_max_days")),
        protection: protection(&values),
        last_boot,
        checks,
        ..ObservedDevice::default()
    });
}

fn identifiers(values: &Values) -> Identifiers {
    let all = |key: &str| values.get(key).into_iter().flatten();
    let mut ids = Identifiers::default();
    let (host, domain) = (all("hostname").last(), all("domainname").last().filter(|domain| !domain.is_empty()));
    if let Some(host) = host {
        add(&mut ids.hosts, domain.map_or_else(|| (*host).to_owned(), |domain| format!("{host}.{domain}")));
    }
    all("network_mac_address").filter_map(|mac| address::mac(mac)).for_each(|mac| add(&mut ids.macs, mac));
    all("network_ipv4_address").filter_map(|ip| address::ip(ip)).for_each(|ip| add(&mut ids.addresses, ip));
    ids
}

/// `|apt,3.0.3|bash,5.2.37-2+b9|`
fn packages(list: &str) -> Vec<InstalledSoftware> {
    let pairs = list.split('|').filter_map(|entry| entry.split_once(','));
    pairs
        .map(|(name, version)| InstalledSoftware { name: name.to_owned(), version: version.to_owned(), ..InstalledSoftware::default() })
        .collect()
}

/// `0.0.0.0:22|tcp|sshd|`
fn port(line: &str) -> Option<ListeningPort> {
    let mut fields = line.split('|');
    let (address, port) = fields.next()?.rsplit_once(':')?;
    let transport = fields.next()?.trim_end_matches('6').to_owned();
    Some(ListeningPort {
        transport,
        port: port.parse().ok()?,
        address: address.to_owned(),
        product: fields.next().unwrap_or_default().to_owned(),
        ..ListeningPort::default()
    })
}

/// -1: the report does not know.
fn policy(max_days: &str) -> Option<ObservedPasswordPolicy> {
    let days: i64 = max_days.parse().ok()?;
    // login.defs writes 99999 for "never"
    let max_age_days = u32::try_from(days).ok()?;
    Some(ObservedPasswordPolicy {
        max_age_days: Some(if max_age_days >= 99_999 { 0 } else { max_age_days }),
        ..ObservedPasswordPolicy::default()
    })
}

fn protection(values: &Values) -> Option<Vec<Protection>> {
    let installed = values.get("malware_scanner_installed")?;
    let named = values.get("malware_scanner").into_iter().flatten().filter(|name| !name.is_empty());
    let list: Vec<Protection> = named.map(|name| Protection { product: (*name).to_owned(), ..Protection::default() }).collect();
    (installed.contains(&"0") || !list.is_empty()).then_some(list)
}

/// A test that was done passes unless the report warns or suggests something under its id.
fn checks(values: &Values) -> Vec<CheckResult> {
    let listed = |key: &str| values.get(key).into_iter().flatten().flat_map(|list| list.split('|')).filter(|id| !id.trim().is_empty());
    let mut all: BTreeMap<String, CheckResult> = BTreeMap::new();
    for remark in ["warning", "suggestion"].into_iter().flat_map(|key| values.get(key).into_iter().flatten()) {
        if let Some((id, rest)) = remark.split_once('|') {
            let title = shortened(rest.split('|').next().unwrap_or_default(), 300);
            let result = CheckResult { id: id.to_owned(), title, outcome: CheckOutcome::Fail };
            all.entry(id.to_owned()).or_insert(result);
        }
    }
    for (key, outcome) in [("tests_executed", CheckOutcome::Pass), ("tests_skipped", CheckOutcome::NotChecked)] {
        let ids: BTreeSet<&str> = listed(key).collect();
        for id in ids {
            all.entry(id.to_owned()).or_insert(CheckResult { id: id.to_owned(), title: String::new(), outcome });
        }
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::{CheckOutcome, Observation, ObservationKind};

    #[test]
    fn a_report_is_read() {
        let text = "# Lynis Report\nreport_version_major=1\nreport_datetime_start=2026-07-31 00:00:00\nos_fullname=Debian GNU/Linux 13 (trixie)\nos_version=13\nhostname=pacs\ndomainname=hosp.local\nnetwork_mac_address[]=00:00:5E:00:53:01\nnetwork_ipv4_address[]=127.0.0.1\nnetwork_ipv4_address[]=192.168.10.120\nnetwork_listen_port[]=0.0.0.0:22|tcp|sshd|\nwarning[]=LOGG-2138|klogd is not running|-|-|\ninstalled_packages_array=|apt,3.0.3|bash,5.2\nmalware_scanner_installed=0\nuptime_in_seconds=3600\npassword_max_days=99999\ntests_executed=LOGG-2138|SSH-7402|\ntests_skipped=MACF-6208|\n";
        let reading = read("report.dat", text.as_bytes(), &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::Lynis));
        let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
        assert_eq!(device.identifiers.hosts, ["pacs.hosp.local"]);
        assert_eq!(
            (device.identifiers.addresses.len(), device.software.as_ref().unwrap().len(), device.ports.as_ref().unwrap()[0].port),
            (1, 2, 22)
        );
        assert_eq!(device.last_boot.map(|t| t.to_string()).as_deref(), Some("2026-07-30T14:00:00Z"));
        let outcomes: Vec<_> = device.checks.iter().map(|c| (c.id.as_str(), c.outcome)).collect();
        assert_eq!(
            outcomes,
            [("LOGG-2138", CheckOutcome::Fail), ("MACF-6208", CheckOutcome::NotChecked), ("SSH-7402", CheckOutcome::Pass)]
        );
        assert_eq!((device.protection.as_deref(), device.password_policy.as_ref().unwrap().max_age_days), (Some([].as_slice()), Some(0)));
    }
}
