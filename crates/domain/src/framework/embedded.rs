//! The files under `frameworks/` that the program is built with. A test compares this list with the folder.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// (path below `frameworks/`, text)
        pub(super) const FILES: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../../../../frameworks/", $path)))),*];
    };
}

files![
    "catalog.toml",
    "frozen.toml",
    "mhlw-checklist/r5/edition.toml",
    "mhlw-checklist/r5/institution.toml",
    "mhlw-checklist/r5/vendor.toml",
    "mhlw-checklist/r6/edition.toml",
    "mhlw-checklist/r7/edition.toml",
    "mhlw-checklist/r7/institution.toml",
    "mhlw-checklist/r7/manual.toml",
    "mhlw-checklist/r7/pharmacy.toml",
    "mhlw-checklist/r7/vendor.toml",
    "mhlw-guideline/6.0/edition.toml",
    "mhlw-guideline/6.0/links.toml",
    "mhlw-guideline/6.0/management.toml",
    "mhlw-guideline/6.0/operation.toml",
    "mhlw-guideline/6.0/patterns.toml",
    "mhlw-guideline/6.0/planning.toml",
    "mhlw-guideline/6.0/words/management.toml",
    "mhlw-guideline/6.0/words/planning.toml",
    "mhlw-guideline/6.0/words/operation.toml",
];
