//! Machine by machine: every product with its weaknesses, to look for a machine, a vendor or a state, in the order that is asked for.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use sonae_app::feeds::{ListOrder, ListedMachine, MachineFilter, list_weaknesses};
use sonae_app::words::text;
use sonae_domain::ledger::LedgerId;

use super::{product_link, reached_word, told_word};
use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::pages::ledgers::record_link;
use crate::signed::Signed;
use crate::state::Web;

/// So many lines are shown; the rest is found by looking for it.
const SHOWN: usize = 300;

/// The states by which the list can be narrowed.
const STATES: [&str; 5] = ["confirmed", "probable", "potential", "ended", "decided"];
/// The orders.
const ORDERS: [(&str, ListOrder); 4] =
    [("urgent", ListOrder::Urgent), ("device", ListOrder::Device), ("vendor", ListOrder::Vendor), ("product", ListOrder::Product)];

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/weaknesses/list", get(show))
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    device: String,
    vendor: String,
    state: String,
    order: String,
}

struct RowView {
    link: String,
    label: String,
    vendor: String,
    name: String,
    product_link: String,
    version: String,
    told: String,
    kind: &'static str,
    state: String,
    count: usize,
    exploited: usize,
    reached: String,
}

/// Something to choose: code, word, whether it is chosen.
type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "weaknesses/list.html")]
struct ListPage {
    page: Page,
    device: String,
    vendors: Vec<Choice>,
    states: Vec<Choice>,
    orders: Vec<Choice>,
    rows: Vec<RowView>,
    total: usize,
}

fn row(line: &ListedMachine) -> RowView {
    RowView {
        link: record_link(LedgerId::Devices, &line.device),
        label: line.label.clone(),
        vendor: line.vendor.clone(),
        name: line.name.clone(),
        product_link: product_link(&line.product),
        version: line.version.clone(),
        told: told_word(line.told_by_machine),
        kind: match line.state {
            "confirmed" | "ended" => "no",
            "probable" => "old",
            "potential" => "open",
            _ => "na",
        },
        state: text(&format!("weaknesses-state-{}", line.state), &[]),
        count: line.count,
        exploited: line.exploited,
        reached: reached_word(line.reached),
    }
}

async fn show(State(web): State<Web>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let order = ORDERS.iter().find(|(code, _)| *code == asked.order).map_or(ListOrder::Urgent, |(_, order)| *order);
    let word = |area: &str, code: &str| text(&format!("weaknesses-{area}-{code}"), &[]);
    let states = STATES.iter().map(|code| ((*code).to_owned(), word("state", code), asked.state == **code)).collect();
    let orders = ORDERS.iter().map(|(code, known)| ((*code).to_owned(), word("order", code), *known == order)).collect();
    let filter = MachineFilter { device: asked.device.clone(), vendor: asked.vendor.clone(), state: asked.state.clone(), order };
    let found = list_weaknesses(&web.house, &signed.actor, &filter).await?;
    let vendors = found.vendors.into_iter().map(|vendor| (vendor.clone(), vendor.clone(), vendor == asked.vendor)).collect();
    html::show(&ListPage {
        page: Page::new(&web, &signed, "weaknesses").await?,
        device: asked.device,
        vendors,
        states,
        orders,
        rows: found.lines.iter().take(SHOWN).map(row).collect(),
        total: found.lines.len(),
    })
}
