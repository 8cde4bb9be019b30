//! Every file of the shared collection is read as what it is.

use sonae_domain::ledger::DeviceKind;
use sonae_domain::observation::{CheckOutcome, ObservationKind, SecondFactor};
use sonae_observe::keys as key;

use super::shared::{devices, files, keys, reading};

#[test]
fn every_scan_of_the_collection_is_read() {
    for file in files("nmap") {
        let reading = reading(&file).unwrap();
        if file.ends_with("libnmap_defused_et_included.xml") {
            assert_eq!((reading.kind, keys(&reading)), (None, vec![key::FILE_UNKNOWN]));
            continue;
        }
        assert_eq!(reading.kind, Some(ObservationKind::Nmap), "{file}");
        assert!(
            reading.problems.iter().all(|p| matches!(p.key, key::HOSTS_DOWN | key::NOTHING_FOUND | key::SCAN_UNFINISHED)),
            "{file}: {:?}",
            reading.problems
        );
        println!("{file}: {} {:?}", reading.observations.len(), keys(&reading));
    }
}

#[test]
fn the_unknown_fortigate_of_the_hospital_is_found() {
    let Some(reading) = reading("nmap/synthetic_hospital_lan.xml") else { return };
    let devices = devices(&reading);
    assert_eq!(devices.len(), 4);
    let unknown = devices.iter().find(|d| d.identifiers.addresses == ["192.168.10.77"]).unwrap();
    assert_eq!((unknown.interface_maker.as_str(), unknown.kind), ("Fortinet", DeviceKind::Network));
    assert!(unknown.ports.as_ref().unwrap()[0].guessed);
    let server = devices.iter().find(|d| d.identifiers.hosts == ["SV-EMR01.hosp.local"]).unwrap();
    assert_eq!(server.system.as_ref().map(|s| (s.name.as_str(), s.certainty)), Some(("Microsoft Windows Server 2012 R2", 97)));
    assert_eq!(server.ports.as_ref().unwrap()[1].version, "11.2.0.4.0");
}

#[test]
fn the_weak_and_the_hardened_fortigate_differ_where_it_matters() {
    let (Some(weak), Some(hard)) =
        (reading("network-config/fortigate_60f_7.0.12_weak.conf"), reading("network-config/fortigate_60f_7.4.9_hardened.conf"))
    else {
        return;
    };
    let network = |reading| devices(reading)[0].network.clone().unwrap();
    let (weak_settings, hard_settings) = (network(&weak), network(&hard));
    let wan = &weak_settings.administration[0];
    assert_eq!(
        (wan.from_internet, wan.protocols.join(" "), wan.sources.join(" ")),
        (Some(true), "https ssh http fgfm".into(), "any".into())
    );
    assert!(weak_settings.administrators.iter().all(|a| a.sources.is_empty() && a.second_factor == SecondFactor::Absent));
    let ssl = &weak_settings.vpn[0];
    assert_eq!((ssl.enabled, ssl.port, ssl.sources.join(" ")), (Some(true), Some(10443), "any".into()));
    assert_eq!(
        (ssl.users[0].id.as_str(), ssl.users[0].second_factor, ssl.users[0].password_set_year),
        ("remote01", SecondFactor::Absent, Some(2016))
    );
    assert_eq!(weak_settings.open_rules, ["保守VPN"]);
    assert_eq!(weak.secrets_dropped, 3);

    assert!(hard_settings.administration.iter().all(|a| a.from_internet == Some(false) && a.sources == ["192.168.10.50"]));
    assert_eq!(hard_settings.administrators[0].second_factor, SecondFactor::Required);
    assert_eq!(hard_settings.vpn[0].enabled, Some(false));
    assert_eq!(hard_settings.open_rules, [] as [&str; 0]);
    let policy = devices(&hard)[0].password_policy.clone().unwrap();
    assert_eq!((policy.min_length, policy.mixed), (Some(13), Some(true)));
    for (reading, version) in [(&weak, "v7.0.12,build0523"), (&hard, "v7.4.9,build2829")] {
        assert_eq!(devices(reading)[0].system.as_ref().unwrap().version, version);
        assert!(!serde_json::to_string(reading).unwrap().contains("SAMPLE-NOT-A-REAL-HASH"));
    }
}

#[test]
fn the_other_network_devices_of_the_collection_are_read() {
    let Some(yamaha) = reading("network-config/yamaha_rtx1210_show_config.txt") else { return };
    let router = devices(&yamaha)[0];
    assert_eq!((router.model.as_str(), router.identifiers.serial.as_str(), router.identifiers.macs.len()), ("RTX1210", "S00000000", 3));
    let access: Vec<_> =
        router.network.as_ref().unwrap().administration.iter().map(|a| (a.interface.as_str(), a.sources.join(" "))).collect();
    assert_eq!(access, [("http", "any".into()), ("telnet", "any".to_string())]);
    assert_eq!(router.network.as_ref().unwrap().vpn[0].kind, "pptp");
    assert_eq!(yamaha.taken_at.map(|t| t.to_string()).as_deref(), Some("2026-11-20T00:00:00Z"));

    let cisco = reading("network-config/cisco_c2960x_show_version.txt").unwrap();
    assert_eq!(devices(&cisco)[0].model, "WS-C2960X-48TS-L");
    let status = reading("network-config/fortigate_get_system_status.txt").unwrap();
    assert_eq!(devices(&status)[0].identifiers.serial, "FGT60FTK00000000");
    let snmp = reading("network-config/snmp_sysdescr_samples.json").unwrap();
    let mut named: Vec<_> = devices(&snmp)
        .iter()
        .map(|d| format!("{} {} {}", d.identifiers.addresses[0], d.maker, d.system.as_ref().unwrap().version))
        .collect();
    named.sort();
    assert_eq!(
        named,
        [
            "192.168.1.1 YAMAHA Rev.14.01.38",
            "192.168.1.30  ",
            "192.168.1.5  6.3.9600",
            "192.168.10.253 Cisco 17.9.4a",
            "192.168.10.254 Fortinet v7.0.12,build0523,230606",
        ]
    );
}

#[test]
fn facts_of_windows_machines_are_read() {
    let Some(pc) = reading("host/osquery_win10_pro_ja.json") else { return };
    assert_eq!((pc.kind, keys(&pc)), (Some(ObservationKind::Osquery), vec![]));
    let device = devices(&pc)[0];
    let system = device.system.as_ref().unwrap();
    assert_eq!(
        (system.name.as_str(), system.version.as_str(), system.edition.as_str(), system.release.as_str()),
        ("Microsoft Windows 10 Pro", "10.0.19045.5011", "Professional", "22H2")
    );
    assert_eq!((device.identifiers.hosts.join("+"), device.identifiers.serial.as_str()), ("UKETSUKE-01".into(), "0ABC00000"));
    assert_eq!(
        (device.identifiers.macs.join("+"), device.identifiers.addresses.join("+")),
        ("8c:c6:81:00:00:01".into(), "192.168.1.11".into())
    );
    assert_eq!(
        (device.services.as_ref().unwrap().len(), device.ports.as_ref().unwrap().len(), device.accounts.as_ref().unwrap().len()),
        (4, 3, 2)
    );
    assert_eq!(device.media.as_ref().unwrap().storage_blocked, Some(false));
    assert_eq!(device.protection.as_ref().unwrap()[0].enabled, Some(true));
    assert_eq!(device.updates.as_ref().unwrap().last_installed_on.map(|d| d.to_string()).as_deref(), Some("2024-11-13"));
    assert_eq!(device.kind, DeviceKind::Endpoint);

    let server = reading("host/osquery_server2012r2.json").unwrap();
    let device = devices(&server)[0];
    let system = device.system.as_ref().unwrap();
    assert_eq!((system.build, system.revision, device.kind), (Some(9600), None, DeviceKind::Server));
    assert_eq!(device.software.as_ref().unwrap()[0].version, "11.2.0.4.0");

    let policy = reading("host/secedit_export_ja_utf16le.inf").unwrap();
    assert_eq!(policy.kind, Some(ObservationKind::SecurityPolicy));
    let policy = devices(&policy)[0].password_policy.clone().unwrap();
    assert_eq!(
        (policy.min_length, policy.complexity, policy.max_age_days, policy.lockout_failures),
        (Some(0), Some(false), Some(42), Some(0))
    );

    let hotfixes = reading("host/get-hotfix_ja_cp932.csv").unwrap();
    assert_eq!(hotfixes.kind, Some(ObservationKind::Hotfixes));
    assert_eq!(devices(&hotfixes)[0].updates.as_ref().unwrap().installed, ["KB5046613", "KB5015684"]);

    let refused = reading("host/net_accounts_ja_cp932.txt").unwrap();
    assert_eq!((refused.observations.len(), keys(&refused)), (0, vec![key::LOCALISED]));
}

#[test]
fn reports_of_lynis_and_openscap_are_read() {
    for file in files("host").iter().filter(|file| file.contains("lynis")) {
        let reading = reading(file).unwrap();
        assert_eq!((reading.kind, keys(&reading)), (Some(ObservationKind::Lynis), vec![]), "{file}");
        assert_eq!(devices(&reading)[0].system.as_ref().unwrap().name, "Debian GNU/Linux 13 (trixie)");
        assert_eq!(reading.taken_at.map(|t| t.to_string()).as_deref(), Some("2026-07-30T15:00:30Z"));
    }
    for file in files("host").iter().filter(|file| file.contains("openscap")) {
        let reading = reading(file).unwrap();
        assert_eq!(reading.kind, Some(ObservationKind::Xccdf), "{file}");
        println!("{file}: {:?} {:?}", devices(&reading).iter().map(|d| d.checks.len()).collect::<Vec<_>>(), keys(&reading));
    }
    let Some(one) = reading("host/openscap_one_vuln_rhsa.xml") else { return };
    let device = devices(&one)[0];
    assert_eq!((device.identifiers.hosts.join("+").as_str(), device.identifiers.addresses.len()), ("sample.system", 4));
    assert_eq!(device.checks.iter().filter(|c| c.outcome == CheckOutcome::Fail).count(), 1);
}

#[test]
fn every_bill_of_materials_of_the_collection_is_read() {
    let parts = |name: &str| reading(&format!("sbom/{name}")).map(|reading| devices(&reading)[0].components.len());
    for file in files("sbom") {
        let reading = reading(&file).unwrap();
        assert_eq!(reading.kind, Some(ObservationKind::Sbom), "{file}");
        let refused = file.ends_with("dd_spdx_3_unsupported.json");
        // some bills do not say of what they are
        let named = devices(&reading).iter().all(|device| !device.label().is_empty());
        let told = if refused {
            vec![key::SPDX3]
        } else if named {
            vec![]
        } else {
            vec![key::NO_MACHINE]
        };
        assert_eq!(keys(&reading), told, "{file}");
        assert_eq!(reading.observations.len(), usize::from(!refused), "{file}");
        println!("{file}: {:?}", devices(&reading).iter().map(|d| (&d.model, d.components.len(), d.checks.len())).collect::<Vec<_>>());
    }
    let (Some(json), Some(xml)) = (parts("cdx_SBOM_laravel-7.12.0_bom.1.4.json"), parts("cdx_SBOM_laravel-7.12.0_bom.1.4.xml")) else {
        return;
    };
    assert_eq!(json, xml);
    let Some(nested) = reading("sbom/dd_cdx_nested-component-log4j.json") else { return };
    assert!(devices(&nested)[0].components.iter().any(|c| c.name.contains("log4j")));
}

#[test]
fn every_report_of_a_scanner_is_read() {
    for file in files("vuln-reports") {
        let reading = reading(&file).unwrap();
        assert_eq!(reading.kind, Some(ObservationKind::ScanReport), "{file} {:?}", reading.problems);
        assert!(keys(&reading).iter().all(|key| matches!(*key, key::NOTHING_FOUND | key::NO_MACHINE)), "{file} {:?}", reading.problems);
        let found: Vec<_> = devices(&reading).iter().map(|d| (d.label(), d.components.len(), d.checks.len())).collect();
        println!("{file}: {found:?}");
    }
    let Some(wazuh) = reading("vuln-reports/wazuh_v4-8_many_findings.json") else { return };
    assert!(devices(&wazuh).iter().any(|d| d.identifiers.hosts == ["myhost0"] && !d.checks.is_empty() && d.system.is_some()));
    let openvas = reading("vuln-reports/openvas_report_detail_v2.xml").unwrap();
    assert!(devices(&openvas)[0].checks.iter().any(|c| c.id == "CVE-2025-49659"));
}

#[test]
fn an_export_of_people_holds_no_machines() {
    let Some(reading) = reading("accounts/ad_export_ldifde.ldif") else { return };
    assert_eq!((reading.kind, keys(&reading)), (Some(ObservationKind::DirectoryComputers), vec![key::NOTHING_FOUND]));
}
