//! `sonae verify`: checks a pack on any machine, without a database.

use sonae_app::pack::verify_pack;
use sonae_app::words::text;

use super::Outcome;
use crate::cli::Verify;
use crate::failure::Failure;

pub(crate) fn run(arguments: &Verify) -> anyhow::Result<Outcome> {
    let path = arguments.pack.display().to_string();
    let bytes = std::fs::read(&arguments.pack)
        .map_err(|error| Failure::told("failure-read", &[("path", &path), ("detail", &error.to_string())]))?;
    let verdict = verify_pack(&bytes, arguments.key.as_deref());
    if let Some(head) = &verdict.head {
        say!("{}", text("verify-head", &[("institution", &head.institution), ("edition", &head.edition), ("as-of", &head.as_of)]));
    }
    for fault in &verdict.faults {
        say!("{}", text(fault.key(), &[("file", fault.file())]));
    }
    let intact = verdict.intact.to_string();
    let faults = verdict.faults.len().to_string();
    if !verdict.faults.is_empty() {
        say!("{}", text("verify-bad", &[("count", &faults), ("intact", &intact)]));
        return Ok(Outcome::Gaps);
    }
    say!("{}", text("verify-good", &[("intact", &intact)]));
    let fingerprint = verdict.fingerprint.unwrap_or_default();
    let key = if arguments.key.is_some() { "verify-key-known" } else { "verify-key-compare" };
    say!("{}", text(key, &[("fingerprint", &fingerprint)]));
    Ok(Outcome::Good)
}
