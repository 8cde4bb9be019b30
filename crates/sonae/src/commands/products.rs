//! `sonae products resolve|aliases`: what ledger strings mean, line by line from standard input; what people said that they mean.

mod aliases;

use std::borrow::Cow;
use std::io::{self, BufWriter};

use comfy_table::{Cell, ContentArrangement, Table};
use sonae_app::product_answers::resolver_of;
use sonae_app::products::lines::{answer_json, questions};
use sonae_app::products::{Resolver, kind_text, resolver, why_text};
use sonae_app::words::text;

use sonae_domain::framework::Frameworks;

use super::Outcome;
use super::home::{existing, open};
use crate::cli::{ProductsAction, ProductsResolve};

pub(crate) async fn run(frameworks: &'static Frameworks, action: &ProductsAction) -> anyhow::Result<Outcome> {
    match action {
        ProductsAction::Resolve(arguments) => resolve(frameworks, arguments).await,
        ProductsAction::Aliases(arguments) => {
            let house = open(&existing(arguments.data.as_deref())?, frameworks).await?;
            let outcome = aliases::run(&house, &arguments.action).await;
            house.store.clone().close().await?;
            outcome
        }
    }
}

async fn resolve(frameworks: &'static Frameworks, arguments: &ProductsResolve) -> anyhow::Result<Outcome> {
    let resolver = match &arguments.answered {
        None => Cow::Borrowed(resolver().map_err(|error| anyhow::anyhow!("{error}"))?),
        Some(data) => {
            let house = open(&existing(Some(data))?, frameworks).await?;
            let taught = resolver_of(&house).await;
            house.store.clone().close().await?;
            Cow::Owned(taught?)
        }
    };
    let resolver = resolver.as_ref();
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
