//! `sonae frameworks check|list|diff|reading|import-text|oscal`.

mod guideline;
mod oscal;

use std::path::Path;

use sonae_app::words::{self, text};
use sonae_domain::framework::{Audience, Change, EditionDiff, Frameworks, ItemRef, Scope, Severity, Status, diff, fingerprint};

use super::Outcome;
use super::inspect::edition;
use crate::cli::{FrameworksAction, FrameworksDiff};
use crate::failure::Failure;

/// `laid` is the folder that is laid over the program's data.
pub(crate) async fn run(frameworks: &'static Frameworks, laid: &Path, action: &FrameworksAction) -> anyhow::Result<Outcome> {
    match action {
        FrameworksAction::List => Ok(list(frameworks)),
        FrameworksAction::Check => Ok(check(frameworks)),
        FrameworksAction::Diff(arguments) => compare(frameworks, arguments),
        FrameworksAction::Reading(arguments) => guideline::reading(frameworks, arguments).await,
        FrameworksAction::ImportText(arguments) => guideline::import_text(frameworks, &arguments.wording_file, laid),
        FrameworksAction::Oscal(arguments) => oscal::run(frameworks, laid, &arguments.action).await,
    }
}

fn list(frameworks: &Frameworks) -> Outcome {
    for edition in frameworks.editions() {
        let deadline = edition.deadline.to_string();
        say!(
            "{}",
            text(
                "frameworks-edition",
                &[("id", edition.id.as_str()), ("label", &edition.edition_label), ("title", &edition.title), ("deadline", &deadline)]
            )
        );
        for form in &edition.forms {
            say!("{}", text("frameworks-form", &[("form", &form.audience_label), ("items", &form.items().count().to_string())]));
        }
        if let Status::Partial { known, .. } = &edition.status {
            say!("{}", text("frameworks-partial", &[]));
            for sentence in known {
                say!("    - {sentence}");
            }
        }
        let frozen = if frameworks.frozen_hash(&edition.id).is_some() { "frameworks-frozen" } else { "frameworks-not-frozen" };
        say!("{}", text(frozen, &[("hash", fingerprint(edition))]));
    }
    guideline::list(frameworks);
    Outcome::Good
}

fn check(frameworks: &Frameworks) -> Outcome {
    let flaws = frameworks.check();
    for edition in frameworks.editions() {
        for form in &edition.forms {
            let items: Vec<_> = form.items().collect();
            let originals = items.iter().filter(|item| item.original != sonae_domain::framework::Original::None).count();
            let void = items.iter().filter(|item| item.void_without_contract).count();
            let counts = [("items", items.len().to_string()), ("originals", originals.to_string()), ("void", void.to_string())];
            let mut args: Vec<(&str, &str)> = counts.iter().map(|(name, value)| (*name, value.as_str())).collect();
            args.extend([("edition", edition.edition_label.as_str()), ("form", form.audience_label.as_str())]);
            say!("{}", text("frameworks-counts", &args));
        }
    }
    guideline::counts(frameworks);
    for flaw in &flaws {
        let args = flaw.kind.args();
        let place = flaw.edition.as_ref().map(std::string::ToString::to_string).unwrap_or_default();
        let form = flaw.audience.map(Audience::as_str).unwrap_or_default();
        say!("{place} {form}: {}", words::lookup(flaw.kind.key(), &args).unwrap_or_else(|| flaw.kind.to_string()));
    }
    let wrong = flaws.iter().filter(|flaw| flaw.severity == Severity::Error).count();
    say!("{}", text(if wrong == 0 { "frameworks-good" } else { "frameworks-bad" }, &[("count", &wrong.to_string())]));
    if wrong == 0 { Outcome::Good } else { Outcome::Gaps }
}

fn compare(frameworks: &Frameworks, arguments: &FrameworksDiff) -> anyhow::Result<Outcome> {
    let from = edition(frameworks, Some(&arguments.from))?;
    let to = edition(frameworks, Some(&arguments.to))?;
    let audiences: Vec<Audience> = arguments.form.map_or_else(|| vec![Audience::Institution, Audience::Vendor], |audience| vec![audience]);
    for audience in audiences {
        let compared = diff(from, to, audience).map_err(|error| Failure::told("failure-other", &[("detail", &error.to_string())]))?;
        let form = to.form(audience).or_else(|| from.form(audience)).map_or(audience.as_str(), |form| form.audience_label.as_str());
        say!("{}", text("diff-heading", &[("from", &from.edition_label), ("to", &to.edition_label), ("form", form)]));
        print_diff(frameworks, &compared);
    }
    Ok(Outcome::Good)
}

fn print_diff(frameworks: &Frameworks, compared: &EditionDiff) {
    let title = |control: &sonae_domain::framework::ControlId| {
        frameworks.catalog.control(control).map_or_else(|| control.to_string(), |control| control.title.clone())
    };
    let numbers = |items: &[ItemRef]| items.iter().map(number).collect::<Vec<_>>().join(&text("list-separator", &[]));
    for change in &compared.controls {
        let from = if change.from.is_empty() { text("diff-none", &[]) } else { numbers(&change.from) };
        let to = change.to.as_ref().map_or_else(|| text("diff-none", &[]), number);
        let kinds: Vec<String> = change.changes.iter().map(|kind| text(&format!("diff-{}", kind.as_str()), &[])).collect();
        let kinds = if kinds.is_empty() { text("diff-same", &[]) } else { kinds.join(&text("list-separator", &[])) };
        say!("{}", text("diff-line", &[("from", &from), ("to", &to), ("title", &title(&change.control)), ("changes", &kinds)]));
        if change.changes.contains(&Change::Reworded) {
            for before in &change.from {
                say!("    - {}", wording(before));
            }
            if let Some(after) = &change.to {
                say!("    + {}", wording(after));
            }
        }
    }
    for parameter in &compared.parameters {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| text("diff-none", &[]));
        say!("{}", text("diff-parameter", &[("name", &parameter.name), ("from", &value(&parameter.from)), ("to", &value(&parameter.to))]));
    }
    say!();
}

/// The printed number; with the sub-heading where a form prints the number more than once.
fn number(item: &ItemRef) -> String {
    match item.scope {
        Scope::All => item.no.clone(),
        scope => text("diff-number", &[("no", &item.no), ("scope", &text(&format!("scope-{}", scope.as_str()), &[]))]),
    }
}

/// Label and note: either may be what changed.
fn wording(item: &ItemRef) -> String {
    match &item.note {
        Some(note) => format!("{} {}", item.label, text("explain-note", &[("note", note)])),
        None => item.label.clone(),
    }
}
