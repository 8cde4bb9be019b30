//! Asking a directory over LDAP: signed in once, read page by page, only the attributes that are needed. No attribute that holds a secret is
//! ever asked for, and the password is sent over TLS only (to this machine itself also without).

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ldap3::adapters::{Adapter, EntriesOnly, PagedResults};
use ldap3::{LdapConnAsync, LdapConnSettings, Scope, SearchEntry};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use url::Url;

/// Everything with an account, and the groups that they are in.
const FILTER: &str = "(|(objectClass=user)(objectClass=group)(objectClass=computer))";

/// What is asked for, and nothing else.
const ATTRIBUTES: [&str; 21] = [
    "objectClass",
    "sAMAccountName",
    "displayName",
    "cn",
    "department",
    "description",
    "employeeID",
    "manager",
    "userAccountControl",
    "lastLogonTimestamp",
    "pwdLastSet",
    "accountExpires",
    "whenCreated",
    "memberOf",
    "primaryGroupID",
    "objectSid",
    "dNSHostName",
    "operatingSystem",
    "operatingSystemVersion",
    "ms-Mcs-AdmPwdExpirationTime",
    "msLAPS-PasswordExpirationTime",
];

/// So many entries come at a time; Active Directory gives no more than a thousand.
const PAGE: i32 = 500;

/// More entries than this are no hospital's.
const MOST: usize = 500_000;

/// So long one answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Whom to ask, and as whom.
#[derive(Clone)]
pub struct DirectoryQuery {
    /// `ldaps://host[:port]`, or `ldap://…` with `starttls`
    pub url: String,
    /// As whom to sign in: a distinguished name or `name@domain`
    pub bind_dn: String,
    /// Its password
    pub password: String,
    /// Where to begin: `DC=hosp,DC=local`
    pub base: String,
    /// Whether to begin in the clear and change to TLS before anything is said
    pub starttls: bool,
    /// Certificates (PEM) of the institution's own authority; `None`: those of the system
    pub authority: Option<Vec<u8>>,
}

/// Why the directory did not answer.
#[derive(Debug, thiserror::Error)]
pub enum LdapError {
    /// The address is none
    #[error("the address is not one of a directory")]
    Address,
    /// The password would go over the network in the clear
    #[error("the password would be sent in the clear")]
    InTheClear,
    /// The certificates cannot be read
    #[error("the certificates cannot be read")]
    Authority,
    /// It cannot be reached, or TLS failed
    #[error("the directory cannot be reached: {0}")]
    Connection(String),
    /// Name or password are wrong, or it asks for more
    #[error("the directory does not let this account in: {0}")]
    Refused(String),
    /// The search failed
    #[error("the search failed: {0}")]
    Search(String),
    /// It answered something else than LDAP
    #[error("the directory's answer cannot be read")]
    Unreadable,
}

/// One entry of the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) dn: String,
    /// Values by the name of the attribute as it was asked for
    pub(super) attributes: BTreeMap<&'static str, Vec<Vec<u8>>>,
}

impl Entry {
    /// `user`, `group`, `computer`, or nothing.
    pub(super) fn class(&self) -> &'static str {
        let classes = self.attributes.get("objectClass").map_or(&[][..], Vec::as_slice);
        // a computer is a user too
        ["computer", "group", "user"]
            .into_iter()
            .find(|class| classes.iter().any(|value| value.eq_ignore_ascii_case(class.as_bytes())))
            .unwrap_or_default()
    }

    /// The first value of an attribute; empty where there is none or it is no text.
    pub(super) fn first(&self, name: &str) -> &str {
        self.attributes.get(name).and_then(|values| values.first()).and_then(|value| std::str::from_utf8(value).ok()).unwrap_or_default()
    }
}

/// Every entry under the base, in the order in which the directory gives them.
pub(super) async fn ask(query: &DirectoryQuery) -> Result<Vec<Entry>, LdapError> {
    let settings = settings(query)?;
    let query = query.clone();
    // a broken answer makes the reader of LDAP stop in the middle: that must end the task only
    tokio::spawn(async move { converse(settings, &query).await }).await.map_err(|_| LdapError::Unreadable)?
}

fn settings(query: &DirectoryQuery) -> Result<LdapConnSettings, LdapError> {
    let url = Url::parse(query.url.trim()).map_err(|_| LdapError::Address)?;
    let host = url.host_str().ok_or(LdapError::Address)?;
    let here = host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match url.scheme() {
        "ldaps" => {}
        "ldap" if query.starttls || here => {}
        "ldap" => return Err(LdapError::InTheClear),
        _ => return Err(LdapError::Address),
    }
    let mut settings = LdapConnSettings::new().set_conn_timeout(PATIENCE).set_starttls(query.starttls);
    if let Some(authority) = &query.authority {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(authority) {
            roots.add(certificate.map_err(|_| LdapError::Authority)?).map_err(|_| LdapError::Authority)?;
        }
        if roots.is_empty() {
            return Err(LdapError::Authority);
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(|_| LdapError::Authority)?;
        settings = settings.set_config(Arc::new(config.with_root_certificates(roots).with_no_client_auth()));
    }
    Ok(settings)
}

async fn converse(settings: LdapConnSettings, query: &DirectoryQuery) -> Result<Vec<Entry>, LdapError> {
    let failed = |error: ldap3::LdapError| LdapError::Connection(error.to_string());
    let (connection, mut ldap) = LdapConnAsync::with_settings(settings, query.url.trim()).await.map_err(failed)?;
    let driving = tokio::spawn(async move {
        if let Err(error) = connection.drive().await {
            tracing::debug!(%error, "the connection to the directory ended");
        }
    });
    let bound = ldap.with_timeout(PATIENCE).simple_bind(&query.bind_dn, &query.password).await.map_err(failed)?;
    bound.success().map_err(|error| LdapError::Refused(error.to_string()))?;
    let found = search(&mut ldap, &query.base).await;
    let _ = ldap.unbind().await;
    driving.abort();
    found
}

async fn search(ldap: &mut ldap3::Ldap, base: &str) -> Result<Vec<Entry>, LdapError> {
    let failed = |error: ldap3::LdapError| LdapError::Search(error.to_string());
    let adapters: Vec<Box<dyn Adapter<_, _>>> = vec![Box::new(EntriesOnly::new()), Box::new(PagedResults::new(PAGE))];
    let mut stream = ldap
        .with_timeout(PATIENCE)
        .streaming_search_with(adapters, base, Scope::Subtree, FILTER, ATTRIBUTES.to_vec())
        .await
        .map_err(failed)?;
    let mut entries = Vec::new();
    while let Some(entry) = stream.next().await.map_err(failed)? {
        entries.push(entry_of(SearchEntry::construct(entry)));
        if entries.len() > MOST {
            return Err(LdapError::Search(format!("more than {MOST} entries")));
        }
    }
    stream.finish().await.success().map_err(failed)?;
    Ok(entries)
}

/// The attributes that were asked for; what else a directory sends is not looked at.
fn entry_of(found: SearchEntry) -> Entry {
    let mut attributes: BTreeMap<&'static str, Vec<Vec<u8>>> = BTreeMap::new();
    let texts = found.attrs.into_iter().map(|(name, values)| (name, values.into_iter().map(String::into_bytes).collect::<Vec<_>>()));
    for (name, values) in texts.chain(found.bin_attrs) {
        if let Some(asked) = ATTRIBUTES.iter().find(|asked| asked.eq_ignore_ascii_case(&name)) {
            attributes.entry(asked).or_default().extend(values);
        }
    }
    Entry { dn: found.dn, attributes }
}
