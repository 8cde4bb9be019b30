//! `sonae inspect`: files → ledgers → facts → findings → forms and pack.

pub(crate) mod feeds;

use std::path::Path;

use jiff::civil::Date;
use sonae_app::decide_forms::{Decided, decide_forms};
use sonae_app::import_folder::import_folder;
use sonae_app::load_facts::load_facts;
use sonae_app::pack::{SigningKey, write_pack};
use sonae_app::ports::{Clock, Printer, SystemClock};
use sonae_app::read_folder::{Reading, read_folder, read_profile};
use sonae_app::words::text;
use sonae_domain::framework::{Edition, Frameworks};

use super::place::{Place, write};
use super::{Outcome, problems};
use crate::cli::Inspect;
use crate::failure::Failure;
use crate::press::ReportsPrinter;
use crate::{json, progress, table};

pub(crate) async fn run(frameworks: &Frameworks, arguments: &Inspect) -> anyhow::Result<Outcome> {
    let profile = read_profile(&arguments.folder)?;
    let edition = edition(frameworks, arguments.edition.as_deref().or(profile.0.edition.as_deref()))?;
    let as_of = day(arguments.as_of.or(profile.0.as_of));
    let place = Place::new(&arguments.folder, arguments.out.as_deref(), arguments.data.as_deref())?;
    let bar = progress::bar("progress-reading", 0);
    let reading = read_folder(
        &arguments.folder,
        profile,
        (frameworks, edition),
        &[place.out.clone(), place.data.clone()],
        &mut |done, all, path| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
            bar.set_message(path.to_owned());
        },
    )?;
    bar.finish_and_clear();
    problems::print(&reading, arguments.all_problems);
    if !reading.has_rows() {
        warn!("{}", text("inspect-nothing", &[("path", &arguments.folder.display().to_string())]));
        return Ok(Outcome::BadInput);
    }
    let store = place.open().await?;
    import_folder(&store, &reading, &SystemClock, ACTOR).await?;
    let mut facts = load_facts(&store, as_of).await?;
    let outside = feeds::of(&reading, arguments.feeds.as_deref(), arguments.aliases.as_deref())?;
    feeds::consult(&mut facts, outside, &place.data, &arguments.feed_keys)?;
    let decided = decide_forms(frameworks, edition, facts)?;
    decided.keep(&store, &SystemClock, ACTOR).await?;
    let head = store.audit_head().await?;
    store.close().await?;
    show(&decided, frameworks, arguments.json);
    if !arguments.no_pack {
        let written = pack(&decided, frameworks, &reading, &place, &format!("{} {}", head.seq, head.hash))?;
        if !arguments.json {
            say!("{written}");
        }
    }
    Ok(if decided.is_complete() { Outcome::Good } else { Outcome::Gaps })
}

/// Who acts on the command line; with user accounts this becomes the person.
pub(crate) const ACTOR: &str = "command-line";

/// The edition asked for, or the newest whose forms are known.
pub(crate) fn edition<'a>(frameworks: &'a Frameworks, wanted: Option<&str>) -> anyhow::Result<&'a Edition> {
    let found = match wanted {
        Some(id) => frameworks.edition(id),
        None => frameworks.latest(),
    };
    let known = frameworks.editions().iter().map(|edition| edition.id.as_str()).collect::<Vec<_>>().join(" ");
    found.ok_or_else(|| Failure::told("failure-no-edition", &[("id", wanted.unwrap_or_default()), ("known", &known)]))
}

/// The day to decide for; today where none is asked for. Events of the operation log always carry the real time.
pub(crate) fn day(asked: Option<Date>) -> Date {
    asked.unwrap_or_else(|| SystemClock.today())
}

fn show(decided: &Decided<'_>, frameworks: &Frameworks, as_json: bool) {
    if as_json {
        for line in json::lines(decided, &frameworks.catalog) {
            say!("{line}");
        }
        return;
    }
    let contradictions = table::contradictions(decided);
    if !contradictions.is_empty() {
        say!("{}", text("contradictions-heading", &[("count", &contradictions.len().to_string())]));
        for line in contradictions {
            say!("{line}");
        }
        say!();
    }
    say!("{}", table::forms(decided));
}

/// Prints everything, writes the pack and the single files, and says where.
fn pack(decided: &Decided<'_>, frameworks: &Frameworks, reading: &Reading, place: &Place, audit: &str) -> anyhow::Result<String> {
    let key = SigningKey::of_folder(&place.data)?;
    let printer: &dyn Printer = &ReportsPrinter::new(&key.fingerprint())?;
    let bar = progress::bar("progress-printing", 0);
    let written =
        write_pack(decided, &frameworks.catalog, &reading.files, printer, (&key, audit), &mut |name| bar.set_message(name.to_owned()))?;
    bar.finish_and_clear();
    let evidence = text("pack-dir-evidence", &[]);
    for (path, bytes) in &written.files {
        // the institution's own files are in the pack; beside it they would only be a second copy
        if !path.starts_with(&evidence) {
            write(&inside(&place.out, path), bytes)?;
        }
    }
    let name = format!("{}.zip", text("pack-name", &[("as-of", &decided.facts.as_of.strftime("%Y%m%d").to_string())]));
    let path = place.out.join(name);
    write(&path, &written.zip)?;
    for (document, characters) in &written.replaced {
        let characters: String = characters.iter().collect();
        warn!("{}", text("characters-replaced", &[("document", document), ("characters", &characters)]));
    }
    let args = [
        ("path", path.display().to_string()),
        ("out", place.out.display().to_string()),
        ("files", (written.files.len().saturating_sub(2)).to_string()),
        ("fingerprint", key.fingerprint()),
    ];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Ok(text("pack-written", &args))
}

fn inside(out: &Path, path: &str) -> std::path::PathBuf {
    path.split('/').fold(out.to_owned(), |folder, part| folder.join(part))
}
