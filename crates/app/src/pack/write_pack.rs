//! Writes the inspection pack: what an inspector asks for, in the order of asking.
//!
//! Forms, the originals that are looked at, vendor forms, further ledgers, the page for the director, every evidence file and
//! every ledger file as the institution keeps it, the findings as data, an index, the font licences, the manifest and the
//! public key. The same input, day and key give the same bytes. Deliberately not here: deciding anything.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use sha2::{Digest, Sha256};
use sonae_domain::facts::{Entry, Facts, Visitor};
use sonae_domain::framework::{Catalog, Original};
use sonae_domain::ledger::{LedgerId, Record};
use sonae_domain::paper::{Availability, IndexEntry, IndexSection, PackIndex};

use super::manifest::{KEY_FILE, MANIFEST, Manifest, ManifestHead};
use super::zip_file;
use super::{KeyError, SigningKey};
use crate::decide_forms::{Decided, DecidedForm};
use crate::ports::{Format, PrintFailure, Printer, Sheet};
use crate::read_folder::FolderFile;
use crate::sheets::{LedgerPaper, PAPERS, contact_tree, form_sheet, ledger_sheet, management_summary};
use crate::words::text;

/// A finished pack.
pub struct WrittenPack {
    /// The ZIP
    pub zip: Vec<u8>,
    /// Every file in it, in order
    pub files: Vec<(String, Vec<u8>)>,
    /// Documents in which characters had to be replaced, with those characters
    pub replaced: Vec<(String, Vec<char>)>,
}

/// Why a pack could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A document could not be printed
    #[error(transparent)]
    Print(#[from] PrintFailure),
    /// There is no key to sign with
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The ZIP could not be written
    #[error(transparent)]
    Zip(#[from] zip::result::ZipError),
}

/// Writes the pack. `files` are the institution's own files (ledgers and documents); `progress` hears the name of each
/// document before it is printed. `audit` is the head of the operation log, for the manifest.
pub fn write_pack(
    decided: &Decided<'_>,
    catalog: &Catalog,
    files: &[FolderFile],
    printer: &dyn Printer,
    (key, audit): (&SigningKey, &str),
    progress: &mut dyn FnMut(&str),
) -> Result<WrittenPack, PackError> {
    let mut pack = Pack { decided, printer, audit, progress, files: Vec::new(), replaced: Vec::new(), sections: Vec::new() };
    pack.forms()?;
    pack.originals(files)?;
    pack.vendors()?;
    pack.ledgers()?;
    pack.summary(catalog)?;
    pack.evidence(files);
    pack.findings();
    pack.index(key)?;
    pack.finish(key)
}

struct Pack<'a> {
    decided: &'a Decided<'a>,
    printer: &'a dyn Printer,
    audit: &'a str,
    progress: &'a mut dyn FnMut(&str),
    files: Vec<(String, Vec<u8>)>,
    replaced: Vec<(String, Vec<char>)>,
    sections: Vec<IndexSection>,
}

impl Pack<'_> {
    fn facts(&self) -> &Facts {
        &self.decided.facts
    }

    fn print(&mut self, path: &str, sheet: Sheet<'_>, format: Format) -> Result<String, PackError> {
        let path = format!("{path}.{}", format.extension());
        (self.progress)(&path);
        let printed = self.printer.print(sheet, format, self.facts().as_of)?;
        if !printed.replaced.is_empty() {
            self.replaced.push((path.clone(), printed.replaced));
        }
        self.files.push((path.clone(), printed.bytes));
        Ok(path)
    }

    fn entry(&self, no: &str, title: &str, path: &str, remarks: String) -> IndexEntry {
        let sha256 = self.files.iter().find(|(known, _)| known == path).map(|(_, bytes)| hex::encode(Sha256::digest(bytes)));
        let availability = if sha256.is_some() { Availability::Present } else { Availability::Missing };
        IndexEntry {
            no: no.to_owned(),
            title: title.to_owned(),
            availability,
            path: path.to_owned(),
            sha256: sha256.unwrap_or_default(),
            remarks,
        }
    }

    fn section(&mut self, key: &str, entries: Vec<IndexEntry>) {
        let heading = text(&format!("pack-section-{key}"), &[]);
        let note = crate::words::lookup(&format!("pack-section-{key}.note"), &[]).unwrap_or_default();
        self.sections.push(IndexSection { heading, note, entries });
    }

    fn one_form(&mut self, decided: &DecidedForm<'_>, path: &str, title: &str) -> Result<Vec<IndexEntry>, PackError> {
        let sheet = form_sheet(self.decided.edition, decided.form, &decided.assessment, &self.facts().institution.name);
        let totals = decided.assessment.totals();
        let [yes, no, open] = [totals.yes, totals.no, totals.open].map(|count| count.to_string());
        let remarks = text("pack-form-remarks", &[("yes", &yes), ("no", &no), ("open", &open)]);
        let mut entries = Vec::new();
        for format in [Format::Pdf, Format::Xlsx] {
            let path = self.print(path, Sheet::Form(&sheet), format)?;
            entries.push(self.entry("", title, &path, remarks.clone()));
        }
        Ok(entries)
    }

    fn forms(&mut self) -> Result<(), PackError> {
        let own = &self.decided.forms[0];
        let label = own.form.audience_label.clone();
        let entries = self.one_form(own, &format!("{}/{label}", text("pack-dir-forms", &[])), &label)?;
        self.section("forms", entries);
        Ok(())
    }

    /// What the inspector looks at itself: the ledgers of the items that the form marks, and the documents they name.
    fn originals(&mut self, files: &[FolderFile]) -> Result<(), PackError> {
        let form = self.decided.forms[0].form;
        let dir = text("pack-dir-originals", &[]);
        let mut entries = Vec::new();
        for item in form.items().filter(|item| item.original == Original::Required) {
            let is_tree = item.control == *"incident-contact-tree";
            if is_tree && let Some(tree) = contact_tree(self.facts(), &item.no) {
                let title = text("pack-contact-tree", &[]);
                let path = self.print(&format!("{dir}/{}_{title}", item.no), Sheet::ContactTree(&tree), Format::Pdf)?;
                entries.push(self.entry(&item.no, &title, &path, String::new()));
            }
            let before = entries.len();
            for paper in papers_of(self.facts(), item.control.as_str()) {
                entries.extend(self.one_ledger(paper, &format!("{dir}/{}_{}", item.no, file_name(&paper.title)), &item.no)?);
                entries.extend(self.documents_of(paper.ledger, files, &dir, &item.no));
            }
            if entries.len() == before && !is_tree {
                let title = text(&format!("pack-original-{}", item.control), &[]);
                entries.push(self.entry(&item.no, &title, "", text("pack-original-missing", &[])));
            }
        }
        for item in form.items().filter(|item| item.original == Original::Possible) {
            let remarks = text("pack-original-possible", &[]);
            let title = text(&format!("pack-original-{}", item.control), &[]);
            entries.push(IndexEntry { availability: Availability::NotRequired, ..self.entry(&item.no, &title, "", remarks) });
        }
        self.section("originals", entries);
        Ok(())
    }

    fn one_ledger(&mut self, paper: &LedgerPaper, path: &str, no: &str) -> Result<Vec<IndexEntry>, PackError> {
        let sheet = ledger_sheet(self.facts(), paper, self.decided.forms[0].form);
        let remarks = text("pack-ledger-remarks", &[("rows", &sheet.rows.len().to_string())]);
        let mut entries = Vec::new();
        for format in [Format::Pdf, Format::Xlsx] {
            let path = self.print(path, Sheet::Ledger(&sheet), format)?;
            entries.push(self.entry(no, &paper.title, &path, remarks.clone()));
        }
        Ok(entries)
    }

    /// The documents that a ledger's rows name, copied beside it; one that is named and not there is listed as missing.
    fn documents_of(&mut self, ledger: LedgerId, files: &[FolderFile], dir: &str, no: &str) -> Vec<IndexEntry> {
        let mut entries = Vec::new();
        for name in documents_named(self.facts(), ledger) {
            let known = self.facts().document(&name).map(|document| document.path.clone());
            let content = known.and_then(|path| files.iter().find(|file| file.path == path)).and_then(FolderFile::content);
            let last = name.rsplit(['/', '\\']).next().unwrap_or(&name).to_owned();
            let path = format!("{dir}/{no}_{last}");
            if let Some(bytes) = content.filter(|_| !self.files.iter().any(|(known, _)| *known == path)) {
                self.files.push((path.clone(), bytes));
            }
            let entry = self.entry(no, &last, &path, String::new());
            entries.push(match entry.availability {
                Availability::Missing => IndexEntry { path: String::new(), remarks: text("pack-document-missing", &[]), ..entry },
                _ => entry,
            });
        }
        entries
    }

    fn vendors(&mut self) -> Result<(), PackError> {
        let decided = self.decided;
        let dir = text("pack-dir-vendors", &[]);
        let mut entries = Vec::new();
        for form in &decided.forms[1..] {
            let vendor = &form.assessment.subject;
            entries.extend(self.one_form(form, &format!("{dir}/{}_{}", file_name(vendor), form.form.audience_label), vendor)?);
        }
        if entries.is_empty() {
            let title = text("pack-vendors-none", &[]);
            entries.push(IndexEntry { title, availability: Availability::NotRequired, ..IndexEntry::default() });
        }
        self.section("vendors", entries);
        Ok(())
    }

    fn ledgers(&mut self) -> Result<(), PackError> {
        let dir = text("pack-dir-ledgers", &[]);
        let form = self.decided.forms[0].form;
        let kind = self.facts().institution.kind;
        let mut counts = Counts(BTreeMap::new());
        self.facts().visit(&mut counts);
        let is_original = |control: &str| form.items().any(|item| item.original == Original::Required && item.control == *control);
        let mut entries = Vec::new();
        for paper in PAPERS.iter().filter(|paper| paper.is_for(kind) && !is_original(&paper.control) && counts.0[&paper.ledger] > 0) {
            let no = form.items().find(|item| item.control == *paper.control.as_str()).map(|item| item.no.clone()).unwrap_or_default();
            entries.extend(self.one_ledger(paper, &format!("{dir}/{}", file_name(&paper.title)), &no)?);
        }
        self.section("ledgers", entries);
        Ok(())
    }

    fn summary(&mut self, catalog: &Catalog) -> Result<(), PackError> {
        let sheet = management_summary(self.decided, catalog);
        let title = text("pack-summary", &[]);
        let path = self.print(&text("pack-file-summary", &[]), Sheet::Summary(&sheet), Format::Pdf)?;
        let entry = self.entry("", &title, &path, String::new());
        self.section("summary", vec![entry]);
        Ok(())
    }

    /// Every file of the folder as it is: ledgers and documents.
    fn evidence(&mut self, files: &[FolderFile]) {
        let dir = text("pack-dir-evidence", &[]);
        let mut entries = Vec::new();
        for file in files {
            let path = format!("{dir}/{}", file.path);
            let remarks = match file.content() {
                Some(bytes) => {
                    self.files.push((path.clone(), bytes));
                    String::new()
                }
                None => text("pack-evidence-left-out", &[("mebibytes", &(file.bytes >> 20).to_string())]),
            };
            let sha256 = file.sha256.clone();
            entries.push(IndexEntry { title: file.path.clone(), path, sha256, remarks, ..IndexEntry::default() });
        }
        self.section("evidence", entries);
    }

    fn findings(&mut self) {
        let forms: Vec<_> = self.decided.forms.iter().map(|form| &form.assessment).collect();
        let body = serde_json::to_vec_pretty(&json!({ "as-of": self.facts().as_of, "forms": forms })).unwrap_or_default();
        self.files.push((text("pack-file-findings", &[]), body));
        let dir = text("pack-dir-licences", &[]);
        let licences = self.printer.licences();
        self.files.extend(licences.into_iter().map(|(name, licence)| (format!("{dir}/{name}"), licence.as_bytes().to_vec())));
    }

    fn index(&mut self, key: &SigningKey) -> Result<(), PackError> {
        let sheet = PackIndex {
            facility: self.facts().institution.name.clone(),
            edition_label: self.decided.edition.edition_label.clone(),
            as_of: self.facts().as_of,
            sections: std::mem::take(&mut self.sections),
            key: Some(key.fingerprint()),
            manifest: MANIFEST.to_owned(),
            verify_command: "sonae verify pack.zip".to_owned(),
        };
        self.print(&text("pack-file-index", &[]), Sheet::Index(&sheet), Format::Pdf)?;
        Ok(())
    }

    fn finish(mut self, key: &SigningKey) -> Result<WrittenPack, PackError> {
        self.files.sort();
        self.files.dedup_by(|a, b| a.0 == b.0);
        let head = ManifestHead {
            institution: self.facts().institution.name.clone(),
            edition: self.decided.edition.id.to_string(),
            as_of: self.facts().as_of.to_string(),
            audit: self.audit.to_owned(),
        };
        let hashes = self.files.iter().map(|(path, bytes)| (path.clone(), hex::encode(Sha256::digest(bytes)))).collect();
        let manifest = key.sign(&Manifest { head, files: hashes }.text())?;
        self.files.push((MANIFEST.to_owned(), manifest));
        self.files.push((KEY_FILE.to_owned(), format!("{}\n", key.public()).into_bytes()));
        Ok(WrittenPack { zip: zip_file::write(&self.files)?, files: self.files, replaced: self.replaced })
    }
}

/// The documents that the rows of a ledger name.
pub(crate) fn documents_named(facts: &Facts, ledger: LedgerId) -> BTreeSet<String> {
    let mut named = Named { ledger, documents: BTreeSet::new() };
    facts.visit(&mut named);
    named.documents
}

/// The papers for a control that have rows.
pub(crate) fn papers_of(facts: &Facts, control: &str) -> Vec<&'static LedgerPaper> {
    let mut counts = Counts(BTreeMap::new());
    facts.visit(&mut counts);
    PAPERS.iter().filter(|paper| paper.control == control && paper.is_for(facts.institution.kind) && counts.0[&paper.ledger] > 0).collect()
}

struct Counts(BTreeMap<LedgerId, usize>);

impl Visitor for Counts {
    fn ledger<T: Record>(&mut self, entries: &[Entry<T>]) {
        self.0.insert(T::LEDGER, entries.len());
    }
}

struct Named {
    ledger: LedgerId,
    documents: BTreeSet<String>,
}

impl Visitor for Named {
    fn ledger<T: Record>(&mut self, entries: &[Entry<T>]) {
        if T::LEDGER == self.ledger {
            self.documents = entries.iter().map(|entry| entry.document().trim().to_owned()).filter(|name| !name.is_empty()).collect();
        }
    }
}

/// A name as part of a file name on any system.
pub fn file_name(name: &str) -> String {
    let cleaned: String = name.trim().chars().map(|c| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { '_' } else { c }).collect();
    let cleaned = cleaned.trim_matches(['.', ' ']).to_owned();
    if cleaned.is_empty() { "_".to_owned() } else { cleaned }
}
