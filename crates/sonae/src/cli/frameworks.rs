//! The arguments of `sonae frameworks`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use sonae_domain::framework::Audience;

use super::{Oscal, audience};

#[derive(Debug, Args)]
pub(crate) struct Frameworks {
    #[command(subcommand)]
    pub(crate) action: FrameworksAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FrameworksAction {
    Check,
    List,
    Diff(FrameworksDiff),
    Reading(FrameworksReading),
    ImportText(FrameworksImportText),
    Oscal(Oscal),
}

#[derive(Debug, Args)]
pub(crate) struct FrameworksDiff {
    pub(crate) from: String,
    pub(crate) to: String,
    #[arg(long, value_name = "FORM", value_parser = audience)]
    pub(crate) form: Option<Audience>,
}

#[derive(Debug, Args)]
pub(crate) struct FrameworksReading {
    #[arg(long = "pattern", value_name = "I|II|III|IV", required_unless_present = "folder")]
    pub(crate) patterns: Vec<String>,
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FrameworksImportText {
    #[arg(value_name = "FILE")]
    pub(crate) wording_file: PathBuf,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}
