//! The weaknesses one by one: of one product with the words of JVN, and machine by machine with filter and order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sonae_domain::access::Permission;
use sonae_domain::facts::{Decided, Facts, Reached, Weakness, WeaknessState};
use sonae_domain::names::{fold, same_company};
use sonae_feeds::store::{Release, StoreError};

use super::overview::{devices, named};
use super::{FeedError, store};
use crate::actor::Actor;
use crate::house::House;
use crate::products::product_name;

/// So many vulnerabilities of one product are shown one by one.
const SHOWN: usize = 200;

/// One vulnerability of a product, on all machines that have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingLine {
    /// The vulnerability; empty for the end of support
    pub cve: String,
    /// What it is called in Japanese; empty where no feed of JVN says so
    pub title: String,
    /// What JVN advises
    pub solution: String,
    /// The surest verdict on any of the machines
    pub state: WeaknessState,
    /// Whether it is known to be exploited
    pub exploited: bool,
    /// Whether it is known from ransomware
    pub ransomware: bool,
    /// CVSS base score, tenths
    pub cvss_tenths: Option<u8>,
    /// Probability that it will be exploited within 30 days, thousandths
    pub epss_permille: Option<u16>,
    /// The versions that are there
    pub versions: BTreeSet<String>,
    /// The versions that mend it
    pub fixed_in: BTreeSet<String>,
    /// Machines: key of the row and name
    pub devices: BTreeMap<String, String>,
    /// How the machine that is easiest to reach can be reached
    pub reached: Reached,
    /// Whether every machine told its version itself
    pub told_by_machine: bool,
    /// Feeds that say so
    pub feeds: BTreeSet<String>,
    /// Why it is not surer: message keys
    pub why: BTreeSet<String>,
    /// Last day of support; for the end of support only
    pub ended_on: Option<Date>,
    /// What was decided, where that holds for all machines
    pub decided: Option<Decided>,
    /// Last day of a decision that no longer holds
    pub lapsed_on: Option<Date>,
}

/// The weaknesses of one product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductWeaknesses {
    /// Canonical product
    pub product: String,
    /// As people call it
    pub name: String,
    /// The vulnerabilities, the gravest first
    pub findings: Vec<FindingLine>,
    /// How many there are, those that are not shown included
    pub total: usize,
}

/// The weaknesses of one product, one by one.
pub async fn product_weaknesses(house: &House, actor: &Actor, product: &str) -> Result<ProductWeaknesses, FeedError> {
    actor.require(Permission::ReadLedgers)?;
    let known = house.known().await?;
    let mut findings = findings(&known.decided.facts, product);
    if findings.is_empty() {
        return Err(FeedError::NotThere);
    }
    let total = findings.len();
    findings.truncate(SHOWN);
    let release = store(house)?.release()?;
    let told = tokio::task::spawn_blocking(move || {
        for finding in findings.iter_mut().filter(|finding| !finding.cve.is_empty()) {
            if let Some((title, solution)) = japanese(&release, &finding.cve)? {
                (finding.title, finding.solution) = (title, solution);
            }
        }
        Ok::<_, StoreError>(findings)
    });
    let findings = told.await.map_err(|_| FeedError::CutOff)??;
    Ok(ProductWeaknesses { product: product.to_owned(), name: product_name(product), findings, total })
}

/// Title and 対策 in Japanese. Where several records speak of it, the first with an advice.
pub(super) fn japanese(release: &Release, cve: &str) -> Result<Option<(String, String)>, StoreError> {
    let mut words: Option<(String, String)> = None;
    for (_, record) in release.records(cve)?.into_iter().filter(|(_, record)| record.lang == "ja") {
        match &words {
            Some((_, solution)) if !solution.is_empty() || record.solution.is_empty() => {}
            _ => words = Some((record.title, record.solution)),
        }
    }
    Ok(words)
}

fn findings(facts: &Facts, product: &str) -> Vec<FindingLine> {
    let devices = devices(facts);
    let mut by_cve: BTreeMap<&str, FindingLine> = BTreeMap::new();
    for weakness in facts.weaknesses.iter().filter(|weakness| weakness.product == product) {
        let line = by_cve.entry(&weakness.cve).or_insert_with(|| FindingLine {
            cve: weakness.cve.clone(),
            reached: Reached::Inside,
            told_by_machine: true,
            decided: weakness.decided.clone(),
            cvss_tenths: weakness.cvss_tenths,
            epss_permille: weakness.epss_permille,
            ended_on: weakness.ended_on,
            ..FindingLine::default()
        });
        line.state = line.state.max(weakness.state);
        line.exploited |= weakness.exploited;
        line.ransomware |= weakness.ransomware;
        line.versions.extend(filled(&weakness.version));
        line.fixed_in.extend(filled(&weakness.fixed_in));
        line.feeds.extend(filled(&weakness.feed));
        line.why.extend(weakness.why.iter().cloned());
        line.reached = line.reached.min(weakness.reached);
        line.told_by_machine &= weakness.told_by_machine;
        line.lapsed_on = line.lapsed_on.max(weakness.lapsed_on);
        if weakness.decided.is_none() {
            line.decided = None;
        }
        let (name, _) = named(&devices, weakness);
        line.devices.insert(weakness.device.clone(), name);
    }
    let mut lines: Vec<FindingLine> = by_cve.into_values().collect();
    lines.sort_by_key(|line| {
        (line.decided.is_some(), Reverse(line.state), Reverse(line.exploited), Reverse(line.cvss_tenths), line.cve.clone())
    });
    lines
}

/// The text, unless it is empty.
pub(super) fn filled(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// By key of the row: what a person calls the machine, and who maintains it.
/// What is looked for in the list of machines. Nothing: everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MachineFilter {
    /// A part of the name or number of the machine
    pub device: String,
    /// The vendor, in any spelling
    pub vendor: String,
    /// `confirmed`, `probable`, `potential`, `ended`, `decided`
    pub state: String,
    /// What stands first
    pub order: ListOrder,
}

/// What stands first in the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListOrder {
    /// The most urgent
    #[default]
    Urgent,
    /// By machine
    Device,
    /// By vendor
    Vendor,
    /// By product
    Product,
}

/// One product on one machine, with its weaknesses of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedMachine {
    /// Key of the row
    pub device: String,
    /// Name
    pub label: String,
    /// Who maintains it
    pub vendor: String,
    /// Canonical product
    pub product: String,
    /// As people call it
    pub name: String,
    /// The version that is there
    pub version: String,
    /// `confirmed`, `probable`, `potential`, `ended`, `decided`
    pub state: &'static str,
    /// 1 to 5; `None`: no work
    pub class: Option<u8>,
    /// How many vulnerabilities
    pub count: usize,
    /// How many of them are exploited
    pub exploited: usize,
    /// How it can be reached
    pub reached: Reached,
    /// Whether the machine told its version itself
    pub told_by_machine: bool,
}

/// What is weak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedWeaknesses {
    /// What fits the filter, machine by machine
    pub lines: Vec<ListedMachine>,
    /// Whoever maintains a machine with a weakness, whether it fits or not
    pub vendors: BTreeSet<String>,
}

/// The kind under which a weakness is listed.
fn kind(weakness: &Weakness) -> &'static str {
    match (&weakness.decided, weakness.is_end_of_support(), weakness.state) {
        (Some(_), ..) => "decided",
        (None, true, _) => "ended",
        (None, false, WeaknessState::Confirmed) => "confirmed",
        (None, false, WeaknessState::Probable) => "probable",
        (None, false, WeaknessState::Potential) => "potential",
    }
}

/// Machine by machine what is weak, filtered and ordered.
pub async fn list_weaknesses(house: &House, actor: &Actor, filter: &MachineFilter) -> Result<ListedWeaknesses, FeedError> {
    actor.require(Permission::ReadLedgers)?;
    let known = house.known().await?;
    let facts = &known.decided.facts;
    let devices = devices(facts);
    let sought = fold(&filter.device);
    let mut vendors = BTreeSet::new();
    let mut listed: BTreeMap<(&str, &str, &'static str), ListedMachine> = BTreeMap::new();
    for weakness in &facts.weaknesses {
        let state = kind(weakness);
        let (label, vendor) = named(&devices, weakness);
        if !vendor.is_empty() && !vendors.contains(&vendor) {
            vendors.insert(vendor.clone());
        }
        let fits = (filter.state.is_empty() || filter.state == state)
            && (sought.is_empty() || fold(&label).contains(&sought) || fold(&weakness.device).contains(&sought))
            && (filter.vendor.trim().is_empty() || same_company(&vendor, &filter.vendor));
        if !fits {
            continue;
        }
        let line = listed.entry((&weakness.device, &weakness.product, state)).or_insert_with(|| ListedMachine {
            device: weakness.device.clone(),
            label,
            vendor,
            name: product_name(&weakness.product),
            product: weakness.product.clone(),
            version: weakness.version.clone(),
            state,
            class: weakness.class,
            count: 0,
            exploited: 0,
            reached: weakness.reached,
            told_by_machine: weakness.told_by_machine,
        });
        line.count += usize::from(!weakness.is_end_of_support());
        line.exploited += usize::from(weakness.exploited);
        line.class = [line.class, weakness.class].into_iter().flatten().min();
    }
    let mut lines: Vec<ListedMachine> = listed.into_values().collect();
    let urgency = |line: &ListedMachine| (line.class.unwrap_or(u8::MAX), Reverse(line.exploited), Reverse(line.count));
    lines.sort_by(|one, other| {
        let named = match filter.order {
            ListOrder::Urgent => std::cmp::Ordering::Equal,
            ListOrder::Device => one.label.cmp(&other.label),
            ListOrder::Vendor => (one.vendor.is_empty(), &one.vendor).cmp(&(other.vendor.is_empty(), &other.vendor)),
            ListOrder::Product => one.name.cmp(&other.name),
        };
        named.then_with(|| urgency(one).cmp(&urgency(other))).then_with(|| one.label.cmp(&other.label))
    });
    Ok(ListedWeaknesses { lines, vendors })
}
