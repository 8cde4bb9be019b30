//! `sonae import`: preview what would change, ask, keep it.

use std::io::{BufRead, IsTerminal, Write};

use sonae_app::import_folder::{Changes, import_folder, preview};
use sonae_app::ports::{Clock, SystemClock};
use sonae_app::read_folder::{Reading, read_folder, read_profile};
use sonae_app::words::{self, text};
use sonae_domain::framework::Frameworks;

use super::inspect::{ACTOR, edition};
use super::place::Place;
use super::{Outcome, problems};
use crate::cli::Import;

pub(crate) async fn run(frameworks: &Frameworks, arguments: &Import) -> anyhow::Result<Outcome> {
    let profile = read_profile(&arguments.folder)?;
    let edition = edition(frameworks, arguments.edition.as_deref().or(profile.0.edition.as_deref()))?;
    let place = Place::new(&arguments.folder, None, arguments.data.as_deref())?;
    let reading =
        read_folder(&arguments.folder, profile, (frameworks, edition), &[place.out.clone(), place.data.clone()], &mut |_, _, _| {})?;
    print_mapping(&reading);
    problems::print(&reading, true);
    if !reading.has_rows() {
        warn!("{}", text("inspect-nothing", &[("path", &arguments.folder.display().to_string())]));
        return Ok(Outcome::BadInput);
    }
    let store = place.open().await?;
    let changes = preview(&store, &reading, SystemClock.today()).await?;
    print_changes(&changes);
    if changes.is_empty() {
        return Ok(Outcome::Good);
    }
    if !arguments.yes && !confirmed() {
        say!("{}", text("import-not-kept", &[]));
        return Ok(Outcome::Gaps);
    }
    import_folder(&store, &reading, &SystemClock, ACTOR).await?;
    store.close().await?;
    say!("{}", text("import-kept", &[]));
    Ok(Outcome::Good)
}

/// Which column was taken for what, so that a wrong guess is seen before it is kept.
fn print_mapping(reading: &Reading) {
    for batch in reading.reports.iter().flat_map(|report| &report.batches) {
        let columns = batch.mapping.iter().map(|column| match &column.field {
            Some(_) => text("mapping-column", &[("column", &column.column), ("header", &column.header), ("field", &column.title)]),
            None => text("mapping-unused", &[("column", &column.column), ("header", &column.header)]),
        });
        let columns: Vec<String> = columns.collect();
        say!("{}", text("mapping-file", &[("file", &batch.file), ("ledger", &words::ledger(batch.importer))]));
        say!("  {}", columns.join(&text("list-separator", &[])));
    }
    say!("{}", text("mapping-how", &[]));
}

fn print_changes(changes: &Changes) {
    if changes.is_empty() {
        say!("{}", text("import-nothing-changes", &[]));
    }
    for change in changes {
        let name = change.ledger.parse().map_or_else(|_| text(&format!("ledger-{}", change.ledger), &[]), words::ledger);
        let counts = [
            ("added", change.added.len()),
            ("changed", change.changed.len()),
            ("retired", change.retired.len()),
            ("returned", change.returned.len()),
        ];
        let counts: Vec<(&str, String)> = counts.iter().map(|(key, count)| (*key, count.to_string())).collect();
        let mut args: Vec<(&str, &str)> = counts.iter().map(|(key, count)| (*key, count.as_str())).collect();
        args.push(("ledger", &name));
        say!("{}", text("import-change", &args));
    }
}

fn confirmed() -> bool {
    if !std::io::stdin().is_terminal() {
        say!("{}", text("import-needs-yes", &[]));
        return false;
    }
    let mut stdout = std::io::stdout();
    let _ = write!(stdout, "{}", text("import-ask", &[])).and_then(|()| stdout.flush());
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "\u{306f}\u{3044}")
}
