//! The collector for Linux: facts out of files below a root (`/`, or a tree in a test). Starts no program, except `rpm` where the packages
//! lie in its database and the root is that of the machine itself. Reads no password hash into the file.

mod accounts;
mod network;
mod packages;
mod policy;
mod services;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use thiserror::Error;

use super::{Collected, Host, Missing, SCHEMA, System};
use crate::moment;

/// Why nothing was collected.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum CollectError {
    /// Another operating system
    #[error("this system is not Linux")]
    NotThisSystem,
    /// The root is no Linux system: it has no `etc/os-release`
    #[error("{0} holds no Linux system: etc/os-release is missing")]
    NoSystem(PathBuf),
}

/// Collects what this Linux machine says of itself.
///
/// `root` is `/`; a test hands in a tree. `taken_at` is the present moment, which this crate never asks for itself. What cannot be read is
/// listed in [`Collected::missing`].
///
/// # Errors
/// [`CollectError::NotThisSystem`] elsewhere than on Linux, [`CollectError::NoSystem`] where `root` holds none.
pub fn collect_linux(root: &Path, taken_at: Timestamp) -> Result<Collected, CollectError> {
    if !cfg!(target_os = "linux") {
        return Err(CollectError::NotThisSystem);
    }
    let tree = Tree { root: root.to_owned() };
    let release = tree.text("etc/os-release").or_else(|| tree.text("usr/lib/os-release"));
    let release = release.ok_or_else(|| CollectError::NoSystem(root.to_owned()))?;
    let mut missing = Vec::new();
    let privileged = tree.text("etc/shadow").is_some();
    if !privileged {
        miss(&mut missing, "accounts.shadow", "needs-administrator");
    }
    let units = services::units(&tree);
    let file = Collected {
        schema: SCHEMA.to_owned(),
        collector: format!("sonae collect {}", env!("CARGO_PKG_VERSION")),
        taken_at: Some(taken_at),
        privileged: Some(privileged),
        host: host(&tree),
        system: system(&tree, &release),
        software: packages::installed(&tree, &mut missing),
        ports: network::ports(&tree, &mut missing),
        accounts: Some(accounts::accounts(&tree)),
        password_policy: Some(policy::policy(&tree)),
        storage: Some(policy::storage(&tree)),
        updates: Some(policy::updates(&tree)),
        protection: Some(services::protection(&tree, units.as_deref().unwrap_or_default())),
        services: units,
        missing,
    };
    Ok(file)
}

fn miss(missing: &mut Vec<Missing>, what: &str, why: &str) {
    missing.push(Missing { what: what.to_owned(), why: why.to_owned() });
}

/// The files below a root.
struct Tree {
    root: PathBuf,
}

impl Tree {
    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// A file as text, of at most 64 MiB; `None` where it is missing or may not be read.
    fn text(&self, name: &str) -> Option<String> {
        use std::io::Read;
        let mut bytes = Vec::new();
        std::fs::File::open(self.path(name)).ok()?.take(64 << 20).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A file of one line.
    fn line(&self, name: &str) -> String {
        self.text(name).unwrap_or_default().trim().to_owned()
    }

    /// Names in a folder, sorted.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// `key value` or `key = value` in files, comments left out; the last one counts.
    fn setting(&self, files: &[&str], key: &str) -> Option<String> {
        let texts = files.iter().filter_map(|file| self.text(file)).collect::<Vec<_>>().join("\n");
        let lines = texts.lines().map(str::trim).filter(|line| !line.starts_with('#'));
        let values = lines.filter_map(|line| line.strip_prefix(key)).filter(|rest| rest.starts_with([' ', '\t', '=']));
        values.reduce(|_, last| last).map(|rest| rest.trim_start_matches(|c: char| c.is_whitespace() || c == '=').trim().to_owned())
    }
}

fn host(tree: &Tree) -> Host {
    let name = [tree.line("etc/hostname"), tree.line("proc/sys/kernel/hostname")].into_iter().find(|name| !name.is_empty());
    let name = name.unwrap_or_default();
    let (name, domain) = name.split_once('.').map_or((name.clone(), ""), |(name, domain)| (name.to_owned(), domain));
    let dmi = |field: &str| tree.line(&format!("sys/class/dmi/id/{field}"));
    Host {
        domain: domain.to_owned(),
        name,
        sid: String::new(),
        serial: dmi("product_serial"),
        uuid: dmi("product_uuid"),
        maker: dmi("sys_vendor"),
        model: dmi("product_name"),
        interfaces: network::interfaces(tree),
    }
}

fn system(tree: &Tree, release: &str) -> System {
    let field = |key: &str| {
        let line = release.lines().find_map(|line| line.strip_prefix(key).and_then(|rest| rest.strip_prefix('=')));
        line.unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned()
    };
    let boot = tree.text("proc/stat").and_then(|stat| stat.lines().find_map(|line| line.strip_prefix("btime ")?.trim().parse().ok()));
    System {
        family: "linux".to_owned(),
        name: if field("PRETTY_NAME").is_empty() { field("NAME") } else { field("PRETTY_NAME") },
        version: field("VERSION_ID"),
        edition: field("VARIANT_ID"),
        release: field("VERSION_CODENAME"),
        architecture: std::env::consts::ARCH.to_owned(),
        last_boot: boot.and_then(moment::seconds),
        ..System::default()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
