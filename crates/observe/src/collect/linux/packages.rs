//! Installed packages: dpkg, apk, rpm.

use std::path::Path;
use std::process::Command;

use super::{Tree, miss};
use crate::collect::{Missing, Program};

/// The packages; `None` where no package system is known.
pub(super) fn installed(tree: &Tree, missing: &mut Vec<Missing>) -> Option<Vec<Program>> {
    if let Some(status) = tree.text("var/lib/dpkg/status") {
        return Some(stanzas(&status, "Package", "Version", "Maintainer", |stanza| stanza.contains("Status: install ok installed")));
    }
    if let Some(database) = tree.text("lib/apk/db/installed") {
        return Some(stanzas(&database, "P", "V", "m", |_| true));
    }
    if tree.has("var/lib/rpm") || tree.has("usr/lib/sysimage/rpm") {
        let list = (tree.root == Path::new("/")).then(rpm).flatten();
        if list.is_none() {
            miss(missing, "software", "rpm");
        }
        return list;
    }
    miss(missing, "software", "not-on-this-system");
    None
}

/// Paragraphs of `Key: value`, those that count.
fn stanzas(text: &str, name: &str, version: &str, publisher: &str, counts: impl Fn(&str) -> bool) -> Vec<Program> {
    let field = |stanza: &str, key: &str| {
        let line = stanza.lines().find_map(|line| line.strip_prefix(key).and_then(|rest| rest.strip_prefix(':')));
        line.unwrap_or_default().trim().to_owned()
    };
    let all = text.split("\n\n").filter(|stanza| counts(stanza)).map(|stanza| Program {
        name: field(stanza, name),
        version: field(stanza, version),
        publisher: field(stanza, publisher),
        installed_on: String::new(),
    });
    all.filter(|program| !program.name.is_empty()).collect()
}

/// The database of rpm has no form that could be relied on: rpm itself is asked.
fn rpm() -> Option<Vec<Program>> {
    let format = "%{NAME}\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\t%{VENDOR}\t%{INSTALLTIME:day}\n";
    let output = Command::new("rpm").args(["-qa", "--qf", format]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut all: Vec<Program> = text.lines().filter_map(package).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    (output.status.success() && !all.is_empty()).then_some(all)
}

fn package(line: &str) -> Option<Program> {
    let mut fields = line.split('\t');
    let name = fields.next().filter(|name| *name != "gpg-pubkey")?.to_owned();
    let version = fields.next()?.to_owned();
    let publisher = fields.next().filter(|vendor| *vendor != "(none)").unwrap_or_default().to_owned();
    let day = fields.next().and_then(crate::moment::english).map(|at| at.date().to_string());
    Some(Program { name, version, publisher, installed_on: day.unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_rpm_are_packages() {
        let program = package("openssl\t1:3.0.7-27.el9\tRed Hat, Inc.\tFri Nov 20 2026").unwrap();
        assert_eq!((program.version.as_str(), program.installed_on.as_str()), ("1:3.0.7-27.el9", "2026-11-20"));
        assert!(package("gpg-pubkey\tx\t(none)\t").is_none());
    }
}
