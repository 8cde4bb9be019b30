//! Computer accounts of Active Directory: `Get-ADComputer | Export-Csv` and LDIF. Disabled accounts are no machines. Not here: accounts of
//! people (crate `importers`).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use sonae_domain::ledger::DeviceKind;
use sonae_domain::observation::{Identifiers, ObservedDevice, OperatingSystem, REMOVED_SECRET, security_identifier};

use crate::draft::Draft;
use crate::problem::{Problem, Severity, keys};
use crate::table::Table;
use crate::text::add;
use crate::{address, moment};

/// userAccountControl: the account is disabled
const DISABLED: u32 = 0x2;

/// Attributes that tell when the password of the machine's own administrator changes next (LAPS, old and new). The password itself stands
/// in others.
const ROTATES: [&str; 2] = ["ms-mcs-admpwdexpirationtime", "mslaps-passwordexpirationtime"];

/// Attributes that hold a secret: counted, never read.
const SECRETS: [&str; 9] = [
    "ms-mcs-admpwd",
    "mslaps-password",
    "mslaps-encryptedpassword",
    "mslaps-encryptedpasswordhistory",
    "mslaps-encrypteddsrmpassword",
    "mslaps-encrypteddsrmpasswordhistory",
    "unicodepwd",
    "userpassword",
    "msfve-recoverypassword",
];

/// How sure a directory is: a machine wrote it there itself, but perhaps long ago.
const CERTAINTY: u8 = 90;

/// One computer account.
#[derive(Default)]
struct Computer {
    name: String,
    dns: String,
    system: String,
    version: String,
    address: String,
    sid: String,
    seen_at: Option<Timestamp>,
    disabled: bool,
    computer: bool,
    rotates: Option<bool>,
}

/// Reads a table of computers.
pub(crate) fn read_table(table: &Table, draft: &mut Draft) {
    let mut disabled = 0;
    for row in table.rows() {
        let class = row.get("class");
        let seen = row.get("seen");
        let computer = Computer {
            name: row.get("name").trim_end_matches('$').to_owned(),
            dns: row.get("dns").to_owned(),
            system: row.get("system").to_owned(),
            version: row.get("version").to_owned(),
            address: row.get("address").to_owned(),
            sid: row.get("sid").to_owned(),
            seen_at: seen.parse().ok().and_then(moment::filetime).or_else(|| moment::moment(seen)),
            disabled: row.get("enabled").eq_ignore_ascii_case("false"),
            computer: class.is_empty() || class.eq_ignore_ascii_case("computer"),
            rotates: (!row.get("rotates").is_empty()).then_some(true),
        };
        draft.secrets(u32::from(!matches!(row.get("secret"), "" | REMOVED_SECRET)));
        if computer.name.is_empty() && computer.dns.is_empty() {
            draft.push(row.unreadable());
        } else {
            disabled += computer.keep(draft);
        }
    }
    tell(disabled, draft);
}

/// Whether a text is LDIF.
pub(crate) fn is_ldif(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("version:"));
    lines.next().is_some_and(|line| line.starts_with("dn:"))
}

/// Reads LDIF (RFC 2849): folded lines, values in base64.
pub(crate) fn read_ldif(text: &str, draft: &mut Draft) {
    let mut disabled = 0;
    let mut open = Computer::default();
    for (name, value) in attributes(text) {
        if name == "dn" || name.is_empty() {
            disabled += std::mem::take(&mut open).keep(draft);
            continue;
        }
        let text = String::from_utf8_lossy(&value).trim().to_owned();
        match name.as_str() {
            "objectclass" => open.computer |= text.eq_ignore_ascii_case("computer"),
            "cn" | "name" => open.name = text,
            "dnshostname" => open.dns = text,
            "operatingsystem" => open.system = text,
            "operatingsystemversion" => open.version = text,
            "objectsid" => open.sid = security_identifier(&value).unwrap_or(text),
            "useraccountcontrol" => open.disabled = text.parse::<u32>().is_ok_and(|bits| bits & DISABLED != 0),
            "lastlogontimestamp" => open.seen_at = text.parse().ok().and_then(moment::filetime),
            rotates if ROTATES.contains(&rotates) => open.rotates = Some(!text.is_empty() && text != "0"),
            secret if SECRETS.contains(&secret) => draft.secrets(u32::from(text != REMOVED_SECRET)),
            _ => {}
        }
    }
    disabled += open.keep(draft);
    tell(disabled, draft);
}

fn tell(disabled: u32, draft: &mut Draft) {
    if disabled > 0 {
        draft.push(Problem::new(Severity::Info, keys::ACCOUNTS_DISABLED).arg("count", disabled));
    }
}

/// Names (lower case) and values; an empty name stands between records.
fn attributes(text: &str) -> Vec<(String, Vec<u8>)> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix(' '), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    let parsed = lines.iter().filter(|line| !line.starts_with('#')).map(|line| match line.split_once(':') {
        Some((name, value)) => {
            let name = name.split(';').next().unwrap_or_default().trim().to_lowercase();
            match value.strip_prefix(':') {
                Some(encoded) => (name, STANDARD.decode(encoded.trim()).unwrap_or_default()),
                None => (name, value.trim().as_bytes().to_vec()),
            }
        }
        None => (String::new(), Vec::new()),
    });
    parsed.collect()
}

impl Computer {
    /// Hands the machine over; 1 if it was left out because its account is disabled.
    fn keep(self, draft: &mut Draft) -> u32 {
        if !self.computer || (self.name.is_empty() && self.dns.is_empty()) {
            return 0;
        }
        if self.disabled {
            return 1;
        }
        let mut identifiers = Identifiers { sid: self.sid, ..Identifiers::default() };
        let short = self.dns.split('.').next().unwrap_or_default();
        add(&mut identifiers.hosts, self.dns.as_str());
        if !short.eq_ignore_ascii_case(&self.name) {
            add(&mut identifiers.hosts, self.name.as_str());
        }
        identifiers.addresses.extend(address::ip(&self.address));
        let system = (!self.system.is_empty()).then(|| OperatingSystem {
            build: build(&self.version),
            name: self.system,
            version: self.version,
            certainty: CERTAINTY,
            ..OperatingSystem::default()
        });
        let kind = system.as_ref().map_or(DeviceKind::Unknown, |system| windows_kind(&system.name));
        let administrator_rotates = self.rotates;
        draft.device(ObservedDevice {
            seen_at: self.seen_at,
            identifiers,
            system,
            kind,
            administrator_rotates,
            ..ObservedDevice::default()
        });
        0
    }
}

/// The build in `10.0 (19045)`.
fn build(version: &str) -> Option<u32> {
    version.split_once('(')?.1.trim_end_matches(')').trim().parse().ok()
}

/// Servers and PCs by the name of their Windows.
pub(crate) fn windows_kind(name: &str) -> DeviceKind {
    let lower = name.to_lowercase();
    match lower.contains("windows") {
        true if lower.contains("server") => DeviceKind::Server,
        true => DeviceKind::Endpoint,
        false => DeviceKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, read};
    use sonae_domain::observation::{Observation, ObservationKind};

    fn lines(text: &str) -> Vec<String> {
        let reading = read("computers", text.as_bytes(), &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::DirectoryComputers), "{:?}", reading.problems);
        let line = |o: &Observation| match o {
            Observation::Device(d) => {
                let (ids, system) = (&d.identifiers, d.system.clone().unwrap_or_default());
                format!("{} {} {:?} {:?} {:?}", ids.hosts.join("+"), ids.sid, system.build, d.kind, d.seen_at.map(|t| t.to_string()))
            }
            Observation::Backup(_) => String::new(),
        };
        reading.observations.iter().map(line).collect()
    }

    #[test]
    fn computers_of_a_table_are_read_and_disabled_ones_left_out() {
        let text = "\u{FEFF}\"Name\",\"DNSHostName\",\"OperatingSystem\",\"OperatingSystemVersion\",\"SID\",\"Enabled\",\"LastLogonDate\"\n\"UKETSUKE-01\",\"UKETSUKE-01.hosp.local\",\"Windows 10 Pro\",\"10.0 (19045)\",\"S-1-5-21-1-2-3-1104\",\"True\",\"2026/11/19 8:30:00\"\n\"OLD\",\"\",\"Windows 7\",\"6.1 (7601)\",\"\",\"False\",\"\"\n";
        assert_eq!(lines(text), ["UKETSUKE-01.hosp.local S-1-5-21-1-2-3-1104 Some(19045) Endpoint Some(\"2026-11-18T23:30:00Z\")"]);
    }

    #[test]
    fn that_a_password_changes_by_itself_is_a_fact_and_the_password_is_none() {
        let ldif = "dn: CN=PC-01,DC=hosp,DC=local\nobjectClass: computer\ncn: PC-01\nms-Mcs-AdmPwdExpirationTime: 134079229310000000\nms-Mcs-AdmPwd: Invented-Secret\n\ndn: CN=PC-02,DC=hosp,DC=local\nobjectClass: computer\ncn: PC-02\n";
        let csv = "Name,DNSHostName,OperatingSystem,msLAPS-PasswordExpirationTime,msLAPS-Password\nPC-01,PC-01.hosp.local,Windows 11 Pro,134079229310000000,Invented-Secret\nPC-02,PC-02.hosp.local,Windows 11 Pro,,\n";
        for text in [ldif, csv] {
            let reading = read("computers", text.as_bytes(), &Limits::default());
            let rotates: Vec<Option<bool>> = reading
                .observations
                .iter()
                .map(|seen| match seen {
                    Observation::Device(device) => device.administrator_rotates,
                    Observation::Backup(_) => None,
                })
                .collect();
            assert_eq!((rotates.as_slice(), reading.secrets_dropped), ([Some(true), None].as_slice(), 1), "{:?}", reading.problems);
            assert!(!serde_json::to_string(&reading).unwrap().contains("Invented"));
        }
    }

    #[test]
    fn computers_of_an_ldif_are_read_and_people_are_not() {
        let text = "dn: CN=SV-EMR01,OU=Servers,DC=hosp,DC=local\nobjectClass: top\nobjectClass: computer\ncn: SV-EMR01\nuserAccountControl: 4096\nobjectSid:: AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAAUAQAAA==\noperatingSystem: Windows Server 2012 R2 Sta\n ndard\noperatingSystemVersion: 6.3 (9600)\ndNSHostName: SV-EMR01.hosp.local\nlastLogonTimestamp: 133000000000000000\n\ndn: CN=tanaka,DC=hosp,DC=local\nobjectClass: user\ncn: tanaka\n";
        assert_eq!(lines(text), ["SV-EMR01.hosp.local S-1-5-21-1-2-3-1104 Some(9600) Server Some(\"2022-06-18T04:26:40Z\")"]);
    }
}
