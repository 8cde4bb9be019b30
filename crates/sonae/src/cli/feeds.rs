//! Arguments of `sonae feeds …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use sonae_domain::facts::{Judgement, Justification};

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
    Decide(FeedsDecide),
    Decisions(FeedsStatus),
    Withdraw(FeedsWithdraw),
    Fetch(FeedsFetch),
}

#[derive(Debug, Args)]
pub(crate) struct FeedsFetch {
    #[arg(value_name = "FEED")]
    pub(crate) fetched_feeds: Vec<String>,
    #[arg(long = "on", value_name = "FEED")]
    pub(crate) switch_on: Vec<String>,
    #[arg(long = "off", value_name = "FEED")]
    pub(crate) switch_off: Vec<String>,
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

#[derive(Debug, Args)]
pub(crate) struct FeedsDecide {
    #[arg(value_name = "PRODUCT")]
    pub(crate) weak_product: String,
    #[arg(value_name = "CVE", required = true)]
    pub(crate) vulnerabilities: Vec<String>,
    #[arg(long, value_name = "JUDGEMENT", value_parser = judgement)]
    pub(crate) judgement: Judgement,
    #[arg(long, value_name = "WHY", value_parser = justification)]
    pub(crate) justification: Option<Justification>,
    #[arg(long = "reason", value_name = "TEXT")]
    pub(crate) decision_reason: String,
    #[arg(long = "until", value_name = "DATE", value_parser = super::date)]
    pub(crate) decision_until: Date,
    #[arg(long = "by", value_name = "NAME")]
    pub(crate) decided_by: String,
}

#[derive(Debug, Args)]
pub(crate) struct FeedsWithdraw {
    #[arg(value_name = "KEY")]
    pub(crate) decision_key: String,
}

fn judgement(text: &str) -> Result<Judgement, String> {
    Judgement::of(text).ok_or_else(|| Judgement::ALL.map(Judgement::key).join(" "))
}

fn justification(text: &str) -> Result<Justification, String> {
    Justification::of(text).ok_or_else(|| Justification::ALL.map(Justification::key).join(" "))
}
