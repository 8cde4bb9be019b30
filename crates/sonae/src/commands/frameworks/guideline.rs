//! The guideline's part of `sonae frameworks`: what it holds and how that was proved, who reads what, importing the official wording.

use std::collections::BTreeMap;
use std::path::Path;

use sonae_app::import_wording::{ImportedWording, WordingError, import_wording};
use sonae_app::reading_list::{Told, told};
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;
use sonae_domain::guideline::{Applies, Circumstances, ClauseKey, Grade, Guideline, HoleKind, Pattern, ReadingEntry, Sureness, Volume};

use super::super::Outcome;
use super::super::explain::decide_folder;
use super::super::inspect::edition;
use crate::cli::FrameworksReading;
use crate::failure::Failure;

/// Lines of a report that are shown of each kind.
const SHOWN: usize = 20;

/// One line in the list of editions.
pub(super) fn list(frameworks: &Frameworks) {
    for guideline in frameworks.guidelines() {
        let clauses = guideline.clauses().count().to_string();
        let args = [
            ("id", guideline.id.as_str()),
            ("title", &guideline.title),
            ("version", &guideline.version),
            ("published", &guideline.published.to_string()),
            ("clauses", &clauses),
        ];
        say!("{}", text("guideline-edition", &args));
        let frozen = if frameworks.frozen_hash(&guideline.id).is_some() { "frameworks-frozen" } else { "frameworks-not-frozen" };
        say!("{}", text(frozen, &[("hash", guideline.fingerprint())]));
    }
}

/// Counts that a person compares with the table.
pub(super) fn counts(frameworks: &Frameworks) {
    for guideline in frameworks.guidelines() {
        for volume in &guideline.volumes {
            volume_counts(guideline, volume);
        }
        let mut sure: BTreeMap<Sureness, usize> = BTreeMap::new();
        let links = guideline.links();
        for link in &links {
            *sure.entry(link.sureness).or_default() += 1;
        }
        let of = |sureness| sure.get(&sureness).copied().unwrap_or_default().to_string();
        let (count, rows) = (links.len().to_string(), guideline.rows.len().to_string());
        let (certain, likely, unsure) = (of(Sureness::Sure), of(Sureness::Likely), of(Sureness::Unsure));
        let args = [("version", guideline.version.as_str()), ("count", &count), ("rows", &rows)];
        say!("{}", text("guideline-links", &[&args[..], &[("sure", &certain), ("likely", &likely), ("unsure", &unsure)]].concat()));
        holes(guideline);
        cited(frameworks, guideline);
        let all = guideline.clauses().count();
        let worded = guideline.clauses().filter(|(_, _, clause)| guideline.words(&clause.key).is_some()).count();
        let (all, worded, official) = (all.to_string(), worded.to_string(), guideline.officials().to_string());
        let args = [("version", guideline.version.as_str()), ("all", &all), ("words", &worded), ("official", &official)];
        say!("{}", text("guideline-words", &args));
    }
}

fn volume_counts(guideline: &Guideline, volume: &Volume) {
    let chapters: Vec<String> = volume
        .chapters
        .iter()
        .map(|chapter| text("guideline-chapter-count", &[("no", &chapter.no), ("count", &chapter.clauses.len().to_string())]))
        .collect();
    let clauses = || volume.chapters.iter().flat_map(|chapter| &chapter.clauses);
    let printings: usize = clauses().map(|clause| usize::from(clause.printings)).sum();
    let (count, printings) = (clauses().count().to_string(), printings.to_string());
    let chapters = chapters.join(&text("list-separator", &[]));
    let args = [("version", guideline.version.as_str()), ("volume", &volume.name), ("count", &count), ("printings", &printings)];
    say!("{}", text("guideline-counts", &[&args[..], &[("chapters", &chapters)]].concat()));
}

fn holes(guideline: &Guideline) {
    let named = |kind: HoleKind| {
        let holes = guideline.holes.iter().filter(|hole| hole.kind == kind);
        let names: Vec<String> =
            holes.map(|hole| format!("{}{}", guideline.volume(hole.volume).map_or("", |volume| volume.short.as_str()), hole.no)).collect();
        names.join(&text("list-separator", &[]))
    };
    let (absent, cut) = (named(HoleKind::Absent), named(HoleKind::Cut));
    say!("{}", text("guideline-holes", &[("version", guideline.version.as_str()), ("absent", &absent), ("cut", &cut)]));
}

fn cited(frameworks: &Frameworks, guideline: &Guideline) {
    for edition in frameworks.editions().iter().filter(|edition| guideline.is_of(edition)) {
        for form in &edition.forms {
            let cited: Vec<_> = guideline.cited_by(edition).into_iter().filter(|cited| cited.audience == form.audience).collect();
            if cited.is_empty() {
                continue;
            }
            let of = |grade| cited.iter().filter(|cited| cited.grade == grade).count().to_string();
            let noted = cited.iter().filter(|cited| cited.note.is_some()).count().to_string();
            let (count, clause, section, chapter) = (cited.len().to_string(), of(Grade::Clause), of(Grade::Section), of(Grade::Chapter));
            let args = [("edition", edition.edition_label.as_str()), ("form", &form.audience_label), ("count", &count), ("noted", &noted)];
            let grades = [("clause", clause.as_str()), ("section", &section), ("chapter", &chapter)];
            say!("{}", text("guideline-cited", &[&args[..], &grades].concat()));
        }
    }
}

/// `sonae frameworks import-text FILE`
pub(super) fn import_text(frameworks: &Frameworks, file: &Path, folder: &Path) -> anyhow::Result<Outcome> {
    let guideline = newest(frameworks)?;
    let imported = import_wording(guideline, file, folder).map_err(|error| {
        let key = match &error {
            WordingError::Unreadable { .. } => "failure-wording-unreadable",
            WordingError::TooLarge(_) => "failure-wording-large",
            WordingError::Nothing(_) => "failure-wording-nothing",
            WordingError::Unwritable { .. } => "failure-wording-unwritable",
        };
        Failure::told(key, &[("detail", &error.to_string())])
    })?;
    Ok(report(guideline, &imported))
}

fn report(guideline: &Guideline, imported: &ImportedWording) -> Outcome {
    let matched = &imported.matched;
    for volume in &guideline.volumes {
        let clauses = || volume.chapters.iter().flat_map(|chapter| &chapter.clauses);
        let found = clauses().filter(|clause| matched.clauses.contains_key(&clause.key)).count().to_string();
        let printings: usize = clauses().filter_map(|clause| matched.clauses.get(&clause.key)).map(Vec::len).sum();
        let (all, printings) = (clauses().count().to_string(), printings.to_string());
        say!("{}", text("wording-volume", &[("volume", &volume.name), ("found", &found), ("all", &all), ("printings", &printings)]));
    }
    let reference = |key: &&ClauseKey| guideline.reference(key);
    let missing = matched.missing(guideline);
    some("wording-missing", &missing.iter().map(reference).collect::<Vec<_>>());
    let counted = matched.miscounted(guideline).into_iter().map(|(key, found, expected)| {
        let (found, expected) = (found.to_string(), expected.to_string());
        text("wording-count", &[("clause", &guideline.reference(key)), ("found", &found), ("expected", &expected)])
    });
    some("wording-miscounted", &counted.collect::<Vec<_>>());
    let differing: Vec<&ClauseKey> =
        guideline.clauses().map(|(_, _, clause)| &clause.key).filter(|key| matched.differing().any(|other| other == *key)).collect();
    some("wording-differing", &differing.iter().map(reference).collect::<Vec<_>>());
    let unmatched = matched.unmatched.iter().map(|unmatched| {
        let kind = text(&format!("wording-{}", unmatched.kind.as_str()), &[]);
        text("wording-line", &[("line", &unmatched.line.to_string()), ("kind", &kind), ("text", &unmatched.text)])
    });
    some("wording-unmatched", &unmatched.collect::<Vec<_>>());
    for path in &imported.written {
        say!("{}", text("wording-written", &[("path", &path.display().to_string())]));
    }
    if missing.is_empty() && matched.unmatched.is_empty() { Outcome::Good } else { Outcome::Gaps }
}

/// A heading with how many there are, and the first of them; nothing where there are none.
fn some(key: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    say!("{}", text(key, &[("count", &lines.len().to_string())]));
    for line in lines.iter().take(SHOWN) {
        say!("    - {line}");
    }
    if lines.len() > SHOWN {
        say!("    {}", text("wording-more", &[("count", &(lines.len() - SHOWN).to_string())]));
    }
}

/// `sonae frameworks reading`
pub(super) async fn reading(frameworks: &Frameworks, arguments: &FrameworksReading) -> anyhow::Result<Outcome> {
    let guideline = newest(frameworks)?;
    let said = match &arguments.folder {
        Some(folder) => of_folder(frameworks, folder).await?,
        None => Told::default(),
    };
    let mut patterns: Vec<&Pattern> = Vec::new();
    for wanted in &arguments.patterns {
        let known = || guideline.patterns.patterns.iter().map(|pattern| pattern.id.as_str()).collect::<Vec<_>>().join(" ");
        let found = guideline.patterns.pattern(wanted);
        patterns.push(found.ok_or_else(|| Failure::told("failure-no-pattern", &[("pattern", wanted), ("known", &known())]))?);
    }
    if patterns.is_empty() {
        patterns = assigned(guideline, &said, arguments.json)?;
    }
    let entries = guideline.reading(&patterns, &said.circumstances);
    if arguments.json {
        for entry in &entries {
            say!("{}", serde_json::to_string(entry)?);
        }
        return Ok(Outcome::Good);
    }
    for volume in &guideline.volumes {
        show(guideline, volume, &entries, patterns.len());
    }
    Ok(Outcome::Good)
}

fn newest(frameworks: &Frameworks) -> anyhow::Result<&Guideline> {
    frameworks.guideline_of(frameworks.latest()).ok_or_else(|| Failure::told("failure-no-guideline", &[]))
}

/// What an institution's folder says of it.
async fn of_folder(frameworks: &Frameworks, folder: &Path) -> anyhow::Result<Told> {
    let (profile, _) = sonae_app::read_folder::read_profile(folder)?;
    let decided = decide_folder(frameworks, edition(frameworks, profile.edition.as_deref())?, folder, None).await?;
    Ok(told(&profile, &decided.facts))
}

/// The patterns that hold, with the reason shown.
fn assigned<'a>(guideline: &'a Guideline, said: &Told, quiet: bool) -> anyhow::Result<Vec<&'a Pattern>> {
    let circumstances: &Circumstances = &said.circumstances;
    let Some(staff) = circumstances.dedicated_staff else { return Err(Failure::told("failure-no-staff-answer", &[])) };
    let assigned = guideline.patterns.assigned(circumstances);
    if assigned.is_empty() {
        return Err(Failure::told("failure-no-systems", &[]));
    }
    let mut patterns = Vec::new();
    for one in assigned {
        if !quiet {
            let systems = one.systems.join(&text("list-separator", &[]));
            let args = [("pattern", one.pattern.id.as_str()), ("systems", systems.as_str())];
            say!("{}", text(&format!("reading-because-{}", one.pattern.systems.as_str()), &args));
        }
        patterns.extend(guideline.patterns.pattern(&one.pattern.id));
    }
    if !quiet {
        say!("{}", text(if staff { "reading-staff" } else { "reading-no-staff" }, &[]));
        if said.from_ledgers {
            say!("{}", text("reading-from-ledgers", &[]));
        }
        say!();
    }
    Ok(patterns)
}

/// One volume: clauses that are treated alike under one heading.
fn show(guideline: &Guideline, volume: &Volume, entries: &[ReadingEntry<'_>], patterns: usize) {
    let of_volume: Vec<&ReadingEntry<'_>> = entries.iter().filter(|entry| entry.volume == volume.id).collect();
    let count = |name: &str| of_volume.iter().filter(|entry| entry.applies.as_str() == name).count().to_string();
    let (read, simplified, exempt) = (count("read"), count("simplified"), count("exempt"));
    let counts = [("volume", volume.name.as_str()), ("read", &read), ("simplified", &simplified), ("exempt", &exempt)];
    say!("{}", text("reading-volume", &counts));
    let mut heading = None;
    for entry in of_volume {
        let chapter = volume.chapters.iter().find(|chapter| chapter.clauses.iter().any(|clause| clause.key == entry.clause.key));
        if let Some(chapter) = chapter.filter(|chapter| heading != Some(&chapter.no)) {
            heading = Some(&chapter.no);
            say!("　{} {}", chapter.no, chapter.title);
        }
        let roles: Vec<&str> = entry.binds.iter().map(|role| guideline.role_name(*role)).collect();
        let roles = roles.join(&text("list-separator", &[]));
        let title = guideline.words(&entry.clause.key).map_or("", |words| words.title.as_str());
        let args = [("no", entry.clause.no.as_str()), ("title", title), ("roles", roles.as_str())];
        say!("{}", text(&format!("reading-{}", entry.applies.as_str()), &args));
        because(&entry.applies);
        if patterns > 1 && entry.patterns.len() < patterns {
            say!("        {}", text("reading-only", &[("patterns", &entry.patterns.join(&text("list-separator", &[])))]));
        }
    }
    say!();
}

fn because(applies: &Applies<'_>) {
    let Some((condition, place, inferred)) = applies.because() else { return };
    let key = format!("reading-{}", condition.as_str());
    let note = if inferred { text("reading-inferred", &[]) } else { String::new() };
    say!("        {}{note}", text(&key, &[("place", place)]));
}
