//! Arguments of `sonae collect`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Collect {
    #[arg(long = "out", value_name = "FILE", conflicts_with = "windows")]
    pub(crate) collect_out: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(crate) windows: Option<PathBuf>,
}
