//! One command, one file.

mod audit;
mod backup;
mod collect;
mod demo;
mod explain;
mod feeds;
mod frameworks;
mod home;
mod import;
mod inspect;
mod logs;
mod new;
mod observe;
mod place;
mod problems;
mod products;
mod restore;
mod serve;
mod user;
mod vendor;
mod verify;

use std::path::PathBuf;

use crate::cli::{Action, Cli};

/// How a command ended; the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Outcome {
    /// Everything is 「はい」, or the command did what it was asked
    Good = 0,
    /// There are gaps, or a check failed
    Gaps = 1,
    /// The input could not be used at all
    BadInput = 2,
}

/// Runs one command.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<Outcome> {
    // for as long as the program runs: what is served holds on to them
    let laid = laid_over(&cli)?;
    let named = cli.frameworks_dir.is_some() && !cli.lays_files();
    let folder = Some(laid.as_path()).filter(|folder| named || folder.is_dir());
    let frameworks: &'static _ = Box::leak(Box::new(sonae_app::load_frameworks::load_frameworks(folder)?));
    match cli.command {
        Action::Serve(arguments) => serve::run(frameworks, &arguments).await,
        Action::Demo(arguments) => demo::run(frameworks, &arguments).await,
        Action::Inspect(arguments) => inspect::run(frameworks, &arguments).await,
        Action::Import(arguments) => import::run(frameworks, &arguments).await,
        Action::Explain(arguments) => explain::run(frameworks, &arguments).await,
        Action::Vendor(arguments) => vendor::run(frameworks, &arguments.action).await,
        Action::Verify(arguments) => verify::run(&arguments),
        Action::User(arguments) => user::run(frameworks, &arguments.action).await,
        Action::Logs(arguments) => logs::run(frameworks, arguments.action).await,
        Action::Products(arguments) => products::run(frameworks, &arguments.action).await,
        Action::Feeds(arguments) => feeds::run(frameworks, &arguments).await,
        Action::Collect(arguments) => collect::run(&arguments),
        Action::Observe(arguments) => observe::run(frameworks, &arguments.action).await,
        Action::Audit(arguments) => audit::run(frameworks, &arguments.action).await,
        Action::Backup(arguments) => backup::run(frameworks, &arguments).await,
        Action::Restore(arguments) => restore::run(frameworks, &arguments).await,
        Action::New(arguments) => new::run(frameworks, &arguments),
        Action::Frameworks(arguments) => frameworks::run(frameworks, &laid, &arguments.action).await,
    }
}

/// The folder that is laid over the program's frameworks: the one that was named, else that of the data folder.
fn laid_over(cli: &Cli) -> anyhow::Result<PathBuf> {
    if let Some(named) = &cli.frameworks_dir {
        return Ok(named.clone());
    }
    let data = cli.data().map(str::to_owned).or_else(|| std::env::var("SONAE_DATA").ok());
    Ok(home::home(data.as_deref(), &home::default_folder()?)?.folder.join("frameworks"))
}
