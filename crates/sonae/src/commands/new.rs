//! `sonae new`: a folder to begin with — `institution.toml`, empty ledgers in the manual's columns, the blank form.

use sonae_app::new_folder::new_folder;
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use super::Outcome;
use super::inspect::edition;
use super::place::write;
use crate::cli::New;
use crate::failure::Failure;
use crate::press::ReportsPrinter;

pub(crate) fn run(frameworks: &Frameworks, arguments: &New) -> anyhow::Result<Outcome> {
    let folder = &arguments.folder;
    let is_used = folder.is_file() || std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_used {
        return Err(Failure::told("failure-not-empty", &[("path", &folder.display().to_string())]));
    }
    let edition = edition(frameworks, None)?;
    let printer = ReportsPrinter::new(&arguments.name)?;
    let files = new_folder(edition, &arguments.name, &arguments.kind, &printer)?;
    for (name, bytes) in &files {
        write(&folder.join(name), bytes)?;
    }
    say!("{}", text("new-written", &[("path", &folder.display().to_string()), ("files", &files.len().to_string())]));
    Ok(Outcome::Good)
}
