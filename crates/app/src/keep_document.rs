//! Keeps a document that came through the browser: its bytes under their hash, its name where ledgers can name it.
//!
//! Whoever keeps one does so inside a change of their own, so that the document and what it proves are kept together.
//! Deliberately not here: evidence of single items, and who may bring a document.

use sonae_domain::facts::Document;
use sonae_store::{NewEvidence, StoreError, Tx};

use crate::checklist::{UnknownKind, clean_name, endings, fitting_name, media_type};
use crate::house::House;
use crate::records::{UPLOADS, next_ordinal, own_record};
use crate::without_secrets::without_secrets;

/// Larger documents are refused.
pub const LARGEST: usize = 16 << 20;

/// A document as it was brought.
#[derive(Debug, Clone)]
pub struct Brought {
    /// Name as the browser gave it
    pub name: String,
    /// Its bytes
    pub bytes: Vec<u8>,
}

/// Why a document was not kept.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// There is nothing in it
    #[error("the document is empty")]
    Empty,
    /// It is larger than [`LARGEST`]
    #[error("the document is too large")]
    TooLarge,
    /// It is of a kind that nobody can look at safely (by its content, whatever its name says)
    #[error("documents of this kind are not taken")]
    Kind,
    /// It could not be written
    #[error(transparent)]
    Disk(#[from] std::io::Error),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A document that is on disk, and not yet named by anything.
#[derive(Debug, Clone)]
pub struct Kept {
    sha256: String,
    bytes: u64,
    media_type: &'static str,
}

impl Kept {
    /// The name with the ending that fits what the file is.
    pub(crate) fn fitting(&self, name: &str) -> String {
        fitting_name(name, self.media_type)
    }

    /// The extension that fits its content.
    pub fn extension(&self) -> &'static str {
        endings(self.media_type)[0]
    }
}

/// Looks at a document and puts it on disk, without the secrets of directories and lists of accounts. What nobody names later is harmless there.
pub fn take_in(house: &House, brought: &Brought) -> Result<Kept, DocumentError> {
    if brought.bytes.len() > LARGEST {
        return Err(DocumentError::TooLarge);
    }
    if brought.bytes.is_empty() {
        return Err(DocumentError::Empty);
    }
    let (bytes, _) = without_secrets(&brought.bytes);
    let media_type = media_type(&bytes, &brought.name).map_err(|UnknownKind| DocumentError::Kind)?;
    let sha256 = house.folder.keep_evidence(&bytes)?;
    Ok(Kept { sha256, bytes: bytes.len() as u64, media_type })
}

/// Gives the document its name inside a change. A name that another document bears already is made different by the hash, so
/// that nothing that a ledger names is ever exchanged behind its back.
pub async fn name_document(tx: &mut Tx, kept: &Kept, wanted: &str) -> Result<Document, StoreError> {
    let mut name = clean_name(wanted);
    let known = tx.record(UPLOADS, &name).await?;
    if known.is_some_and(|known| known.body["sha256"] != kept.sha256.as_str()) {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, kept.extension()));
        name = format!("{stem}_{}.{extension}", &kept.sha256[..8]);
    }
    let document = Document { path: name.clone(), sha256: kept.sha256.clone(), bytes: kept.bytes };
    let ordinal = next_ordinal(tx, UPLOADS).await?;
    tx.put_record(UPLOADS, own_record(&name, ordinal, &document)).await?;
    let media_type = kept.media_type.to_owned();
    tx.put_evidence(NewEvidence { sha256: kept.sha256.clone(), path: name, bytes: kept.bytes, media_type }).await?;
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Actor;
    use crate::testing::at_rest;

    fn brought(bytes: &[u8]) -> Brought {
        Brought { name: "a.pdf".to_owned(), bytes: bytes.to_vec() }
    }

    #[tokio::test]
    async fn programs_and_pages_are_not_taken_and_a_name_is_never_given_to_other_bytes() {
        let (house, _scratch) = at_rest().await;
        assert!(matches!(take_in(&house, &brought(b"")), Err(DocumentError::Empty)));
        assert!(matches!(take_in(&house, &brought(b"<!doctype html><script>1</script>")), Err(DocumentError::Kind)));
        assert!(matches!(take_in(&house, &brought(&[0x4d, 0x5a, 0, 1, 2, 255])), Err(DocumentError::Kind)));
        let first = take_in(&house, &brought(b"%PDF-1.7 one")).unwrap();
        let second = take_in(&house, &brought(b"%PDF-1.7 two")).unwrap();
        let mut tx = house.store.begin().await.unwrap();
        let names = [&first, &first, &second].map(Clone::clone);
        let mut given = Vec::new();
        for kept in &names {
            given.push(name_document(&mut tx, kept, "../..\\BCP<1>.pdf").await.unwrap().path);
        }
        tx.commit(house.event(&Actor::command_line(), "test", "", serde_json::json!({}))).await.unwrap();
        assert_eq!(given[0], "BCP1.pdf");
        assert_eq!(given[1], given[0]);
        assert!(given[2].starts_with("BCP1_") && given[2] != given[0]);
    }
}
