//! `sonae frameworks oscal export|import`.

use std::path::Path;

use sonae_app::actor::Actor;
use sonae_app::oscal::{ExportError, OscalFile, Terms, export_assessment, export_frameworks, export_house, import_framework};
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use crate::cli::{OscalAction, OscalExport, OscalImport};
use crate::commands::Outcome;
use crate::commands::explain::{decide_folder, edition_of};
use crate::commands::home::{existing, open};
use crate::commands::inspect::edition;
use crate::commands::place::write;
use crate::failure::Failure;

/// `laid` is the folder that is laid over the program's data.
pub(super) async fn run(frameworks: &'static Frameworks, laid: &Path, action: &OscalAction) -> anyhow::Result<Outcome> {
    match action {
        OscalAction::Export(arguments) => export(frameworks, arguments).await,
        OscalAction::Import(arguments) => import(arguments, laid),
    }
}

/// Frameworks always; what was found where a folder or the data of a server is named.
async fn export(frameworks: &'static Frameworks, arguments: &OscalExport) -> anyhow::Result<Outcome> {
    let mut files = export_frameworks(frameworks, arguments.oscal_version);
    let found = found(frameworks, arguments).await?;
    let complete = found.as_ref().is_some_and(|found| found.len() < 3);
    files.extend(found.into_iter().flatten());
    for file in &files {
        let path = arguments.out.join(&file.name);
        write(&path, file.text.as_bytes())?;
        say!("{}", text("oscal-written", &[("path", &path.display().to_string()), ("model", file.model)]));
    }
    if complete {
        say!("{}", text("oscal-no-poam", &[]));
    }
    Ok(Outcome::Good)
}

async fn found(frameworks: &'static Frameworks, arguments: &OscalExport) -> anyhow::Result<Option<Vec<OscalFile>>> {
    if let Some(folder) = &arguments.folder {
        let wanted = edition_of(arguments.edition.as_deref(), Some(folder))?;
        let edition = edition(frameworks, wanted.as_deref())?;
        let decided = decide_folder(frameworks, edition, folder, arguments.as_of).await?;
        return Ok(Some(export_assessment(&decided, &frameworks.catalog, arguments.oscal_version)));
    }
    let Some(data) = arguments.data.as_deref() else { return Ok(None) };
    let house = open(&existing(Some(data))?, frameworks).await?;
    let files = export_house(&house, &Actor::command_line(), arguments.oscal_version).await;
    house.store.clone().close().await?;
    files.map(Some).map_err(|error| match error {
        ExportError::Store(error) => error.into(),
        other => Failure::told("failure-other", &[("detail", &other.to_string())]),
    })
}

/// Writes the edition only when all of it is proved.
fn import(arguments: &OscalImport, laid: &Path) -> anyhow::Result<Outcome> {
    let terms =
        Terms { family: arguments.family.clone(), edition: arguments.edition_id.clone(), deadline: arguments.deadline, ..Terms::default() };
    let imported = match import_framework(&arguments.oscal_files, terms, laid) {
        Ok(imported) => imported,
        Err(failure) => {
            warn!("{}", failure.words());
            return Ok(Outcome::BadInput);
        }
    };
    for warning in &imported.warnings {
        warn!("{warning}");
    }
    let edition = &imported.edition;
    for (path, text) in &edition.files {
        write(&laid.join(path), text.as_bytes())?;
    }
    let (family, id) = &edition.edition;
    let path = laid.join(family).join(id).display().to_string();
    say!("{}", text("oscal-imported", &[("id", id), ("path", &path)]));
    for (audience, rows) in &edition.rows {
        let form = text(&format!("oscal-form-{}", audience.as_str()), &[]);
        say!("{}", text("oscal-imported-form", &[("form", &form), ("count", &rows.to_string())]));
    }
    say!("{}", text("oscal-import-next", &[("id", id)]));
    Ok(Outcome::Good)
}
