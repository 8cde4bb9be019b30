//! The institution's own files as a running sonae keeps them: documents of an imported folder, uploads, and the files from
//! which ledgers were read. Their bytes lie in the evidence store.

use std::collections::{BTreeMap, BTreeSet};

use sonae_domain::facts::Document;

use crate::house::House;
use crate::read_folder::FolderFile;
use crate::records::{self, DOCUMENTS, RecordError, UPLOADS};

/// Every file, in path order. A file that was read twice is there once, as it was read last.
pub(super) async fn pack_files(house: &House) -> Result<Vec<FolderFile>, RecordError> {
    let mut documents: BTreeMap<String, Document> = BTreeMap::new();
    let all = house.store.all_records().await?;
    let current: BTreeSet<_> = all.values().flatten().filter_map(|record| Some(record.origin.as_ref()?.source)).collect();
    for source in house.store.sources().await?.into_iter().filter(|source| current.contains(&source.id)) {
        let document = Document { path: source.path.clone(), sha256: source.sha256, bytes: source.bytes };
        documents.insert(source.path, document);
    }
    for list in [DOCUMENTS, UPLOADS] {
        for record in all.get(list).into_iter().flatten() {
            let document: Document = records::body(record)?;
            documents.insert(document.path.clone(), document);
        }
    }
    let kept = |document: &Document| Some(FolderFile::kept(document, house.folder.evidence_file(&document.sha256)?));
    Ok(documents.values().filter_map(kept).collect())
}
