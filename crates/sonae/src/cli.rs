//! The command line. Help texts are Japanese and stand in `locales/ja/cli.ftl` under `cli-<command>-<argument>`.
//!
//! Deliberately not here: what a command does.

mod collect;
mod feeds;
mod frameworks;
mod logs;
mod observe;
mod oscal;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Arg, ArgAction, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::civil::Date;
use sonae_app::words;
use sonae_domain::access::Role;
use sonae_domain::framework::Audience;

pub(crate) use collect::Collect;
pub(crate) use feeds::{Feeds, FeedsAction, FeedsDecide, FeedsFetch, FeedsImport, FeedsStatus};
pub(crate) use frameworks::{Frameworks, FrameworksAction, FrameworksDiff, FrameworksReading};
pub(crate) use logs::{
    Logs, LogsAction, LogsAnew, LogsAsk, LogsCheckpoint, LogsData, LogsDetect, LogsHold, LogsImport, LogsKey, LogsListen, LogsProve,
    LogsQuery, LogsRedact, LogsReview, LogsSettings, LogsShape, LogsSources, LogsVerify, LogsWatch, LogsWorker, WitnessAction,
    WitnessPlace,
};

pub(crate) use observe::{
    Observe, ObserveAction, ObserveImport, ObserveLdap, ObserveLeaked, ObserveList, ObserveRead, ObserveTable, ObserveUndo,
};

pub(crate) use oscal::{Oscal, OscalAction, OscalExport, OscalImport};

#[derive(Debug, Parser)]
#[command(name = "sonae", version, disable_help_subcommand = true, disable_help_flag = true, disable_version_flag = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Action,
    /// A folder whose frameworks are laid over the embedded ones
    #[arg(long, global = true, value_name = "DIR", env = "SONAE_FRAMEWORKS")]
    pub(crate) frameworks_dir: Option<PathBuf>,
}

impl Cli {
    /// What `--data` says, of those commands that serve, keep or lay something there.
    pub(crate) fn data(&self) -> Option<&str> {
        match &self.command {
            Action::Serve(arguments) => arguments.data.as_deref(),
            Action::Import(arguments) => arguments.data.as_deref(),
            Action::Frameworks(Frameworks { action: FrameworksAction::ImportText(arguments) }) => arguments.data.as_deref(),
            Action::Frameworks(Frameworks { action: FrameworksAction::Oscal(Oscal { action }) }) => match action {
                OscalAction::Export(arguments) => arguments.data.as_deref(),
                OscalAction::Import(arguments) => arguments.data.as_deref(),
            },
            _ => None,
        }
    }

    /// Whether the folder that is laid over the frameworks may be made by the command.
    pub(crate) fn lays_files(&self) -> bool {
        let Action::Frameworks(Frameworks { action }) = &self.command else { return false };
        matches!(action, FrameworksAction::ImportText(_) | FrameworksAction::Oscal(Oscal { action: OscalAction::Import(_) }))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    Demo(Demo),
    Serve(Serve),
    Inspect(Inspect),
    Import(Import),
    Explain(Explain),
    Vendor(Vendor),
    Verify(Verify),
    Audit(Audit),
    Logs(Logs),
    Products(Products),
    Observe(Observe),
    Feeds(Feeds),
    Collect(Collect),
    User(User),
    Backup(Backup),
    Restore(Restore),
    New(New),
    Frameworks(Frameworks),
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    #[arg(long, value_name = "DIR", default_value = "sonae-demo")]
    pub(crate) out: PathBuf,
    #[arg(long)]
    pub(crate) no_serve: bool,
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Serve {
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    #[arg(long)]
    pub(crate) tls: bool,
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    #[arg(long = "tls-name", value_name = "NAME")]
    pub(crate) tls_names: Vec<String>,
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    #[arg(long)]
    pub(crate) sample: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Inspect {
    pub(crate) folder: PathBuf,
    #[arg(long, value_name = "ID")]
    pub(crate) edition: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<Date>,
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA")]
    pub(crate) data: Option<String>,
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(long)]
    pub(crate) no_pack: bool,
    #[arg(long)]
    pub(crate) all_problems: bool,
    #[arg(long, value_name = "DIR")]
    pub(crate) feeds: Option<PathBuf>,
    #[arg(long = "feed-key", value_name = "KEY")]
    pub(crate) feed_keys: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) aliases: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    pub(crate) folder: PathBuf,
    #[arg(long, value_name = "ID")]
    pub(crate) edition: Option<String>,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA")]
    pub(crate) data: Option<String>,
    #[arg(long, short)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    pub(crate) item: String,
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub(crate) edition: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<Date>,
    #[arg(long, value_name = "FORM", value_parser = audience)]
    pub(crate) form: Option<Audience>,
}

#[derive(Debug, Args)]
pub(crate) struct Vendor {
    #[command(subcommand)]
    pub(crate) action: VendorAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VendorAction {
    Form(VendorForm),
    List(VendorList),
}

#[derive(Debug, Args)]
pub(crate) struct VendorForm {
    pub(crate) vendor: String,
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    #[arg(long, value_name = "ID")]
    pub(crate) edition: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct VendorList {
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    #[arg(long, value_name = "ID")]
    pub(crate) edition: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    pub(crate) pack: PathBuf,
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    #[command(subcommand)]
    pub(crate) action: AuditAction,
}

#[derive(Debug, Args)]
pub(crate) struct User {
    #[command(subcommand)]
    pub(crate) action: UserAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserAction {
    Add(UserAdd),
    Reset(UserReset),
    List(UserList),
}

#[derive(Debug, Args)]
pub(crate) struct UserAdd {
    pub(crate) login: String,
    #[arg(long = "name", value_name = "NAME")]
    pub(crate) person: String,
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role)]
    pub(crate) roles: Vec<Role>,
    #[arg(long = "vendor", value_name = "NAME", default_value = "")]
    pub(crate) of_vendor: String,
    #[arg(long, value_name = "ADDRESS", default_value = "")]
    pub(crate) mail: String,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct UserReset {
    pub(crate) login: String,
    #[arg(long)]
    pub(crate) factors: bool,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct UserList {
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditAction {
    Verify(AuditVerify),
    List(AuditList),
    Head(AuditHead),
}

#[derive(Debug, Args)]
pub(crate) struct AuditVerify {
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
    #[arg(long, value_name = "SEQ HASH", value_parser = anchor)]
    pub(crate) anchor: Option<sonae_app::storage::AuditHead>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AuditList {
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) since: Option<Date>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AuditHead {
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Backup {
    #[command(subcommand)]
    pub(crate) action: Option<BackupAction>,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
    #[arg(long = "to", value_name = "DIR")]
    pub(crate) copy_to: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupAction {
    List(BackupList),
    Key(BackupKey),
}

#[derive(Debug, Args)]
pub(crate) struct BackupList {
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct BackupKey {
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
    #[arg(long)]
    pub(crate) renew: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    pub(crate) backup: PathBuf,
    #[arg(long, conflicts_with = "restore_to")]
    pub(crate) check: bool,
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    pub(crate) identity: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[arg(long = "to", value_name = "DIR", required_unless_present = "check")]
    pub(crate) restore_to: Option<PathBuf>,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    pub(crate) folder: PathBuf,
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) name: String,
    #[arg(long, value_name = "KIND", value_parser = ["hospital", "clinic", "dental", "birth-centre", "pharmacy"], default_value = "clinic")]
    pub(crate) kind: String,
}

#[derive(Debug, Args)]
pub(crate) struct Products {
    #[command(subcommand)]
    pub(crate) action: ProductsAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProductsAction {
    Resolve(ProductsResolve),
    Aliases(Aliases),
}

#[derive(Debug, Args)]
pub(crate) struct Aliases {
    #[command(subcommand)]
    pub(crate) action: AliasesAction,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true, global = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AliasesAction {
    List(AliasesList),
    Export(AliasesFile),
    Import(AliasesFile),
}

#[derive(Debug, Args)]
pub(crate) struct AliasesList {
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AliasesFile {
    #[arg(value_name = "FILE")]
    pub(crate) alias_file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ProductsResolve {
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(long = "data", value_name = "DIR|URL")]
    pub(crate) answered: Option<String>,
}

/// Dates as people write them: 2026-01-20, R8.1.20, 令和8年1月20日.
fn date(text: &str) -> Result<Date, String> {
    let parsed = sonae_domain::calendar::parse(text).ok().and_then(sonae_domain::calendar::PartialDate::exact);
    parsed.ok_or_else(|| words::text("cli-not-a-date", &[("value", text)]))
}

/// A head of the operation log as `sonae audit head` prints it: number and hash.
fn anchor(text: &str) -> Result<sonae_app::storage::AuditHead, String> {
    let (seq, hash) = text.trim().split_once(char::is_whitespace).unwrap_or_default();
    let seq = seq.parse().ok().filter(|seq| *seq >= 0).map(sonae_app::storage::AuditSeq);
    let hash = Some(hash.trim()).filter(|hash| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
    match (seq, hash) {
        (Some(seq), Some(hash)) => Ok(sonae_app::storage::AuditHead { seq, hash: hash.to_ascii_lowercase() }),
        _ => Err(words::text("cli-not-an-anchor", &[("value", text)])),
    }
}

fn role(text: &str) -> Result<Role, String> {
    let roles = || Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
    text.parse().map_err(|_| words::text("cli-not-a-role", &[("value", text), ("roles", &roles())]))
}

fn audience(text: &str) -> Result<Audience, String> {
    Audience::ALL
        .iter()
        .copied()
        .find(|audience| audience.as_str() == text)
        .ok_or_else(|| words::text("cli-not-a-form", &[("value", text)]))
}

/// Reads the arguments of this process.
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    let matches = localised(Cli::command(), "cli").try_get_matches()?;
    Cli::from_arg_matches(&matches)
}

/// Puts the words of the locale on every command and argument.
fn localised(command: Command, key: &str) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let mut command =
        command.about(words::text(&format!("{key}-about"), &[])).subcommand_help_heading(words::text("cli-heading-commands", &[]));
    if let Some(more) = words::lookup(&format!("{key}-more"), &[]) {
        command = command.after_help(more);
    }
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    command = command.disable_help_flag(true).arg(help);
    if key == "cli" {
        command = command.arg(Arg::new("version").short('V').long("version").action(ArgAction::Version));
    }
    for name in names {
        let sub_key = format!("{key}-{name}");
        command = command.mut_subcommand(name, |sub| localised(sub, &sub_key));
    }
    command.mut_args(|arg| {
        let help = words::lookup(&format!("cli-arg-{}", arg.get_id().as_str().replace('_', "-")), &[]);
        match help {
            Some(help) => arg.help(help),
            None => arg,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(command: &Command, key: &str, missing: &mut Vec<String>) {
        if words::lookup(&format!("{key}-about"), &[]).is_none() {
            missing.push(format!("{key}-about"));
        }
        for arg in command.get_arguments() {
            let id = format!("cli-arg-{}", arg.get_id().as_str().replace('_', "-"));
            if words::lookup(&id, &[]).is_none() {
                missing.push(id);
            }
        }
        for sub in command.get_subcommands() {
            walk(sub, &format!("{key}-{}", sub.get_name()), missing);
        }
    }

    #[test]
    fn every_command_and_argument_is_explained_in_japanese() {
        let command = Cli::command();
        command.clone().debug_assert();
        let mut missing = Vec::new();
        walk(&command, "cli", &mut missing);
        assert!(missing.is_empty(), "{missing:?}");
    }
}
