//! Why frameworks cannot be read. Not here: data that can be read but contradicts itself (`check`).

use std::fmt;

/// A file that cannot be understood. The text is for logs and the binary's error chain; [`FrameworkError::key`] names the
/// Japanese message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameworkError {
    /// Not TOML, or not the tables and keys that such a file has.
    #[error("{file}, line {line}, column {column}: {message}")]
    Syntax {
        /// Path below `frameworks/`.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What the TOML reader says.
        message: String,
    },
    /// A TOML file where none is expected, e.g. misspelt.
    #[error("{file}: no file of this name belongs here")]
    UnexpectedFile {
        /// Path below `frameworks/`.
        file: String,
    },
    /// The same path twice in one set.
    #[error("{file}: given twice")]
    FileTwice {
        /// Path below `frameworks/`.
        file: String,
    },
    /// A file that must be there is not.
    #[error("{file}: missing")]
    MissingFile {
        /// Path below `frameworks/`.
        file: String,
    },
    /// The file says something else about itself than its path does.
    #[error("{file}: `{key}` is `{found}`, but the path says `{expected}`")]
    PathMismatch {
        /// Path below `frameworks/`.
        file: String,
        /// The key in the file.
        key: &'static str,
        /// Its value.
        found: String,
        /// What the path says.
        expected: String,
    },
    /// Two folders with editions of the same id.
    #[error("{file}: there is another edition `{edition}`")]
    EditionTwice {
        /// Path of the second one's `edition.toml`.
        file: String,
        /// The id.
        edition: String,
    },
    /// An item, or the gate, that is not as its form says.
    #[error("{file}, item {item}: {problem}")]
    Item {
        /// Path below `frameworks/`.
        file: String,
        /// Key of the item.
        item: String,
        /// What is wrong.
        problem: ItemProblem,
    },
    /// An id in the catalog twice.
    #[error("{file}: `{id}` is there twice")]
    IdTwice {
        /// Path below `frameworks/`.
        file: String,
        /// The id.
        id: String,
    },
}

/// What is wrong with one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemProblem {
    /// The form's labels are printed ones, but the item has none.
    LabelMissing,
    /// The form's labels are not in the source, but the item has a label or note.
    LabelInvented,
    /// `manual-no` names no entry of `manual.toml`.
    ManualEntryMissing,
}

impl fmt::Display for ItemProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LabelMissing => "a printed form needs a label here",
            Self::LabelInvented => "the form says that labels are not in the source",
            Self::ManualEntryMissing => "`manual-no` is not in manual.toml",
        })
    }
}

impl FrameworkError {
    /// Key of the Japanese message. Arguments: `file`, and `place` and `detail` from [`FrameworkError::args`].
    pub fn key(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "framework-syntax",
            Self::UnexpectedFile { .. } => "framework-unexpected-file",
            Self::FileTwice { .. } => "framework-file-twice",
            Self::MissingFile { .. } => "framework-missing-file",
            Self::PathMismatch { .. } => "framework-path-mismatch",
            Self::EditionTwice { .. } => "framework-edition-twice",
            Self::Item { problem, .. } => match problem {
                ItemProblem::LabelMissing => "framework-label-missing",
                ItemProblem::LabelInvented => "framework-label-invented",
                ItemProblem::ManualEntryMissing => "framework-manual-entry-missing",
            },
            Self::IdTwice { .. } => "framework-id-twice",
        }
    }

    /// Path below `frameworks/` of the file concerned.
    pub fn file(&self) -> &str {
        match self {
            Self::Syntax { file, .. }
            | Self::UnexpectedFile { file }
            | Self::FileTwice { file }
            | Self::MissingFile { file }
            | Self::PathMismatch { file, .. }
            | Self::EditionTwice { file, .. }
            | Self::Item { file, .. }
            | Self::IdTwice { file, .. } => file,
        }
    }

    /// Arguments of the message by name: `file` always; `place` (line:column, item or id) and `detail` where there are any.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let mut args = vec![("file", self.file().to_owned())];
        match self {
            Self::Syntax { line, column, message, .. } => {
                args.push(("place", format!("{line}:{column}")));
                args.push(("detail", message.clone()));
            }
            Self::PathMismatch { key, found, expected, .. } => {
                args.push(("place", (*key).to_owned()));
                args.push(("detail", format!("{found} / {expected}")));
            }
            Self::EditionTwice { edition, .. } => args.push(("place", edition.clone())),
            Self::Item { item, .. } => args.push(("place", item.clone())),
            Self::IdTwice { id, .. } => args.push(("place", id.clone())),
            Self::UnexpectedFile { .. } | Self::FileTwice { .. } | Self::MissingFile { .. } => {}
        }
        args
    }
}
