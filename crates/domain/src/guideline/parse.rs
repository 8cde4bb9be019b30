//! The TOML files of a guideline's folder → [`Guideline`]. Not here: contradictions inside readable data (`check`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::text::plain;
use super::{
    Chapter, CitationNote, ClauseKey, ClauseSlip, Guideline, Hole, Official, Part, Patterns, Role, RoleName, Row, Volume, VolumeId, Words,
};
use crate::framework::parse::{expect, read};
use crate::framework::{EditionId, FrameworkError, Source, fingerprint};

const EDITION: &str = "edition.toml";
const LINKS: &str = "links.toml";
const PATTERNS: &str = "patterns.toml";

/// Folder of our own words.
pub(crate) const WORDS: &str = "words";
/// Folder of the wording that an institution imported.
pub(crate) const OFFICIAL: &str = "official";

type Result<T> = std::result::Result<T, FrameworkError>;

/// `edition.toml`
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct EditionFile {
    kind: Kind,
    id: EditionId,
    title: String,
    version: String,
    published: Date,
    previous: Option<String>,
    roles: Vec<RoleName>,
    volumes: Vec<VolumeHead>,
    sources: Vec<Source>,
    #[serde(default)]
    heads: Vec<String>,
    #[serde(default)]
    holes: Vec<Hole>,
    #[serde(default)]
    slips: Vec<ClauseSlip>,
    #[serde(default)]
    citations: Vec<CitationNote>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Guideline,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct VolumeHead {
    id: VolumeId,
    name: String,
    short: String,
    reader: Role,
}

/// `management.toml`, `planning.toml`, `operation.toml`
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct VolumeFile {
    volume: VolumeId,
    #[serde(default)]
    parts: Vec<Part>,
    chapters: Vec<Chapter>,
}

/// `links.toml`
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct LinksFile {
    rows: Vec<Row>,
}

/// Whether an `edition.toml` is that of a guideline.
pub(crate) fn is_guideline(edition: &str) -> bool {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "kind")]
        _kind: Kind,
    }
    toml::from_str::<Head>(edition).is_ok()
}

/// Reads a guideline's folder: name below it → text.
pub(crate) fn guideline(id: &EditionId, family: &str, files: &BTreeMap<String, String>) -> Result<Guideline> {
    let path = |name: &str| format!("{family}/{id}/{name}");
    let text = |name: &str| files.get(name).ok_or_else(|| FrameworkError::MissingFile { file: path(name) });
    let edition: EditionFile = read(&path(EDITION), text(EDITION)?)?;
    let Kind::Guideline = edition.kind;
    expect(&path(EDITION), "id", edition.id.as_str(), id.as_str())?;
    let mut volumes = Vec::new();
    for head in edition.volumes {
        let name = format!("{}.toml", head.id.as_str());
        let file: VolumeFile = read(&path(&name), text(&name)?)?;
        expect(&path(&name), "volume", file.volume.as_str(), head.id.as_str())?;
        let VolumeHead { id, name, short, reader } = head;
        volumes.push(Volume { id, name, short, reader, parts: file.parts, chapters: file.chapters });
    }
    let links: LinksFile = read(&path(LINKS), text(LINKS)?)?;
    let patterns: Patterns = read(&path(PATTERNS), text(PATTERNS)?)?;
    let frozen = files.iter().filter(|(name, _)| !name.contains('/'));
    let mut guideline = Guideline {
        id: id.clone(),
        family: family.to_owned(),
        title: edition.title,
        version: edition.version,
        published: edition.published,
        previous: edition.previous,
        roles: edition.roles,
        volumes,
        sources: edition.sources,
        holes: edition.holes,
        slips: edition.slips,
        citations: edition.citations,
        rows: links.rows,
        patterns,
        heads: edition.heads,
        words: BTreeMap::new(),
        official: BTreeMap::new(),
        strays: Vec::new(),
        fingerprint: fingerprint::of_files(frozen.map(|(name, text)| (&**name, &**text))),
    };
    for (name, text) in files {
        beside(&mut guideline, name, &path(name), text)?;
    }
    Ok(guideline)
}

/// Our words and imported wording, volume by volume; a file that belongs nowhere is an error.
fn beside(guideline: &mut Guideline, name: &str, path: &str, text: &str) -> Result<()> {
    let unexpected = || FrameworkError::UnexpectedFile { file: path.to_owned() };
    let volume = |file: &str| {
        let stem = file.strip_suffix(".toml")?;
        guideline.volumes.iter().find(|volume| volume.id.as_str() == stem)
    };
    match name.split_once('/') {
        None if [EDITION, LINKS, PATTERNS].contains(&name) || volume(name).is_some() => {}
        Some((WORDS, file)) => {
            let entries: BTreeMap<String, Words> = read(path, text)?;
            let (known, strays) = by_key(volume(file).ok_or_else(unexpected)?, entries);
            guideline.words.extend(known);
            guideline.strays.extend(strays.into_iter().map(|no| (name.to_owned(), no)));
        }
        Some((OFFICIAL, file)) => {
            let entries: BTreeMap<String, Official> = read(path, text)?;
            let (known, strays) = by_key(volume(file).ok_or_else(unexpected)?, entries);
            guideline.official.extend(known);
            guideline.strays.extend(strays.into_iter().map(|no| (name.to_owned(), no)));
        }
        _ => return Err(unexpected()),
    }
    Ok(())
}

/// Entries by printed number → by key; the second are numbers that the volume does not have.
fn by_key<T>(volume: &Volume, entries: BTreeMap<String, T>) -> (BTreeMap<ClauseKey, T>, Vec<String>) {
    let keys: BTreeMap<String, &ClauseKey> =
        volume.chapters.iter().flat_map(|chapter| &chapter.clauses).map(|clause| (plain(&clause.no), &clause.key)).collect();
    let (mut known, mut strays) = (BTreeMap::new(), Vec::new());
    for (no, entry) in entries {
        match keys.get(&plain(&no)) {
            Some(key) => drop(known.insert((*key).clone(), entry)),
            None => strays.push(no),
        }
    }
    (known, strays)
}
