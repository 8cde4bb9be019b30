//! `sonae vendor form|list`: the form to send, and who has returned it.

use sonae_app::ports::Format;
use sonae_app::vendor_form::{find_vendor, vendor_form, vendor_states};
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use super::Outcome;
use super::explain::{decide_folder, edition_of};
use super::inspect::edition;
use super::place::write;
use crate::cli::{VendorAction, VendorForm, VendorList};
use crate::press::ReportsPrinter;

pub(crate) async fn run(frameworks: &Frameworks, action: &VendorAction) -> anyhow::Result<Outcome> {
    match action {
        VendorAction::Form(arguments) => form(frameworks, arguments).await,
        VendorAction::List(arguments) => list(frameworks, arguments).await,
    }
}

async fn form(frameworks: &Frameworks, arguments: &VendorForm) -> anyhow::Result<Outcome> {
    let wanted = edition_of(arguments.edition.as_deref(), Some(&arguments.folder))?;
    let edition = edition(frameworks, wanted.as_deref())?;
    let decided = decide_folder(frameworks, edition, &arguments.folder, None).await?;
    let vendor = find_vendor(&decided.facts, &arguments.vendor)?;
    let facility = &decided.facts.institution.name;
    let printer = ReportsPrinter::new(facility)?;
    let printed = vendor_form(edition, &vendor, facility, Format::Xlsx, decided.facts.as_of, &printer)?;
    let name = text("vendor-form-file", &[("vendor", &sonae_app::pack::file_name(&vendor)), ("edition", &edition.edition_label)]);
    // in the output folder: a blank form among the ledgers would be read as an answer without answers
    let path = arguments.out.clone().unwrap_or_else(|| arguments.folder.join(text("out-folder", &[])).join(name));
    write(&path, &printed.bytes)?;
    say!("{}", text("vendor-form-written", &[("vendor", &vendor), ("path", &path.display().to_string())]));
    Ok(Outcome::Good)
}

async fn list(frameworks: &Frameworks, arguments: &VendorList) -> anyhow::Result<Outcome> {
    let wanted = edition_of(arguments.edition.as_deref(), Some(&arguments.folder))?;
    let edition = edition(frameworks, wanted.as_deref())?;
    let decided = decide_folder(frameworks, edition, &arguments.folder, arguments.as_of).await?;
    let states = vendor_states(&decided);
    if states.is_empty() {
        say!("{}", text("vendor-none", &[]));
    }
    let separator = text("list-separator", &[]);
    for state in &states {
        let args = [("vendor", state.vendor.clone()), ("answered", state.answered.to_string()), ("asked", state.asked.to_string())];
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        say!("{}", text("vendor-state", &args));
        for (key, items) in [("vendor-state-blank", &state.blank), ("vendor-state-contradicted", &state.contradicted)] {
            if !items.is_empty() {
                say!("{}", text(key, &[("items", &items.join(&separator))]));
            }
        }
    }
    let complete = states.iter().all(|state| state.blank.is_empty() && state.contradicted.is_empty());
    Ok(if complete { Outcome::Good } else { Outcome::Gaps })
}
