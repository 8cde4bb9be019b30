//! `sonae logs worker`: on another machine, helps to answer questions about the lake until it is told to stop.
//!
//! The folder that `--data` names needs to hold `lake.toml` and what it names; no database is opened, and nothing is written but
//! what a question puts aside.

use std::net::SocketAddr;

use sonae_app::logs::work_for_lake;
use sonae_app::words::text;

use super::super::Outcome;
use super::super::home::default_folder;
use super::super::serve::told_to_stop;
use super::told;
use crate::cli::LogsWorker;

pub(super) async fn run(arguments: &LogsWorker) -> anyhow::Result<Outcome> {
    let folder = match &arguments.worker_folder {
        Some(folder) => folder.clone(),
        None => default_folder()?,
    };
    let listening = |address: SocketAddr| say!("{}", text("logs-worker-listening", &[("address", &address.to_string())]));
    work_for_lake(&folder, arguments.listen, listening, told_to_stop()).await.map_err(told)?;
    Ok(Outcome::Good)
}
