use crate::{Limits, keys, read};
use sonae_domain::observation::{Observation, ObservationKind, ObservedDevice, SecondFactor};

const CONFIG: &str = r#"#config-version=FGT60F-7.0.12-FW-build0523-230606:opmode=0:vdom=1:user=admin
config vdom
edit root
next
end
config global
config system global
    set hostname "FGT-01"
end
config system interface
    edit "wan1"
        set ip 203.0.113.10 255.255.255.248
        set allowaccess ping https ssh
        set role wan
    next
    edit "internal"
        set ip 192.168.10.254 255.255.255.0
        set allowaccess https telnet
    next
end
config system admin
    edit "admin"
        set trusthost1 192.168.10.0 255.255.255.0
        set password ENC HIMITSU1
    next
    edit "vendor"
        set accprofile "super_admin"
        set two-factor fortitoken
        set password ENC HIMITSU2
    next
end
config system snmp community
    edit 1
        set name "HIMITSU3"
    next
end
config certificate local
    edit "x"
        set private-key "-----BEGIN ENCRYPTED PRIVATE KEY-----
HIMITSU4
end
-----END ENCRYPTED PRIVATE KEY-----"
    next
end
end
config vdom
edit root
config firewall address
    edit "vendor-ip"
        set subnet 198.51.100.7 255.255.255.255
    next
end
config user radius
    edit "RADIUS"
        set server "192.168.10.3"
        set secret ENC HIMITSU5
    next
end
config user local
    edit "remote01"
        set type password
        set passwd-time 2016-08-01 10:00:00
        set passwd ENC HIMITSU6
    next
end
config user group
    edit "vpn"
        set member "remote01" "RADIUS"
    next
end
config vpn ssl settings
    set port 10443
    set source-interface "wan1"
    set source-address "vendor-ip"
    config authentication-rule
        edit 1
            set groups "vpn"
        next
    end
end
config vpn ipsec phase1-interface
    edit "branch"
        set remote-gw 198.51.100.9
        set psksecret ENC HIMITSU7
    next
end
config firewall policy
    edit 7
        set srcintf "wan1"
        set dstintf "internal"
        set action accept
        set srcaddr "all"
        set dstaddr "all"
        set service "ALL"
    next
end
end
"#;

fn device(text: &str) -> (ObservedDevice, u32, Vec<&'static str>) {
    let reading = read("fgt.conf", text.as_bytes(), &Limits::default());
    assert_eq!(reading.kind, Some(ObservationKind::NetworkConfig));
    assert!(!serde_json::to_string(&reading).unwrap().contains("HIMITSU"));
    let problems = reading.problems.iter().map(|p| p.key).collect();
    let Some(Observation::Device(device)) = reading.observations.into_iter().next() else { panic!("no device") };
    (*device, reading.secrets_dropped, problems)
}

#[test]
fn a_configuration_with_virtual_domains_is_read_and_its_secrets_are_dropped() {
    let (device, secrets, problems) = device(CONFIG);
    assert_eq!((secrets, problems.as_slice()), (7, [keys::SECRETS_DROPPED].as_slice()));
    assert_eq!((device.model.as_str(), device.identifiers.hosts.join("+").as_str()), ("FortiGate-60F", "FGT-01"));
    assert_eq!(device.system.unwrap().version, "v7.0.12,build0523");
    let network = device.network.unwrap();
    let access: Vec<_> = network
        .administration
        .iter()
        .map(|a| (a.interface.as_str(), a.from_internet, a.protocols.join(" "), a.sources.join(" ")))
        .collect();
    // one administrator without trusted hosts opens the ports to all
    assert_eq!(
        access,
        [("wan1", Some(true), "https ssh".into(), "any".into()), ("internal", Some(false), "https telnet".into(), "any".into())]
    );
    assert_eq!(network.administrators[0].sources, ["192.168.10.0/24"]);
    assert_eq!(network.administrators[1].second_factor, SecondFactor::Required);
    let ssl = &network.vpn[0];
    assert_eq!((ssl.kind.as_str(), ssl.enabled, ssl.port, ssl.sources.join(" ")), ("ssl", Some(true), Some(10443), "198.51.100.7".into()));
    let users: Vec<_> = ssl.users.iter().map(|u| (u.id.as_str(), u.second_factor, u.password_set_year)).collect();
    assert_eq!(users, [("remote01", SecondFactor::Absent, Some(2016)), ("RADIUS", SecondFactor::Elsewhere, None)]);
    assert_eq!(network.vpn[1].sources, ["198.51.100.9"]);
    assert_eq!(network.open_rules, ["7"]);
}

#[test]
fn a_configuration_that_ends_in_the_middle_gives_what_was_whole() {
    let (device, _, problems) = device(&CONFIG[..CONFIG.find("config system admin").unwrap()]);
    assert!(problems.contains(&keys::FILE_TRUNCATED));
    assert_eq!(device.network.unwrap().administration.len(), 2);
}

#[test]
fn the_local_in_policy_narrows_from_where_it_is_administered() {
    let rules = "config firewall local-in-policy\nedit 1\nset intf wan1\nset srcaddr vendor-ip\nset service HTTPS\nset action accept\nnext\nedit 2\nset intf wan1\nset srcaddr all\nset service ALL\nnext\nend\n";
    let text = CONFIG.replace("config user radius", &format!("{rules}config user radius"));
    let network = device(&text).0.network.unwrap();
    assert_eq!(network.administration[0].sources, ["198.51.100.7"]);
    assert_eq!(network.administration[1].sources, ["any"]);
}

#[test]
fn the_status_tells_version_and_serial_number() {
    let text = "FGT-01 # get system status\nVersion: FortiGate-60F v7.0.12,build0523,230606 (GA.M)\nSerial-Number: FGT60FTK00000000\nHostname: FGT-01\nSystem time: Fri Nov 20 09:00:00 2026\n";
    let (device, _, _) = device(text);
    assert_eq!(device.identifiers.serial, "FGT60FTK00000000");
    assert_eq!(device.seen_at.map(|t| t.to_string()).as_deref(), Some("2026-11-20T00:00:00Z"));
}
