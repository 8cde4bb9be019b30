//! One form of one subject on one day, decided item by item.
//!
//! For the institution's own form the facts decide: where they say no, the form says 「いいえ」 whatever somebody answered, and
//! the contradiction is shown. Where the facts do not suffice, the person's answer counts as *declared*. A vendor's form
//! prints what the vendor answered (it is the vendor's statement); what the facts say stands beside it.
//! Deliberately not here: words, paper, storage.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answers::{Answers, Attestation, Earlier, PriorAnswer};
use super::finding::{Assurance, Finding, Reason, Status, Tone, Verdict};
use crate::calendar::plus_days;
use crate::facts::{Facts, RecordRef};
use crate::framework::{Audience, ControlId, Edition, Form, Frameworks, Item, Part, Scope};
use crate::ledger::{Override, YesNo};
use crate::names::fold_company;
use crate::rules::{Context, ControlScope, rule};

/// One form, decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Assessment {
    /// Edition of the form
    pub edition: String,
    /// Whose form
    pub audience: Audience,
    /// The vendor whose form it is; "" for the institution's own
    pub subject: String,
    /// The day for which it was decided
    pub as_of: Date,
    /// The gate question, where the edition has one
    pub gate: Option<ItemResult>,
    /// The items in printed order
    pub items: Vec<ItemResult>,
}

/// One item, decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ItemResult {
    /// Key inside the form
    pub key: String,
    /// Number as printed
    pub no: String,
    /// What is asked
    pub control: ControlId,
    /// Of which machines
    pub scope: Scope,
    /// What holds, all things considered
    pub status: Status,
    /// The word that is ringed on the form; `None` while open or void
    pub answer: Option<YesNo>,
    /// How the answer is known
    pub assurance: Option<Assurance>,
    /// 確認日 to print
    pub checked_on: Option<Date>,
    /// 目標日 to print
    pub target_on: Option<Date>,
    /// 備考 to print
    pub remarks: String,
    /// Until when the answer counts
    pub valid_until: Option<Date>,
    /// What the rule found
    pub finding: Finding,
    /// What somebody answered
    pub attestation: Option<Attestation>,
    /// The override that stands
    pub overruled: Option<Override>,
    /// Where answer and facts disagree
    pub contradiction: Option<Contradiction>,
    /// What is wanting on the form itself: a date, an answer
    pub form_gaps: Vec<Reason>,
    /// Last time's answers to the same control
    pub prior: Vec<PriorAnswer>,
}

/// A disagreement between a person's answer and the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Contradiction {
    /// What was answered
    pub said: YesNo,
    /// What the facts say
    pub found: Status,
}

/// Counts over a form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Totals {
    /// はい
    pub yes: u32,
    /// いいえ
    pub no: u32,
    /// Open: neither facts nor an answer
    pub open: u32,
    /// 記入不要
    pub void: u32,
    /// はい verified by the system
    pub verified: u32,
    /// はい read from a document
    pub examined: u32,
    /// はい only declared
    pub declared: u32,
    /// Items where answer and facts disagree
    pub contradictions: u32,
}

impl Assessment {
    /// Counts over the items.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for item in &self.items {
            match (item.status, item.answer) {
                (Status::NotApplicable, _) => totals.void += 1,
                (_, Some(YesNo::Yes)) => totals.yes += 1,
                (_, Some(YesNo::No)) => totals.no += 1,
                (_, None) => totals.open += 1,
            }
            if item.answer == Some(YesNo::Yes) {
                match item.assurance {
                    Some(Assurance::Verified) => totals.verified += 1,
                    Some(Assurance::Examined) => totals.examined += 1,
                    Some(Assurance::Declared) | None => totals.declared += 1,
                }
            }
            totals.contradictions += u32::from(item.contradiction.is_some());
        }
        totals
    }

    /// Whether every item is answered 「はい」 or void, with nothing wanting on the form.
    pub fn is_complete(&self) -> bool {
        !self.items.iter().any(ItemResult::is_gap)
    }
}

impl ItemResult {
    /// Whether something is to be done: it is 「いいえ」 or open, or something is wanting on the form.
    pub fn is_gap(&self) -> bool {
        matches!(self.status, Status::NotSatisfied | Status::Undetermined) || self.form_gaps.iter().any(|gap| gap.tone != Tone::Advice)
    }
}

/// Decides the forms of one institution. Narrowing the facts to each vendor is done once.
pub struct Evaluator<'a> {
    frameworks: &'a Frameworks,
    edition: &'a Edition,
    facts: Facts,
    /// By folded vendor name
    views: BTreeMap<String, Facts>,
    /// What is known of a vendor that no record names
    nothing: Facts,
}

impl<'a> Evaluator<'a> {
    /// Takes the facts; official numbers in regulations and contracts are resolved against the edition.
    pub fn new(frameworks: &'a Frameworks, edition: &'a Edition, mut facts: Facts) -> Self {
        resolve_numbers(&mut facts, edition);
        let views = facts.by_vendor();
        let nothing =
            Facts { as_of: facts.as_of, institution: facts.institution.clone(), policy: facts.policy.clone(), ..Facts::default() };
        Self { frameworks, edition, facts, views, nothing }
    }

    /// The facts that are judged.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The facts that were judged, back.
    pub fn into_facts(self) -> Facts {
        self.facts
    }

    /// Decides one form for one subject (a vendor's name, or "" for the institution's own form).
    pub fn evaluate(&self, form: &Form, subject: &str) -> Assessment {
        let view = if subject.is_empty() { &self.facts } else { self.views.get(&fold_company(subject)).unwrap_or(&self.nothing) };
        let earlier = self.frameworks.previous(self.edition, form.audience).and_then(|earlier| Earlier::of(view, earlier, form, subject));
        let sheet = Sheet { evaluator: self, form, subject, view, answers: Answers::of(view, self.edition, subject), earlier };
        let gate = form.gate.as_ref().map(|item| sheet.item(item, None, false));
        let closed = gate.as_ref().is_some_and(|gate| gate.answer == Some(YesNo::No));
        let items = form.parts.iter().flat_map(|part| part.items().map(move |item| (part, item)));
        let items = items.map(|(part, item)| sheet.item(item, Some(part), closed)).collect();
        Assessment {
            edition: self.edition.id.as_str().to_owned(),
            audience: form.audience,
            subject: subject.to_owned(),
            as_of: self.facts.as_of,
            gate,
            items,
        }
    }
}

/// Everything that deciding one form needs.
struct Sheet<'a> {
    evaluator: &'a Evaluator<'a>,
    form: &'a Form,
    subject: &'a str,
    view: &'a Facts,
    answers: Answers<'a>,
    earlier: Option<Earlier<'a>>,
}

impl Sheet<'_> {
    fn item(&self, item: &Item, part: Option<&Part>, closed: bool) -> ItemResult {
        let today = self.view.as_of;
        let void = closed || self.is_void(item);
        let finding = if void { void_finding() } else { self.finding(item) };
        let attestation = self.answers.attestation(self.form, item).filter(|_| !void);
        let overruled = self.answers.standing(self.form, item, today).filter(|_| !void).map(|row| row.record.clone());
        let fresh = attestation.as_ref().filter(|attestation| self.is_fresh(attestation));
        let is_fresh = fresh.is_some();
        let decision = self.decide(&finding, fresh, overruled.as_ref());
        let mut result = ItemResult {
            key: item.key.clone(),
            no: item.no.clone(),
            control: item.control.clone(),
            scope: item.scope,
            status: decision.status,
            answer: decision.answer,
            assurance: decision.assurance,
            checked_on: None,
            target_on: None,
            remarks: String::new(),
            valid_until: decision.valid_until,
            contradiction: contradiction(&finding, fresh),
            finding,
            attestation,
            overruled,
            form_gaps: Vec::new(),
            prior: self.earlier.as_ref().map_or_else(Vec::new, |earlier| earlier.prior(item)),
        };
        if !void {
            self.fill_in(&mut result, item, is_fresh);
            result.form_gaps = self.form_gaps(&result, item, part);
        }
        result
    }

    /// Without a vendor contract some items need no answer; a vendor's contract may put items of its form out of scope.
    fn is_void(&self, item: &Item) -> bool {
        if self.subject.is_empty() {
            return item.void_without_contract && self.view.has_vendor_contract() == Some(false);
        }
        let mine = self.view.contracts.iter().filter(|contract| contract.counts_on(self.view.as_of));
        let mut mine = mine.peekable();
        let asked = ControlScope { control: item.control.clone(), scope: item.scope };
        let excludes =
            |tokens: &[String]| tokens.iter().filter_map(|token| token.parse::<ControlScope>().ok()).any(|out| out.contains(&asked));
        mine.peek().is_some() && mine.all(|contract| excludes(&contract.out_of_scope))
    }

    fn finding(&self, item: &Item) -> Finding {
        let Some(rule) = rule(&item.control) else { return Verdict::new().finish() };
        let required: Vec<ControlScope> = self
            .form
            .items()
            .filter(|other| other.key != item.key && !self.is_void(other))
            .map(|other| ControlScope { control: other.control.clone(), scope: other.scope })
            .collect();
        let context = Context {
            parameters: &self.evaluator.edition.parameters,
            scope: item.scope,
            audience: self.form.audience,
            required: &required,
        };
        let mut finding = rule.evaluate(self.view, &context);
        if finding.assurance.is_some() {
            // nothing counts for ever: the whole list is gone through at least once a year (manual I-3)
            finding.valid_until.get_or_insert(plus_days(self.view.as_of, self.view.policy.check_days));
        }
        finding
    }

    /// An answer counts from its 確認日 for as long as the institution's policy says; one without a date counts, and the
    /// missing date is a gap of the form.
    fn is_fresh(&self, attestation: &Attestation) -> bool {
        let today = self.view.as_of;
        attestation.checked_on.is_none_or(|checked| checked <= today && plus_days(checked, self.view.policy.answer_days) >= today)
    }

    fn decide(&self, finding: &Finding, said: Option<&Attestation>, overruled: Option<&Override>) -> Decision {
        let declared_until = said.and_then(|said| said.checked_on).map(|checked| plus_days(checked, self.view.policy.answer_days));
        if let Some(row) = overruled {
            let until = row.expires_on.map(crate::calendar::PartialDate::latest);
            return Decision {
                answer: row.answer,
                status: status_of(row.answer),
                assurance: Some(Assurance::Declared),
                valid_until: until,
            };
        }
        let said_answer = said.map(|said| said.answer);
        match finding.status {
            Status::NotApplicable => Decision { status: Status::NotApplicable, answer: None, assurance: None, valid_until: None },
            Status::NotSatisfied => Decision {
                // the vendor's form is the vendor's statement: it is printed as given, and the facts stand beside it
                answer: if self.subject.is_empty() { Some(YesNo::No) } else { said_answer },
                status: Status::NotSatisfied,
                assurance: finding.assurance,
                valid_until: finding.valid_until,
            },
            Status::Satisfied if said_answer == Some(YesNo::No) || (said.is_none() && !self.subject.is_empty()) => Decision {
                answer: said_answer,
                status: status_of(said_answer),
                assurance: said.map(|_| Assurance::Declared),
                valid_until: declared_until,
            },
            Status::Satisfied => Decision {
                answer: Some(YesNo::Yes),
                status: Status::Satisfied,
                assurance: finding.assurance,
                valid_until: finding.valid_until,
            },
            Status::Undetermined => Decision {
                answer: said_answer,
                status: status_of(said_answer),
                assurance: said.map(|_| Assurance::Declared),
                valid_until: declared_until,
            },
        }
    }

    /// 確認日, 目標日 and 備考: the person's where there are some; the day of the inspection where sonae itself decided.
    fn fill_in(&self, result: &mut ItemResult, item: &Item, is_fresh: bool) {
        let today = self.view.as_of;
        let unanswered = self.answers.unanswered(self.form, item);
        let attested = result.attestation.as_ref().filter(|said| is_fresh && Some(said.answer) == result.answer);
        result.checked_on = match (attested, result.answer) {
            (Some(said), _) => said.checked_on,
            (None, Some(_)) => Some(today),
            (None, None) => None,
        };
        if result.answer == Some(YesNo::No) {
            let planned = result.attestation.as_ref().and_then(|said| said.target_on);
            result.target_on = planned.or_else(|| unanswered.and_then(|row| row.target_on).map(crate::calendar::PartialDate::latest));
        }
        // a remark beside 「はい」 does not belong beside the 「いいえ」 that the facts decide
        let said = result.attestation.as_ref().filter(|said| Some(said.answer) == result.answer).map(|said| said.remarks.clone());
        result.remarks = said.filter(|text| !text.is_empty()).or_else(|| unanswered.map(|row| row.remarks.clone())).unwrap_or_default();
    }

    /// What is wanting on the form: every answer needs 確認日, every 「いいえ」 a 目標日 inside the fiscal year.
    fn form_gaps(&self, result: &ItemResult, item: &Item, part: Option<&Part>) -> Vec<Reason> {
        let today = self.view.as_of;
        let said = result.attestation.as_ref();
        let record: Vec<RecordRef> = said.map(|said| said.record.clone()).into_iter().collect();
        let mut gaps = Verdict::new();
        if result.answer.is_none() {
            match said {
                Some(_) if said.is_some_and(|said| said.checked_on.is_some_and(|day| day > today)) => {
                    gaps.missing_all("form-checked-on-future", record.clone(), &[])
                }
                Some(_) => gaps.missing_all("form-answer-outdated", record.clone(), &[]),
                None if !self.subject.is_empty() => gaps.missing_all("form-vendor-not-answered", Vec::new(), &[]),
                None => gaps.missing_all("form-answer-missing", Vec::new(), &[]),
            };
        } else if result.checked_on.is_none() {
            gaps.missing_all("form-checked-on-missing", record.clone(), &[]);
        }
        if result.answer == Some(YesNo::No) {
            let year = part.map_or(self.evaluator.edition.year, |part| part.year);
            match result.target_on {
                None => gaps.missing_all("form-target-missing", record, &[("until", &year.ends.to_string())]),
                Some(target) if !year.contains(target) => {
                    gaps.missing_all("form-target-outside-year", record, &[("until", &year.ends.to_string())])
                }
                Some(target) if target < today => gaps.missing_all("form-target-passed", record, &[("target", &target.to_string())]),
                Some(_) => &mut gaps,
            };
        }
        let fallen = self.answers.fallen(self.form, item, today);
        if result.overruled.is_none() {
            gaps.advice("form-override-fallen", fallen);
        }
        gaps.finish().reasons.into_iter().filter(|reason| reason.tone != Tone::Support).collect()
    }
}

struct Decision {
    status: Status,
    answer: Option<YesNo>,
    assurance: Option<Assurance>,
    valid_until: Option<Date>,
}

fn status_of(answer: Option<YesNo>) -> Status {
    match answer {
        Some(YesNo::Yes) => Status::Satisfied,
        Some(YesNo::No) => Status::NotSatisfied,
        None => Status::Undetermined,
    }
}

fn void_finding() -> Finding {
    let mut verdict = Verdict::new();
    verdict.not_applicable("item-void");
    verdict.finish()
}

fn contradiction(finding: &Finding, said: Option<&Attestation>) -> Option<Contradiction> {
    let said = said?.answer;
    match (said, finding.status) {
        (YesNo::Yes, Status::NotSatisfied) | (YesNo::No, Status::Satisfied) => Some(Contradiction { said, found: finding.status }),
        _ => None,
    }
}

/// Regulations and contracts name items by the numbers that the form prints; rules know controls only. A number that the
/// edition does not print is left as it is.
fn resolve_numbers(facts: &mut Facts, edition: &Edition) {
    let own = [Audience::Institution, Audience::Pharmacy, Audience::Vendor];
    let resolve = |token: &String| -> Vec<String> {
        let items = own.iter().filter_map(|audience| edition.form(*audience)).map(|form| match form.item(token) {
            Some(item) => vec![item],
            None => form.items_numbered(token),
        });
        let found = items.into_iter().find(|items| !items.is_empty()).unwrap_or_default();
        if found.is_empty() {
            return vec![token.clone()];
        }
        found.iter().map(|item| ControlScope { control: item.control.clone(), scope: item.scope }.to_string()).collect()
    };
    for entry in &mut facts.regulations {
        entry.record.covers = entry.record.covers.iter().flat_map(&resolve).collect();
    }
    for entry in &mut facts.contracts {
        entry.record.out_of_scope = entry.record.out_of_scope.iter().flat_map(&resolve).collect();
    }
}
