//! What machines write: every form of file, each behind a beginning by which it is known.

use sonae_observe::{KEYS, Limits, read};

/// What the bytes are taken for.
#[derive(Clone, Copy)]
pub enum Form {
    Any,
    Nmap,
    Xccdf,
    BomXml,
    ReportXml,
    Json,
    Fortigate,
    Yamaha,
    Cisco,
    Nec,
    Addresses,
    Leases,
    Directory,
    Lynis,
    Policy,
    Wbadmin,
    Spdx,
    Snmp,
    Table,
}

/// Beginnings of the tables; the first byte chooses one.
const HEADINGS: [&str; 5] = [
    "Name,DNSHostName,OperatingSystem,OperatingSystemVersion,SID,Enabled,LastLogonDate\n",
    "IPAddress,ScopeId,AddressState,ClientId,HostName\n",
    "PSComputerName,HotFixID,InstalledOn\n",
    "system,host,date,status,location,bytes,verified,restore test\n",
    "IP,Hostname,CVSS,Severity,NVT Name,NVT OID,CVEs,Timestamp\n",
];

/// Reads the bytes behind the beginning of a form. Whatever they are: the answer is the same each time, it can be written as JSON, every
/// problem has words, no limit is exceeded, and a file of which nothing is said is told to be one.
pub fn file(form: Form, bytes: &[u8]) {
    let begin = match form {
        Form::Table => HEADINGS[bytes.first().map_or(0, |byte| usize::from(*byte) % HEADINGS.len())],
        Form::Any => "",
        Form::Nmap => "<nmaprun start=\"1\"><host><status state=\"up\"/>",
        Form::Xccdf => "<Benchmark>",
        Form::BomXml => "<bom>",
        Form::ReportXml => "<report><x report_format=\"1\"/>",
        Form::Json => "",
        Form::Fortigate => "#config-version=FGT60F-7.0.12-FW-build0523-230606:opmode=0\n",
        Form::Yamaha => "# RTX1210 Rev.14.01.38\n",
        Form::Cisco => "version 15.2\nhostname a\ninterface b\n",
        Form::Nec => "! NEC Portable Internetwork Core Operating System Software\n! IX Series IX2215 (x) Software, Version 10.2.1, R\n",
        Form::Addresses => "192.168.1.1 dev eth0 lladdr 00:a0:de:00:00:01\n",
        Form::Leases => "lease 192.168.1.1 {\n",
        Form::Directory => "dn: CN=a\nobjectClass: computer\n",
        Form::Lynis => "report_version_major=1\n",
        Form::Policy => "[System Access]\n",
        Form::Wbadmin => "Version identifier: 11/20/2026-12:00\n",
        Form::Spdx => "SPDXVersion: SPDX-2.3\n",
        Form::Snmp => ".1.3.6.1.2.1.1.1.0 = STRING: \"x\"\n",
    };
    let text = [begin.as_bytes(), bytes].concat();
    let limits = Limits { observations: 100, entries: 100, depth: 32, ..Limits::default() };
    let reading = read("file", &text, &limits);
    assert_eq!(reading, read("file", &text, &limits), "the same bytes say the same");
    assert!(reading.observations.len() <= limits.observations);
    assert!(reading.problems.iter().all(|problem| KEYS.contains(&problem.key) && problem.file == "file"));
    assert!(!reading.observations.is_empty() || !reading.problems.is_empty(), "nothing was said");
    serde_json::to_string(&reading).expect("it can be written");
}
