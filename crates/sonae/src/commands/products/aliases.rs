//! `sonae products aliases export|import|list`: what people of the institution said ledger strings mean.

use serde_json::json;
use sonae_app::actor::Actor;
use sonae_app::house::House;
use sonae_app::product_answers::{AnswerError, export_product_answers, import_product_answers, product_answers, product_questions};
use sonae_app::products::{kind_text, product_name};
use sonae_app::words::text;

use super::Outcome;
use crate::cli::{AliasesAction, AliasesList};
use crate::commands::place::write;
use crate::failure::Failure;

fn told(error: &AnswerError) -> anyhow::Error {
    Failure::told("failure-aliases", &[("detail", &error.to_string())])
}

pub(super) async fn run(house: &House, action: &AliasesAction) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    match action {
        AliasesAction::List(arguments) => list(house, &actor, arguments).await,
        AliasesAction::Export(arguments) => {
            let list = export_product_answers(house, &actor).await.map_err(|error| told(&error))?;
            write(&arguments.alias_file, list.as_bytes())?;
            let args = [("path", arguments.alias_file.display().to_string()), ("count", list.lines().count().to_string())];
            say!("{}", text("aliases-exported", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
            Ok(Outcome::Good)
        }
        AliasesAction::Import(arguments) => {
            let path = arguments.alias_file.display().to_string();
            let bytes = std::fs::read(&arguments.alias_file)
                .map_err(|error| Failure::told("failure-aliases", &[("detail", &format!("{path}: {error}"))]))?;
            let taken = import_product_answers(house, &actor, &path, &bytes).await.map_err(|error| told(&error))?;
            let counts = [taken.added, taken.known, taken.unreadable.len()].map(|count| count.to_string());
            say!("{}", text("products-said-imported", &[("added", &counts[0]), ("known", &counts[1]), ("unreadable", &counts[2])]));
            for line in &taken.unreadable {
                warn!("{}", text("aliases-unreadable", &[("path", &path), ("line", &line.to_string())]));
            }
            Ok(if taken.unreadable.is_empty() { Outcome::Good } else { Outcome::Gaps })
        }
    }
}

/// The answers, then what waits for one.
async fn list(house: &House, actor: &Actor, arguments: &AliasesList) -> anyhow::Result<Outcome> {
    for (_, answer) in product_answers(house, actor).await.map_err(|error| told(&error))? {
        if arguments.json {
            say!("{}", serde_json::to_string(&answer)?);
            continue;
        }
        let meaning = answer.canonical.as_deref().map_or_else(|| kind_text(answer.kind), product_name);
        let args = [("text", answer.text), ("meaning", meaning), ("by", answer.by), ("on", answer.on), ("note", answer.note)];
        say!("{}", text("aliases-line", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    for question in product_questions(house, actor).await.map_err(|error| told(&error))? {
        if arguments.json {
            say!(
                "{}",
                json!({ "question": question.text, "field": question.field, "suggestions": question.suggestions.iter().map(|(id, _)| id).collect::<Vec<_>>(), "devices": question.devices.keys().collect::<Vec<_>>() })
            );
            continue;
        }
        let names: Vec<String> = question.suggestions.iter().map(|(_, name)| name.clone()).collect();
        let args =
            [("text", question.text), ("count", question.devices.len().to_string()), ("names", names.join(&text("list-separator", &[])))];
        let key = if names.is_empty() { "aliases-question" } else { "aliases-question-suggested" };
        say!("{}", text(key, &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    Ok(Outcome::Good)
}
