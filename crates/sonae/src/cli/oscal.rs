//! Arguments of `sonae frameworks oscal …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use sonae_app::oscal::Version;

#[derive(Debug, Args)]
pub(crate) struct Oscal {
    #[command(subcommand)]
    pub(crate) action: OscalAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OscalAction {
    Export(OscalExport),
    Import(OscalImport),
}

#[derive(Debug, Args)]
pub(crate) struct OscalExport {
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    #[arg(long, value_name = "DIR|URL", conflicts_with = "folder")]
    pub(crate) data: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = super::date, requires = "folder")]
    pub(crate) as_of: Option<Date>,
    #[arg(long, value_name = "ID", requires = "folder")]
    pub(crate) edition: Option<String>,
    #[arg(long, value_name = "VERSION", default_value = "1.1.3")]
    pub(crate) oscal_version: Version,
}

#[derive(Debug, Args)]
pub(crate) struct OscalImport {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) oscal_files: Vec<PathBuf>,
    #[arg(long = "id", value_name = "ID")]
    pub(crate) edition_id: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) family: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    pub(crate) deadline: Option<Date>,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}
