//! `sonae demo`: the main job on the invented institutions that the program carries.

use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use super::place::write;
use super::{Outcome, inspect};
use crate::cli::{Demo, Inspect};

static FIXTURES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../fixtures");

pub(crate) async fn run(frameworks: &Frameworks, arguments: &Demo) -> anyhow::Result<Outcome> {
    unpack(&FIXTURES, &arguments.out)?;
    let hospital = text("demo-hospital", &[]);
    let folder = arguments.out.join(&hospital);
    say!("{}", text("demo-intro", &[("path", &folder.display().to_string())]));
    let inspect = Inspect {
        out: Some(arguments.out.join(text("demo-out", &[("name", &hospital)]))),
        folder,
        edition: None,
        as_of: None,
        data: None,
        json: false,
        no_pack: false,
        all_problems: false,
    };
    // the invented hospital has gaps on purpose: the demo did what it was asked
    inspect::run(frameworks, &inspect).await?;
    say!("{}", text("demo-outro", &[("out", &arguments.out.display().to_string())]));
    Ok(Outcome::Good)
}

/// Writes the embedded files; what is already there as it should be is left alone.
fn unpack(folder: &Dir<'_>, to: &Path) -> anyhow::Result<()> {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => unpack(inner, to)?,
            // settings of the repository are no part of the institutions
            DirEntry::File(file) if file.path().file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) => {}
            DirEntry::File(file) => {
                let path = to.join(file.path());
                if std::fs::read(&path).ok().as_deref() != Some(file.contents()) {
                    write(&path, file.contents())?;
                }
            }
        }
    }
    Ok(())
}
