//! The OpenAPI document: what the handlers say about themselves, completed by what holds for all of them.

use serde_json::{Value, json};
use sonae_domain::framework::{Audience, Frameworks};
use utoipa::OpenApi;

use super::problem::{FieldError, KINDS, MEDIA_TYPE, ProblemBody};

/// Name of the security scheme.
pub(crate) const SCHEME: &str = "token";

/// Methods that an address can have.
pub(crate) const METHODS: &[&str] = &["get", "put", "post", "delete", "patch"];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "sonae",
        description = "Information-security checklists of Japanese medical institutions: forms, ledgers, vendors, packs.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(ProblemBody, FieldError)),
    tags(
        (name = "institution", description = "The institution and the official editions"),
        (name = "forms", description = "Official forms, decided item by item"),
        (name = "ledgers", description = "Ledgers and their records"),
        (name = "vendors", description = "Vendors under contract"),
        (name = "logs", description = "Access logs"),
        (name = "observations", description = "Machines that no ledger knows, and what the ledgers' words for products mean"),
        (name = "weaknesses", description = "Vulnerabilities, ends of support, and decisions about them"),
        (name = "inspection", description = "Approvals and inspection packs"),
        (name = "operation", description = "Operation log, backups, state of the server")
    )
)]
pub(crate) struct Described;

/// Completes what the routes say: the scheme, the problems that any of them can answer with, and addresses that lead somewhere.
pub(crate) fn complete(described: &utoipa::openapi::OpenApi, frameworks: &Frameworks) -> Value {
    let examples = examples(frameworks);
    let mut document = serde_json::to_value(described).unwrap_or_default();
    document["components"]["securitySchemes"] = json!({
        SCHEME: {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made in sonae's settings. It can do what its user can, limited to the permissions chosen for it.",
        }
    });
    for item in document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut()) {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                add_problems(operation);
                add_examples(operation, &examples);
            }
        }
    }
    document
}

/// The problems that follow from what an operation takes.
fn add_problems(operation: &mut Value) {
    let takes = |place: &str, name: Option<&str>| {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.filter(|parameter| parameter["in"] == place).any(|parameter| name.is_none_or(|name| parameter["name"] == name))
    };
    let mut statuses = vec![400, 429];
    if operation["security"][0].get(SCHEME).is_some() {
        statuses.extend([401, 403]);
    }
    if takes("path", None) {
        statuses.push(404);
    }
    if takes("header", Some("If-Match")) {
        statuses.extend([412, 428]);
    }
    if operation.get("requestBody").is_some() {
        statuses.extend([413, 415, 422]);
    }
    for status in statuses {
        let responses = &mut operation["responses"];
        if responses.get(status.to_string()).is_none() {
            responses[status.to_string()] = problem(status);
        }
    }
}

/// Parts of addresses, by name: an item of the newest edition.
fn examples(frameworks: &Frameworks) -> Vec<(&'static str, String)> {
    let edition = frameworks.latest();
    let item = edition.and_then(|edition| edition.form(Audience::Institution)).and_then(|form| form.items().next());
    let edition = edition.map(|edition| ("edition", edition.id.to_string()));
    let item = item.map(|item| ("item", item.key.clone()));
    edition.into_iter().chain(item).chain([("audience", Audience::Institution.as_str().to_owned())]).collect()
}

fn add_examples(operation: &mut Value, examples: &[(&str, String)]) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten().filter(|parameter| parameter["in"] == "path") {
        if let Some((_, example)) = examples.iter().find(|(name, _)| parameter["name"] == *name) {
            parameter["example"] = json!(example);
        }
    }
}

fn problem(status: u16) -> Value {
    let kind = KINDS.iter().find(|(_, known)| *known == status).map_or("fault", |(kind, _)| kind);
    json!({
        "description": format!("Problem: {kind}"),
        "content": { MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}
