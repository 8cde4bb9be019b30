//! Text files → [`Frameworks`]. Stops at the first file that cannot be understood, because half an official form is none.
//!
//! The shapes of the files stand in `files`, rows become items in `form`. Not here: contradictions inside readable data (`check`).

mod files;
mod form;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use self::files::{EditionFile, FormFile, FrozenFile, ManualFile};
use self::form::FormReader;
use super::catalog::Catalog;
use super::edition::Edition;
use super::error::FrameworkError;
use super::form::Audience;
use super::ids::EditionId;
use super::{Frameworks, fingerprint};
use crate::guideline::{self, Guideline};

const CATALOG: &str = "catalog.toml";
const FROZEN: &str = "frozen.toml";
const EDITION: &str = "edition.toml";
const MANUAL: &str = "manual.toml";

type Result<T> = std::result::Result<T, FrameworkError>;

/// The files of one folder, sorted by what they are.
#[derive(Default)]
struct FileSet {
    catalog: Option<Catalog>,
    frozen: BTreeMap<EditionId, String>,
    editions: BTreeMap<EditionId, Folder>,
}

/// The files of one edition.
struct Folder {
    family: String,
    /// name below the folder → text
    files: BTreeMap<String, String>,
}

impl Folder {
    /// Whether it holds nothing but what is laid beside an edition: words of our own, imported wording.
    fn is_beside(&self) -> bool {
        self.files
            .keys()
            .all(|name| name.split_once('/').is_some_and(|(folder, _)| [guideline::WORDS, guideline::OFFICIAL].contains(&folder)))
    }
}

/// Reads one set of files.
pub(super) fn frameworks<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Result<Frameworks> {
    let set = sort(files)?;
    let Some(catalog) = set.catalog else {
        let file = CATALOG.to_owned();
        return Err(FrameworkError::MissingFile { file });
    };
    build(catalog, set.frozen, &set.editions)
}

/// Reads `base` with `over` laid over it.
pub(super) fn overlaid<P: AsRef<str>, T: AsRef<str>>(base: &[(&str, &str)], over: &[(P, T)]) -> Result<Frameworks> {
    let mut set = sort(base)?;
    let over = sort(over)?;
    let catalog = set.catalog.unwrap_or_default();
    let catalog = catalog.overlaid(over.catalog.unwrap_or_default());
    for (id, hash) in over.frozen {
        set.frozen.entry(id).or_insert(hash);
    }
    for (id, over) in over.editions {
        match set.editions.get_mut(&id) {
            Some(known) if over.is_beside() && known.family == over.family => known.files.extend(over.files),
            _ => drop(set.editions.insert(id, over)),
        }
    }
    build(catalog, set.frozen, &set.editions)
}

/// Finds out what each file is.
fn sort<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Result<FileSet> {
    let mut set = FileSet::default();
    let mut texts = BTreeMap::new();
    for (path, text) in files {
        let path = path.as_ref().replace('\\', "/");
        let path = path.strip_prefix("./").unwrap_or(&path).to_owned();
        if path.strip_suffix(".toml").is_none() {
            continue;
        }
        let text = fingerprint::normalised(text.as_ref());
        if texts.insert(path.clone(), text).is_some() {
            return Err(FrameworkError::FileTwice { file: path });
        }
    }
    for (path, text) in texts {
        match path.split('/').collect::<Vec<_>>().as_slice() {
            [CATALOG] => set.catalog = Some(catalog(&path, &text)?),
            [FROZEN] => {
                let frozen: FrozenFile = read(&path, &text)?;
                set.frozen = frozen.into_values().flatten().collect();
            }
            [family, edition, name] => add(&mut set, family, edition, name, &path, text)?,
            [family, edition, folder, name] if [guideline::WORDS, guideline::OFFICIAL].contains(folder) => {
                add(&mut set, family, edition, &format!("{folder}/{name}"), &path, text)?;
            }
            _ => return Err(FrameworkError::UnexpectedFile { file: path }),
        }
    }
    Ok(set)
}

/// Puts a file into its edition's folder.
fn add(set: &mut FileSet, family: &str, edition: &str, name: &str, path: &str, text: String) -> Result<()> {
    let folder =
        set.editions.entry(EditionId::new(edition)).or_insert_with(|| Folder { family: family.to_owned(), files: BTreeMap::new() });
    if folder.family != family {
        return Err(FrameworkError::EditionTwice { file: path.to_owned(), edition: edition.to_owned() });
    }
    folder.files.insert(name.to_owned(), text);
    Ok(())
}

fn catalog(path: &str, text: &str) -> Result<Catalog> {
    let catalog: Catalog = read(path, text)?;
    let areas = catalog.areas.iter().map(|area| area.id.as_str());
    let controls = catalog.controls.iter().map(|control| control.id.as_str());
    for mut ids in [areas.collect::<Vec<_>>(), controls.collect()] {
        ids.sort_unstable();
        let mut pairs = ids.iter().zip(ids.iter().skip(1));
        if let Some((twice, _)) = pairs.find(|(id, next)| id == next) {
            let (file, id) = (path.to_owned(), (*twice).to_owned());
            return Err(FrameworkError::IdTwice { file, id });
        }
    }
    Ok(catalog)
}

fn build(catalog: Catalog, frozen: BTreeMap<EditionId, String>, folders: &BTreeMap<EditionId, Folder>) -> Result<Frameworks> {
    let mut editions = Vec::new();
    let mut guidelines: Vec<Guideline> = Vec::new();
    for (id, folder) in folders {
        if folder.files.get(EDITION).is_some_and(|text| guideline::is_guideline(text)) {
            guidelines.push(guideline::guideline(id, &folder.family, &folder.files)?);
        } else {
            editions.push(edition(id, folder, &catalog)?);
        }
    }
    guidelines.sort_by(|a, b| (a.published, &a.id).cmp(&(b.published, &b.id)));
    editions.sort_by(|a, b| (a.year.starts, &a.id).cmp(&(b.year.starts, &b.id)));
    Ok(Frameworks { catalog, editions, guidelines, frozen })
}

fn edition(id: &EditionId, folder: &Folder, catalog: &Catalog) -> Result<Edition> {
    let path = |name: &str| format!("{}/{id}/{name}", folder.family);
    let Some(text) = folder.files.get(EDITION) else {
        let file = path(EDITION);
        return Err(FrameworkError::MissingFile { file });
    };
    let file: EditionFile = read(&path(EDITION), text)?;
    expect(&path(EDITION), "id", file.id.as_str(), id.as_str())?;
    let manual = match folder.files.get(MANUAL) {
        Some(text) => read(&path(MANUAL), text)?,
        None => ManualFile::default(),
    };
    let mut edition = file.into_edition(&folder.family);
    for (name, text) in &folder.files {
        if name == EDITION || name == MANUAL {
            continue;
        }
        let path = path(name);
        let audience = name.strip_suffix(".toml").unwrap_or(name);
        if !Audience::ALL.iter().any(|known| known.as_str() == audience) {
            return Err(FrameworkError::UnexpectedFile { file: path });
        }
        let form: FormFile = read(&path, text)?;
        expect(&path, "audience", form.audience.as_str(), audience)?;
        let reader = FormReader { path: &path, labels: form.labels, number_place: form.number_place, manual: &manual, catalog };
        edition.forms.push(reader.form(form, &edition)?);
    }
    edition.forms.sort_by_key(|form| form.audience);
    let files = folder.files.iter();
    edition.fingerprint = fingerprint::of_files(files.map(|(name, text)| (&**name, &**text)));
    Ok(edition)
}

/// A key whose value the path fixes.
pub(crate) fn expect(file: &str, key: &'static str, found: &str, expected: &str) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(FrameworkError::PathMismatch { file: file.to_owned(), key, found: found.to_owned(), expected: expected.to_owned() })
}

/// TOML → `T`, errors with line and column.
pub(crate) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        FrameworkError::Syntax {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or("").chars().count() + 1,
            message: error.message().to_owned(),
        }
    })
}
