//! What is common to everything that lies on another machine: secrets, and that nothing goes over a network unprotected by mistake.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use crate::lake::LakeError;

/// Text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Who somebody is among the machines of one lake, and whom they believe: PEM texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// Certificates of the authority that vouches for all machines of this lake, and for nobody else
    pub authority: Vec<u8>,
    /// Own certificate, with those between it and the authority
    pub certificate: Vec<u8>,
    /// Its key
    pub key: Secret,
}

/// Whether something at this address may be talked to: over TLS, on this machine, or because it was said so.
pub(crate) fn guarded(url: &Url, plain: bool) -> Result<(), LakeError> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if plain || own_machine(url) => Ok(()),
        "http" => Err(LakeError::Settings(format!("{url} is on another machine and not https"))),
        _ => Err(LakeError::Settings(format!("{url} is no address of a web server"))),
    }
}

fn own_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_to_another_machine_unprotected_unless_it_was_said_so() {
        let allowed = |url: &str, plain| guarded(&url.parse().unwrap(), plain).is_ok();
        assert!(allowed("https://10.0.0.5:8470", false));
        assert!(allowed("http://127.0.0.1:8470", false));
        assert!(allowed("http://[::1]:8470", false));
        assert!(allowed("http://localhost:8470", false));
        assert!(!allowed("http://10.0.0.5:8470", false));
        assert!(!allowed("http://localhost.example:8470", false));
        assert!(allowed("http://10.0.0.5:8470", true));
        assert!(!allowed("ftp://127.0.0.1", true));
    }

    #[test]
    fn a_secret_is_not_shown() {
        assert_eq!(format!("{:?}", Secret::new("abc")), "Secret");
    }
}
