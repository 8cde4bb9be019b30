//! Arguments of `sonae observe …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct Observe {
    #[command(subcommand)]
    pub(crate) action: ObserveAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ObserveAction {
    Read(ObserveRead),
    Import(ObserveImport),
    List(ObserveList),
    Undo(ObserveUndo),
    Accounts(ObserveTable),
    Lines(ObserveTable),
    Leaked(ObserveLeaked),
    Ldap(ObserveLdap),
}

#[derive(Debug, Args)]
pub(crate) struct ObserveLdap {
    #[arg(long, value_name = "ldaps://HOST")]
    pub(crate) url: String,
    #[arg(long, value_name = "DN")]
    pub(crate) bind_dn: String,
    #[arg(long, value_name = "DN")]
    pub(crate) base: String,
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    #[arg(long, value_name = "PEM")]
    pub(crate) authority: Option<PathBuf>,
    #[arg(long)]
    pub(crate) starttls: bool,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ObserveTable {
    #[arg(long, value_name = "FILE")]
    pub(crate) table_out: Option<PathBuf>,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ObserveLeaked {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) leaked_files: Vec<PathBuf>,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ObserveRead {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) observed_files: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ObserveImport {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) observed_files: Vec<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub(crate) machine: Option<String>,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ObserveList {
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ObserveUndo {
    #[arg(value_name = "SHA256")]
    pub(crate) observed_hash: String,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}
