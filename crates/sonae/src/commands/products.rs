//! `sonae products resolve`: what ledger strings mean, line by line from standard input.

use std::io::{self, BufWriter};

use comfy_table::{Cell, ContentArrangement, Table};
use sonae_app::products::lines::{answer_json, questions};
use sonae_app::products::{Resolver, kind_text, resolver, why_text};
use sonae_app::words::text;

use super::Outcome;
use crate::cli::ProductsAction;

pub(crate) fn run(action: &ProductsAction) -> anyhow::Result<Outcome> {
    let ProductsAction::Resolve(arguments) = action;
    let resolver = resolver().map_err(|error| anyhow::anyhow!("{error}"))?;
    if arguments.json {
        answer_json(resolver, io::stdin().lock(), BufWriter::new(io::stdout().lock()), why_text)?;
    } else {
        say!("{}", table(resolver, io::stdin().lock())?);
    }
    Ok(Outcome::Good)
}

/// One row an answer, in the order of the lines.
fn table(resolver: &Resolver, input: impl io::BufRead) -> io::Result<Table> {
    let columns = ["raw", "kind", "product", "version", "edition", "cycle", "why"];
    let mut table = Table::new();
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(columns.map(|column| Cell::new(text(&format!("product-column-{column}"), &[]))));
    for question in questions(input) {
        let question = question?;
        let answer = resolver.resolve(&question.raw, &question.raw_version, question.field);
        let cycle = [answer.eol_product.as_deref(), answer.eol_cycle.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let mut version = answer.version.clone().unwrap_or_default();
        if let Some(update) = &answer.update {
            version = format!("{version} {update}");
        }
        table.add_row([
            question.raw,
            kind_text(answer.kind),
            answer.canonical.clone().unwrap_or_default(),
            version,
            answer.edition.clone().unwrap_or_default(),
            cycle,
            why_text(&answer.why),
        ]);
    }
    Ok(table)
}
