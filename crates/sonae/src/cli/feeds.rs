//! Arguments of `sonae feeds …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct Feeds {
    #[command(subcommand)]
    pub(crate) action: FeedsAction,
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true, global = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FeedsAction {
    Import(FeedsImport),
    Status(FeedsStatus),
    Pack(FeedsPack),
    Verify(FeedsVerify),
    Trust(FeedsTrust),
    Back(FeedsBack),
    Work(FeedsStatus),
}

#[derive(Debug, Args)]
pub(crate) struct FeedsImport {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) feed_files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct FeedsStatus {
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FeedsPack {
    #[arg(value_name = "FILE")]
    pub(crate) pack_out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct FeedsVerify {
    #[arg(value_name = "FILE")]
    pub(crate) pack_file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct FeedsTrust {
    #[arg(value_name = "KEY")]
    pub(crate) feed_key: String,
}

#[derive(Debug, Args)]
pub(crate) struct FeedsBack {
    #[arg(value_name = "NUMBER")]
    pub(crate) generation: u64,
}
