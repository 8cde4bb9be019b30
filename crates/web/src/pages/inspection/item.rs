//! One item as an inspector sees it: the question, the answer, the finding with its reasons, the records that they name.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sonae_app::inspection::{Original, questions};
use sonae_app::words;
use sonae_domain::access::Permission;
use sonae_domain::assessment::{ItemResult, Reason, Tone};
use sonae_domain::framework::Item;

use super::{answer_chip, assurance_word, link};
use crate::failure::Failure;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

/// A reason in words, with the places of the records.
struct Why {
    chip: &'static str,
    word: String,
    text: String,
    records: Vec<(String, String)>,
    more: usize,
}

/// Records that are named one by one; the ledger itself has them all.
const NAMED: usize = 20;

#[derive(Template)]
#[template(path = "inspection/item.html")]
struct ItemPage {
    page: Page,
    at: usize,
    form: String,
    subject: String,
    item: Item,
    result: ItemResult,
    reasons: Vec<Why>,
    originals: Vec<Original>,
}

impl ItemPage {
    fn link(original: &Original) -> Option<String> {
        link(&original.place)
    }

    fn chip(&self) -> (&'static str, &'static str) {
        answer_chip(Some(self.result.status), self.result.answer)
    }
}

pub(super) async fn show(State(web): State<Web>, signed: Signed, Path((at, key)): Path<(usize, String)>) -> Result<Response, Failure> {
    signed.require(Permission::ReadInspection)?;
    let known = web.house.known().await?;
    let form = known.forms.get(at).ok_or(Failure::NotFound)?;
    let item = form.form.items_with_gate().find(|item| item.key == key).ok_or(Failure::NotFound)?;
    let results = form.assessment.gate.iter().chain(&form.assessment.items);
    let result = results.into_iter().find(|result| result.key == key).ok_or(Failure::NotFound)?;
    let why = |reason: &Reason| Why {
        chip: match reason.tone {
            Tone::Against => "no",
            Tone::Missing => "open",
            Tone::Support => "yes",
            Tone::Advice => "na",
        },
        word: words::text(&format!("inspection-tone-{}", tone(reason.tone)), &[]),
        text: words::reason(reason, Some(form.form)),
        records: reason.records.iter().take(NAMED).map(|record| (record.label.clone(), words::place(record))).collect(),
        more: reason.records.len().saturating_sub(NAMED),
    };
    let asked = questions(&web.house, &signed.actor).await?;
    let asked = asked.into_iter().find(|asked| at == 0 && asked.form == at && asked.key == key);
    html::show(&ItemPage {
        page: Page::new(&web, &signed, "inspection").await?,
        at,
        form: form.form.audience_label.clone(),
        subject: form.assessment.subject.clone(),
        item: item.clone(),
        result: result.clone(),
        reasons: result.finding.reasons.iter().chain(&result.form_gaps).map(why).collect(),
        originals: asked.map(|asked| asked.originals).unwrap_or_default(),
    })
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Against => "against",
        Tone::Missing => "missing",
        Tone::Support => "support",
        Tone::Advice => "advice",
    }
}
