//! Puts the official wording of the guideline, read from the institution's own copy, beside the program's data.
//!
//! The file is hostile: its size is bounded, its encoding is found out, and what cannot be placed is told and left out. Wording
//! that was imported before is replaced only by a file that holds at least one clause. Deliberately not here: how clauses are found
//! (`sonae_domain::guideline::match_text`).

use std::path::{Path, PathBuf};

use sonae_domain::guideline::{Guideline, Matched, match_text, official_toml};
use sonae_importers::decode::decode;

/// Larger files are refused: the table has 160 KB.
pub const LARGEST: u64 = 8 << 20;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum WordingError {
    /// The file cannot be read
    #[error("{path}: {source}")]
    Unreadable {
        /// The file
        path: PathBuf,
        /// What the operating system said
        source: std::io::Error,
    },
    /// It is larger than [`LARGEST`]
    #[error("{0}: too large")]
    TooLarge(PathBuf),
    /// It holds no clause of the guideline
    #[error("{0}: no clause found")]
    Nothing(PathBuf),
    /// The wording cannot be written
    #[error("{path}: {source}")]
    Unwritable {
        /// The file
        path: PathBuf,
        /// What the operating system said
        source: std::io::Error,
    },
}

/// What was imported.
#[derive(Debug)]
pub struct ImportedWording {
    /// What was found, and what could not be placed
    pub matched: Matched,
    /// Files written, in reading order of their volumes
    pub written: Vec<PathBuf>,
}

/// Reads `file` and writes what it holds below `folder`, which is laid over the program's data.
pub fn import_wording(guideline: &Guideline, file: &Path, folder: &Path) -> Result<ImportedWording, WordingError> {
    let bytes = read(file)?;
    let matched = match_text(guideline, &decode(&bytes).text);
    if matched.clauses.is_empty() {
        return Err(WordingError::Nothing(file.to_owned()));
    }
    let wordings = matched.wordings();
    let folder = folder.join(&guideline.family).join(guideline.id.as_str()).join("official");
    let unwritable = |path: &Path| {
        let path = path.to_owned();
        move |source| WordingError::Unwritable { path, source }
    };
    std::fs::create_dir_all(&folder).map_err(unwritable(&folder))?;
    let mut written = Vec::new();
    for volume in &guideline.volumes {
        let path = folder.join(format!("{}.toml", volume.id.as_str()));
        let text = official_toml(guideline, volume.id, &wordings);
        let beside = path.with_extension("toml.new");
        std::fs::write(&beside, text).map_err(unwritable(&beside))?;
        std::fs::rename(&beside, &path).map_err(unwritable(&path))?;
        written.push(path);
    }
    Ok(ImportedWording { matched, written })
}

fn read(file: &Path) -> Result<Vec<u8>, WordingError> {
    let unreadable = |source| WordingError::Unreadable { path: file.to_owned(), source };
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut std::io::Read::take(opened, LARGEST + 1), &mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(WordingError::TooLarge(file.to_owned()));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use sonae_domain::framework::Frameworks;

    use super::*;
    use crate::load_frameworks::load_frameworks;

    const TEXT: &str =
        "13．医療情報システムの利用者\r\nに関する認証等及び権限\r\n⑦ 使われていない利用者を\r\n消すこと。\r\nどこでもない\r\n";

    fn import(bytes: &[u8]) -> (tempfile::TempDir, Result<ImportedWording, WordingError>) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("table.txt");
        std::fs::write(&file, bytes).unwrap();
        let frameworks = Frameworks::embedded().unwrap();
        let imported = import_wording(frameworks.guidelines().last().unwrap(), &file, &dir.path().join("laid"));
        (dir, imported)
    }

    #[test]
    fn imported_wording_stands_beside_the_clause_from_then_on_whatever_its_encoding() {
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(TEXT);
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [TEXT.as_bytes(), &sjis, &utf16] {
            let (dir, imported) = import(bytes);
            assert_eq!(imported.unwrap().matched.clauses.len(), 1);
            let frameworks = load_frameworks(Some(&dir.path().join("laid"))).unwrap();
            let guideline = frameworks.guidelines().last().unwrap();
            let clause = guideline.cited("企画13⑦").unwrap().clauses[0];
            assert!(guideline.official(&clause.key).unwrap().text.starts_with("使われていない利用者を消すこと。"));
            assert_eq!((guideline.officials(), frameworks.check()), (1, Vec::new()));
        }
    }

    #[test]
    fn a_file_without_a_clause_replaces_nothing() {
        for bytes in [&b""[..], b"\0\xff\xfe\x00", "議事録\n1 次回\n".as_bytes()] {
            let (dir, imported) = import(bytes);
            assert!(matches!(imported, Err(WordingError::Nothing(_))));
            assert!(!dir.path().join("laid").exists());
        }
    }

    #[test]
    fn a_file_that_is_too_large_is_refused() {
        let (_dir, imported) = import(&vec![b'a'; usize::try_from(LARGEST).unwrap() + 1]);
        assert!(matches!(imported, Err(WordingError::TooLarge(_))));
    }
}
