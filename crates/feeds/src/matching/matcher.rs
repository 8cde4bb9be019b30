//! The matcher: a release, asked about one device after the other.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::device::{Device, Installed, Known};
use super::evaluate::{Outcome, evaluate};
use super::finding::{Conflict, Exploitation, Finding, identity};
use super::state::{State, Why};
use crate::names::Name;
use crate::record::{Condition, Criterion, Origin, Record, Versions};
use crate::source::Source;
use crate::store::{Release, StoreError};

/// What was looked at for one device.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Checked {
    /// Confirmed, probable and potential findings: the heaviest first, then by CVE
    pub findings: Vec<Finding>,
    /// Vulnerabilities that name a product of the device, whatever the verdict
    pub looked_at: usize,
    /// Of them, how many are mended in the version that is there
    pub fixed: usize,
    /// Of them, how many do not concern the version that is there
    pub not_affected: usize,
    /// Canonical products that no feed names: nothing found is not "nothing there"
    pub unknown_products: Vec<String>,
}

/// A release with what was already looked up in it.
pub struct Matcher<'r> {
    release: &'r Release,
    conditions: HashMap<Name, Arc<Conditions>>,
    facts: HashMap<String, Arc<Facts>>,
    spoken: HashMap<Asked, Arc<Spoken>>,
    /// Findings that are kept in `spoken`
    kept: usize,
}

/// So many findings are kept to be said again: at most about 140 megabytes, where every finding is of another product.
const MOST_KEPT: usize = 200_000;

/// What is said about one name.
struct Conditions {
    all: Vec<Said>,
    /// Every name in them: only what bears one of these can change what they say
    mentioned: HashSet<Name>,
}

/// All on which it depends what is said about a product.
#[derive(PartialEq, Eq, Hash)]
struct Asked {
    installed: Installed,
    hardware: Vec<String>,
    families: BTreeSet<&'static str>,
    /// What else is installed that a condition mentions, in its order
    beside: Vec<Installed>,
    /// How many of these stand before the product
    before: usize,
}

impl Asked {
    fn of(device: &Device, known: &Known, subject: usize, said: &[Arc<Conditions>]) -> Self {
        let is_mentioned = |at: usize| known.installed[at].names.iter().any(|name| said.iter().any(|said| said.mentioned.contains(name)));
        let beside: Vec<usize> = (0..device.installed.len()).filter(|at| *at != subject && is_mentioned(*at)).collect();
        Self {
            installed: device.installed[subject].clone(),
            hardware: device.hardware.clone(),
            families: known.families.clone(),
            before: beside.iter().filter(|at| **at < subject).count(),
            beside: beside.into_iter().map(|at| device.installed[at].clone()).collect(),
        }
    }
}

/// What was said about a product.
#[derive(Default)]
struct Spoken {
    findings: Vec<Finding>,
    looked_at: usize,
    fixed: usize,
    not_affected: usize,
}

/// A condition with its place in the feeds.
struct Said {
    source: Source,
    condition: Condition,
    /// What identifies it, once somebody has asked: the same for every device
    identity: OnceLock<String>,
}

impl Said {
    fn identity(&self) -> &str {
        self.identity.get_or_init(|| identity(&self.condition))
    }
}

/// What is said about a CVE whatever the product.
#[derive(Default)]
struct Facts {
    exploited: Option<Exploitation>,
    epss: Option<f32>,
    cvss: Option<f32>,
    is_rejected: bool,
    is_disputed: bool,
}

/// The best that one origin says.
struct Best<'c> {
    said: &'c Said,
    outcome: Outcome<'c>,
}

impl<'r> Matcher<'r> {
    /// Asks this release.
    pub fn new(release: &'r Release) -> Self {
        Self { release, conditions: HashMap::new(), facts: HashMap::new(), spoken: HashMap::new(), kept: 0 }
    }

    /// Everything that the feeds say about a device.
    ///
    /// What was said of a product is said again of the same product beside the same things: a hospital has one PC a hundred times.
    pub fn check(&mut self, device: &Device) -> Result<Checked, StoreError> {
        let known = device.known();
        let mut checked = Checked::default();
        for (subject, installed) in device.installed.iter().enumerate() {
            let mut said = Vec::new();
            for name in &known.installed[subject].names {
                said.push(self.conditions(name)?);
            }
            let asked = Asked::of(device, &known, subject, &said);
            let spoken = if let Some(spoken) = self.spoken.get(&asked) {
                Arc::clone(spoken)
            } else {
                let spoken = Arc::new(self.speak(&known, subject, installed, &said)?);
                self.kept += spoken.findings.len();
                if self.kept <= MOST_KEPT {
                    self.spoken.insert(asked, Arc::clone(&spoken));
                }
                spoken
            };
            checked.looked_at += spoken.looked_at;
            checked.fixed += spoken.fixed;
            checked.not_affected += spoken.not_affected;
            if said.iter().all(|said| said.all.is_empty()) {
                checked.unknown_products.push(installed.product.clone());
            }
            checked.findings.extend_from_slice(&spoken.findings);
        }
        checked
            .findings
            .sort_by(|one, other| other.state.cmp(&one.state).then_with(|| (&one.cve, &one.product).cmp(&(&other.cve, &other.product))));
        Ok(checked)
    }

    /// What the conditions say about one product; the findings in the order of the whole.
    fn speak(&mut self, known: &Known, subject: usize, installed: &Installed, said: &[Arc<Conditions>]) -> Result<Spoken, StoreError> {
        let mut spoken = Spoken::default();
        let mut by_cve: BTreeMap<&str, BTreeMap<Origin, Best<'_>>> = BTreeMap::new();
        for said in said.iter().flat_map(|said| &said.all) {
            collect(said, known, subject, &mut by_cve);
        }
        for (cve, origins) in by_cve {
            let facts = self.facts(cve)?;
            if facts.is_rejected {
                continue;
            }
            spoken.looked_at += 1;
            let mut finding = decide(cve, &origins, &facts);
            finding.product.clone_from(&installed.product);
            finding.version.clone_from(&installed.version);
            match finding.state {
                State::Fixed => spoken.fixed += 1,
                State::NotAffected | State::Suppressed => spoken.not_affected += 1,
                State::Potential | State::Probable | State::Confirmed => spoken.findings.push(finding),
            }
        }
        // by CVE they are already
        spoken.findings.sort_by_key(|finding| std::cmp::Reverse(finding.state));
        Ok(spoken)
    }

    /// The verdict on one vulnerability for every product of a device that it names, also where it is not affected.
    pub fn explain(&mut self, device: &Device, cve: &str) -> Result<Vec<Finding>, StoreError> {
        let known = device.known();
        let facts = self.facts(cve)?;
        let mut findings = Vec::new();
        for (subject, installed) in device.installed.iter().enumerate() {
            let mut said = Vec::new();
            for name in &known.installed[subject].names {
                said.push(self.conditions(name)?);
            }
            let mut by_cve = BTreeMap::new();
            for said in said.iter().flat_map(|said| &said.all).filter(|said| said.condition.cve == cve) {
                collect(said, &known, subject, &mut by_cve);
            }
            for (cve, origins) in by_cve {
                let finding = decide(cve, &origins, &facts);
                findings.push(Finding { product: installed.product.clone(), version: installed.version.clone(), ..finding });
            }
        }
        Ok(findings)
    }

    /// Every record about a vulnerability, to show: Japanese words come from JVN.
    pub fn records(&self, cve: &str) -> Result<Vec<(Source, Record)>, StoreError> {
        self.release.records(cve)
    }

    fn conditions(&mut self, name: &Name) -> Result<Arc<Conditions>, StoreError> {
        if let Some(known) = self.conditions.get(name) {
            return Ok(Arc::clone(known));
        }
        let said = |(source, condition)| Said { source, condition, identity: OnceLock::new() };
        let all: Vec<Said> = self.release.conditions(name)?.into_iter().map(said).collect();
        let criteria = all.iter().flat_map(|said| said.condition.node.criteria());
        let mentioned = criteria.map(|criterion| Name::new(&*criterion.vendor, &*criterion.product)).collect();
        let all = Arc::new(Conditions { all, mentioned });
        self.conditions.insert(name.clone(), Arc::clone(&all));
        Ok(all)
    }

    fn facts(&mut self, cve: &str) -> Result<Arc<Facts>, StoreError> {
        if let Some(known) = self.facts.get(cve) {
            return Ok(Arc::clone(known));
        }
        let mut facts = Facts {
            exploited: self.release.exploited(cve)?.map(|entry| Exploitation { added: entry.added, ransomware: entry.ransomware }),
            epss: self.release.score(cve)?.map(|score| score.epss),
            ..Facts::default()
        };
        for (_, record) in self.release.records(cve)? {
            // the same CVE in another feed may have its own score: the first feed that has one counts
            facts.cvss = facts.cvss.or(record.severity.as_ref().map(|severity| severity.score));
            facts.is_rejected |= record.status.eq_ignore_ascii_case("rejected");
            facts.is_disputed |= record.tags.iter().any(|tag| tag == "disputed");
        }
        let facts = Arc::new(facts);
        self.facts.insert(cve.to_owned(), Arc::clone(&facts));
        Ok(facts)
    }
}

fn collect<'c>(said: &'c Said, known: &Known, subject: usize, by_cve: &mut BTreeMap<&'c str, BTreeMap<Origin, Best<'c>>>) {
    let outcome = evaluate(&said.condition.node, known, subject);
    if outcome == Outcome::Silent {
        return;
    }
    let best = Best { said, outcome };
    let origins = by_cve.entry(&said.condition.cve).or_default();
    match origins.get_mut(&said.condition.origin) {
        Some(known) if known.outcome.rank() >= best.outcome.rank() => {}
        Some(known) => *known = best,
        None => drop(origins.insert(said.condition.origin, best)),
    }
}

/// One verdict out of what the origins say: the most trusted that can tell decides; who contradicts is shown.
fn decide(cve: &str, origins: &BTreeMap<Origin, Best<'_>>, facts: &Facts) -> Finding {
    let tells = |best: &&Best<'_>| !matches!(best.outcome, Outcome::Potential(..));
    let first = origins.values().find(tells).or_else(|| origins.values().max_by_key(|best| best.outcome.rank()));
    let (state, mut why, criterion) = first.map_or((State::NotAffected, Vec::new(), None), |best| verdict(&best.outcome));
    let mut state = state;
    let mut conflicts = Vec::new();
    for (origin, other) in origins {
        let (said, _, _) = verdict(&other.outcome);
        let contradicts = (said >= State::Probable) != (state >= State::Probable) && said != State::Potential && state != State::Potential;
        if contradicts {
            conflicts.push(Conflict { origin: *origin, state: said });
        }
    }
    if state <= State::Fixed && conflicts.iter().any(|conflict| conflict.state == State::Confirmed) {
        state = State::Probable;
        why.push(Why::SourcesDisagree);
    }
    if facts.is_disputed && state == State::Confirmed {
        state = State::Probable;
        why.push(Why::Disputed);
    }
    let known_fix = criterion.and_then(fix).or_else(|| origins.values().find_map(|best| of_outcome(&best.outcome).and_then(fix)));
    Finding {
        cve: cve.to_owned(),
        product: String::new(),
        version: None,
        state,
        why,
        origin: first.map_or(Origin::Nvd, |best| best.said.condition.origin),
        source: first.map_or(Source::Nvd, |best| best.said.source),
        advisory: first.map(|best| best.said.condition.advisory.clone()).unwrap_or_default(),
        versions: criterion.map(|criterion| criterion.versions.clone()).unwrap_or_default(),
        fixed_in: known_fix,
        condition: if state >= State::Potential {
            first.map(|best| best.said.identity().to_owned()).unwrap_or_default()
        } else {
            String::new()
        },
        conflicts,
        exploited: facts.exploited.clone(),
        epss: facts.epss,
        cvss: facts.cvss,
        decision: None,
    }
}

fn of_outcome<'c>(outcome: &Outcome<'c>) -> Option<&'c Criterion> {
    match outcome {
        Outcome::Silent | Outcome::Unmet(None) => None,
        Outcome::Unmet(Some(criterion))
        | Outcome::Potential(_, criterion)
        | Outcome::Probable(_, criterion)
        | Outcome::Confirmed(criterion) => Some(criterion),
    }
}

fn verdict<'c>(outcome: &Outcome<'c>) -> (State, Vec<Why>, Option<&'c Criterion>) {
    let criterion = of_outcome(outcome);
    match outcome {
        Outcome::Confirmed(_) => (State::Confirmed, Vec::new(), criterion),
        Outcome::Probable(why, _) => (State::Probable, vec![why.clone()], criterion),
        Outcome::Potential(why, _) => (State::Potential, vec![why.clone()], criterion),
        // above the bound of a source that names the mending version
        Outcome::Unmet(Some(above)) if above.fixed_in.is_some() => (State::Fixed, Vec::new(), criterion),
        Outcome::Unmet(_) | Outcome::Silent => (State::NotAffected, Vec::new(), criterion),
    }
}

/// The version that mends: named, or the bound that is itself outside.
fn fix(criterion: &Criterion) -> Option<String> {
    criterion.fixed_in.clone().or_else(|| match &criterion.versions {
        Versions::Within(range) if !range.to_included => range.to.clone(),
        _ => None,
    })
}
