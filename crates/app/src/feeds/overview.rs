//! What the feeds say, for the page and the command: how old they are, what to do this week (ten lines at most), what to ask.

use std::collections::{BTreeMap, BTreeSet};

use sonae_domain::access::Permission;
use sonae_domain::facts::{Entry, Facts, Reached, Weakness, WeaknessState};
use sonae_domain::ledger::{Device, Record};
use sonae_feeds::store::SourceStatus;

use super::product_weaknesses::{filled, japanese};
use super::{FeedError, store};
use crate::actor::Actor;
use crate::house::House;
use crate::products::product_name;
use crate::words::text;

/// More than so many lines nobody does in a week.
const A_WEEK: usize = 10;

/// One line of work: one product, one thing to do, on all machines that need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkLine {
    /// 1 to 5: what comes first
    pub class: u8,
    /// Canonical product
    pub product: String,
    /// As people call it
    pub name: String,
    /// The gravest of the vulnerabilities
    pub gravest: String,
    /// What that one is called in Japanese; empty where no feed of JVN says so
    pub title: String,
    /// The versions that are there
    pub versions: BTreeSet<String>,
    /// How the machine that is easiest to reach can be reached
    pub reached: Reached,
    /// Whether every machine told its version itself
    pub told_by_machine: bool,
    /// Feeds that say so
    pub feeds: BTreeSet<String>,
    /// Whether a decision about it has lapsed: it is work again
    pub lapsed: bool,
    /// Replace, because it is out of support; else update
    pub replace: bool,
    /// The versions that mend, each once
    pub fixed_in: BTreeSet<String>,
    /// Machines: key of the row and name
    pub devices: BTreeMap<String, String>,
    /// Who maintains them
    pub vendors: BTreeSet<String>,
    /// The vulnerabilities
    pub cves: BTreeSet<String>,
    /// Whether ransomware is known to use one of them
    pub ransomware: bool,
}

/// A product of which nobody can tell whether it is affected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenQuestion {
    /// Canonical product
    pub product: String,
    /// As people call it
    pub name: String,
    /// Its version as known
    pub version: String,
    /// Machines: key of the row and name
    pub devices: BTreeMap<String, String>,
    /// How many vulnerabilities name it
    pub cves: usize,
    /// How many of them are exploited
    pub exploited: usize,
}

/// Everything for the page.
#[derive(Debug, Clone, Default)]
pub struct FeedsOverview {
    /// How old the feeds are
    pub status: Vec<SourceStatus>,
    /// The lines of this week, most urgent first
    pub week: Vec<WorkLine>,
    /// Lines that wait
    pub waiting: Vec<WorkLine>,
    /// Lines that are looked at once a month
    pub monthly: Vec<WorkLine>,
    /// What cannot be told
    pub questions: Vec<OpenQuestion>,
    /// Machines of the ledger that were looked at
    pub machines: usize,
    /// Vulnerabilities about which people decided, and which therefore are no work
    pub decided: usize,
}

/// How old the feeds are.
pub async fn feeds_status(house: &House, actor: &Actor) -> Result<Vec<SourceStatus>, FeedError> {
    actor.require(Permission::ReadLedgers)?;
    Ok(store(house)?.current()?.status(house.today().await?))
}

/// Everything that the feeds say.
pub async fn feeds_overview(house: &House, actor: &Actor) -> Result<FeedsOverview, FeedError> {
    let status = feeds_status(house, actor).await?;
    let known = house.known().await?;
    let facts = &known.decided.facts;
    let mut lines = lines(facts);
    let monthly: Vec<WorkLine> = lines.extract_if(.., |line| line.class >= 5 && !line.lapsed).collect();
    let waiting = if lines.len() > A_WEEK { lines.split_off(A_WEEK) } else { Vec::new() };
    if !lines.is_empty() {
        let release = store(house)?.release()?;
        for line in lines.iter_mut().filter(|line| !line.gravest.is_empty()) {
            line.title = japanese(&release, &line.gravest)?.map(|(title, _)| title).unwrap_or_default();
        }
    }
    let decided: BTreeSet<_> =
        facts.weaknesses.iter().filter(|weakness| weakness.decided.is_some()).map(|weakness| (&weakness.product, &weakness.cve)).collect();
    Ok(FeedsOverview {
        status,
        week: lines,
        waiting,
        monthly,
        questions: questions(facts),
        machines: facts.devices.iter().filter(|device| device.in_service()).count(),
        decided: decided.len(),
    })
}

/// Work by product and kind, most urgent first.
fn lines(facts: &Facts) -> Vec<WorkLine> {
    let devices = devices(facts);
    let mut by_work: BTreeMap<(&str, bool), WorkLine> = BTreeMap::new();
    let mut gravest: BTreeMap<(&str, bool), (bool, Option<u8>)> = BTreeMap::new();
    for weakness in &facts.weaknesses {
        let Some(class) = weakness.class else { continue };
        let replace = weakness.is_end_of_support();
        let line = by_work.entry((&weakness.product, replace)).or_insert_with(|| WorkLine {
            class,
            product: weakness.product.clone(),
            name: product_name(&weakness.product),
            reached: Reached::Inside,
            told_by_machine: true,
            replace,
            ..WorkLine::default()
        });
        line.class = line.class.min(class);
        line.ransomware |= weakness.ransomware;
        let gravity = (weakness.exploited, weakness.cvss_tenths);
        let known = gravest.entry((&weakness.product, replace)).or_insert(gravity);
        if line.gravest.is_empty() || *known < gravity {
            *known = gravity;
            line.gravest.clone_from(&weakness.cve);
        }
        line.lapsed |= weakness.lapsed_on.is_some();
        line.reached = line.reached.min(weakness.reached);
        line.told_by_machine &= weakness.told_by_machine;
        line.versions.extend(filled(&weakness.version));
        line.feeds.extend(filled(&weakness.feed));
        line.fixed_in.extend(filled(&weakness.fixed_in));
        line.cves.extend(filled(&weakness.cve));
        let (label, vendor) = named(&devices, weakness);
        line.devices.insert(weakness.device.clone(), label);
        line.vendors.extend(Some(vendor).filter(|vendor| !vendor.is_empty()));
    }
    let mut lines: Vec<WorkLine> = by_work.into_values().collect();
    lines.sort_by(|one, other| {
        (one.class, std::cmp::Reverse(one.devices.len()), &one.product).cmp(&(
            other.class,
            std::cmp::Reverse(other.devices.len()),
            &other.product,
        ))
    });
    lines
}

pub(super) type Devices<'a> = BTreeMap<&'a str, &'a Entry<Device>>;

pub(super) fn devices(facts: &Facts) -> Devices<'_> {
    facts.devices.iter().map(|device| (device.key.as_str(), device)).collect()
}

/// What a person calls the machine, and who maintains it.
pub(super) fn named(devices: &Devices<'_>, weakness: &Weakness) -> (String, String) {
    devices.get(weakness.device.as_str()).map(|device| (device.record.label(), device.vendor.trim().to_owned())).unwrap_or_default()
}

fn questions(facts: &Facts) -> Vec<OpenQuestion> {
    let devices = devices(facts);
    let mut by_product: BTreeMap<(&str, &str), (OpenQuestion, BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    let open =
        |weakness: &&Weakness| weakness.state == WeaknessState::Potential && !weakness.is_end_of_support() && weakness.decided.is_none();
    for weakness in facts.weaknesses.iter().filter(open) {
        let (question, cves, exploited) = by_product.entry((&weakness.product, &weakness.version)).or_default();
        question.product.clone_from(&weakness.product);
        question.name = product_name(&weakness.product);
        question.version.clone_from(&weakness.version);
        question.devices.insert(weakness.device.clone(), named(&devices, weakness).0);
        cves.insert(&weakness.cve);
        if weakness.exploited {
            exploited.insert(&weakness.cve);
        }
    }
    let counted = |(question, cves, exploited): (OpenQuestion, BTreeSet<&str>, BTreeSet<&str>)| OpenQuestion {
        cves: cves.len(),
        exploited: exploited.len(),
        ..question
    };
    let mut questions: Vec<OpenQuestion> = by_product.into_values().map(counted).collect();
    questions.sort_by_key(|question| (std::cmp::Reverse(question.exploited), std::cmp::Reverse(question.cves), question.product.clone()));
    questions
}

/// The letter to the vendor about one line of work: subject and text.
pub fn mail_to_vendor(institution: &str, line: &WorkLine) -> (String, String) {
    let list = |items: &mut dyn Iterator<Item = &String>| items.cloned().collect::<Vec<_>>().join(&text("list-separator", &[]));
    let args = [
        ("institution", institution.to_owned()),
        ("vendor", list(&mut line.vendors.iter())),
        ("product", line.name.clone()),
        ("versions", list(&mut line.versions.iter())),
        ("devices", list(&mut line.devices.values())),
        ("cves", line.cves.iter().take(10).cloned().collect::<Vec<_>>().join(" ")),
        ("fixed", list(&mut line.fixed_in.iter())),
    ];
    let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
    let kind = if line.replace { "replace" } else { "update" };
    (text(&format!("feeds-mail-{kind}-subject"), &args), text(&format!("feeds-mail-{kind}-body"), &args))
}
