//! The page about the API for people who write programs against it, made from the OpenAPI document.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::response::Response;
use serde_json::Value;
use sonae_app::words::text;

use super::document::{METHODS, SCHEME};
use super::problem::KINDS;
use crate::failure::Failure;
use crate::html;

/// One operation.
struct Entry {
    id: String,
    method: String,
    path: String,
    title: String,
    description: String,
    permissions: Vec<String>,
    parameters: Vec<Parameter>,
    body: Vec<String>,
    statuses: Vec<String>,
}

/// One parameter.
struct Parameter {
    name: String,
    place: String,
    required: bool,
    description: String,
}

/// Operations of one subject.
struct Chapter {
    title: String,
    entries: Vec<Entry>,
}

/// One kind of problem.
struct Trouble {
    kind: &'static str,
    status: u16,
    title: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "api/reference.html")]
struct ReferencePage {
    chapters: Vec<Chapter>,
    troubles: Vec<Trouble>,
}

/// The page.
pub(crate) async fn page(Extension(document): Extension<Arc<Value>>) -> Result<Response, Failure> {
    html::show(&ReferencePage { chapters: chapters(&document), troubles: troubles() })
}

fn chapters(document: &Value) -> Vec<Chapter> {
    let tags = document["tags"].as_array().into_iter().flatten().filter_map(|tag| tag["name"].as_str());
    let chapter = |tag: &str| Chapter { title: text(&format!("web-api-tag-{tag}"), &[]), entries: entries(document, tag) };
    tags.map(chapter).filter(|chapter| !chapter.entries.is_empty()).collect()
}

fn entries(document: &Value, tag: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(*method).filter(|operation| operation["tags"][0] == tag) {
                entries.push(entry(method, path, operation));
            }
        }
    }
    entries
}

fn entry(method: &str, path: &str, operation: &Value) -> Entry {
    // descriptions are Markdown; the only marks that they hold are those around names
    let word = |value: &Value| value.as_str().unwrap_or_default().replace('`', "");
    let list = |value: &Value| value.as_array().into_iter().flatten().map(word).collect::<Vec<_>>();
    let keys = |value: &Value| value.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    let parameters = operation["parameters"].as_array().into_iter().flatten().map(|parameter| Parameter {
        name: word(&parameter["name"]),
        place: word(&parameter["in"]),
        required: parameter["required"] == true,
        description: word(&parameter["description"]),
    });
    Entry {
        id: word(&operation["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        title: text(&format!("web-api-op-{}", word(&operation["operationId"])), &[]),
        description: word(&operation["description"]),
        permissions: list(&operation["security"][0][SCHEME]),
        parameters: parameters.collect(),
        body: keys(&operation["requestBody"]["content"]),
        statuses: keys(&operation["responses"]),
    }
}

fn troubles() -> Vec<Trouble> {
    let args = [("permission", "read-forms"), ("seconds", "5")];
    let trouble = |(kind, status): &(&'static str, u16)| Trouble {
        kind,
        status: *status,
        title: text(&format!("web-api-problem-{kind}"), &args),
        detail: text(&format!("web-api-problem-{kind}.detail"), &args),
    };
    KINDS.iter().map(trouble).collect()
}
