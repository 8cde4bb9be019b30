//! The words that the program composes, from `locales/ja/*.ftl`.
//!
//! Deliberately not here: labels of official forms (`frameworks/**`), words on paper (templates of `reports`) and what a rule
//! means (its `.md`).

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use serde::Serialize;
use serde_json::Value;
use sonae_domain::assessment::{ItemResult, Reason, Tone};
use sonae_domain::facts::{RecordRef, feed_named};
use sonae_domain::framework::Form;
use sonae_domain::ledger::LedgerId;
use sonae_domain::rules::ControlScope;

static LOCALE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../locales/ja");

/// How many records a sentence names before it says "and others".
const NAMED: usize = 3;

static WORDS: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent("ja-JP".parse().into_iter().collect());
    bundle.set_use_isolating(false);
    for file in LOCALE.files() {
        let text = file.contents_utf8().unwrap_or_default().to_owned();
        // a resource with a slip still gives its good messages; a test proves that there is none
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
});

/// The message `key`, or its attribute with `key.attribute`. An unknown key comes back as it is.
pub fn text(key: &str, args: &[(&str, &str)]) -> String {
    lookup(key, args).unwrap_or_else(|| key.to_owned())
}

/// The message `key`, when there is one.
pub fn lookup(key: &str, args: &[(&str, &str)]) -> Option<String> {
    let (id, attribute) = key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
    let message = WORDS.get_message(id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut fluent = FluentArgs::new();
    for (name, value) in args {
        fluent.set((*name).to_owned(), value_of(value));
    }
    Some(WORDS.format_pattern(pattern, Some(&fluent), &mut Vec::new()).into_owned())
}

/// A word of the program's own as its records and its keys of messages spell it; empty for what is no plain word.
pub fn spelt(word: &impl Serialize) -> String {
    match serde_json::to_value(word) {
        Ok(Value::String(spelt)) => spelt,
        Ok(_) | Err(_) => String::new(),
    }
}

/// Numbers stay numbers (so that messages can select on them); ISO dates are written as people read them.
fn value_of(text: &str) -> FluentValue<'static> {
    // 001 is a name, not a number
    if let Some(number) = text.parse::<u32>().ok().filter(|number| number.to_string() == text) {
        return FluentValue::from(number);
    }
    FluentValue::from(text.parse::<jiff::civil::Date>().map_or_else(|_| text.to_owned(), date))
}

/// 2026/3/31, as ledgers write it.
pub fn date(date: jiff::civil::Date) -> String {
    format!("{}/{}/{}", date.year(), date.month(), date.day())
}

/// What the reason says.
pub fn reason(reason: &Reason, form: Option<&Form>) -> String {
    with_args(&reason.key, reason, form).unwrap_or_else(|| reason.key.clone())
}

/// What to do about the reason; `None` for a reason that asks for nothing.
pub fn next_step(reason: &Reason, form: Option<&Form>) -> Option<String> {
    with_args(&format!("{}.next", reason.key), reason, form)
}

fn with_args(key: &str, reason: &Reason, form: Option<&Form>) -> Option<String> {
    let names = names(&reason.records);
    let items = reason.args.get("items").map(|items| printed_numbers(items, form));
    let mut args: Vec<(&str, &str)> = reason.args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    args.push(("names", &names));
    if let Some(items) = &items {
        args.retain(|(name, _)| *name != "items");
        args.push(("items", items));
    }
    lookup(key, &args)
}

/// The next thing to do about an item: the first reason that asks for something, those of the facts before those of the form.
pub fn next_of_item(item: &ItemResult, form: Option<&Form>) -> Option<String> {
    let decisive = item.finding.reasons.iter().filter(|reason| matches!(reason.tone, Tone::Against | Tone::Missing));
    decisive.chain(&item.form_gaps).find_map(|reason| next_step(reason, form))
}

/// The first few labels, joined; the rest as "and others".
pub fn names(records: &[RecordRef]) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for record in records {
        let label = if record.label.is_empty() { &record.key } else { &record.label };
        if !labels.contains(&label.as_str()) {
            labels.push(label);
        }
    }
    let joined = labels.iter().take(NAMED).copied().collect::<Vec<_>>().join(&text("list-separator", &[]));
    if labels.len() > NAMED { text("list-and-more", &[("names", &joined), ("more", &(labels.len() - NAMED).to_string())]) } else { joined }
}

/// `control/scope,…` as the numbers that the form prints.
pub(crate) fn printed_numbers(items: &str, form: Option<&Form>) -> String {
    let number = |token: &str| {
        let asked: Option<ControlScope> = token.parse().ok();
        let item =
            form.zip(asked).and_then(|(form, asked)| form.items().find(|item| item.control == asked.control && item.scope == asked.scope));
        item.map_or_else(|| token.to_owned(), |item| item.no.clone())
    };
    items.split(',').map(str::trim).filter(|token| !token.is_empty()).map(number).collect::<Vec<_>>().join(&text("list-separator", &[]))
}

/// 機器台帳 …
pub fn ledger(id: LedgerId) -> String {
    text(&format!("ledger-{id}"), &[])
}

/// Where a record was read: file, sheet, row.
pub fn place(record: &RecordRef) -> String {
    let source = &record.source;
    let row = source.row.to_string();
    let args = [("file", source.file.as_str()), ("sheet", source.sheet.as_str()), ("row", row.as_str())];
    let key = match (source.file.is_empty(), source.sheet.is_empty(), source.row) {
        (true, _, _) if feed_named(record.ledger, &record.key).is_some() => return text("place-vault", &[]),
        (true, _, _) => return ledger(record.ledger),
        (_, _, 0) => "place-file",
        (_, true, _) => "place-row",
        (_, false, _) => "place-sheet-row",
    };
    text(key, &args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sonae_domain::rules::RULES;

    #[test]
    fn every_locale_file_is_well_formed_and_no_key_is_defined_twice() {
        let mut seen = std::collections::BTreeMap::new();
        for file in LOCALE.files() {
            let text = file.contents_utf8().unwrap();
            if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
                panic!("{}: {errors:?}", file.path().display());
            }
            for line in text.lines() {
                if let Some((key, _)) = line.split_once(" =").filter(|(key, _)| !key.starts_with([' ', '#', '*', '[', '.'])) {
                    let before = seen.insert(key.to_owned(), file.path().to_owned());
                    assert_eq!(before, None, "{key} again in {}", file.path().display());
                }
            }
        }
        assert!(seen.len() > 100);
    }

    #[test]
    fn every_reason_of_every_rule_has_words() {
        let missing: Vec<&str> = RULES.iter().flat_map(|rule| rule.reasons()).copied().filter(|key| lookup(key, &[]).is_none()).collect();
        assert!(missing.is_empty(), "no words for {missing:?}");
    }

    #[test]
    fn every_ledger_has_a_name() {
        for id in LedgerId::ALL {
            assert_ne!(ledger(*id), format!("ledger-{id}"));
        }
    }

    #[test]
    fn an_identifier_keeps_its_zeros() {
        assert_eq!(text("place-row", &[("file", "001"), ("row", "5")]), "001 5行目");
    }

    #[test]
    fn an_unknown_key_comes_back_as_it_is_and_dates_are_readable() {
        assert_eq!(text("no-such-key", &[]), "no-such-key");
        assert_eq!(date(jiff::civil::date(2026, 3, 31)), "2026/3/31");
    }
}
