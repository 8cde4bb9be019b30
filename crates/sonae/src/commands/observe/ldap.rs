//! `sonae observe ldap`: a directory is asked, once, now. Its password comes from a file or the environment, or is typed without being seen; never
//! from the command line, which others can see.

use std::io::IsTerminal;

use console::Term;
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::observations::{DirectoryError, DirectoryQuery, LdapError, import_directory};
use sonae_app::words::text;

use super::{Outcome, bytes};
use crate::cli::ObserveLdap;
use crate::commands::backup::secret;
use crate::failure::Failure;

/// Where the password may stand.
const PASSWORD: &str = "SONAE_LDAP_PASSWORD";

pub(super) async fn run(house: &House, arguments: &ObserveLdap) -> anyhow::Result<Outcome> {
    let password = match &arguments.password_file {
        Some(path) => secret(path)?,
        None => std::env::var(PASSWORD).ok().map_or_else(|| typed(&arguments.bind_dn), Ok)?,
    };
    // without a password a directory lets anybody in and tells nothing
    if password.is_empty() {
        return Err(Failure::told("failure-ldap-no-password", &[]));
    }
    let query = DirectoryQuery {
        url: arguments.url.clone(),
        bind_dn: arguments.bind_dn.clone(),
        password,
        base: arguments.base.clone(),
        starttls: arguments.starttls,
        authority: arguments.authority.as_deref().map(bytes).transpose()?,
    };
    let read = match import_directory(house, &Actor::command_line(), &query).await {
        Ok(read) => read,
        Err(DirectoryError::Ldap(error)) => return Err(told(&error, &arguments.url)),
        Err(error) => return Err(error.into()),
    };
    let args = [
        ("domain", read.domain),
        ("people", read.people.to_string()),
        ("groups", read.groups.to_string()),
        ("computers", read.computers.to_string()),
        ("changed", read.changed.to_string()),
        ("gone", read.gone.to_string()),
    ];
    say!("{}", text("observe-ldap-read", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    Ok(if read.people == 0 { Outcome::Gaps } else { Outcome::Good })
}

/// The password as somebody types it; "" where nobody sits at a terminal.
fn typed(name: &str) -> std::io::Result<String> {
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return Ok(String::new());
    }
    let terminal = Term::stderr();
    terminal.write_str(&text("observe-ldap-password", &[("name", name)]))?;
    terminal.read_secure_line()
}

fn told(error: &LdapError, url: &str) -> anyhow::Error {
    let (key, detail) = match error {
        LdapError::Address => ("failure-ldap-address", ""),
        LdapError::InTheClear => ("failure-ldap-in-the-clear", ""),
        LdapError::Authority => ("failure-ldap-authority", ""),
        LdapError::Connection(detail) => ("failure-ldap-connection", detail.as_str()),
        LdapError::Refused(detail) => ("failure-ldap-refused", detail.as_str()),
        LdapError::Search(detail) => ("failure-ldap-search", detail.as_str()),
        LdapError::Unreadable => ("failure-ldap-unreadable", ""),
    };
    Failure::told(key, &[("url", url), ("detail", detail)])
}
