//! The figures that the official text leaves to the institution: what each means, which items it touches, how it was changed.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Map, Value};
use sonae_app::house::Known;
use sonae_app::records::{POLICY, PROFILE};
use sonae_app::settings::{FIGURES, Figure, change_policy, figures_of};
use sonae_app::storage::HistoryEntry;
use sonae_domain::access::Permission;
use sonae_domain::facts::Policy;

use super::wrong_fields;
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::{self, Page};
use crate::pages::setup::number;
use crate::signed::Signed;
use crate::state::Web;
use crate::wrong::Wrong;

/// One figure as it stands on the page.
struct Row {
    name: &'static str,
    default: i64,
    /// Numbers and titles of the items that it touches; empty for all
    items: Vec<String>,
}

/// One earlier change.
struct Change {
    at: String,
    actor: String,
    /// Figure, before, after
    figures: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "settings/policy.html")]
struct PolicyPage {
    page: Page,
    fields: Fields,
    wrong: Wrong,
    rows: Vec<Row>,
    changes: Vec<Change>,
}

impl PolicyPage {
    async fn new(web: &Web, signed: &Signed, fields: Fields, wrong: Wrong) -> Result<Self, Failure> {
        let known = web.house.known().await?;
        let defaults = figures_of(&Policy::default());
        let rows = FIGURES.iter().map(|figure| Row {
            name: &figure.name,
            default: defaults.get(&figure.name).and_then(Value::as_i64).unwrap_or_default(),
            items: items(web, &known, figure),
        });
        let history = web.house.store.history(PROFILE, POLICY).await?;
        Ok(Self { page: Page::new(web, signed, "settings").await?, fields, wrong, rows: rows.collect(), changes: changes(&history) })
    }

    fn word(name: &str, part: &str) -> String {
        html::word(&format!("policy-{name}{part}"))
    }

    /// A figure that is a number of times, not of days.
    fn is_count(name: &str) -> bool {
        !name.ends_with("-days")
    }
}

fn items(web: &Web, known: &Known, figure: &Figure) -> Vec<String> {
    let form = known.forms[0].form;
    let of = |control| {
        let title = web.house.catalog().control(control).map_or_else(String::new, |control| control.title.clone());
        let numbers: Vec<&str> = form.items_of(control).map(|item| item.no.as_str()).collect();
        format!("{} {title}", numbers.join(&html::word("list-separator"))).trim().to_owned()
    };
    figure.controls.iter().map(of).collect()
}

/// What changed from version to version, newest first.
fn changes(history: &[HistoryEntry]) -> Vec<Change> {
    let empty = Map::new();
    let text = |value: Option<&Value>| value.and_then(Value::as_i64).map_or_else(String::new, |days| days.to_string());
    let defaults = figures_of(&Policy::default());
    let mut changes = Vec::new();
    let mut before = &defaults;
    for entry in history {
        let after = entry.body.as_object().unwrap_or(&empty);
        let figures: Vec<_> = FIGURES
            .iter()
            .filter(|figure| before.get(&figure.name) != after.get(&figure.name))
            .map(|figure| (html::word(&format!("policy-{}", figure.name)), text(before.get(&figure.name)), text(after.get(&figure.name))))
            .collect();
        if !figures.is_empty() {
            changes.push(Change { at: html::moment(&entry.at), actor: entry.actor.clone(), figures });
        }
        before = after;
    }
    changes.reverse();
    changes
}

pub(super) async fn ask(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    signed.require(Permission::ManageSettings)?;
    let values = figures_of(&web.house.policy().await?);
    let fields = Fields::new(values.into_iter().map(|(name, value)| (name, value.to_string())).collect());
    html::show(&PolicyPage::new(&web, &signed, fields, Wrong::default()).await?)
}

pub(super) async fn change(State(web): State<Web>, signed: Signed, fields: Fields) -> Result<Response, Failure> {
    signed.require(Permission::ManageSettings)?;
    let values: Map<String, Value> =
        FIGURES.iter().map(|figure| (figure.name.clone(), number(fields.get(&figure.name)).unwrap_or_default().into())).collect();
    let policy: Policy = serde_json::from_value(Value::Object(values)).map_err(|error| Failure::Fault(error.to_string()))?;
    match change_policy(&web.house, &signed.actor, &policy, fields.get("reason")).await {
        Ok(()) => {
            page::say(&signed.session, "settings-changed", &[]).await?;
            Ok(Redirect::to("/settings/policy").into_response())
        }
        Err(error) => {
            let mut wrong = Wrong::default();
            for field in wrong_fields(error)? {
                let most = FIGURES.iter().find(|figure| figure.name == field).map_or(1, |figure| figure.most);
                wrong.add(field, "settings-wrong-value", &[("least", "1"), ("most", &most.to_string())]);
            }
            html::show_again(&PolicyPage::new(&web, &signed, fields, wrong).await?)
        }
    }
}
