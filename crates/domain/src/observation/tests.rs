use jiff::civil::{Date, date};

use super::*;
use crate::facts::Entry;
use crate::ledger::{Device, DeviceKind};

fn row(number: &str, fields: impl FnOnce(&mut Device)) -> Entry<Device> {
    let mut device = Device { number: number.into(), ..Device::default() };
    fields(&mut device);
    device.into()
}

fn seen(file: &str, on: Date, kind: ObservationKind, fields: impl FnOnce(&mut ObservedDevice)) -> Observed {
    let mut device = ObservedDevice::default();
    fields(&mut device);
    Observed { file: file.into(), nth: 1, kind, seen_on: on, observation: Observation::Device(Box::new(device)) }
}

fn ids(serial: &str, mac: &str, host: &str, address: &str) -> Identifiers {
    let list = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    Identifiers { serial: serial.into(), macs: list(mac), hosts: list(host), addresses: list(address), ..Identifiers::default() }
}

fn scan(ids: Identifiers) -> Observed {
    seen("scan.xml", date(2026, 11, 20), ObservationKind::Nmap, |device| device.identifiers = ids)
}

fn ties(rows: &[Entry<Device>], observed: &[Observed], answers: &[IdentityAnswer]) -> Vec<Tie> {
    let identity = identify(rows, observed, answers);
    machines(rows, observed, &identity).into_iter().map(|machine| machine.tie).collect()
}

#[test]
fn a_mac_address_with_a_name_or_an_address_is_enough_and_a_name_with_an_address_is_a_question() {
    let rows = [
        row("001", |device| {
            device.host = "PC-01".into();
            device.mac = "8C-C6-81-00-00-01".into();
        }),
        row("002", |device| {
            device.host = "ＰＣ－０２".into();
            device.ip = "192.168.1.12".into();
        }),
        row("003", |device| device.ip = "192.168.1.254".into()),
    ];
    let observed = [
        scan(ids("", "8c:c6:81:00:00:01", "pc-01.hosp.local", "192.168.1.11")),
        scan(ids("", "", "pc-02", "192.168.1.12")),
        scan(ids("", "00:09:0f:00:00:07", "", "192.168.1.77")),
        scan(ids("", "00:a0:de:00:00:01", "", "192.168.1.254")),
    ];
    let ties = ties(&rows, &observed, &[]);
    assert_eq!(ties[0], Tie::Row { number: "001".into(), by: vec![Mark::Mac, Mark::Host] });
    assert_eq!(ties[1], Tie::Asked { rows: vec![("002".into(), vec![Mark::Host, Mark::Address], vec![])] });
    assert_eq!(ties[2], Tie::Stranger);
    assert_eq!(ties[3], Tie::Asked { rows: vec![("003".into(), vec![Mark::Address], vec![])] });
}

#[test]
fn an_answer_counts_from_then_on_either_way() {
    let rows = [row("002", |device| {
        device.host = "PC-02".into();
        device.ip = "192.168.1.12".into();
    })];
    let observed = [scan(ids("", "", "pc-02", "192.168.1.12"))];
    let answer = |same| [IdentityAnswer { number: "002".into(), name: "host:pc-02".into(), same }];
    assert!(matches!(&ties(&rows, &observed, &answer(true))[0], Tie::Row { number, .. } if number == "002"));
    assert_eq!(ties(&rows, &observed, &answer(false))[0], Tie::Stranger);
}

#[test]
fn placeholders_and_what_three_machines_share_tell_nothing() {
    let rows = [row("001", |device| device.serial = "To Be Filled By O.E.M.".into())];
    let hollow = scan(ids("To Be Filled By O.E.M.", "", "pc-09", ""));
    assert_eq!(ties(&rows, &[hollow], &[])[0], Tie::Stranger);

    // three clones of one disk have one serial number
    let clones: Vec<Observed> = ["a", "b", "c"].iter().map(|host| scan(ids("CLONE1", "", host, ""))).collect();
    let rows = [row("001", |device| device.serial = "CLONE1".into())];
    assert_eq!(ties(&rows, &clones, &[]), [Tie::Stranger, Tie::Stranger, Tie::Stranger]);
}

#[test]
fn two_serial_numbers_are_two_machines_whatever_else_they_share() {
    let rows = [row("001", |device| {
        device.serial = "AAA1".into();
        device.mac = "8c:c6:81:00:00:01".into();
        device.host = "PC-01".into();
    })];
    let observed = [scan(ids("BBB2", "8c:c6:81:00:00:01", "PC-01", ""))];
    assert_eq!(ties(&rows, &observed, &[])[0], Tie::Asked { rows: vec![("001".into(), vec![Mark::Mac, Mark::Host], vec![Mark::Serial])] });
}

#[test]
fn a_randomised_mac_address_tells_nothing() {
    let rows = [row("001", |device| {
        device.mac = "da:a1:19:00:00:01".into();
        device.host = "TABLET".into();
    })];
    let observed = [scan(ids("", "da:a1:19:00:00:01", "tablet", ""))];
    assert!(matches!(&ties(&rows, &observed, &[])[0], Tie::Asked { rows } if rows[0].1 == [Mark::Host]));
}

#[test]
fn the_newest_word_counts_and_what_a_machine_says_itself_before_a_guess_from_outside() {
    let rows = [row("001", |device| {
        device.host = "SV-01".into();
        device.mac = "8c:c6:81:00:00:01".into();
    })];
    let system = |name: &str, certainty| Some(OperatingSystem { name: name.into(), certainty, ..OperatingSystem::default() });
    let observed = [
        seen("usb/sv-01.json", date(2026, 11, 1), ObservationKind::Collector, |device| {
            device.identifiers = ids("S1", "8c:c6:81:00:00:01", "SV-01", "192.168.1.2");
            device.system = system("Windows Server 2019", 100);
            device.kind = DeviceKind::Server;
        }),
        seen("scan.xml", date(2026, 11, 20), ObservationKind::Nmap, |device| {
            device.identifiers = ids("", "8c:c6:81:00:00:01", "", "192.168.1.2");
            device.system = system("Linux 4.x", 88);
            device.ports = Some(vec![ListeningPort { port: 23, reached: true, ..ListeningPort::default() }]);
        }),
    ];
    let identity = identify(&rows, &observed, &[]);
    let found = machines(&rows, &observed, &identity);
    assert_eq!(found.len(), 1);
    let machine = &found[0];
    assert_eq!(machine.system.as_ref().unwrap().value.name, "Windows Server 2019");
    assert_eq!((machine.first_seen, machine.last_seen), (date(2026, 11, 1), date(2026, 11, 20)));
    assert_eq!(machine.reached.as_ref().unwrap().value[0].port, 23);
    assert!(machine.listening.is_none());
    assert_eq!((machine.label.as_str(), machine.identifiers.serial.as_str(), machine.sightings.len()), ("SV-01", "S1", 2));
}

#[test]
fn mac_addresses_are_read_in_every_spelling() {
    for text in ["8C-C6-81-00-00-01", "8cc6.8100.0001", "８Ｃ：ｃ６:81:00:00:01", "8cc681000001"] {
        assert_eq!(canonical_mac(text), "8c:c6:81:00:00:01", "{text}");
    }
    for text in ["", "8c:c6:81:00:00", "zz:c6:81:00:00:01", "不明"] {
        assert_eq!(canonical_mac(text), "", "{text}");
    }
}
