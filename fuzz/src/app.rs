//! What `crates/app` reads itself: a pack, and `institution.toml`. Whatever the bytes are, no panic.

/// Checks the bytes as an inspection pack.
pub fn pack(bytes: &[u8]) {
    let _ = sonae_app::pack::verify_pack(bytes, None);
}

/// Reads the bytes as `institution.toml`.
pub fn profile(bytes: &[u8]) {
    let _ = sonae_app::profile::Profile::parse(&String::from_utf8_lossy(bytes));
}
