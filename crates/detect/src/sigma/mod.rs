//! Sigma rules, each shown only to the events of its logsource.
//!
//! A rule is put under what its `logsource` says (product, service, category); an event is shown to the rules under every combination
//! of what it is and of "not said". That is what leaves some ten rules instead of some thousand for most events. The engine is
//! rsigma; nothing of it is seen outside this module.

mod read;

use std::collections::{HashMap, HashSet};

use rsigma_eval::{
    CorrelationConfig, CorrelationEngine, CorrelationSnapshot, Engine, EvaluationResult, Event, JsonEvent, TimestampFallback,
};
use rsigma_parser::SigmaRule;
use sonae_logs::{Native, Row};

use crate::flat::{Flat, class_name};
use crate::hit::Hit;
use crate::rule::{RuleProblem, RuleText, level};
use read::Read;

/// States of correlations (a group each), at most.
const STATES: usize = 1_000_000;

/// The product of rules over the flat event.
const FLAT: &str = "sonae";

/// What one product is called by others.
const ALIASES: &[(&str, &str)] = &[("fortios", "fortigate"), ("fortigate", "fortios"), ("fortios", "fortinet"), ("fortigate", "fortinet")];

/// Rules by product, service and category, each in lower case, "" = not said.
type ByLogsource = HashMap<String, HashMap<String, HashMap<String, Engine>>>;

/// The rules of the users, ready.
pub(crate) struct Sigma {
    engines: ByLogsource,
    correlations: Option<CorrelationEngine>,
    counted: HashSet<String>,
    texts: HashMap<String, RuleText>,
    forgotten: u64,
}

/// How a hit names a rule.
fn name_of(id: Option<&String>, title: &str) -> String {
    id.map_or(title, String::as_str).to_owned()
}

impl Sigma {
    /// Reads rules (file name, YAML). What cannot be used is left out and told.
    pub(crate) fn new(files: &[(String, String)]) -> (Self, Vec<RuleProblem>) {
        let mut read = Read::default();
        for (file, yaml) in files {
            read.file(file, yaml);
        }
        let mut sigma =
            Self { engines: ByLogsource::new(), correlations: None, counted: HashSet::new(), texts: HashMap::new(), forgotten: 0 };
        sigma.put_correlations(&mut read);
        sigma.put_rules(&mut read);
        (sigma, read.problems)
    }

    fn put_rules(&mut self, read: &mut Read) {
        let mut sorted: HashMap<[String; 3], Vec<&(String, SigmaRule)>> = HashMap::new();
        for rule in &read.rules {
            let source = &rule.1.logsource;
            let said = |part: &Option<String>| part.as_deref().unwrap_or_default().to_lowercase();
            sorted.entry([said(&source.product), said(&source.service), said(&source.category)]).or_default().push(rule);
            self.texts.insert(name_of(rule.1.id.as_ref(), &rule.1.title), read::rule_text(&rule.1));
        }
        for ([product, service, category], rules) in sorted {
            let mut engine = Engine::new();
            for (at, error) in engine.add_rules(rules.iter().map(|(_, rule)| rule)) {
                read.problems.push(RuleProblem { file: rules[at].0.clone(), what: error.to_string() });
            }
            for (file, filter) in &read.filters {
                if let Err(error) = engine.apply_filter(filter) {
                    read.problems.push(RuleProblem { file: file.clone(), what: error.to_string() });
                }
            }
            self.engines.entry(product).or_default().entry(service).or_default().insert(category, engine);
        }
        read.problems.sort_by(|one, other| (&one.file, &one.what).cmp(&(&other.file, &other.what)));
        read.problems.dedup();
    }

    fn put_correlations(&mut self, read: &mut Read) {
        let taken = read.usable_correlations();
        if taken.is_empty() {
            return;
        }
        let mut engine = CorrelationEngine::new(CorrelationConfig {
            timestamp_fallback: TimestampFallback::Skip,
            max_state_entries: STATES,
            emit_detections: false,
            ..CorrelationConfig::default()
        });
        for (file, rule) in &read.rules {
            let names = [rule.id.as_ref(), rule.name.as_ref()];
            if taken.iter().any(|(_, taken)| names.iter().flatten().any(|name| taken.rules.contains(name))) {
                if let Err(error) = engine.add_rule(rule) {
                    read.problems.push(RuleProblem { file: file.clone(), what: error.to_string() });
                }
                self.counted.extend(rule.id.clone());
            }
        }
        for (file, mut rule) in taken {
            // So long as it goes on it is told once in its timespan, where the rule says nothing else.
            let once = format!("{}s", rule.timespan.seconds);
            rule.custom_attributes.entry("rsigma.suppress".to_owned()).or_insert_with(|| once.as_str().into());
            self.texts.insert(name_of(rule.id.as_ref(), &rule.title), read::correlation_text(&rule));
            if let Err(error) = engine.add_correlation(&rule) {
                read.problems.push(RuleProblem { file, what: format!("{}: {error}", rule.title) });
            }
        }
        self.correlations = Some(engine);
    }

    /// How many rules look at single events.
    pub(crate) fn len(&self) -> usize {
        self.engines.values().flat_map(HashMap::values).flat_map(HashMap::values).map(Engine::rule_count).sum()
    }

    /// What the rules say of themselves.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &RuleText> {
        self.texts.values()
    }

    /// Whether some rule looks at the flat event.
    pub(crate) fn looks_at_flat(&self) -> bool {
        self.engines.contains_key(FLAT)
    }

    /// Shows an event as its system wrote it.
    pub(crate) fn look(&mut self, row: &Row, native: &Native, out: &mut Vec<Hit>) {
        let event = JsonEvent::borrow(&native.fields);
        let mut found = Vec::new();
        let alias = ALIASES.iter().filter(|(name, _)| *name == native.product).map(|(_, other)| *other);
        for product in once_each("", &native.product).chain(alias) {
            let Some(services) = self.engines.get(product) else { continue };
            for service in once_each("", &native.service) {
                let Some(categories) = services.get(service) else { continue };
                for category in [""].iter().chain(&native.categories) {
                    found.extend(categories.get(*category).into_iter().flat_map(|engine| engine.evaluate(&event)));
                }
            }
        }
        let machine = || if row.event.device.is_empty() { text(&native.fields, "Computer") } else { row.event.device.clone() };
        self.tell(row, &event, found, machine, out);
    }

    /// Shows a flat event.
    pub(crate) fn look_at_flat(&mut self, flat: &Flat<'_>, out: &mut Vec<Hit>) {
        let Some(services) = self.engines.get(FLAT) else { return };
        let (row, class) = (flat.row, class_name(flat.row.event.class));
        let mut found = Vec::new();
        for service in once_each("", &row.source) {
            let Some(categories) = services.get(service) else { continue };
            found.extend(["", class].iter().filter_map(|category| categories.get(*category)).flat_map(|engine| engine.evaluate(flat)));
        }
        let user = || if row.event.user_uid.is_empty() { row.event.device.clone() } else { row.event.user_uid.clone() };
        self.tell(row, flat, found, user, out);
    }

    /// Turns what fired into hits, and shows it to the correlations.
    fn tell(&mut self, row: &Row, event: &impl Event, found: Vec<EvaluationResult>, about: impl Fn() -> String, out: &mut Vec<Hit>) {
        if found.is_empty() {
            return;
        }
        let is_counted = |result: &EvaluationResult| result.header.rule_id.as_ref().is_some_and(|id| self.counted.contains(id));
        let (counted, mut told): (Vec<_>, Vec<_>) = found.into_iter().partition(is_counted);
        if let (Some(engine), false) = (&mut self.correlations, counted.is_empty()) {
            let seconds = row.event.time.div_euclid(1_000_000);
            if engine.state_count() + 8 >= STATES {
                engine.evict_expired(seconds);
            }
            let before = engine.state_count();
            told.extend(engine.process_with_detections(event, counted, seconds));
            self.forgotten += before.saturating_sub(engine.state_count()) as u64;
        }
        out.extend(told.iter().map(|result| self.hit(row, result, &about)));
    }

    fn hit(&self, row: &Row, result: &EvaluationResult, about: &impl Fn() -> String) -> Hit {
        let rule = name_of(result.header.rule_id.as_ref(), &result.header.rule_title);
        let (about, count) = match result.as_correlation() {
            Some(counted) => {
                let values: Vec<&str> = counted.group_key.iter().map(|(_, value)| value.as_str()).collect();
                (values.join(" "), whole(counted.aggregated_value))
            }
            None => (about(), 0),
        };
        Hit {
            title: result.header.rule_title.clone(),
            level: level(result.header.level),
            author: self.texts.get(&rule).map(|text| text.author.clone()).unwrap_or_default(),
            rule,
            time: row.event.time,
            leaves: vec![(row.shard.clone(), row.leaf)],
            about,
            source: row.source.clone(),
            window: row.event.time,
            count,
        }
    }

    /// States of correlations that were forgotten because there were too many.
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    pub(crate) fn state(&self) -> Option<CorrelationSnapshot> {
        self.correlations.as_ref().map(CorrelationEngine::export_state)
    }

    /// Takes a state up again; false where it is of another kind.
    pub(crate) fn restore(&mut self, state: CorrelationSnapshot) -> bool {
        self.correlations.as_mut().is_none_or(|engine| engine.import_state(state))
    }
}

fn once_each<'a>(one: &'a str, other: &'a str) -> impl Iterator<Item = &'a str> {
    [one, other].into_iter().take(if one == other { 1 } else { 2 })
}

fn text(fields: &serde_json::Value, name: &str) -> String {
    fields.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of this kind saturates")]
fn whole(number: f64) -> u32 {
    number as u32
}
