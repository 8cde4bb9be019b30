//! The entries of a directory that are people, each with every group that it is in: directly, through other groups, and by its primary
//! group, which no list of members names.
//!
//! Deliberately not here: which groups make an administrator (`ledgers::infer`), and machines (crate `observe`).

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, Row};
use crate::limits::Limits;

/// Classes of entries that somebody signs in with.
const PEOPLE: [&str; 6] = ["user", "person", "inetorgperson", "organizationalperson", "posixaccount", "account"];

/// Keeps the entries that are people and lets each name all its groups. Entries without a class are kept as they are.
pub(super) fn only_people(rows: &mut Vec<Row>, limits: &Limits) {
    let Some((head, entries)) = rows.split_first_mut() else { return };
    let column = |name: &str| head.cells.iter().position(|cell| cell.text.eq_ignore_ascii_case(name));
    let (Some(dn), Some(class)) = (column("dn"), column("objectClass")) else { return };
    let columns = Columns {
        dn,
        class,
        groups: column("memberOf"),
        members: column("member"),
        primary: column("primaryGroupID"),
        sid: column("objectSid"),
    };
    let tree = Tree::of(entries, &columns);
    let groups_at = columns.groups.unwrap_or(head.cells.len());
    if groups_at >= limits.columns {
        return;
    }
    for row in entries.iter_mut().filter(|row| is_person(row, class)) {
        let text = tree.groups(row, &columns).join("|");
        if text.is_empty() {
            continue;
        }
        if row.cells.len() <= groups_at {
            row.cells.resize(groups_at + 1, Cell::default());
        }
        row.cells[groups_at].text = text;
        super::builder::cut(&mut row.cells[groups_at].text, limits.cell_bytes);
    }
    // no entry is longer than the head says
    if columns.groups.is_none() {
        head.cells.push(Cell::text("memberOf".to_owned()));
    }
    name_by_place(head, entries, &columns, limits);
    let mut first = true;
    rows.retain(|row| std::mem::take(&mut first) || row.text(class).is_empty() || is_person(row, class));
}

/// People whom no attribute names are called as their place in the directory is (`CN=佐藤 花子,OU=医事課`), unless that is their account.
fn name_by_place(head: &mut Row, entries: &mut [Row], columns: &Columns, limits: &Limits) {
    let column = |name: &str| head.cells.iter().position(|cell| cell.text.eq_ignore_ascii_case(name));
    let names: Vec<usize> = ["displayName", "cn", "name", "sn"].into_iter().filter_map(column).collect();
    let (account, shown) = (column("sAMAccountName"), column("displayName"));
    let at = shown.unwrap_or(head.cells.len());
    let mut added = false;
    for row in entries.iter_mut().filter(|row| is_person(row, columns.class)) {
        let place = row.text(columns.dn);
        let Some(name) = place.get(..3).filter(|key| key.eq_ignore_ascii_case("cn=")).and_then(|_| place[3..].split(',').next()) else {
            continue;
        };
        let known = names.iter().any(|column| !row.text(*column).is_empty()) || account.is_some_and(|account| row.text(account) == name);
        if known || at >= limits.columns {
            continue;
        }
        let cell = Cell::text(name.trim().to_owned());
        if row.cells.len() <= at {
            row.cells.resize(at + 1, Cell::default());
        }
        row.cells[at] = cell;
        added = true;
    }
    if shown.is_none() && added {
        head.cells.push(Cell::text("displayName".to_owned()));
    }
}

struct Columns {
    dn: usize,
    class: usize,
    groups: Option<usize>,
    members: Option<usize>,
    primary: Option<usize>,
    sid: Option<usize>,
}

fn values(row: &Row, column: usize) -> impl Iterator<Item = &str> {
    row.text(column).split('|').map(str::trim).filter(|value| !value.is_empty())
}

fn is_person(row: &Row, class: usize) -> bool {
    let classes: Vec<String> = values(row, class).map(str::to_lowercase).collect();
    let is = |name: &str| classes.iter().any(|class| class == name);
    !is("computer") && PEOPLE.iter().any(|class| is(class))
}

/// Who is in which group.
struct Tree {
    /// Names of the groups in which an entry is, as first written, by its folded name
    above: BTreeMap<String, BTreeSet<String>>,
    /// How a name was first written
    written: BTreeMap<String, String>,
    /// Groups by the last part of their security identifier
    by_number: BTreeMap<String, String>,
}

impl Tree {
    fn of(entries: &[Row], columns: &Columns) -> Self {
        let mut tree = Self { above: BTreeMap::new(), written: BTreeMap::new(), by_number: BTreeMap::new() };
        for row in entries {
            let name = tree.name(row.text(columns.dn));
            for group in columns.groups.into_iter().flat_map(|column| values(row, column)) {
                let group = tree.name(group);
                tree.above.entry(name.clone()).or_default().insert(group);
            }
            for member in columns.members.into_iter().flat_map(|column| values(row, column)) {
                let member = tree.name(member);
                tree.above.entry(member).or_default().insert(name.clone());
            }
            let is_group = values(row, columns.class).any(|class| class.eq_ignore_ascii_case("group"));
            if let Some((_, number)) = columns.sid.filter(|_| is_group).and_then(|column| row.text(column).rsplit_once('-')) {
                tree.by_number.insert(number.to_owned(), name);
            }
        }
        tree
    }

    fn name(&mut self, written: &str) -> String {
        let name = written.trim().to_lowercase();
        self.written.entry(name.clone()).or_insert_with(|| written.trim().to_owned());
        name
    }

    /// Every group of an entry: its own first, in the order of the file, then those above them by name. A ring of groups ends.
    fn groups(&self, row: &Row, columns: &Columns) -> Vec<&str> {
        let own: Vec<String> = columns.groups.into_iter().flat_map(|column| values(row, column)).map(str::to_lowercase).collect();
        let mut known: BTreeSet<&String> = own.iter().collect();
        let primary = columns.primary.map(|column| row.text(column)).and_then(|number| self.by_number.get(number));
        let name = row.text(columns.dn).trim().to_lowercase();
        let mut open: Vec<&String> = self.above.get(&name).into_iter().flatten().chain(primary).chain(&own).collect();
        while let Some(group) = open.pop() {
            let is_new = known.insert(group) || own.contains(group);
            if is_new {
                open.extend(self.above.get(group).into_iter().flatten().filter(|above| !known.contains(above)));
            }
        }
        let more = known.iter().copied().filter(|group| !own.contains(group));
        own.iter().chain(more).filter_map(|group| self.written.get(group).map(String::as_str)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ldif;
    use super::*;
    use crate::import::Content;

    const LDIF: &str = "dn: CN=sato,DC=hosp\nobjectClass: top\nobjectClass: person\nobjectClass: user\nsAMAccountName: sato\nprimaryGroupID: 512\n\n\
dn: CN=mori,DC=hosp\nobjectClass: user\nsAMAccountName: mori\nmemberOf: CN=IT,DC=hosp\nprimaryGroupID: 513\n\n\
dn: CN=PC-01,DC=hosp\nobjectClass: user\nobjectClass: computer\nsAMAccountName: PC-01$\n\n\
dn: CN=IT,DC=hosp\nobjectClass: group\nmemberOf: CN=Staff,DC=hosp\n\n\
dn: CN=Staff,DC=hosp\nobjectClass: group\nmember: CN=IT,DC=hosp\nmemberOf: CN=Ring,DC=hosp\n\n\
dn: CN=Ring,DC=hosp\nobjectClass: group\nmember: CN=Staff,DC=hosp\nmemberOf: CN=IT,DC=hosp\n\n\
dn: CN=Domain Admins,DC=hosp\nobjectClass: group\nmember: cn=staff,dc=hosp\nobjectSid:: AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAAAAIAAA==\n";

    #[test]
    fn people_are_kept_and_name_every_group_through_other_groups_and_by_their_primary_group() {
        let book = ldif::read(Content { bytes: LDIF.as_bytes(), size: LDIF.len() as u64 }, &Limits::default());
        let rows = &book.sheets[0].rows;
        let column = |name: &str| rows[0].cells.iter().position(|cell| cell.text == name).unwrap();
        let said: Vec<(&str, &str)> =
            rows[1..].iter().map(|row| (row.text(column("sAMAccountName")), row.text(column("memberOf")))).collect();
        assert_eq!(
            said,
            [("sato", "CN=Domain Admins,DC=hosp"), ("mori", "CN=IT,DC=hosp|CN=Domain Admins,DC=hosp|CN=Ring,DC=hosp|CN=Staff,DC=hosp")]
        );
    }

    #[test]
    fn a_person_without_a_name_is_called_as_its_place() {
        let text = "dn:: Q049IOa4oemCiSDlgaUsT1U96Jas5Ymk6YOo\nobjectClass: user\nsAMAccountName: watanabe\n\ndn: CN=guest,DC=hosp\nobjectClass: user\nsAMAccountName: guest\n";
        let book = ldif::read(Content { bytes: text.as_bytes(), size: text.len() as u64 }, &Limits::default());
        let rows = &book.sheets[0].rows;
        assert_eq!((rows[0].text(3), rows[0].text(4)), ("memberOf", "displayName"));
        assert_eq!((rows[1].text(4), rows[2].text(4)), ("渡邉 健", ""));
    }

    #[test]
    fn entries_without_a_class_are_left_as_they_are() {
        let text = "dn: CN=a\nsAMAccountName: a\nmemberOf: CN=B\n";
        let book = ldif::read(Content { bytes: text.as_bytes(), size: text.len() as u64 }, &Limits::default());
        assert_eq!((book.sheets[0].rows.len(), book.sheets[0].rows[1].text(2)), (2, "CN=B"));
    }
}
