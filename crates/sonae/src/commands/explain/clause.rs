//! `sonae explain` of a clause of the guideline.

use sonae_app::explain_clause::{Citing, ClauseExplanation, Linked, Listed, Meant};
use sonae_app::words::text;
use sonae_domain::guideline::{Grade, Words};

use super::{print_result, verdict};

pub(super) fn print(meant: &Meant<'_>) {
    match meant {
        Meant::Clause(explanation) => print_clause(explanation),
        Meant::Several(listed) => {
            say!("{}", text("clause-several", &[("count", &listed.len().to_string())]));
            for Listed { reference, title } in listed {
                say!("{}", text("clause-listed", &[("reference", reference), ("title", title)]));
            }
        }
    }
}

fn print_clause(explanation: &ClauseExplanation<'_>) {
    let ClauseExplanation { guideline, volume, chapter, clause, .. } = explanation;
    let title = explanation.words.map_or("", |words| words.title.as_str());
    say!("{}", text("clause-title", &[("reference", &guideline.reference(&clause.key)), ("title", title)]));
    let place: Vec<String> = std::iter::once(format!("{} {}", chapter.no, chapter.title))
        .chain(explanation.section.map(|section| format!("{} {}", section.no, section.title)))
        .chain(explanation.part.map(|part| part.printed.clone()))
        .collect();
    let place = place.join(&text("reason-separator", &[]));
    let args = [("guideline", guideline.title.as_str()), ("version", &guideline.version), ("volume", &volume.name), ("place", &place)];
    say!("{}", text("clause-place", &args));
    if let Some(words) = explanation.words {
        say!();
        say!("{}", words.text);
        say!();
    }
    match explanation.official {
        Some(official) => {
            say!("{}", text("clause-official", &[]));
            for line in official.text.lines() {
                say!("    {line}");
            }
            if official.differs {
                say!("    {}", text("clause-official-differs", &[]));
            }
            say!();
        }
        None => say!("{}", text("clause-no-official", &[])),
    }
    print_who(explanation);
    for slip in &explanation.slips {
        say!("{}", text("clause-slip", &[("text", slip)]));
    }
    links("clause-up", &explanation.up);
    links("clause-down", &explanation.down);
    print_items(&explanation.cited_by);
}

fn print_who(explanation: &ClauseExplanation<'_>) {
    let ClauseExplanation { guideline, clause, words, .. } = explanation;
    let roles: Vec<&str> = clause.binds.iter().map(|role| guideline.role_name(*role)).collect();
    let modality = text(&format!("modality-{}", clause.modality.as_str()), &[]);
    say!("{}", text("clause-who", &[("roles", &roles.join(&text("list-separator", &[]))), ("modality", &modality)]));
    if let Some(Words { approval, report, .. }) = words {
        if *approval {
            say!("{}", text("clause-approval", &[("role", guideline.role_name(sonae_domain::guideline::Role::Management))]));
        }
        if let Some(role) = report {
            say!("{}", text("clause-report", &[("role", guideline.role_name(*role))]));
        }
    }
    if let (Some(previous), Some(printed)) = (&guideline.previous, &clause.v52) {
        let remark = clause.remark.as_deref().unwrap_or_default();
        say!("{}", text("clause-before", &[("version", previous), ("printed", printed), ("remark", remark)]));
    }
}

fn links(key: &str, linked: &[Linked<'_>]) {
    if linked.is_empty() {
        return;
    }
    say!("{}", text(key, &[]));
    for Linked { link, reference, title } in linked {
        let sure = text(&format!("link-{}", link.sureness.as_str()), &[]);
        let doubt = link.doubt.map(|doubt| text(&format!("link-doubt-{}", doubt.as_str()), &[])).unwrap_or_default();
        say!("{}", text("clause-link", &[("reference", reference), ("title", title), ("sure", &sure), ("doubt", &doubt)]));
    }
}

fn print_items(items: &[Citing<'_>]) {
    if items.is_empty() {
        say!("{}", text("clause-no-items", &[]));
        return;
    }
    say!("{}", text("clause-items", &[]));
    for citing in items {
        let Citing { cited, edition, item, title, by_content, results } = citing;
        let args = [("edition", edition.edition_label.as_str()), ("no", &item.no), ("title", title), ("printed", &cited.printed)];
        say!("{}", text(if *by_content { "clause-item-by-content" } else { "clause-item" }, &args));
        if !by_content {
            let grade = text(&format!("clause-cited-{}", cited.grade.as_str()), &[]);
            say!("        {grade}");
        }
        if let Some(note) = &cited.note {
            say!("        {}", text("clause-slip", &[("text", note)]));
        }
        let Some(form) = edition.form(cited.audience) else { continue };
        for (subject, result) in results {
            if *by_content || cited.grade == Grade::Clause {
                print_result(subject, result, form);
            } else {
                // the item is about more than this clause: its reasons stand with the item
                say!("        {}", verdict(subject, result));
            }
        }
    }
}
