//! What of ours stands on a list, line by line. Which shape a line has, its heading or its fields say; what stands where a secret stands is
//! not looked at.
//!
//! A mail address, a machine's whole name and an address in the internet are ours wherever they stand. The name of an account alone is ours
//! only where the line names nobody else's place, and where it is no name that every system has (admin).

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::LazyLock;

use serde::Deserialize;
use sonae_domain::facts::LeakedWhat;
use sonae_domain::names::fold;

use super::ours::{Hit, Ours, place_in};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Words {
    names: Vec<String>,
    places: Vec<String>,
    mails: Vec<String>,
    secrets: Vec<String>,
    common: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = toml::from_str(include_str!("../../../data/leak-words.toml")).unwrap_or_default();
    for list in [&mut words.names, &mut words.places, &mut words.mails, &mut words.secrets, &mut words.common] {
        list.iter_mut().for_each(|word| *word = fold(word));
    }
    words
});

/// What a list holds of ours.
pub(super) struct Found {
    pub(super) lines: usize,
    pub(super) hits: BTreeSet<Hit>,
}

/// Looks through a list. `None`: it is no text.
pub(super) fn search(bytes: &[u8], ours: &Ours) -> Option<Found> {
    let text = decoded(bytes)?;
    let mut found = Found { lines: 0, hits: BTreeSet::new() };
    let mut heading: Option<Vec<Role>> = None;
    let mut block = Line::default();
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            std::mem::take(&mut block).judge(ours, &mut found.hits);
            continue;
        }
        found.lines += 1;
        if let Some((role, value)) = labelled(line) {
            // one field a line: a new block begins where a field comes again
            if role != Role::Other && block.has(role) {
                std::mem::take(&mut block).judge(ours, &mut found.hits);
            }
            block.put(role, value);
            continue;
        }
        let fields = fields(line);
        let roles: Vec<Role> = fields.iter().map(|field| role_of(field)).collect();
        if heading.is_none() && fields.len() > 1 && roles.iter().filter(|role| **role != Role::Other).count() >= 2 {
            heading = Some(roles);
            continue;
        }
        let mut one = Line::default();
        match heading.as_ref().filter(|heading| heading.len() == fields.len()) {
            Some(heading) => heading.iter().zip(&fields).for_each(|(role, field)| one.put(*role, field)),
            None => by_shape(&fields, ours, &mut one),
        }
        one.judge(ours, &mut found.hits);
    }
    block.judge(ours, &mut found.hits);
    Some(found)
}

/// UTF-8, UTF-16 with its mark, or anything like ASCII. `None`: no text.
fn decoded(bytes: &[u8]) -> Option<String> {
    let (text, _, _) = encoding_rs::UTF_8.decode(bytes);
    let text = if text.contains('\u{fffd}') { encoding_rs::SHIFT_JIS.decode(bytes).0 } else { text };
    (!text.chars().take(4096).any(|c| c == '\0')).then(|| text.into_owned())
}

/// What a field of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Name,
    Mail,
    Place,
    Secret,
    Other,
}

fn role_of(heading: &str) -> Role {
    let word = fold(heading.trim_matches(['"', ':']));
    let words = &*WORDS;
    let lists = [(Role::Name, &words.names), (Role::Mail, &words.mails), (Role::Place, &words.places), (Role::Secret, &words.secrets)];
    lists.into_iter().find(|(_, list)| list.contains(&word)).map_or(Role::Other, |(role, _)| role)
}

/// `URL: …`, `Username: …`: a field of its own.
fn labelled(line: &str) -> Option<(Role, &str)> {
    let (label, value) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|label| (label, "")))?;
    let role = role_of(label);
    (role != Role::Other).then_some((role, value.trim()))
}

/// The fields of a line, by the first separator that it has.
fn fields(line: &str) -> Vec<String> {
    let clean = |field: &str| field.trim().trim_matches(['"', '\'']).trim().to_owned();
    if let Some(separator) = ['\t', ',', ';', '|'].into_iter().find(|separator| line.contains(*separator)) {
        return line.split(separator).map(clean).collect();
    }
    if let Some(at) = line.find("://") {
        // a page, then what is signed in with: https://host/path:user:secret
        let after = at + 3;
        let rest = &line[after..];
        let end = rest.find('/').map_or(rest.len(), |slash| rest[slash..].find(':').map_or(rest.len(), |colon| slash + colon));
        let (page, more) = if end < rest.len() || rest.contains('/') { rest.split_at(end) } else { of_host(rest) };
        return std::iter::once(page.to_owned()).chain(more.split(':').filter(|field| !field.is_empty()).map(clean)).collect();
    }
    if line.parse::<IpAddr>().is_err() && line.contains(':') {
        return line.split(':').map(clean).collect();
    }
    line.split_whitespace().map(clean).collect()
}

/// A host with its port, and what follows it.
fn of_host(rest: &str) -> (&str, &str) {
    let Some(colon) = rest.find(':') else { return (rest, "") };
    let digits = rest[colon + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let after = colon + 1 + digits;
    if digits > 0 && rest[after..].starts_with(':') { rest.split_at(after) } else { rest.split_at(colon) }
}

/// Without a heading: mails and places by their shape; the first of what remains is a name, what comes after it is a secret.
fn by_shape(fields: &[String], ours: &Ours, line: &mut Line) {
    let mut named = false;
    for field in fields.iter().filter(|field| !field.is_empty()) {
        let place = place_in(field);
        let is_number = field.bytes().all(|byte| byte.is_ascii_digit());
        let is_place = place.parse::<IpAddr>().is_ok() || ours.knows_host(&place) || looks_like_host(&place);
        if named || (is_number && !ours.knows_account(field)) {
            continue;
        }
        if field.contains('@') && !field.contains("://") {
            line.put(Role::Mail, field);
            named = true;
        } else if is_place && line.place.is_empty() {
            line.put(Role::Place, field);
        } else {
            line.put(Role::Name, field);
            named = true;
        }
    }
}

/// A name with dots whose last part is letters, as in the internet.
fn looks_like_host(place: &str) -> bool {
    let parts: Vec<&str> = place.split('.').collect();
    let whole = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    parts.len() >= 3 && whole && parts.last().is_some_and(|last| last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// One line, or one block of lines.
#[derive(Default)]
struct Line {
    name: String,
    mail: String,
    place: String,
    secret: bool,
}

impl Line {
    fn put(&mut self, role: Role, field: &str) {
        match role {
            Role::Name if self.name.is_empty() => field.clone_into(&mut self.name),
            Role::Mail if self.mail.is_empty() => field.clone_into(&mut self.mail),
            Role::Place if self.place.is_empty() => field.clone_into(&mut self.place),
            Role::Secret => self.secret = true,
            Role::Name | Role::Mail | Role::Place | Role::Other => {}
        }
    }

    fn has(&self, role: Role) -> bool {
        match role {
            Role::Name => !self.name.is_empty(),
            Role::Mail => !self.mail.is_empty(),
            Role::Place => !self.place.is_empty(),
            Role::Secret => self.secret,
            Role::Other => false,
        }
    }

    fn judge(self, ours: &Ours, hits: &mut BTreeSet<Hit>) {
        let place = ours.place(&self.place);
        let elsewhere = !self.place.is_empty() && place.is_none();
        hits.extend(place.clone());
        let mut mails = ours.mail(&self.mail);
        if self.name.contains('@') {
            mails.extend(ours.mail(&self.name));
        }
        let foreign_mail = (self.mail.contains('@') || self.name.contains('@')) && mails.is_empty();
        hits.extend(mails);
        let common = WORDS.common.contains(&fold(&self.name));
        if (place.is_some() || !(elsewhere || foreign_mail || common)) && !self.name.contains('@') {
            hits.extend(ours.named(&self.name, LeakedWhat::Account));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sonae_domain::facts::Facts;

    fn facts() -> Facts {
        let mut facts: Facts = toml::from_str(
            r#"
            as-of = "2026-01-20"
            devices = [{ number = "NW-001", host = "fw01.mihon.example.jp", ip = "203.0.113.10/29", kind = "network" }, { number = "PC-1", host = "PC-UKE-01", ip = "192.168.1.5" }]
            accounts = [
              { user-id = "takahashi.i", family-name = "髙橋", status = "active" },
              { system = "メール", user-id = "mori@mihon.example.jp", status = "active" },
              { system = "FW", user-id = "admin", status = "active" },
              { user-id = "MIHON\\hoshu01", status = "active" },
            ]
            "#,
        )
        .unwrap();
        facts.observe();
        facts
    }

    fn hits(list: &str) -> Vec<String> {
        let found = search(list.as_bytes(), &Ours::of(&facts())).unwrap();
        found.hits.into_iter().map(|(what, name, of)| format!("{what:?} {name} {of}")).collect()
    }

    const TAKAHASHI: &str = "Account takahashi.i takahashi.i";
    const MORI: &str = "Mail mori@mihon.example.jp メール/mori@mihon.example.jp";

    #[test]
    fn every_plain_shape_of_a_list_is_understood() {
        for (list, expected) in [
            ("someone\nTAKAHASHI.I\n", vec![TAKAHASHI]),
            ("takahashi.i:Invented-1\nother:takahashi.i\n", vec![TAKAHASHI]),
            ("mori@mihon.example.jp:Invented-2\nmori@example.com:Invented-3\n", vec![MORI]),
            ("takahashi.i@mihon.example.jp;Invented\n", vec!["Mail takahashi.i takahashi.i"]),
            ("fw01,admin\nfw99.example.com,admin\n", vec!["Account admin FW/admin", "Host fw01.mihon.example.jp NW-001"]),
            (
                "ユーザー名,パスワード,ホスト\nhoshu01,Invented,203.0.113.10\ntakahashi.i,Invented,198.51.100.7\n",
                vec!["Account MIHON\\hoshu01 MIHON\\hoshu01", "Address 203.0.113.10 NW-001"],
            ),
            (
                "https://fw01.mihon.example.jp:10443/remote/login:hoshu01:Invented\n",
                vec!["Account MIHON\\hoshu01 MIHON\\hoshu01", "Host fw01.mihon.example.jp NW-001"],
            ),
            ("203.0.113.10:10443:admin:Invented\n", vec!["Account admin FW/admin", "Address 203.0.113.10 NW-001"]),
            (
                "URL: https://vpn.elsewhere.example.com/\nUsername: takahashi.i\nPassword: Invented\n\nURL: https://fw01.mihon.example.jp\nUsername: x\nPassword: Invented\n",
                vec!["Host fw01.mihon.example.jp NW-001"],
            ),
            ("192.168.1.5\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(hits(list), expected, "{list}");
        }
    }

    #[test]
    fn a_name_that_every_system_has_and_what_stands_where_a_secret_stands_are_no_hits() {
        assert!(hits("admin:Invented\nroot\nadmin\n").is_empty());
        assert!(hits("user,password\nsomeone,takahashi.i\n").is_empty());
        assert!(hits("someone:takahashi.i\n").is_empty());
    }

    #[test]
    fn a_file_that_is_no_text_is_said_to_be_none() {
        assert!(search(b"PK\x03\x04\0\0\0", &Ours::of(&facts())).is_none());
    }

    #[test]
    fn a_list_that_is_cut_off_anywhere_is_looked_through() {
        let whole = "url,ユーザー名\nhttps://fw01.mihon.example.jp:1/é:x:\n::\n@\n\"\",,;|\thttps://:\nURL:\nPassword: \n".as_bytes();
        let ours = Ours::of(&facts());
        for end in 0..whole.len() {
            assert!(search(&whole[..end], &ours).is_some());
        }
    }
}
