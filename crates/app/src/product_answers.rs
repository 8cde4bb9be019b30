//! What ledger strings mean where the program does not know: a question with suggestions, a person's answer, which counts for this
//! institution from then on, and lists of answers that go from one institution to another.
//!
//! Deliberately not here: understanding a string (crate `products`), asking the feeds ([`crate::feeds`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use sha2::{Digest, Sha256};
use sonae_domain::access::Permission;
use sonae_domain::calendar::japan;
use sonae_domain::facts::Facts;
use sonae_domain::ledger::{Device, DeviceKind, Record};
use sonae_store::StoreError;

use crate::actor::{Actor, Forbidden};
use crate::feeds::{self, with_listed_names};
use crate::house::{House, KnowError};
use crate::named_products::named_products;
use crate::products::{Confirmed, Field, Kind, Resolution, Resolver, product_name, resolver, why_text};
use crate::records::{self, PRODUCT_ANSWERS, Places, RecordError, own_record};

/// The longest text that is asked about, in characters.
const LONGEST: usize = 400;
/// The longest list that is taken, in bytes and in answers.
const LARGEST_LIST: usize = 4 << 20;
const MOST_ANSWERS: usize = 20_000;

/// A text of the ledgers of which nobody knows what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductQuestion {
    /// As the ledger writes it
    pub text: String,
    /// The column that it stands in
    pub field: Field,
    /// Why it is not known, in words
    pub why: String,
    /// What it may mean: canonical product and its name, the likeliest first
    pub suggestions: Vec<(String, String)>,
    /// Machines: key of the row and name
    pub devices: BTreeMap<String, String>,
}

/// A person's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProductAnswer {
    /// This canonical product
    Product(String),
    /// None that is known in public: the vendor is asked
    AskVendor,
    /// Not a product at all
    NotProduct,
}

/// What came of a list of answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswersTaken {
    /// Answers that are new here
    pub added: usize,
    /// Answers that were known already, or about a text to which the institution gave its own
    pub known: usize,
    /// Lines that are no answer
    pub unreadable: Vec<usize>,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Fields that do not fit
    #[error("these fields do not fit: {}", .0.join(", "))]
    Values(Vec<&'static str>),
    /// There is no such answer
    #[error("not there")]
    NotThere,
    /// The list is larger than any that is taken
    #[error("too large")]
    TooLarge,
    /// The table of products cannot be read
    #[error("the table of products: {0}")]
    Table(String),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// It could not be decided
    #[error(transparent)]
    Know(#[from] KnowError),
}

/// Every answer that counts, with its key.
pub async fn product_answers(house: &House, actor: &Actor) -> Result<Vec<(String, Confirmed)>, AnswerError> {
    actor.require(Permission::ReadLedgers)?;
    Ok(records::all(&house.store, PRODUCT_ANSWERS).await?)
}

/// The answers, for whoever builds a resolver.
pub(crate) async fn confirmed(house: &House) -> Result<Vec<Confirmed>, RecordError> {
    Ok(records::all(&house.store, PRODUCT_ANSWERS).await?.into_iter().map(|(_, answer)| answer).collect())
}

/// The resolver as this institution has taught it.
pub async fn resolver_of(house: &House) -> Result<Resolver, AnswerError> {
    let builtin = resolver().map_err(|error| AnswerError::Table(error.to_string()))?;
    let listed = if feeds::present(house) > 0 {
        let release = feeds::store(house).and_then(|store| store.release());
        release.and_then(|release| with_listed_names(builtin, &release)).map_err(|error| AnswerError::Table(error.to_string()))?
    } else {
        builtin.clone()
    };
    Ok(listed.with_confirmed(confirmed(house).await?))
}

/// A cell of a ledger with the version beside it, and what it means.
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) field: Field,
    pub(crate) meaning: Resolution,
}

/// What the ledger says of a machine's system. A router is often told by its model, with its firmware in the column for systems.
pub(crate) fn system_cell(resolver: &Resolver, device: &Device) -> Cell {
    let field = if device.kind == DeviceKind::Network { Field::Network } else { Field::Os };
    let meaning = resolver.resolve(&device.os, "", field);
    if meaning.kind == Kind::Match || device.model.trim().is_empty() {
        return Cell { text: device.os.clone(), field, meaning };
    }
    let text = format!("{} {}", device.maker, device.model);
    let meaning = resolver.resolve(&text, &device.os, field);
    Cell { text, field, meaning }
}

/// What the ledger says of a machine's software.
pub(crate) fn software_cell(resolver: &Resolver, device: &Device) -> Cell {
    let field = if device.kind == DeviceKind::Medical { Field::Medical } else { Field::Software };
    let meaning = resolver.resolve(&device.software, &device.software_version, field);
    Cell { text: device.software.clone(), field, meaning }
}

/// Everything in the ledger of devices that is not understood, what concerns most machines first.
pub async fn product_questions(house: &House, actor: &Actor) -> Result<Vec<ProductQuestion>, AnswerError> {
    actor.require(Permission::ReadLedgers)?;
    let known = house.known().await?;
    let asked = known.questions.get_or_try_init(|| async {
        let (resolver, known) = (resolver_of(house).await?, Arc::clone(&known));
        let work = tokio::task::spawn_blocking(move || questions(&known.decided.facts, &resolver));
        work.await.map_err(|_| AnswerError::Know(KnowError::CutOff))
    });
    Ok(asked.await?.clone())
}

fn questions(facts: &Facts, resolver: &Resolver) -> Vec<ProductQuestion> {
    let mut asked: BTreeMap<String, ProductQuestion> = BTreeMap::new();
    // ledgers repeat themselves, and understanding a cell is the costly part: by what is written, the cells that are not understood
    let mut read: BTreeMap<(bool, DeviceKind, [&str; 5]), Vec<(String, Cell)>> = BTreeMap::new();
    for device in facts.devices.iter().filter(|device| device.in_use()) {
        let told = facts.machine_of(device).and_then(|machine| machine.system.as_ref()).is_some_and(|told| told.kind.is_from_within());
        let written = [&device.os, &device.maker, &device.model, &device.software, &device.software_version].map(|text| text.trim());
        let cells = read.entry((told, device.kind, written)).or_insert_with(|| unclear_cells(resolver, device, told));
        for (key, cell) in cells.iter() {
            let question = asked.entry(key.clone()).or_insert_with(|| question(cell));
            question.devices.insert(device.key.clone(), device.record.label());
        }
    }
    let mut questions: Vec<ProductQuestion> = asked.into_values().collect();
    questions.sort_by_key(|question| (std::cmp::Reverse(question.devices.len()), question.text.clone()));
    questions
}

/// The cells of a machine's row that are not understood, each with the key of its text. `told`: the machine itself said what its system is.
fn unclear_cells(resolver: &Resolver, device: &Device, told: bool) -> Vec<(String, Cell)> {
    let system = (!told).then(|| system_cell(resolver, device));
    let cells = system.into_iter().chain([software_cell(resolver, device)]);
    let unclear = cells.filter(|cell| cell.meaning.kind == Kind::Ambiguous && !cell.text.trim().is_empty());
    unclear.map(|cell| (resolver.key(&cell.text), cell)).collect()
}

fn question(cell: &Cell) -> ProductQuestion {
    let suggestions = cell.meaning.suggestions.iter().map(|may| (may.canonical.clone(), product_name(&may.canonical)));
    ProductQuestion {
        text: cell.text.trim().to_owned(),
        field: cell.field,
        why: why_text(&cell.meaning.why),
        suggestions: suggestions.collect(),
        devices: BTreeMap::new(),
    }
}

/// Keeps what a person said a text means.
pub async fn answer_product(house: &House, actor: &Actor, text: &str, answer: &ProductAnswer, note: &str) -> Result<(), AnswerError> {
    actor.require(Permission::EditLedgers)?;
    let resolver = resolver_of(house).await?;
    let suggested = resolver.resolve(text, "", Field::Any).suggestions;
    let canonical = match answer {
        ProductAnswer::Product(id) => Some(id.clone()),
        ProductAnswer::AskVendor | ProductAnswer::NotProduct => None,
    };
    let fits =
        |id: &String| !id.contains('{') && (resolver.catalog().get(id).is_some() || suggested.iter().any(|may| may.canonical == *id));
    let checks = [
        ("text", !text.trim().is_empty() && text.chars().count() <= LONGEST),
        ("product", canonical.as_ref().is_none_or(fits)),
        ("note", note.chars().count() <= LONGEST),
    ];
    let wrong: Vec<&'static str> = checks.into_iter().filter(|(_, fits)| !fits).map(|(name, _)| name).collect();
    if !wrong.is_empty() {
        return Err(AnswerError::Values(wrong));
    }
    let confirmed = Confirmed {
        text: text.trim().to_owned(),
        kind: match answer {
            ProductAnswer::Product(_) => Kind::Match,
            ProductAnswer::AskVendor => Kind::NoPublicId,
            ProductAnswer::NotProduct => Kind::NotProduct,
        },
        cpe: canonical.as_ref().and_then(|id| resolver.catalog().get(id)).and_then(|product| product.cpe.clone()),
        canonical,
        version: None,
        edition: None,
        eol_cycle: None,
        by: actor.called().to_owned(),
        on: house.now().to_zoned(japan()).date().to_string(),
        note: note.trim().to_owned(),
    };
    let mut tx = house.store.begin().await?;
    let key = record_key(&resolver, &confirmed.text);
    let place = Places::of(&tx, PRODUCT_ANSWERS).await?.place(&key);
    tx.put_record(PRODUCT_ANSWERS, own_record(&key, place, &confirmed)).await?;
    let detail = json!({ "kind": confirmed.kind, "product": confirmed.canonical, "note": confirmed.note });
    tx.commit_if_changed(house.event(actor, "product.confirmed", &confirmed.text, detail)).await?;
    Ok(())
}

/// Spellings of the same text have one answer.
fn record_key(resolver: &Resolver, text: &str) -> String {
    hex::encode(&Sha256::digest(resolver.key(text))[..8])
}

/// Takes an answer back: the text is a question again.
pub async fn withdraw_product_answer(house: &House, actor: &Actor, key: &str) -> Result<(), AnswerError> {
    actor.require(Permission::EditLedgers)?;
    let mut tx = house.store.begin().await?;
    let record = tx.record(PRODUCT_ANSWERS, key).await?.filter(|record| !record.retired).ok_or(AnswerError::NotThere)?;
    let answer: Confirmed = records::body(&record)?;
    tx.retire_record(PRODUCT_ANSWERS, key).await?;
    tx.commit(house.event(actor, "product.confirmation-withdrawn", &answer.text, json!({ "product": answer.canonical }))).await?;
    Ok(())
}

/// Every answer as a list for others: one JSON object a line.
pub async fn export_product_answers(house: &House, actor: &Actor) -> Result<String, AnswerError> {
    let answers = product_answers(house, actor).await?;
    let line = |(_, answer): &(String, Confirmed)| serde_json::to_string(answer).unwrap_or_default() + "\n";
    Ok(answers.iter().map(line).collect())
}

/// The answers in a list, and the numbers of its lines that are none.
pub fn read_answers(list: &[u8]) -> (Vec<Confirmed>, Vec<usize>) {
    let list = String::from_utf8_lossy(list);
    let list = list.strip_prefix('\u{feff}').unwrap_or(&list);
    let (mut answers, mut unreadable) = (Vec::new(), Vec::new());
    for (at, line) in list.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).take(MOST_ANSWERS) {
        match serde_json::from_str::<Confirmed>(line).ok().filter(is_answer) {
            Some(answer) => answers.push(answer),
            None => unreadable.push(at + 1),
        }
    }
    (answers, unreadable)
}

/// Whether a file is a list of answers: its first line is one.
pub fn is_list_of_answers(bytes: &[u8]) -> bool {
    if bytes.len() > LARGEST_LIST {
        return false;
    }
    let text = String::from_utf8_lossy(bytes);
    let first = text.strip_prefix('\u{feff}').unwrap_or(&text).lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| !read_answers(line.as_bytes()).0.is_empty())
}

/// Reads the names in the ledgers anew, as these answers have them.
pub fn understand_names(facts: &mut Facts, answers: &[Confirmed]) -> Result<(), AnswerError> {
    let builtin = resolver().map_err(|error| AnswerError::Table(error.to_string()))?;
    facts.named_products = named_products(facts, &builtin.clone().with_confirmed(answers.iter().cloned()));
    Ok(())
}

/// Takes a list of answers that others gave. What the institution said itself stays.
pub async fn import_product_answers(house: &House, actor: &Actor, name: &str, list: &[u8]) -> Result<AnswersTaken, AnswerError> {
    actor.require(Permission::EditLedgers)?;
    if list.len() > LARGEST_LIST {
        return Err(AnswerError::TooLarge);
    }
    let resolver = resolver_of(house).await?;
    let (answers, unreadable) = read_answers(list);
    let mut taken = AnswersTaken { unreadable, ..AnswersTaken::default() };
    let mut tx = house.store.begin().await?;
    let mut places = Places::of(&tx, PRODUCT_ANSWERS).await?;
    let mut added = Vec::new();
    for answer in answers {
        let key = record_key(&resolver, &answer.text);
        if places.has(&key) {
            taken.known += 1;
        } else {
            added.push(own_record(&key, places.place(&key), &answer));
        }
    }
    taken.added = added.len();
    tx.put_records(PRODUCT_ANSWERS, &added).await?;
    tx.commit_if_changed(house.event(actor, "product.confirmations-imported", name, json!({ "added": taken.added, "known": taken.known })))
        .await?;
    Ok(taken)
}

/// Whether somebody stands for it, and it says something.
fn is_answer(answer: &Confirmed) -> bool {
    let named =
        answer.canonical.as_deref().is_some_and(|id| id.split('/').filter(|part| !part.is_empty()).count() == 2 && !id.contains('{'));
    let kind = match answer.kind {
        Kind::Match => named,
        Kind::NoPublicId => answer.canonical.is_none() || named,
        Kind::NotProduct => answer.canonical.is_none(),
        Kind::Ambiguous | Kind::FillDown => false,
    };
    let short = [&answer.text, &answer.by, &answer.note].iter().all(|text| text.chars().count() <= LONGEST);
    kind && short && !answer.text.trim().is_empty() && !answer.by.trim().is_empty() && answer.on.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use sonae_domain::access::Role;
    use sonae_domain::facts::Provenance;

    use super::*;
    use crate::records::ledger_record;
    use crate::testing::{at_rest, person};

    async fn house() -> (House, tempfile::TempDir) {
        let (house, scratch) = at_rest().await;
        let mut tx = house.store.begin().await.unwrap();
        let devices = [
            json!({ "number": "PC-1", "kind": "endpoint", "status": "active", "os": "Windows 11 Pro 24H2", "software": "みほんビューア 3.2" }),
            json!({ "number": "PC-2", "kind": "endpoint", "status": "active", "os": "Windows 11 Pro 24H2", "software": "みほんﾋﾞｭｰｱ", "software-version": "3.1" }),
            json!({ "number": "PC-3", "kind": "endpoint", "status": "disposed", "os": "何か", "software": "何か" }),
        ];
        for (at, body) in (0i64..).zip(devices) {
            let key = body["number"].as_str().unwrap().to_owned();
            tx.put_record("devices", ledger_record(key, at, &body, Provenance::Document, None)).await.unwrap();
        }
        tx.commit(house.event(&person(Role::Operator), "test.set-up", "", json!({}))).await.unwrap();
        (house, scratch)
    }

    #[tokio::test]
    async fn a_text_is_asked_about_until_somebody_answers_and_again_when_the_answer_is_withdrawn() {
        let (house, _scratch) = house().await;
        let operator = person(Role::Operator);
        let asked = product_questions(&house, &operator).await.unwrap();
        let texts: Vec<&str> = asked.iter().map(|question| question.text.as_str()).collect();
        assert!(texts.iter().any(|text| text.contains("みほんビューア")), "{texts:?}");
        assert!(!texts.contains(&"何か"));

        let viewer = answer_product(&house, &person(Role::Viewer), texts[0], &ProductAnswer::AskVendor, "").await;
        assert!(matches!(viewer, Err(AnswerError::Forbidden(_))));
        let none = answer_product(&house, &operator, texts[0], &ProductAnswer::Product("nobody/nothing".into()), "").await;
        assert!(matches!(none, Err(AnswerError::Values(fields)) if fields == ["product"]));
        let tomcat = ProductAnswer::Product("apache/tomcat".into());
        answer_product(&house, &operator, "みほんビューア 3.2", &tomcat, "事業者に聞いた").await.unwrap();
        let resolver = resolver_of(&house).await.unwrap();
        // the width of the letters makes no difference
        let meant = resolver.resolve("みほんﾋﾞｭｰｱ　３．２", "", Field::Software);
        assert_eq!((meant.kind, meant.canonical.as_deref()), (Kind::Match, Some("apache/tomcat")));
        assert!(product_questions(&house, &operator).await.unwrap().iter().all(|question| question.text != "みほんビューア 3.2"));

        let answers = product_answers(&house, &operator).await.unwrap();
        assert_eq!((answers.len(), answers[0].1.by.as_str(), answers[0].1.on.as_str()), (1, "operator", "2026-01-20"));
        withdraw_product_answer(&house, &operator, &answers[0].0).await.unwrap();
        assert!(matches!(withdraw_product_answer(&house, &operator, &answers[0].0).await, Err(AnswerError::NotThere)));
        assert!(product_questions(&house, &operator).await.unwrap().iter().any(|question| question.text == "みほんビューア 3.2"));
    }

    #[tokio::test]
    async fn a_list_goes_from_one_institution_to_another_and_takes_no_ones_own_answer_away() {
        let (house, _scratch) = house().await;
        let operator = person(Role::Operator);
        for (text, answer) in [("あれ", ProductAnswer::AskVendor), ("これ", ProductAnswer::NotProduct)] {
            answer_product(&house, &operator, text, &answer, "").await.unwrap();
        }
        let list = export_product_answers(&house, &operator).await.unwrap();
        assert_eq!(list.lines().count(), 2);

        let (other, _scratch) = self::house().await;
        answer_product(&other, &operator, "これ", &ProductAnswer::AskVendor, "うちのもの").await.unwrap();
        let list = format!("{list}\n{{\"text\":\"\"}}\nnothing\n");
        let taken = import_product_answers(&other, &operator, "list.jsonl", list.as_bytes()).await.unwrap();
        assert_eq!(taken, AnswersTaken { added: 1, known: 1, unreadable: vec![4, 5] });
        let kept = product_answers(&other, &operator).await.unwrap();
        assert_eq!(kept.iter().find(|(_, answer)| answer.text == "これ").unwrap().1.kind, Kind::NoPublicId);
        assert_eq!(import_product_answers(&other, &operator, "list.jsonl", list.as_bytes()).await.unwrap().added, 0);
    }
}
