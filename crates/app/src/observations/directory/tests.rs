//! A directory of one's own: a server that speaks as much LDAP as is needed (bind, paged search), byte by byte.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use sonae_domain::facts::Provenance;
use sonae_domain::ledger::{AccountStatus, LedgerId};

use super::*;
use crate::testing::at_rest;

const READER: &str = "CN=reader,DC=hosp,DC=local";
const PASSWORD: &str = "Invented-Password";

type Attributes = Vec<(&'static str, Vec<Vec<u8>>)>;

/// A value of BER: tag, length, content.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    let mut bytes = vec![tag];
    if length < 128 {
        bytes.push(u8::try_from(length).unwrap());
    } else {
        bytes.push(0x84);
        bytes.extend(length.to_be_bytes());
    }
    bytes.extend(content);
    bytes
}

/// The first value: tag, content, and what follows; `None` where it is not whole yet.
fn first(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = if short < 128 {
        (usize::from(short), rest)
    } else {
        let (long, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
        (long.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

fn result(tag: u8, code: u8) -> Vec<u8> {
    tlv(tag, &[tlv(0x0a, &[code]), tlv(0x04, b""), tlv(0x04, b"")].concat())
}

/// What the server was asked.
#[derive(Default)]
struct Asked {
    bound_as: Vec<String>,
    searches: Vec<Vec<String>>,
}

/// A directory with these entries, two to a page.
fn serve(entries: Vec<(&'static str, Attributes)>) -> (String, Arc<Mutex<Asked>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ldap://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Asked::default()));
    let told = Arc::clone(&asked);
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let _ = answer(connection, &entries, &told);
        }
    });
    (url, asked)
}

fn answer(mut connection: TcpStream, entries: &[(&'static str, Attributes)], asked: &Mutex<Asked>) -> Option<()> {
    let mut buffer = Vec::new();
    loop {
        let (message, length) = loop {
            if let Some((_, content, rest)) = first(&buffer) {
                break (content.to_vec(), buffer.len() - rest.len());
            }
            let mut more = [0; 4096];
            let count = connection.read(&mut more).ok().filter(|count| *count > 0)?;
            buffer.extend(&more[..count]);
        };
        buffer.drain(..length);
        let (_, id, rest) = first(&message)?;
        let (op, content, controls) = first(rest)?;
        let reply = |op: &[u8]| tlv(0x30, &[tlv(0x02, id), op.to_vec()].concat());
        match op {
            0x60 => {
                let (_, _, rest) = first(content)?;
                let (_, name, rest) = first(rest)?;
                let (_, password, _) = first(rest)?;
                asked.lock().unwrap().bound_as.push(String::from_utf8_lossy(name).into_owned());
                let code = if name == READER.as_bytes() && password == PASSWORD.as_bytes() { 0 } else { 49 };
                connection.write_all(&reply(&result(0x61, code))).ok()?;
            }
            0x63 => connection.write_all(&search(id, content, controls, entries, asked)?).ok()?,
            _ => return None,
        }
    }
}

/// One page of a search, and the cookie for the next.
fn search(id: &[u8], content: &[u8], controls: &[u8], entries: &[(&'static str, Attributes)], asked: &Mutex<Asked>) -> Option<Vec<u8>> {
    let mut rest = content;
    for _ in 0..7 {
        rest = first(rest)?.2;
    }
    let (_, mut names, _) = first(rest)?;
    let mut wanted = Vec::new();
    while let Some((_, name, rest)) = first(names) {
        wanted.push(String::from_utf8_lossy(name).into_owned());
        names = rest;
    }
    asked.lock().unwrap().searches.push(wanted.clone());
    // the only cookie that was ever given
    let second = controls.windows(4).any(|window| window == b"more");
    let page = if second { &entries[2.min(entries.len())..] } else { &entries[..2.min(entries.len())] };
    let mut bytes = Vec::new();
    for (dn, attributes) in page {
        let given = attributes.iter().filter(|(name, _)| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)));
        let list: Vec<u8> = given
            .flat_map(|(name, values)| {
                let values: Vec<u8> = values.iter().flat_map(|value| tlv(0x04, value)).collect();
                tlv(0x30, &[tlv(0x04, name.as_bytes()), tlv(0x31, &values)].concat())
            })
            .collect();
        let entry = tlv(0x64, &[tlv(0x04, dn.as_bytes()), tlv(0x30, &list)].concat());
        bytes.extend(tlv(0x30, &[tlv(0x02, id), entry].concat()));
    }
    let cookie: &[u8] = if second { b"" } else { b"more" };
    let value = tlv(0x30, &[tlv(0x02, &[0]), tlv(0x04, cookie)].concat());
    let control = tlv(0x30, &[tlv(0x04, b"1.2.840.113556.1.4.319"), tlv(0x04, &value)].concat());
    bytes.extend(tlv(0x30, &[tlv(0x02, id), result(0x65, 0), tlv(0xa0, &control)].concat()));
    Some(bytes)
}

fn values(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn sid(last: u32) -> Vec<Vec<u8>> {
    let mut bytes = vec![1, 5, 0, 0, 0, 0, 0, 5];
    [21, 1, 2, 3, last].into_iter().for_each(|part: u32| bytes.extend(part.to_le_bytes()));
    vec![bytes]
}

/// As a domain controller has it: an administrator through two groups, one by the primary group, one who has left, groups, a computer.
fn entries() -> Vec<(&'static str, Attributes)> {
    let person = |id: &'static str, name: &'static str, control: &'static str, more: Attributes| -> Attributes {
        let plain = vec![
            ("objectClass", values(&["top", "person", "organizationalPerson", "user"])),
            ("sAMAccountName", values(&[id])),
            ("displayName", values(&[name])),
            ("userAccountControl", values(&[control])),
            ("lastLogonTimestamp", values(&["134079229310000000"])),
            ("accountExpires", values(&["9223372036854775807"])),
            ("whenCreated", values(&["20190401000000.0Z"])),
            // what nobody may ask for
            ("unicodePwd", values(&["Invented-Secret"])),
        ];
        plain.into_iter().chain(more).collect()
    };
    let group = |more: Attributes| -> Attributes { std::iter::once(("objectClass", values(&["top", "group"]))).chain(more).collect() };
    vec![
        (
            "CN=sato,OU=x,DC=hosp,DC=local",
            person(
                "sato",
                "佐藤 花子",
                "512",
                vec![("memberOf", values(&["CN=IT,DC=hosp,DC=local"])), ("primaryGroupID", values(&["513"]))],
            ),
        ),
        ("CN=mori,OU=x,DC=hosp,DC=local", person("mori", "森 由美子", "262656", vec![("primaryGroupID", values(&["512"]))])),
        ("CN=old,OU=x,DC=hosp,DC=local", person("old", "旧 太郎", "514", Vec::new())),
        (
            "CN=IT,DC=hosp,DC=local",
            group(vec![("memberOf", values(&["CN=Domain Admins,CN=Users,DC=hosp,DC=local"])), ("objectSid", sid(1200))]),
        ),
        ("CN=Domain Admins,CN=Users,DC=hosp,DC=local", group(vec![("objectSid", sid(512))])),
        (
            "CN=PC-01,DC=hosp,DC=local",
            vec![
                ("objectClass", values(&["top", "person", "organizationalPerson", "user", "computer"])),
                ("cn", values(&["PC-01"])),
                ("sAMAccountName", values(&["PC-01$"])),
                ("dNSHostName", values(&["pc-01.hosp.local"])),
                ("operatingSystem", values(&["Windows 11 Pro"])),
                ("operatingSystemVersion", values(&["10.0 (26100)"])),
                ("userAccountControl", values(&["4096"])),
                ("objectSid", sid(1104)),
                ("msLAPS-PasswordExpirationTime", values(&["134079229310000000"])),
                ("msLAPS-Password", values(&["Invented-Secret"])),
            ],
        ),
    ]
}

fn query(url: &str) -> DirectoryQuery {
    DirectoryQuery {
        url: url.to_owned(),
        bind_dn: READER.to_owned(),
        password: PASSWORD.to_owned(),
        base: "DC=hosp,DC=local".to_owned(),
        starttls: false,
        authority: None,
    }
}

#[tokio::test]
async fn people_groups_and_computers_of_a_directory_come_in_as_if_they_had_been_exported() {
    let (url, asked) = serve(entries());
    let (house, _scratch) = at_rest().await;
    let read = import_directory(&house, &Actor::command_line(), &query(&url)).await.unwrap();
    assert_eq!((read.domain.as_str(), read.people, read.groups, read.computers, read.changed), ("hosp.local", 3, 2, 1, 3));
    let known = house.known().await.unwrap();
    let said: Vec<String> = known
        .facts
        .accounts
        .iter()
        .map(|a| format!("{} {} {:?} {:?} {:?} {:?}", a.key, a.full_name(), a.status, a.privileged, a.second_factor_required, a.provenance))
        .collect();
    assert_eq!(
        said,
        [
            "hosp.local/sato 佐藤 花子 Active Some(true) Some(false) Machine",
            "hosp.local/mori 森 由美子 Active Some(true) Some(true) Machine",
            "hosp.local/old 旧 太郎 Disabled Some(false) Some(false) Machine",
        ]
    );
    let sato = &known.facts.accounts[0];
    assert_eq!(sato.created_on.map(|on| on.to_string()).as_deref(), Some("2019-04-01"));
    assert_eq!((sato.valid_until, sato.seen_on.map(sonae_domain::calendar::PartialDate::latest)), (None, Some(known.facts.as_of)));
    assert_eq!(sato.login_lag(), 14);
    let machine = &known.facts.machines[0];
    assert_eq!((machine.label.as_str(), machine.administrator_rotates.as_ref().map(|told| told.value)), ("pc-01.hosp.local", Some(true)));
    // two pages, one question, and nothing that is secret
    let asked = asked.lock().unwrap();
    assert_eq!((asked.bound_as.as_slice(), asked.searches.len()), (&[READER.to_owned()][..], 2));
    let secret = ["pwd", "password"];
    let forbidden = |name: &&String| secret.iter().any(|word| name.to_lowercase().contains(word));
    let named: Vec<&String> = asked.searches[0].iter().filter(forbidden).collect();
    assert_eq!(named, ["pwdLastSet", "ms-Mcs-AdmPwdExpirationTime", "msLAPS-PasswordExpirationTime"]);
}

#[tokio::test]
async fn asked_again_nothing_changes_and_who_left_the_directory_leaves_the_ledger() {
    let (url, _) = serve(entries());
    let (house, _scratch) = at_rest().await;
    let actor = Actor::command_line();
    import_directory(&house, &actor, &query(&url)).await.unwrap();
    let again = import_directory(&house, &actor, &query(&url)).await.unwrap();
    assert_eq!((again.changed, again.gone, again.computers_new), (0, 0, false));
    let (fewer, _) = serve(entries().into_iter().filter(|(dn, _)| !dn.starts_with("CN=old")).collect());
    let read = import_directory(&house, &actor, &query(&fewer)).await.unwrap();
    assert_eq!((read.people, read.gone), (2, 1));
    let kept = house.store.records(LedgerId::Accounts.as_str()).await.unwrap();
    assert_eq!(kept.len(), 2);
    let known = house.known().await.unwrap();
    assert!(
        known.facts.accounts.iter().all(|account| account.provenance == Provenance::Machine && account.status == AccountStatus::Active)
    );
}

#[tokio::test]
async fn a_wrong_password_an_open_line_and_what_is_no_directory_are_told_and_name_no_password() {
    let (url, _) = serve(entries());
    let (house, _scratch) = at_rest().await;
    let actor = Actor::command_line();
    let failure = async |query: DirectoryQuery| import_directory(&house, &actor, &query).await.unwrap_err();
    let refused = failure(DirectoryQuery { password: "Invented-Other".into(), ..query(&url) }).await;
    assert!(matches!(refused, DirectoryError::Ldap(LdapError::Refused(_))) && !format!("{refused:?}").contains("Invented"), "{refused:?}");
    let open = failure(DirectoryQuery { url: "ldap://192.0.2.1".into(), ..query(&url) }).await;
    assert!(matches!(open, DirectoryError::Ldap(LdapError::InTheClear)));
    let address = failure(DirectoryQuery { url: "https://dc01".into(), ..query(&url) }).await;
    assert!(matches!(address, DirectoryError::Ldap(LdapError::Address)));
    let authority = failure(DirectoryQuery { url: "ldaps://dc01".into(), authority: Some(b"x".to_vec()), ..query(&url) }).await;
    assert!(matches!(authority, DirectoryError::Ldap(LdapError::Authority)));
    // a server that answers with something else
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let other = format!("ldap://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            let _ = connection.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let strange = failure(query(&other)).await;
    assert!(matches!(strange, DirectoryError::Ldap(_)), "{strange:?}");
    assert!(house.store.records(LedgerId::Accounts.as_str()).await.unwrap().is_empty());
}
