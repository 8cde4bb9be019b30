//! Everything by which something of ours can stand on a list: accounts, mail addresses, machines, addresses in the internet.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::slice;

use sonae_domain::facts::{Facts, LeakedWhat};
use sonae_domain::names::fold;

/// What is found: what it is, its name as our own ledger spells it, and the key of the account or machine.
pub(super) type Hit = (LeakedWhat, String, String);

/// Everything by which something of ours can stand on a list.
pub(super) struct Ours {
    /// Accounts by folded name without domain: name as kept, key
    accounts: BTreeMap<String, Vec<(String, String)>>,
    /// Mail addresses
    mails: BTreeMap<String, (String, String)>,
    /// Domains of ours, folded
    domains: BTreeSet<String>,
    /// Machines by folded name, whole and short
    hosts: BTreeMap<String, (String, String)>,
    /// Addresses in the internet
    addresses: BTreeMap<IpAddr, (String, String)>,
}

impl Ours {
    pub(super) fn of(facts: &Facts) -> Self {
        let mut ours = Self {
            accounts: BTreeMap::new(),
            mails: BTreeMap::new(),
            domains: BTreeSet::new(),
            hosts: BTreeMap::new(),
            addresses: BTreeMap::new(),
        };
        for account in &facts.accounts {
            let whole = fold(&account.user_id);
            let bare = whole.rsplit('\\').next().unwrap_or_default();
            if let Some((local, domain)) = bare.split_once('@').filter(|(_, domain)| domain.contains('.')) {
                ours.mails.insert(bare.to_owned(), (account.user_id.clone(), account.key.clone()));
                ours.domains.insert(domain.to_owned());
                ours.account(local, account.user_id.clone(), account.key.clone());
            } else {
                ours.account(bare, account.user_id.clone(), account.key.clone());
            }
        }
        for device in &facts.devices {
            ours.machine(slice::from_ref(&device.host), slice::from_ref(&device.ip), &device.key);
        }
        for machine in &facts.machines {
            let key = machine.row().map_or_else(|| sonae_domain::facts::observed_key(&machine.name, ""), str::to_owned);
            ours.machine(&machine.identifiers.hosts, &machine.identifiers.addresses, &key);
        }
        ours
    }

    /// Whether an account of ours is called so.
    pub(super) fn knows_account(&self, name: &str) -> bool {
        self.accounts.contains_key(&fold(name))
    }

    /// Whether a machine of ours is called so; the name is folded.
    pub(super) fn knows_host(&self, name: &str) -> bool {
        self.hosts.contains_key(name)
    }

    fn account(&mut self, name: &str, written: String, key: String) {
        if !name.is_empty() {
            self.accounts.entry(name.to_owned()).or_default().push((written, key));
        }
    }

    fn machine(&mut self, hosts: &[String], addresses: &[String], key: &str) {
        for host in hosts {
            let name = fold(host);
            let short = name.split('.').next().unwrap_or_default().to_owned();
            if let Some((_, domain)) = name.split_once('.') {
                self.domains.insert(domain.to_owned());
            }
            for name in [name, short] {
                if !name.is_empty() {
                    self.hosts.entry(name).or_insert_with(|| (host.clone(), key.to_owned()));
                }
            }
        }
        for address in addresses {
            for part in address.split([' ', ',', '\u{3001}']) {
                let ip = part.split('/').next().unwrap_or_default().trim().parse::<IpAddr>();
                if let Some(ip) = ip.ok().filter(is_global) {
                    self.addresses.entry(ip).or_insert_with(|| (ip.to_string(), key.to_owned()));
                }
            }
        }
    }

    /// With how many names a list is compared.
    pub(super) fn len(&self) -> usize {
        self.accounts.len() + self.mails.len() + self.hosts.len() + self.addresses.len()
    }

    /// What of ours is at a place (an address, a name, an address of a page).
    pub(super) fn place(&self, text: &str) -> Option<Hit> {
        let place = place_in(text);
        if let Ok(ip) = place.parse::<IpAddr>() {
            return self.addresses.get(&ip).map(|(name, key)| (LeakedWhat::Address, name.clone(), key.clone()));
        }
        self.hosts.get(&place).map(|(name, key)| (LeakedWhat::Host, name.clone(), key.clone()))
    }

    /// Which accounts of ours have this mail address.
    pub(super) fn mail(&self, text: &str) -> Vec<Hit> {
        let mail = fold(text);
        if let Some((name, key)) = self.mails.get(&mail) {
            return vec![(LeakedWhat::Mail, name.clone(), key.clone())];
        }
        match mail.split_once('@') {
            Some((local, domain)) if self.domains.contains(domain) => self.named(local, LeakedWhat::Mail),
            _ => Vec::new(),
        }
    }

    /// Which accounts of ours are called so.
    pub(super) fn named(&self, name: &str, what: LeakedWhat) -> Vec<Hit> {
        let name = fold(name.rsplit('\\').next().unwrap_or(name));
        self.accounts.get(&name).into_iter().flatten().map(|(name, key)| (what, name.clone(), key.clone())).collect()
    }
}

/// Whether an address belongs to the internet.
fn is_global(ip: &IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [first, second, ..] = ip.octets();
            let shared = first == 100 && (64..128).contains(&second);
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_multicast()
                || ip.is_broadcast()
                || shared)
        }
        IpAddr::V6(ip) => {
            let first = ip.segments()[0];
            !(ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() || first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80)
        }
    }
}

/// The host in a place, folded: without scheme, path, port.
pub(super) fn place_in(text: &str) -> String {
    let text = text.trim();
    if let Ok(ip) = text.parse::<IpAddr>() {
        return ip.to_string();
    }
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = rest.rsplit('@').next().unwrap_or_default();
    fold(rest.split(':').next().unwrap_or_default())
}
