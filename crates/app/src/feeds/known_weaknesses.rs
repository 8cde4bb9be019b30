//! What is weak on the machines of the ledger, as the present feeds have it. Ledger strings and what machines say of themselves are resolved to
//! products; the feeds are asked for each.
//!
//! Deliberately not here: guessing. What is not recognised is asked of nobody's feed.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sonae_domain::facts::{Decided, Entry, Facts, FeedState, Judgement, Reached, Weakness, WeaknessDecision, WeaknessState};
use sonae_domain::ledger::{Device, DeviceKind};
use sonae_domain::observation::Machine;
use sonae_feeds::matching::{self, Decision, Finding, Installed, Matcher, State};
use sonae_feeds::priority::{self, Exposure};
use sonae_feeds::store::{Release, SourceStatus, StoreError};
use sonae_feeds::support::{self, SupportState};

use super::with_listed_names;
use crate::house::House;
use crate::product_answers::{software_cell, system_cell};
use crate::products::{Confirmed, Field, Kind, Resolution, Resolver, resolver};

/// Number of the present state of the feeds; 0 where there is none, or none can be read.
pub(crate) fn present(house: &House) -> u64 {
    let current = super::store(house).and_then(|store| store.current());
    match current {
        Ok(current) => current.number,
        Err(error) => {
            tracing::error!(%error, "the feeds cannot be read");
            0
        }
    }
}

/// Fills in what the feeds say of every machine in use. `confirmed`: what people said that ledger strings mean.
pub(crate) fn fill_in(facts: &mut Facts, release: &Release, confirmed: Vec<Confirmed>) -> Result<(), StoreError> {
    let status = release.generation().status(facts.as_of);
    facts.feeds = status.iter().filter(|feed| feed.rows > 0).map(feed_state).collect();
    if facts.feeds.is_empty() {
        return Ok(());
    }
    let resolver = match resolver() {
        Ok(resolver) => with_listed_names(resolver, release)?.with_confirmed(confirmed),
        Err(error) => {
            tracing::error!(%error, "the table of products cannot be read");
            return Ok(());
        }
    };
    let mut matcher = Matcher::new(release);
    let decisions: Vec<Decision> = facts.weakness_decisions.iter().filter(|decision| decision.withdrawn_on.is_none()).map(judged).collect();
    let mut found = Vec::new();
    for device in facts.devices.iter().filter(|device| device.in_use()) {
        let machine = facts.machine_of(device);
        let products = products(&resolver, device, machine);
        let told: BTreeSet<&str> =
            products.iter().filter(|product| product.told_by_machine).map(|product| product.installed.product.as_str()).collect();
        let exposure = exposure(device, machine);
        let central = matches!(device.kind, DeviceKind::Server | DeviceKind::Network);
        let asked =
            matching::Device { installed: products.iter().map(|product| product.installed.clone()).collect(), hardware: Vec::new() };
        let mut findings = matcher.check(&asked)?.findings;
        let states: Vec<State> = findings.iter().map(|finding| finding.state).collect();
        matching::apply(&mut findings, &decisions, facts.as_of);
        for (finding, state) in findings.iter().zip(states) {
            let told_by_machine = told.contains(finding.product.as_str());
            found.push(Weakness { told_by_machine, ..of_finding(device, finding, state, exposure) });
        }
        for product in &products {
            let ended = of_support(release, device, product, central, facts.as_of)?;
            found.extend(ended.map(|ended| Weakness { reached: reached(exposure), ..decided_support(ended, &decisions, facts.as_of) }));
        }
        let given_up = of_hardware(release, device, machine, &products, facts.as_of)?;
        found.extend(given_up.map(|ended| Weakness { reached: reached(exposure), ..decided_support(ended, &decisions, facts.as_of) }));
    }
    for weakness in found.iter_mut().filter(|weakness| weakness.decided.is_none()) {
        let about = |decision: &&WeaknessDecision| decision.is_about(&weakness.cve, &weakness.product, &weakness.condition);
        weakness.lapsed_on = facts.weakness_decisions.iter().filter(about).map(|decision| decision.until).max();
    }
    facts.weaknesses = found;
    Ok(())
}

fn feed_state(status: &SourceStatus) -> FeedState {
    FeedState { name: status.source.name().to_owned(), as_of: status.as_of, counts_days: status.source.ages().red, rows: status.rows }
}

/// A decision as crate `feeds` applies it.
fn judged(decision: &WeaknessDecision) -> Decision {
    Decision {
        cve: decision.cve.clone(),
        product: decision.product.clone(),
        condition: Some(decision.condition.clone()),
        judgement: match decision.judgement {
            Judgement::NotAffected => matching::Judgement::NotAffected,
            Judgement::Fixed => matching::Judgement::Fixed,
            Judgement::Mitigated => matching::Judgement::Mitigated,
            Judgement::Accepted => matching::Judgement::Accepted,
        },
        person: decision.by.clone(),
        reason: decision.reason.clone(),
        until: decision.until,
    }
}

fn decided(decision: &Decision) -> Decided {
    let judgement = match decision.judgement {
        matching::Judgement::NotAffected => Judgement::NotAffected,
        matching::Judgement::Fixed => Judgement::Fixed,
        matching::Judgement::Mitigated => Judgement::Mitigated,
        matching::Judgement::Accepted => Judgement::Accepted,
    };
    Decided { judgement, until: decision.until }
}

/// The end of support with the decision on it: no work until its day.
fn decided_support(ended: Weakness, decisions: &[Decision], today: Date) -> Weakness {
    match decisions.iter().find(|decision| decision.holds("", &ended.product, &ended.condition, today)) {
        Some(decision) => Weakness { class: None, decided: Some(decided(decision)), ..ended },
        None => ended,
    }
}

/// A product on a machine.
struct Product {
    /// Whether the machine itself told its version
    told_by_machine: bool,
    installed: Installed,
    eol_product: Option<String>,
    eol_cycle: Option<String>,
}

/// What runs on a machine: its system, and its programs; by its own word where it gave one, else by the ledger.
fn products(resolver: &Resolver, device: &Entry<Device>, machine: Option<&Machine>) -> Vec<Product> {
    let mut found = Vec::new();
    let field = if device.kind == DeviceKind::Network { Field::Network } else { Field::Os };
    let told = machine.and_then(|machine| machine.system.as_ref()).filter(|told| told.kind.is_from_within()).map(|told| &told.value);
    match told {
        Some(system) => {
            let text = [system.name.as_str(), system.edition_words(), &system.release].join(" ");
            let resolved = resolver.resolve(&text, if system.build.is_some() { "" } else { &system.version }, field);
            found.extend(product(&resolved).map(|mut product| {
                product.told_by_machine = true;
                if let (Some(build), Some(revision)) = (system.build, system.revision) {
                    product.installed.version = Some(format!("10.0.{build}.{revision}"));
                }
                product
            }));
        }
        None => found.extend(product(&system_cell(resolver, device).meaning)),
    }
    found.extend(product(&software_cell(resolver, device).meaning));
    let programs = machine.and_then(|machine| machine.software.as_ref()).map_or(&[][..], |told| told.value.as_slice());
    let programs = programs.iter().filter_map(|program| product(&resolver.resolve(&program.name, &program.version, Field::Software)));
    found.extend(programs.map(|program| Product { told_by_machine: true, ..program }));
    let mut known = BTreeSet::new();
    found.retain(|product| known.insert((product.installed.product.clone(), product.installed.version.clone())));
    found
}

/// Only what is recognised for sure is asked of the feeds.
fn product(resolved: &Resolution) -> Option<Product> {
    let canonical = resolved.canonical.clone().filter(|_| resolved.kind == Kind::Match)?;
    let version = match (&resolved.version, &resolved.update) {
        (Some(version), Some(update)) => Some(format!("{version} {update}")),
        (version, _) => version.clone(),
    };
    Some(Product {
        told_by_machine: false,
        installed: Installed {
            product: canonical,
            version,
            edition: resolved.edition.clone(),
            scheme: None,
            cpes: resolved.cpe.iter().map(|cpe| format!("cpe:2.3:{cpe}:*:*:*:*:*:*:*:*")).collect(),
        },
        eol_product: resolved.eol_product.clone(),
        eol_cycle: resolved.eol_cycle.clone(),
    })
}

/// How a machine can be reached, as far as the ledger and its own settings say.
fn exposure(device: &Device, machine: Option<&Machine>) -> Exposure {
    let settings = machine.and_then(|machine| machine.network.as_ref()).map(|told| &told.value);
    let outside = settings.is_some_and(|settings| {
        settings.vpn.iter().any(|vpn| vpn.enabled != Some(false))
            || settings
                .administration
                .iter()
                .any(|access| access.from_internet == Some(true) && access.protocols.iter().any(|p| p != "ping"))
    });
    let vendor = device.remote_maintenance == Some(true) || !device.line.trim().is_empty();
    match (outside, vendor, device.kind) {
        (true, ..) => Exposure::Internet,
        (false, true, _) => Exposure::Vendor,
        // nobody knows what faces a router until its settings were read
        (false, false, DeviceKind::Network) if settings.is_none() => Exposure::Unknown,
        (false, false, _) => Exposure::Inside,
    }
}

fn reached(exposure: Exposure) -> Reached {
    match exposure {
        Exposure::Internet => Reached::Outside,
        Exposure::Vendor => Reached::VendorLine,
        Exposure::Unknown => Reached::Unknown,
        Exposure::Inside | Exposure::None => Reached::Inside,
    }
}

/// `state`: the verdict before any decision.
fn of_finding(device: &Entry<Device>, finding: &Finding, state: State, exposure: Exposure) -> Weakness {
    let state = match state {
        State::Confirmed => WeaknessState::Confirmed,
        State::Probable => WeaknessState::Probable,
        State::Potential | State::Fixed | State::NotAffected | State::Suppressed => WeaknessState::Potential,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range before")]
    let scaled = |value: f32, by: f32, most: f32| (value * by).round().clamp(0.0, most) as u16;
    Weakness {
        device: device.key.clone(),
        product: finding.product.clone(),
        version: finding.version.clone().unwrap_or_default(),
        cve: finding.cve.clone(),
        state,
        class: priority::of_finding(finding, exposure).map(priority::Class::number),
        exploited: finding.exploited.is_some(),
        ransomware: finding.exploited.as_ref().is_some_and(|exploited| exploited.ransomware),
        cvss_tenths: finding.cvss.and_then(|score| u8::try_from(scaled(score, 10.0, 100.0)).ok()),
        epss_permille: finding.epss.map(|probability| scaled(probability, 1000.0, 1000.0)),
        fixed_in: finding.fixed_in.clone().unwrap_or_default(),
        ended_on: None,
        feed: finding.source.name().to_owned(),
        condition: finding.condition.clone(),
        why: finding.why.iter().map(|why| why.key().to_owned()).collect(),
        reached: reached(exposure),
        decided: finding.decision.as_ref().map(decided),
        ..Weakness::default()
    }
}

/// The device itself, where our own table of support dates has its model: the maker mends no firmware of a device that it has given up.
fn of_hardware(
    release: &Release,
    device: &Entry<Device>,
    machine: Option<&Machine>,
    products: &[Product],
    today: Date,
) -> Result<Option<Weakness>, StoreError> {
    let vendors: BTreeSet<&str> = products.iter().filter_map(|product| product.installed.product.split_once('/')).map(|(v, _)| v).collect();
    let written = [device.model.as_str(), &device.os, &device.software, machine.map_or("", |machine| &machine.model)].join(" / ");
    for vendor in vendors {
        let Some((model, support)) = support::of_model(release, vendor, &written, today)? else { continue };
        if support.state == SupportState::Ended {
            return Ok(Some(Weakness {
                device: device.key.clone(),
                product: model,
                state: WeaknessState::Confirmed,
                class: priority::of_support(&support, true).map(priority::Class::number),
                ended_on: support.until.or(support.range.1),
                feed: support.source.map(|source| source.name().to_owned()).unwrap_or_default(),
                condition: support.until.or(support.range.1).map(|on| on.to_string()).unwrap_or_default(),
                ..Weakness::default()
            }));
        }
    }
    Ok(None)
}

fn of_support(
    release: &Release,
    device: &Entry<Device>,
    product: &Product,
    central: bool,
    today: Date,
) -> Result<Option<Weakness>, StoreError> {
    let (Some(name), Some(cycle)) = (&product.eol_product, &product.eol_cycle) else { return Ok(None) };
    let support = support::support(release, name, cycle, product.installed.version.as_deref(), today)?;
    if support.state != SupportState::Ended {
        return Ok(None);
    }
    Ok(Some(Weakness {
        device: device.key.clone(),
        product: product.installed.product.clone(),
        version: product.installed.version.clone().unwrap_or_default(),
        state: WeaknessState::Confirmed,
        class: priority::of_support(&support, central).map(priority::Class::number),
        ended_on: support.until.or(support.range.1),
        feed: support.source.map(|source| source.name().to_owned()).unwrap_or_default(),
        // another day, as after an extension, is another matter
        condition: support.until.or(support.range.1).map(|on| on.to_string()).unwrap_or_default(),
        told_by_machine: product.told_by_machine,
        ..Weakness::default()
    }))
}
