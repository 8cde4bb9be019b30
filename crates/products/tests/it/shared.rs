//! Where the public feeds and the labelled sets lie when they are beside the clone.

use std::path::PathBuf;
use std::sync::LazyLock;

use sonae_products::Resolver;

/// The folder `shared/data`, if it is there: `SONAE_SHARED_DATA`, else upwards from the crate.
pub(crate) fn data(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("SONAE_SHARED_DATA").map(PathBuf::from).or_else(|| {
        let crate_folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        crate_folder.ancestors().map(|folder| folder.join("shared/data")).find(|folder| folder.is_dir())
    })?;
    Some(root.join(path)).filter(|path| path.exists())
}

static RESOLVER: LazyLock<Resolver> = LazyLock::new(|| Resolver::builtin().unwrap());

/// The resolver, built once for all tests.
pub(crate) fn resolver() -> &'static Resolver {
    &RESOLVER
}
