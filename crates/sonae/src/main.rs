//! The `sonae` command: reads arguments, wires the ports, calls one use case, prints.
//!
//! Exit codes: 0 everything is 「はい」 (or the command did what it was asked), 1 there are gaps (or a check failed), 2 the input
//! could not be used at all. Deliberately not here: decisions.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

/// A line for the person, on the standard output. A reader that has gone away (`| head`) stops no work.
macro_rules! say {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($argument)*);
    }};
}

/// A line about the work itself, on the error stream.
macro_rules! warn {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}

mod cli;
mod commands;
mod failure;
mod json;
mod press;
mod progress;
mod table;

use std::process::ExitCode;

/// Access logs go through many threads: with this one, what one thread takes another gives back without waiting.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match cli::parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            warn!("{error}");
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(commands::run(arguments)) {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(error) => {
            warn!("{}", failure::message(&error));
            ExitCode::from(2)
        }
    }
}
