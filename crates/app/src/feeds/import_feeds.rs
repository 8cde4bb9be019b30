//! Official files into the feeds; and back to an earlier state.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sonae_domain::access::Permission;
use sonae_feeds::Limits;
use sonae_feeds::read::FileReport;
use sonae_feeds::store::{Delta, Generation, Staged, StoreError};

use super::{FeedError, store};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{FEEDS, own_record};

/// The first line of a pack of feeds.
const PACK_BEGINS: &[u8; 11] = b"sonaepack1\n";

/// What came of an import.
#[derive(Debug)]
pub struct FeedsImported {
    /// Number of the new state; `None`: nothing was taken
    pub generation: Option<u64>,
    /// What became of each file
    pub reports: Vec<FileReport>,
    /// What changed, feed by feed
    pub deltas: Vec<Delta>,
}

/// Reads official files and makes what they say the present state. A file that is not what it says is refused as a whole; the others count.
pub async fn import_feeds(house: &House, actor: &Actor, files: Vec<PathBuf>) -> Result<FeedsImported, FeedError> {
    actor.require(Permission::EditLedgers)?;
    let feeds = store(house)?;
    let read = tokio::task::spawn_blocking(move || {
        let mut stage = feeds.stage(Limits::default())?;
        for file in &files {
            stage.add(file)?;
        }
        stage.finish()
    });
    let staged = match read.await.map_err(|_| FeedError::CutOff)? {
        Err(StoreError::Nothing) => return Ok(FeedsImported { generation: None, reports: Vec::new(), deltas: Vec::new() }),
        staged => staged?,
    };
    let reports = staged.reports().to_vec();
    let deltas = staged.deltas().to_vec();
    if deltas.is_empty() {
        return Ok(FeedsImported { generation: None, reports, deltas });
    }
    let generation = keep(house, actor, staged, "files").await?;
    Ok(FeedsImported { generation: Some(generation.number), reports, deltas })
}

/// Makes what was staged the present state, with its event. The state is on disk before the event names it: what an event names is there.
pub(super) async fn keep(house: &House, actor: &Actor, staged: Staged, how: &str) -> Result<Generation, FeedError> {
    let deltas: Vec<Value> = staged
        .deltas()
        .iter()
        .map(|delta| json!({ "feed": delta.source.name(), "added": delta.added, "changed": delta.changed, "removed": delta.removed, "rows": delta.rows }))
        .collect();
    let mut tx = house.store.begin().await?;
    let generation = staged.commit(house.now())?;
    tx.put_record(FEEDS, own_record("state", 0, &json!({ "generation": generation.number }))).await?;
    tx.commit(house.event(actor, "feed.imported", how, json!({ "generation": generation.number, "feeds": deltas }))).await?;
    Ok(generation)
}

/// Makes an earlier state the present one again.
pub async fn go_back(house: &House, actor: &Actor, to: u64) -> Result<u64, FeedError> {
    actor.require(Permission::EditLedgers)?;
    let feeds = store(house)?;
    let mut tx = house.store.begin().await?;
    let generation = feeds.go_back(to, house.now())?;
    tx.put_record(FEEDS, own_record("state", 0, &json!({ "generation": generation.number }))).await?;
    tx.commit(house.event(actor, "feed.went-back", &to.to_string(), json!({ "generation": generation.number, "to": to }))).await?;
    Ok(generation.number)
}

/// What came of a file that was uploaded.
#[derive(Debug)]
pub enum FeedUploaded {
    /// A pack, with so many feeds
    Pack(usize),
    /// An official file, with so many rows
    File(u64),
    /// Nothing that is known
    Nothing,
}

/// Takes a file that was uploaded: a pack, or an official file as it is.
pub async fn import_uploaded(house: &House, actor: &Actor, name: &str, bytes: &[u8]) -> Result<FeedUploaded, FeedError> {
    actor.require(Permission::EditLedgers)?;
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')).collect();
    let folder = house.folder.path().join("pending");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("feed-{}-{plain}", house.now().as_microsecond()));
    std::fs::write(&path, bytes)?;
    let taken = if bytes.starts_with(PACK_BEGINS) {
        super::import_pack(house, actor, &path).await.map(|deltas| FeedUploaded::Pack(deltas.len()))
    } else {
        import_feeds(house, actor, vec![path.clone()]).await.map(|imported| match imported.generation {
            Some(_) => FeedUploaded::File(imported.deltas.iter().map(|delta| delta.rows).sum()),
            None => FeedUploaded::Nothing,
        })
    };
    std::fs::remove_file(&path)?;
    taken
}

/// Whether this is a pack of feeds, by how it begins; a file that cannot be read is none.
pub fn is_pack(path: &Path) -> bool {
    let mut begins = [0; PACK_BEGINS.len()];
    File::open(path).and_then(|mut file| file.read_exact(&mut begins)).is_ok() && begins == *PACK_BEGINS
}
