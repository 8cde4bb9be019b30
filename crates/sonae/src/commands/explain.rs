//! `sonae explain 2-⑥`: label, source, rule, needed facts, present finding; a clause of the guideline by its number.

mod clause;

use std::path::Path;

use sonae_app::decide_forms::{Decided, audience_of, decide_forms};
use sonae_app::explain_clause::explain_clause;
use sonae_app::explain_item::{Explanation, explain_item};
use sonae_app::import_folder::import_folder;
use sonae_app::load_facts::load_facts;
use sonae_app::observations::item_coverage;
use sonae_app::ports::{Clock, SystemClock};
use sonae_app::read_folder::{read_folder, read_profile};
use sonae_app::storage::{Location, Store};
use sonae_app::words::{self, text};
use sonae_domain::assessment::{ItemResult, Status, Tone};
use sonae_domain::facts::Facts;
use sonae_domain::framework::{Audience, Edition, Form, Frameworks};

use super::Outcome;
use super::home::folder_of;
use super::inspect::{ACTOR, day, edition, feeds};
use crate::cli::Explain;

pub(crate) async fn run(frameworks: &Frameworks, arguments: &Explain) -> anyhow::Result<Outcome> {
    let wanted = edition_of(arguments.edition.as_deref(), arguments.folder.as_deref())?;
    let edition = edition(frameworks, wanted.as_deref())?;
    let decided = match &arguments.folder {
        Some(folder) => Some(decide_folder(frameworks, edition, folder, arguments.as_of).await?),
        None => None,
    };
    let own = decided.as_ref().map_or(Audience::Institution, |decided| audience_of(decided.facts.institution.kind));
    let audience = arguments.form.unwrap_or(own);
    if let Some(meant) = explain_clause(frameworks, edition, audience, &arguments.item, decided.as_ref()) {
        clause::print(&meant);
        return Ok(Outcome::Good);
    }
    for explanation in explain_item(edition, &frameworks.catalog, audience, &arguments.item, decided.as_ref())? {
        print(&explanation);
        if let Some(decided) = &decided {
            print_coverage(&explanation, &decided.facts);
        }
    }
    Ok(Outcome::Good)
}

/// The edition asked for, else the one that the folder's profile names.
pub(crate) fn edition_of(asked: Option<&str>, folder: Option<&Path>) -> anyhow::Result<Option<String>> {
    match (asked, folder) {
        (Some(asked), _) => Ok(Some(asked.to_owned())),
        (None, Some(folder)) => Ok(read_profile(folder)?.0.edition),
        (None, None) => Ok(None),
    }
}

/// Decides the forms of a folder without keeping anything.
pub(crate) async fn decide_folder<'a>(
    frameworks: &'a Frameworks,
    edition: &'a Edition,
    folder: &Path,
    as_of: Option<jiff::civil::Date>,
) -> anyhow::Result<Decided<'a>> {
    let profile = read_profile(folder)?;
    let as_of = day(as_of.or(profile.0.as_of));
    let out = folder.join(text("out-folder", &[]));
    let reading = read_folder(folder, profile, (frameworks, edition), &[out], &mut |_, _, _| {})?;
    let scratch = std::env::temp_dir().join(format!("sonae-{}-{}", std::process::id(), SystemClock.now().as_nanosecond()));
    std::fs::create_dir_all(&scratch)?;
    let facts = async {
        let store = Store::open(&Location::Sqlite(scratch.join("sonae.db"))).await?;
        import_folder(&store, &reading, &SystemClock, ACTOR).await?;
        let facts = load_facts(&store, as_of).await?;
        store.close().await?;
        anyhow::Ok(facts)
    }
    .await;
    let _ = std::fs::remove_dir_all(&scratch);
    let mut facts = facts?;
    let outside = feeds::of(&reading, None, None)?;
    if !outside.is_empty() {
        feeds::consult(&mut facts, outside, &folder_of(folder)?, &[])?;
    }
    Ok(decide_forms(frameworks, edition, facts)?)
}

fn print(explanation: &Explanation<'_>) {
    let item = explanation.item;
    say!("{}", text("explain-title", &[("no", &item.no), ("title", explanation.title)]));
    say!(
        "{}",
        text(
            "explain-label",
            &[("edition", &explanation.edition.edition_label), ("form", &explanation.form.audience_label), ("label", &item.label)]
        )
    );
    if let Some(note) = &item.note {
        say!("{}", text("explain-note", &[("note", note)]));
    }
    if let Some(heading) = explanation.heading {
        say!("{}", text("explain-heading", &[("heading", heading)]));
    }
    print_sources(explanation);
    say!("{}", text("explain-control", &[("control", item.control.as_str()), ("scope", item.scope.as_str())]));
    let needs: Vec<String> = explanation.needs.iter().map(|ledger| words::ledger(*ledger)).collect();
    say!("{}", text("explain-needs", &[("needs", &needs.join(&text("list-separator", &[])))]));
    say!();
    match &explanation.spec {
        Some(spec) => say!("{spec}"),
        None => say!("{}", text("explain-no-rule", &[])),
    }
    for (subject, result) in &explanation.results {
        print_result(subject, result, explanation.form);
    }
    say!();
}

/// How much of it was observed, and why the rest was not.
fn print_coverage(explanation: &Explanation<'_>, facts: &Facts) {
    let item = explanation.item;
    let Some(coverage) = item_coverage(facts, item.control.as_str(), item.scope, explanation.form.audience) else { return };
    say!("{}", text("coverage-title", &[("says", &coverage.says)]));
    for group in &coverage.blanks {
        say!("  {}", text("coverage-group", &[("says", &group.says), ("names", &words::names(&group.rows))]));
        say!("    {}{}", text("next-prefix", &[]), group.next);
    }
    say!();
}

fn print_sources(explanation: &Explanation<'_>) {
    for source in explanation.sources {
        let date = source.date.map(|date| date.to_string()).unwrap_or_default();
        let args = [
            ("title", source.title.as_str()),
            ("publisher", &source.publisher),
            ("notice", source.notice.as_deref().unwrap_or_default()),
            ("date", &date),
        ];
        say!("{}", text("explain-source", &args));
    }
    let item = explanation.item;
    let clauses: Vec<String> = item
        .guideline
        .iter()
        .map(|reference| format!("{} {}", reference.volume, reference.clauses.join(&text("list-separator", &[]))))
        .collect();
    if !clauses.is_empty() {
        let guideline = explanation.edition.guideline.clone().unwrap_or_default();
        say!("{}", text("explain-guideline", &[("guideline", &guideline), ("clauses", &clauses.join(&text("reason-separator", &[])))]));
    }
    if let Some(manual_no) = &item.manual_no {
        say!("{}", text("explain-manual-no", &[("no", manual_no)]));
    }
}

/// Who, and how it stands, in one line.
fn verdict(subject: &str, result: &ItemResult) -> String {
    let who = if subject.is_empty() { text("who-institution", &[]) } else { subject.to_owned() };
    let status = match result.status {
        Status::Satisfied => "status-satisfied",
        Status::NotSatisfied => "status-not-satisfied",
        Status::NotApplicable => "status-not-applicable",
        Status::Undetermined => "status-undetermined",
    };
    text("explain-now", &[("who", &who), ("status", &text(status, &[]))])
}

fn print_result(subject: &str, result: &ItemResult, form: &Form) {
    say!();
    say!("{}", verdict(subject, result));
    if let Some(until) = result.valid_until {
        say!("{}", text("explain-valid-until", &[("until", &until.to_string())]));
    }
    for reason in result.finding.reasons.iter().chain(&result.form_gaps) {
        let mark = match reason.tone {
            Tone::Against => "tone-against",
            Tone::Missing => "tone-missing",
            Tone::Support => "tone-support",
            Tone::Advice => "tone-advice",
        };
        say!("{} {}", text(mark, &[]), words::reason(reason, Some(form)));
        if let Some(next) = words::next_step(reason, Some(form)) {
            say!("    {}{next}", text("next-prefix", &[]));
        }
        if reason.tone != Tone::Support {
            for record in &reason.records {
                say!("    - {} ({})", record.label, words::place(record));
            }
        }
    }
    for prior in &result.prior {
        let said = text(if prior.answer == sonae_domain::ledger::YesNo::Yes { "answer-yes" } else { "answer-no" }, &[]);
        let checked = prior.checked_on.map(|day| day.to_string()).unwrap_or_default();
        say!("{}", text("explain-prior", &[("edition", &prior.edition), ("no", &prior.no), ("said", &said), ("checked", &checked)]));
    }
}
