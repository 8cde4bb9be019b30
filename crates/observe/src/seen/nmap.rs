//! nmap's XML (`-oX`), streamed. A machine is observed only when it answered. What nmap concluded from a port number alone is marked as
//! guessed; its guess of the operating system carries its own certainty. Results of scripts are left out.

use sonae_domain::ledger::DeviceKind;
use sonae_domain::observation::{ListeningPort, ObservedDevice, OperatingSystem};

use crate::draft::Draft;
use crate::problem::{Problem, Severity, keys};
use crate::text::add;
use crate::xml::{Element, Step, Walk};
use crate::{address, maker, moment};

/// A host while it is read.
#[derive(Default)]
struct Host {
    device: ObservedDevice,
    up: bool,
    /// nmap was told to take it as up (`-Pn`)
    assumed: bool,
    /// The port that is being read, and whether it is open
    port: Option<(ListeningPort, bool)>,
    /// Sort of machine that nmap's best match names
    class: DeviceKind,
}

/// Reads a scan.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let mut walk = Walk::new(text, draft);
    let mut host: Option<Host> = None;
    let (mut down, mut finished, mut hosts) = (0_u32, false, Vec::new());
    while let Some(step) = walk.next(draft) {
        match step {
            Step::Open(element) => match (element.name.as_str(), host.as_mut()) {
                ("nmaprun", _) => draft.taken_at = moment::moment(element.get("start")),
                ("finished", _) => {
                    finished = matches!(element.get("exit"), "success" | "");
                    draft.taken_at = moment::moment(element.get("time")).or(draft.taken_at);
                }
                ("host", _) => {
                    let mut begun = Host::default();
                    begun.device.seen_at = moment::moment(element.get("endtime")).or(moment::moment(element.get("starttime")));
                    host = Some(begun);
                }
                (_, Some(host)) => host.open(&element, walk.parent()),
                _ => {}
            },
            Step::Close(name, text) => match (name.as_str(), host.as_mut()) {
                ("host", Some(_)) => match host.take().and_then(Host::finish) {
                    Some(device) => hosts.push(device),
                    None => down += 1,
                },
                (_, Some(host)) => host.close(&name, &text),
                _ => {}
            },
        }
    }
    for mut device in hosts {
        device.ports = device.ports.map(|ports| draft.within(ports));
        draft.device(device);
    }
    if down > 0 {
        draft.push(Problem::new(Severity::Info, keys::HOSTS_DOWN).arg("count", down));
    }
    if !finished {
        draft.warning(keys::SCAN_UNFINISHED);
    }
}

impl Host {
    fn open(&mut self, element: &Element, parent: &str) {
        let device = &mut self.device;
        match element.name.as_str() {
            "status" => {
                self.up = element.get("state") == "up";
                self.assumed = element.get("reason") == "user-set";
            }
            "address" if parent == "host" => match element.get("addrtype") {
                "mac" => {
                    if let Some(mac) = address::mac(element.get("addr")) {
                        let named = element.get("vendor");
                        device.interface_maker = if named.is_empty() { maker::of(&mac) } else { named }.to_owned();
                        add(&mut device.identifiers.macs, mac);
                    }
                }
                _ => device.identifiers.addresses.extend(address::ip(element.get("addr"))),
            },
            "hostname" => add(&mut device.identifiers.hosts, element.get("name")),
            "ports" => device.ports = Some(Vec::new()),
            "port" => {
                let port = ListeningPort {
                    transport: element.get("protocol").to_owned(),
                    port: element.get("portid").parse().unwrap_or_default(),
                    reached: true,
                    ..ListeningPort::default()
                };
                self.port = Some((port, false));
            }
            "state" => {
                if let Some((_, open)) = &mut self.port {
                    *open = element.get("state") == "open";
                }
            }
            "service" => {
                if let Some((port, _)) = &mut self.port {
                    let tunnel = if element.get("tunnel") == "ssl" && !element.get("name").starts_with("ssl") { "ssl/" } else { "" };
                    port.service = format!("{tunnel}{}", element.get("name"));
                    port.product = element.get("product").to_owned();
                    port.version = element.get("version").to_owned();
                    port.guessed = element.get("method") == "table" || element.get("conf").parse::<u8>().is_ok_and(|conf| conf <= 3);
                }
            }
            "osmatch" => self.matched(element),
            "osclass" if self.class == DeviceKind::Unknown => self.class = class(element.get("type")),
            _ => {}
        }
    }

    /// Keeps the surest match.
    fn matched(&mut self, element: &Element) {
        let certainty = element.get("accuracy").parse::<u8>().unwrap_or_default().min(100);
        if self.device.system.as_ref().is_none_or(|best| best.certainty < certainty) {
            self.class = DeviceKind::Unknown;
            self.device.system = Some(OperatingSystem { name: element.get("name").to_owned(), certainty, ..OperatingSystem::default() });
        }
    }

    fn close(&mut self, name: &str, text: &str) {
        match name {
            "cpe" => {
                if let Some((port, _)) = &mut self.port
                    && port.cpe.is_empty()
                {
                    text.clone_into(&mut port.cpe);
                }
            }
            "port" => {
                if let Some((port, true)) = self.port.take() {
                    self.device.ports.get_or_insert_default().push(port);
                }
            }
            _ => {}
        }
    }

    /// The machine, if it answered.
    fn finish(mut self) -> Option<ObservedDevice> {
        let device = &mut self.device;
        let answered = !device.identifiers.macs.is_empty() || device.ports.as_ref().is_some_and(|ports| !ports.is_empty());
        if !self.up || (self.assumed && !answered) {
            return None;
        }
        device.kind = match maker::kind(&device.interface_maker) {
            DeviceKind::Unknown => self.class,
            known => known,
        };
        Some(self.device)
    }
}

/// What nmap's classes of machines are to a ledger.
fn class(name: &str) -> DeviceKind {
    match name {
        "router" | "broadband router" | "firewall" | "switch" | "WAP" | "load balancer" | "bridge" | "hub" | "proxy server"
        | "security-misc" => DeviceKind::Network,
        "printer" | "print server" | "VoIP phone" | "VoIP adapter" | "webcam" | "power-device" | "media device" => DeviceKind::Other,
        _ => DeviceKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, keys, read};
    use sonae_domain::ledger::DeviceKind;
    use sonae_domain::observation::{Observation, ObservationKind, ObservedDevice};

    const SCAN: &str = r#"<?xml version="1.0"?><!DOCTYPE nmaprun><nmaprun scanner="nmap" start="1795132800">
<host endtime="1795132900"><status state="up" reason="arp-response"/><address addr="192.168.1.254" addrtype="ipv4"/>
<address addr="00:A0:DE:00:00:01" addrtype="mac"/><hostnames><hostname name="gw" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="23"><state state="open"/><service name="telnet" method="table" conf="3"/></port>
<port protocol="tcp" portid="80"><state state="closed"/></port>
<port protocol="tcp" portid="443"><state state="open"/><service name="http" tunnel="ssl" product="nginx" version="1.24" method="probed" conf="10"><cpe>cpe:/a:nginx:nginx:1.24</cpe></service>
<script id="vulners" output="CVE-2023-1"/></port></ports>
<os><osmatch name="Linux 2.6" accuracy="90"/><osmatch name="YAMAHA RTX" accuracy="93"><osclass type="router"/></osmatch></os></host>
<host><status state="down" reason="no-response"/><address addr="192.168.1.2" addrtype="ipv4"/></host>
<host><status state="up" reason="user-set"/><address addr="192.168.1.3" addrtype="ipv4"/></host>"#;

    fn devices(text: &str) -> (Vec<ObservedDevice>, Vec<&'static str>) {
        let reading = read("scan.xml", text.as_bytes(), &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::Nmap));
        let devices = reading.observations.into_iter().filter_map(|o| if let Observation::Device(d) = o { Some(*d) } else { None });
        (devices.collect(), reading.problems.iter().map(|p| p.key).collect())
    }

    #[test]
    fn a_machine_is_observed_only_when_it_answered() {
        let (found, problems) = devices(&format!("{SCAN}<runstats><finished time=\"1795132999\" exit=\"success\"/></runstats></nmaprun>"));
        assert_eq!(found.len(), 1);
        assert_eq!(problems, [keys::HOSTS_DOWN]);
        let router = &found[0];
        assert_eq!(router.interface_maker, "Yamaha");
        assert_eq!(router.kind, DeviceKind::Network);
        let ports = router.ports.as_ref().unwrap();
        assert_eq!(
            ports.iter().map(|p| (p.port, p.service.as_str(), p.guessed)).collect::<Vec<_>>(),
            [(23, "telnet", true), (443, "ssl/http", false)]
        );
        assert_eq!(ports[1].cpe, "cpe:/a:nginx:nginx:1.24");
        assert_eq!(router.system.as_ref().map(|s| (s.name.as_str(), s.certainty)), Some(("YAMAHA RTX", 93)));
    }

    #[test]
    fn a_scan_that_was_stopped_gives_the_machines_that_were_whole() {
        let (found, problems) = devices(&SCAN[..SCAN.find("<host><status state=\"down\"").unwrap() + 20]);
        assert_eq!(found.len(), 1);
        assert_eq!(problems, [keys::FILE_TRUNCATED, keys::SCAN_UNFINISHED]);
    }
}
