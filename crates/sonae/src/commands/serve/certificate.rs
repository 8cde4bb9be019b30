//! The certificate with which the server speaks TLS: files that the institution has, or one that the server makes for itself.
//!
//! The own certificate lies in one file with its key, so that the two never part; a copy without the key lies beside it for
//! other PCs. It is made anew when a name is missing in it or its end comes near. Deliberately not here: certificates of an
//! authority that is asked over the network.

use std::collections::BTreeSet;
use std::net::{IpAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use sonae_app::data_folder::{write_private, write_whole};

use crate::cli::Serve;
use crate::failure::Failure;

/// How long an own certificate holds: the most that all browsers accept.
const DAYS: i64 = 825;
/// So many days before its end it is made anew.
const EARLY: i64 = 30;

/// Where the certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// Files of the institution: certificate chain and key, PEM
    Files(PathBuf, PathBuf),
    /// Made here, in this folder, for these names and addresses
    Own(PathBuf, BTreeSet<String>),
}

/// A certificate in use.
pub(super) struct Certificate {
    /// For the server
    pub(super) config: Arc<ServerConfig>,
    /// SHA-256 of the certificate, as browsers show it
    pub(super) fingerprint: String,
    /// Whether it was made just now
    pub(super) is_new: bool,
}

impl Source {
    /// What the arguments ask for; `None`: no TLS.
    pub(super) fn of(arguments: &Serve, folder: &Path) -> Option<Self> {
        match (&arguments.tls_cert, &arguments.tls_key) {
            (Some(certificate), Some(key)) => Some(Self::Files(certificate.clone(), key.clone())),
            _ if arguments.listen.ip().is_loopback() && !arguments.tls => None,
            _ => Some(Self::Own(folder.to_owned(), names(arguments))),
        }
    }

    /// The files of chain and key, PEM.
    pub(super) fn files(&self) -> (PathBuf, PathBuf) {
        match self {
            Self::Files(certificate, key) => (certificate.clone(), key.clone()),
            Self::Own(folder, _) => (folder.join("own.pem"), folder.join("own.pem")),
        }
    }

    /// The certificate as it is to be used on this day.
    pub(super) fn load(&self, now: Timestamp) -> anyhow::Result<Certificate> {
        match self {
            Self::Files(certificate, key) => {
                let read = |path: &Path| {
                    let args = |error: std::io::Error| [path.display().to_string(), error.to_string()];
                    std::fs::read(path).map_err(|error| {
                        let [path, detail] = args(error);
                        Failure::told("failure-read", &[("path", &path), ("detail", &detail)])
                    })
                };
                let (chain, private) = (read(certificate)?, read(key)?);
                loaded(&chain, &private, false).map_err(|detail| {
                    Failure::told("failure-certificate", &[("path", &certificate.display().to_string()), ("detail", &detail)])
                })
            }
            Self::Own(folder, names) => own(folder, names, now),
        }
    }
}

/// The own certificate, made when there is none that will do.
fn own(folder: &Path, names: &BTreeSet<String>, now: Timestamp) -> anyhow::Result<Certificate> {
    let path = folder.join("own.pem");
    let failed = |error: &dyn std::fmt::Display| {
        Failure::told("failure-certificate", &[("path", &path.display().to_string()), ("detail", &error.to_string())])
    };
    let known = std::fs::read_to_string(&path).ok().filter(|pem| will_do(pem, names, now));
    if let Some(known) = known.and_then(|pem| loaded(pem.as_bytes(), pem.as_bytes(), false).ok()) {
        return Ok(known);
    }
    let (certificate, pem) = make(names, now).map_err(|error| failed(&error))?;
    write_private(&path, pem.as_bytes()).map_err(|error| failed(&error))?;
    write_whole(&folder.join("certificate.crt"), certificate.as_bytes()).map_err(|error| failed(&error))?;
    loaded(pem.as_bytes(), pem.as_bytes(), true).map_err(|error| failed(&error))
}

/// Whether the file says that it is for these names and has not nearly ended.
fn will_do(pem: &str, names: &BTreeSet<String>, now: Timestamp) -> bool {
    let said = |key: &str| pem.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim();
    let has: BTreeSet<&str> = said("names:").split_whitespace().collect();
    let until: Option<Date> = said("until:").parse().ok();
    let renewed = until.and_then(|until| until.checked_sub(EARLY.days()).ok());
    names.iter().all(|name| has.contains(name.as_str())) && renewed.is_some_and(|day| now < midnight(day))
}

fn midnight(day: Date) -> Timestamp {
    day.to_zoned(jiff::tz::TimeZone::UTC).map_or(Timestamp::MIN, |zoned| zoned.timestamp())
}

/// The certificate alone, and with its key, what it is for and its end in front.
fn make(names: &BTreeSet<String>, now: Timestamp) -> Result<(String, String), rcgen::Error> {
    let day = |at: Timestamp| at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let (from, until) = (day(now - SignedDuration::from_hours(24)), day(now + SignedDuration::from_hours(24 * DAYS)));
    let on = |day: Date| rcgen::date_time_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs());
    let key = KeyPair::generate()?;
    let mut asked = CertificateParams::new(names.iter().cloned().collect::<Vec<_>>())?;
    asked.distinguished_name.push(DnType::CommonName, "sonae");
    asked.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    asked.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    (asked.not_before, asked.not_after) = (on(from), on(until));
    let certificate = asked.self_signed(&key)?.pem();
    let names = names.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let whole = format!("names: {names}\nuntil: {until}\n{certificate}{}", key.serialize_pem());
    Ok((certificate, whole))
}

fn loaded(chain: &[u8], key: &[u8], is_new: bool) -> Result<Certificate, String> {
    let chain: Result<Vec<CertificateDer<'static>>, _> = CertificateDer::pem_slice_iter(chain).collect();
    let chain = chain.map_err(|error| error.to_string())?;
    let first = chain.first().ok_or("there is no certificate in the file")?;
    let fingerprint = Sha256::digest(first).iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":");
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| error.to_string())?;
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key));
    let mut config = config.map_err(|error| error.to_string())?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Certificate { config: Arc::new(config), fingerprint, is_new })
}

/// Puts a new certificate in place while the server runs: twice a day it is looked whether one is due.
pub(super) async fn renew(source: Source, used: RustlsConfig, mut fingerprint: String) {
    let half_a_day = std::time::Duration::from_hours(12);
    loop {
        tokio::time::sleep(half_a_day).await;
        match source.load(Timestamp::now()) {
            Ok(certificate) if certificate.fingerprint != fingerprint => {
                tracing::info!(fingerprint = certificate.fingerprint, "the certificate was replaced");
                fingerprint = certificate.fingerprint;
                used.reload_from_config(certificate.config);
            }
            Ok(_) => {}
            Err(error) => tracing::error!("the certificate could not be looked at: {error:#}"),
        }
    }
}

/// Every name and address under which this server may be asked for.
fn names(arguments: &Serve) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = ["localhost".to_owned(), "127.0.0.1".to_owned()].into();
    names.extend(arguments.tls_names.iter().cloned());
    names.extend(host_name());
    names.extend(arguments.public_url.as_deref().and_then(host_of).map(ToOwned::to_owned));
    let listened = arguments.listen.ip();
    names.extend(if listened.is_unspecified() { outward() } else { Some(listened) }.map(|address| address.to_string()));
    names.retain(|name| name.is_ascii() && !name.contains(char::is_whitespace) && !name.is_empty());
    names
}

/// The host of an address: `https://sonae.example:8443/` → `sonae.example`.
pub(super) fn host_of(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next()?;
    let host = authority.strip_prefix('[').and_then(|rest| rest.split(']').next());
    let host = host.unwrap_or_else(|| authority.split(':').next().unwrap_or_default());
    (!host.is_empty()).then_some(host)
}

/// The name of this machine.
pub(super) fn host_name() -> Option<String> {
    let told = if cfg!(windows) { std::env::var("COMPUTERNAME").ok() } else { std::fs::read_to_string("/proc/sys/kernel/hostname").ok() };
    told.map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty())
}

/// The address under which this machine is seen from others; nothing is sent for it.
fn outward() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|address| !address.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn named(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_own_certificate_is_made_once_and_again_before_it_ends_or_for_a_new_name() {
        let folder = tempfile::tempdir().unwrap();
        let source = Source::Own(folder.path().to_owned(), named(&["pc-1", "192.168.1.5"]));
        let first = source.load(at("2026-01-20T00:00:00Z")).unwrap();
        assert!(first.is_new);
        let again = source.load(at("2028-03-01T00:00:00Z")).unwrap();
        assert_eq!((again.fingerprint.as_str(), again.is_new), (first.fingerprint.as_str(), false));
        let renewed = source.load(at("2028-04-10T00:00:00Z")).unwrap();
        assert!(renewed.is_new && renewed.fingerprint != first.fingerprint);
        let other = Source::Own(folder.path().to_owned(), named(&["pc-2"])).load(at("2028-04-10T00:00:00Z")).unwrap();
        assert!(other.is_new);
        assert!(!std::fs::read_to_string(folder.path().join("certificate.crt")).unwrap().contains("PRIVATE"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(folder.path().join("own.pem")).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_certificate_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let source = Source::Own(folder.path().to_owned(), named(&["pc-1"]));
        source.load(at("2026-01-20T00:00:00Z")).unwrap();
        std::fs::write(folder.path().join("own.pem"), "names: pc-1\nuntil: 2028-01-01\nhalf").unwrap();
        assert!(source.load(at("2026-01-20T00:00:00Z")).unwrap().is_new);
    }

    #[test]
    fn the_host_of_an_address_is_found() {
        assert_eq!(host_of("https://sonae.example:8443/x"), Some("sonae.example"));
        assert_eq!(host_of("http://[::1]:80"), Some("::1"));
        assert_eq!(host_of("https://"), None);
    }
}
