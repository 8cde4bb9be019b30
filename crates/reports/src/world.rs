//! The world a template sees: the embedded templates, one `/data.json`, the embedded fonts, one fixed day. Nothing else.
//!
//! Not here: any access to files, packages or the network. Every other path is refused.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::layout::Abs;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontInstance, FontVariant, FontVariations};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::PrintError;

const FONTS: [&[u8]; 3] = [
    include_bytes!("../fonts/BIZUDPGothic-Regular.ttf"),
    include_bytes!("../fonts/BIZUDPGothic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansCJKjp-Fallback.otf"),
];
const LIB: &str = include_str!("../templates/lib.typ");

/// The documents that can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    Form,
    Ledger,
    Contact,
    Summary,
    Index,
    Logs,
}

impl Template {
    pub(crate) const ALL: [Self; 6] = [Self::Form, Self::Ledger, Self::Contact, Self::Summary, Self::Index, Self::Logs];

    /// Name of the template without its suffix; part of the document's identity.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Ledger => "ledger",
            Self::Contact => "contact",
            Self::Summary => "summary",
            Self::Index => "index",
            Self::Logs => "logs",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Form => include_str!("../templates/form.typ"),
            Self::Ledger => include_str!("../templates/ledger.typ"),
            Self::Contact => include_str!("../templates/contact.typ"),
            Self::Summary => include_str!("../templates/summary.typ"),
            Self::Index => include_str!("../templates/index.typ"),
            Self::Logs => include_str!("../templates/logs.typ"),
        }
    }
}

/// Everything that never changes between two documents.
pub(crate) struct Engine {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    rulers: Vec<FontInstance>,
    lib: Source,
    templates: Vec<Source>,
    data: FileId,
}

impl Engine {
    pub(crate) fn new() -> Result<Self, PrintError> {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|bytes| Font::iter(Bytes::new(*bytes))).collect();
        if fonts.len() != FONTS.len() {
            return Err(PrintError::Fonts);
        }
        let features = [Feature::A11yExtras].into_iter().collect();
        let templates = Template::ALL.iter().map(|template| {
            let path = format!("/{}.typ", template.name());
            Ok(Source::new(file_id(&path)?, template.text().to_owned()))
        });
        let ruler = |font: &Font| {
            let plain = FontVariations::default();
            font.clone().instantiate(FontVariant::default(), Abs::pt(10.0), &plain)
        };
        Ok(Self {
            rulers: fonts.iter().map(ruler).collect(),
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            lib: Source::new(file_id("/lib.typ")?, LIB.to_owned()),
            templates: templates.collect::<Result<_, PrintError>>()?,
            data: file_id("/data.json")?,
        })
    }

    /// The embedded fonts: regular, bold, fallback.
    pub(crate) fn fonts(&self) -> &[Font] {
        &self.fonts
    }

    /// The same fonts, for measuring texts.
    pub(crate) fn rulers(&self) -> &[FontInstance] {
        &self.rulers
    }

    /// The world of one document. `today` is what the template sees as the current day.
    pub(crate) fn job(&self, template: Template, data: String, today: Option<Datetime>) -> Option<Job<'_>> {
        let at = Template::ALL.iter().position(|each| *each == template)?;
        Some(Job { engine: self, main: self.templates.get(at)?.clone(), data: Bytes::from_string(data), today })
    }
}

/// Only ever called with the fixed paths above: the table of ids is process-wide and never shrinks.
fn file_id(path: &str) -> Result<FileId, PrintError> {
    let path = VirtualPath::new(path).map_err(|_| PrintError::Fonts)?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// One document in the making.
pub(crate) struct Job<'a> {
    engine: &'a Engine,
    main: Source,
    data: Bytes,
    today: Option<Datetime>,
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.engine.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.engine.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else if id == self.engine.lib.id() {
            Ok(self.engine.lib.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.engine.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.engine.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use typst_layout::PagedDocument;

    /// Compiles `text` in place of a template and gives the messages of its failure.
    fn refusal(text: &str) -> String {
        let engine = Engine::new().unwrap();
        let mut job = engine.job(Template::Form, "{}".to_owned(), None).expect("the form template exists");
        job.main = Source::new(job.main.id(), text.to_owned());
        let errors = typst::compile::<PagedDocument>(&job).output.unwrap_err();
        errors.iter().map(|e| e.message.to_string()).collect()
    }

    #[test]
    fn every_path_but_the_templates_and_the_data_is_refused() {
        for text in [
            r#"#read("/etc/passwd")"#,
            r#"#read("../../Cargo.toml")"#,
            r#"#image("/data.png")"#,
            r#"#include "/ledger.typ""#,
            r#"#import "/other.typ": *"#,
            r#"#json("/data2.json")"#,
        ] {
            let message = refusal(text);
            assert!(message.contains("access denied") || message.contains("escape"), "{text}: {message}");
        }
    }

    #[test]
    fn packages_are_refused() {
        let message = refusal(r#"#import "@preview/example:0.1.0": add"#);
        assert!(message.contains("access denied"), "{message}");
    }

    #[test]
    fn without_a_stamp_there_is_no_today() {
        let message = refusal("#datetime.today()");
        assert!(message.contains("unable to get the current date"), "{message}");
    }
}
