//! Arguments of `sonae logs …`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::date;

#[derive(Debug, Args)]
pub(crate) struct Logs {
    #[command(subcommand)]
    pub(crate) action: LogsAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LogsAction {
    Import(LogsImport),
    Listen(LogsListen),
    Watch(LogsWatch),
    Query(LogsQuery),
    Ask(LogsAsk),
    Checkpoint(LogsCheckpoint),
    Verify(LogsVerify),
    Prove(LogsProve),
    Detect(LogsDetect),
    Witness(LogsWitness),
    Rebuild(LogsData),
    Worker(LogsWorker),
    Sources(LogsSources),
    Review(LogsReview),
    Hold(LogsHold),
    Redact(LogsRedact),
    Key(LogsKey),
    Anew(LogsAnew),
    Settings(LogsSettings),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct LogsData {
    #[arg(long, value_name = "DIR|URL", env = "SONAE_DATA", hide_env_values = true)]
    pub(crate) data: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct LogsImport {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) log_files: Vec<PathBuf>,
    #[arg(long = "source", value_name = "NAME")]
    pub(crate) log_source: String,
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    #[arg(long = "format", value_name = "FORMAT", value_parser = ["csv", "syslog", "fhir", "evtx", "journald", "auditd"])]
    pub(crate) log_format: Option<String>,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsListen {
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) udp: Option<SocketAddr>,
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) tcp: Option<SocketAddr>,
    #[arg(long = "tls-listen", value_name = "ADDRESS:PORT", requires = "log_cert")]
    pub(crate) log_tls: Option<SocketAddr>,
    #[arg(long = "tls-cert", value_name = "FILE", requires = "log_key")]
    pub(crate) log_cert: Option<PathBuf>,
    #[arg(long = "tls-key", value_name = "FILE", requires = "log_cert")]
    pub(crate) log_key: Option<PathBuf>,
    #[arg(long = "tls-clients", value_name = "FILE")]
    pub(crate) log_clients: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsWatch {
    #[arg(value_name = "DIR")]
    pub(crate) watched: PathBuf,
    #[arg(long)]
    pub(crate) once: bool,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct LogsShape {
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    #[arg(long)]
    pub(crate) csv: bool,
    #[arg(long, value_name = "ROWS", default_value_t = 1000)]
    pub(crate) limit: usize,
}

#[derive(Debug, Args)]
pub(crate) struct LogsQuery {
    #[arg(value_name = "SQL")]
    pub(crate) sql: String,
    #[command(flatten)]
    pub(crate) shape: LogsShape,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsAsk {
    #[arg(value_name = "QUESTION", value_parser = [
        "of-user", "of-patient", "leavers", "out-of-hours", "burst-then-success", "two-terminals", "long-sessions", "maintenance",
        "silent-sources", "search", "five-columns",
    ])]
    pub(crate) question: String,
    #[arg(value_name = "WORD")]
    pub(crate) about: Vec<String>,
    #[arg(long = "from", value_name = "DATE", value_parser = date)]
    pub(crate) from_day: Option<Date>,
    #[arg(long = "until", value_name = "DATE", value_parser = date)]
    pub(crate) until_day: Option<Date>,
    #[arg(long)]
    pub(crate) masked: bool,
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    pub(crate) ocsf: bool,
    #[command(flatten)]
    pub(crate) shape: LogsShape,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

/// One thing is done at a time; without any the present state is shown.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("step").args(["begin", "drop_draft", "sign"]))]
pub(crate) struct LogsReview {
    #[arg(long)]
    pub(crate) begin: bool,
    #[arg(long, requires = "reviewer", requires = "remarks")]
    pub(crate) sign: bool,
    #[arg(long = "drop")]
    pub(crate) drop_draft: bool,
    #[arg(long = "name", value_name = "NAME", requires = "sign")]
    pub(crate) reviewer: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "sign")]
    pub(crate) remarks: Option<String>,
    #[arg(long = "source", value_name = "NAME", requires = "sign")]
    pub(crate) reviewed: Vec<String>,
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsHold {
    #[arg(value_name = "NAME", requires = "reason")]
    pub(crate) hold: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "hold")]
    pub(crate) reason: Option<String>,
    #[arg(long = "source", value_name = "NAME", requires = "hold")]
    pub(crate) held_sources: Vec<String>,
    #[arg(long = "from", value_name = "DATE", value_parser = date, requires = "hold")]
    pub(crate) from_day: Option<Date>,
    #[arg(long = "until", value_name = "DATE", value_parser = date, requires = "hold")]
    pub(crate) until_day: Option<Date>,
    #[arg(long, requires = "hold", conflicts_with_all = ["held_sources", "from_day", "until_day"])]
    pub(crate) lift: bool,
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsRedact {
    #[arg(value_name = "SHARD/LEAF")]
    pub(crate) line: String,
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    #[arg(long, value_name = "SHARD/LEAF")]
    pub(crate) confirm: String,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsKey {
    #[arg(long, requires = "reason")]
    pub(crate) change: bool,
    #[arg(long, value_name = "TEXT", requires = "change")]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsAnew {
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsCheckpoint {
    #[arg(long)]
    pub(crate) stamp: bool,
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsVerify {
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(long = "known", value_name = "FILE")]
    pub(crate) known_checkpoints: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsProve {
    #[arg(value_name = "SHARD/LEAF", required_unless_present = "check_bundle")]
    pub(crate) line: Option<String>,
    #[arg(long = "to", value_name = "DIR", required_unless_present = "check_bundle")]
    pub(crate) bundle_to: Option<PathBuf>,
    #[arg(long = "check", value_name = "DIR", conflicts_with_all = ["line", "bundle_to"], requires = "log_keys")]
    pub(crate) check_bundle: Option<PathBuf>,
    #[arg(long = "key", value_name = "KEY")]
    pub(crate) log_keys: Vec<String>,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsDetect {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) log_files: Vec<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    #[arg(long = "format", value_name = "FORMAT", value_parser = ["csv", "syslog", "fhir", "evtx", "journald", "auditd"])]
    pub(crate) log_format: Option<String>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LogsWitness {
    #[command(subcommand)]
    pub(crate) action: WitnessAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WitnessAction {
    /// On the machine of the logs: the request as a file
    Request(WitnessRequest),
    /// On the witness: answers a request file
    Sign(WitnessSign),
    /// On the machine of the logs: takes the answer
    Apply(WitnessApply),
    /// On the machine of the logs: asks the witness over the network
    Ask(LogsData),
    /// On the witness: answers over the network
    Serve(WitnessServe),
}

#[derive(Debug, Args)]
pub(crate) struct WitnessRequest {
    #[arg(value_name = "FILE")]
    pub(crate) request_file: PathBuf,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct WitnessSign {
    #[arg(value_name = "FILE")]
    pub(crate) request_file: PathBuf,
    #[arg(value_name = "FILE")]
    pub(crate) reply_file: PathBuf,
    #[command(flatten)]
    pub(crate) witness: WitnessPlace,
}

#[derive(Debug, Args)]
pub(crate) struct WitnessApply {
    #[arg(value_name = "FILE")]
    pub(crate) request_file: PathBuf,
    #[arg(value_name = "FILE")]
    pub(crate) reply_file: PathBuf,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct WitnessServe {
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8090")]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) witness: WitnessPlace,
}

#[derive(Debug, Args)]
pub(crate) struct WitnessPlace {
    #[arg(long = "memory", value_name = "DIR")]
    pub(crate) memory: PathBuf,
    #[arg(long = "log-key", value_name = "KEY", required = true)]
    pub(crate) log_keys: Vec<String>,
    #[arg(long = "witness-name", value_name = "NAME", default_value = "witness.sonae")]
    pub(crate) witness_name: String,
}

#[derive(Debug, Args)]
pub(crate) struct LogsWorker {
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8470")]
    pub(crate) listen: SocketAddr,
    #[arg(long = "data", value_name = "DIR", env = "SONAE_DATA")]
    pub(crate) worker_folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LogsSources {
    #[arg(value_name = "FILE")]
    pub(crate) definition: Option<PathBuf>,
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: LogsData,
}

#[derive(Debug, Args)]
pub(crate) struct LogsSettings {
    #[arg(value_name = "FILE")]
    pub(crate) definition: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: LogsData,
}
