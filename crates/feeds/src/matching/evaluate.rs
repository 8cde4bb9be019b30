//! One condition against one product of one device.
//!
//! The rules, each with a test: vendor and product must both be met; no bound, no confirmation, and for a whole operating system not
//! even a question; what is only narrowing (`vulnerable: false`) never makes a finding; where the product runs must not contradict;
//! Windows is decided by its build and nothing else.

use super::device::{Known, Product};
use super::state::Why;
use super::tables;
use super::versions::{self, Place};
use crate::names::{self, Name};
use crate::record::{Criterion, Node, Part, Versions};
use crate::windows;

/// What a condition says about a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome<'n> {
    /// Nothing
    Silent,
    /// Not affected; `Some` names the criterion above whose upper bound the version lies
    Unmet(Option<&'n Criterion>),
    /// It cannot be told
    Potential(Why, &'n Criterion),
    /// Affected but for one thing
    Probable(Why, &'n Criterion),
    /// Affected
    Confirmed(&'n Criterion),
}

impl Outcome<'_> {
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Silent => 0,
            Self::Unmet(None) => 1,
            Self::Unmet(Some(_)) => 2,
            Self::Potential(..) => 3,
            Self::Probable(..) => 4,
            Self::Confirmed(_) => 5,
        }
    }

    /// Not stronger than probable, for this reason.
    fn at_most_probable(self, why: Why) -> Self {
        match self {
            Self::Confirmed(criterion) => Self::Probable(why, criterion),
            other => other,
        }
    }

    fn at_most_potential(self, why: Why) -> Self {
        match self {
            Self::Confirmed(criterion) | Self::Probable(_, criterion) => Self::Potential(why, criterion),
            other => other,
        }
    }
}

/// Whether something else that a condition asks for is there.
enum Beside {
    Met,
    Unmet,
    Unknown(Why),
    Doubtful(Why),
}

/// What `node` says about the product at `subject`.
pub(super) fn evaluate<'n>(node: &'n Node, device: &Known, subject: usize) -> Outcome<'n> {
    let product = &device.installed[subject];
    match node {
        Node::Is(criterion) if criterion.vulnerable && product.is(&criterion.vendor, &criterion.product) => {
            about(criterion, device, product)
        }
        Node::Is(_) => Outcome::Silent,
        Node::Any(nodes) => nodes.iter().map(|node| evaluate(node, device, subject)).max_by_key(Outcome::rank).unwrap_or(Outcome::Silent),
        Node::All(nodes) => all(nodes, device, subject),
        Node::Not(inner) => match evaluate(inner, device, subject) {
            Outcome::Confirmed(_) | Outcome::Probable(..) => Outcome::Unmet(None),
            Outcome::Unmet(_) => {
                first_about(inner, product).map_or(Outcome::Silent, |criterion| Outcome::Probable(Why::Negated, criterion))
            }
            other => other,
        },
    }
}

fn first_about<'n>(node: &'n Node, product: &Product) -> Option<&'n Criterion> {
    node.criteria().into_iter().find(|criterion| product.is(&criterion.vendor, &criterion.product))
}

fn all<'n>(nodes: &'n [Node], device: &Known, subject: usize) -> Outcome<'n> {
    let product = &device.installed[subject];
    let mut result: Option<Outcome<'n>> = None;
    let mut beside = Vec::new();
    for node in nodes {
        if first_about(node, product).is_some() {
            let outcome = evaluate(node, device, subject);
            result = Some(match result {
                Some(known) if known.rank() <= outcome.rank() => known,
                _ => outcome,
            });
        } else {
            beside.push(node);
        }
    }
    let mut result = result.unwrap_or(Outcome::Silent);
    for node in beside {
        result = match is_there(node, device, product) {
            Beside::Met => result,
            Beside::Unmet if matches!(result, Outcome::Silent) => result,
            Beside::Unmet => Outcome::Unmet(None),
            Beside::Unknown(why) => result.at_most_probable(why),
            Beside::Doubtful(why) => result.at_most_potential(why),
        };
    }
    result
}

/// Is something there that is not the product itself: the device, the operating system, another program?
fn is_there(node: &Node, device: &Known, product: &Product) -> Beside {
    match node {
        Node::Is(criterion) => one_is_there(criterion, device, product),
        Node::Any(nodes) => {
            let mut best = Beside::Unmet;
            for node in nodes {
                best = match (is_there(node, device, product), best) {
                    (Beside::Met, _) | (_, Beside::Met) => return Beside::Met,
                    (Beside::Unknown(why), _) | (_, Beside::Unknown(why)) => Beside::Unknown(why),
                    (Beside::Doubtful(why), _) | (_, Beside::Doubtful(why)) => Beside::Doubtful(why),
                    (Beside::Unmet, Beside::Unmet) => Beside::Unmet,
                };
            }
            best
        }
        Node::All(nodes) => {
            let mut worst = Beside::Met;
            for node in nodes {
                worst = match (is_there(node, device, product), worst) {
                    (Beside::Unmet, _) | (_, Beside::Unmet) => return Beside::Unmet,
                    (Beside::Doubtful(why), _) | (_, Beside::Doubtful(why)) => Beside::Doubtful(why),
                    (Beside::Unknown(why), _) | (_, Beside::Unknown(why)) => Beside::Unknown(why),
                    (Beside::Met, Beside::Met) => Beside::Met,
                };
            }
            worst
        }
        Node::Not(inner) => match is_there(inner, device, product) {
            Beside::Met => Beside::Unmet,
            Beside::Unmet => Beside::Met,
            other => other,
        },
    }
}

fn one_is_there(criterion: &Criterion, device: &Known, product: &Product) -> Beside {
    let name = Name::new(&*criterion.vendor, &*criterion.product);
    if criterion.part == Part::Hardware {
        let is_own =
            product.names.iter().any(|own| own.vendor == name.vendor && own.product.strip_suffix("_firmware") == Some(&name.product));
        return match () {
            () if is_own || device.hardware.iter().any(|known| names::are_same(known, &name) || plain(known) == plain(&name)) => {
                Beside::Met
            }
            () if device.hardware.is_empty() || device.hardware.iter().any(|known| is_series(&name, known)) => {
                Beside::Unknown(Why::HardwareUnknown)
            }
            () => Beside::Unmet,
        };
    }
    if let Some(other) = device.installed.iter().find(|other| other.is(&name.vendor, &name.product)) {
        return match &criterion.versions {
            Versions::Any | Versions::NotApplicable => Beside::Met,
            versions => match versions::place(scheme_of(other, &name), versions, criterion.update.as_deref(), other.version.as_deref()) {
                Place::Inside | Place::Roughly => Beside::Met,
                Place::Outside(_) => Beside::Unmet,
                Place::Unclear(why) => Beside::Unknown(why),
            },
        };
    }
    match tables::family(&name) {
        Some(family) if device.families.contains(family) && matches!(criterion.versions, Versions::Any | Versions::NotApplicable) => {
            Beside::Met
        }
        Some(_) if !device.families.is_empty() => Beside::Unmet,
        Some(_) => Beside::Unknown(Why::SystemUnknown),
        None if criterion.part == Part::System => Beside::Unknown(Why::SystemUnknown),
        None => Beside::Doubtful(Why::CompanionUnknown(name.key())),
    }
}

/// `fortigate_60f` and `fortigate-60f`.
fn plain(name: &Name) -> String {
    format!("{}:{}", name.vendor, name.product.replace(['-', '_', ' '], ""))
}

/// `fortigate_6000` is the series of `fortigate-6300f`: same letters in front, the same first digits, zeros behind, as many digits.
fn is_series(series: &Name, model: &Name) -> bool {
    let split = |name: &Name| {
        let plain = name.product.replace(['-', '_', ' '], "");
        let at = plain.find(|c: char| c.is_ascii_digit()).unwrap_or(plain.len());
        let digits: String = plain[at..].chars().take_while(char::is_ascii_digit).collect();
        (plain[..at].to_owned(), digits, plain.len())
    };
    let ((letters, digits, length), (others, number, _)) = (split(series), split(model));
    let front = digits.trim_end_matches('0');
    series.vendor == model.vendor
        && letters == others
        && length == letters.len() + digits.len()
        && !front.is_empty()
        && front.len() < digits.len()
        && digits.len() == number.len()
        && number.starts_with(front)
}

fn scheme_of(product: &Product, name: &Name) -> Option<sonae_products::version::Scheme> {
    product.scheme.or_else(|| tables::scheme(name))
}

/// The product itself.
fn about<'n>(criterion: &'n Criterion, device: &Known, product: &Product) -> Outcome<'n> {
    let Some((name, traits)) = product.named(&criterion.vendor, &criterion.product) else { return Outcome::Silent };
    if traits.is_windows {
        return about_windows(criterion, name, product);
    }
    let outcome = match versions::place(
        product.scheme.or(traits.scheme),
        &criterion.versions,
        criterion.update.as_deref(),
        product.version.as_deref(),
    ) {
        Place::Unclear(Why::Unbounded) if traits.is_system => return Outcome::Silent,
        Place::Inside => Outcome::Confirmed(criterion),
        Place::Roughly => Outcome::Probable(Why::RoughScheme, criterion),
        Place::Outside(above) => Outcome::Unmet(above.then_some(criterion)),
        Place::Unclear(why) => Outcome::Potential(why, criterion),
    };
    let outcome = if traits.is_distribution { outcome.at_most_probable(Why::Distribution) } else { outcome };
    let outcome = match runs_there(criterion, device, product) {
        Beside::Met => outcome,
        Beside::Unmet => Outcome::Unmet(None),
        Beside::Unknown(why) | Beside::Doubtful(why) => outcome.at_most_probable(why),
    };
    match (&criterion.edition, &product.edition) {
        (Some(wanted), Some(found)) if wanted.eq_ignore_ascii_case(found) => outcome,
        (Some(_), _) => outcome.at_most_probable(Why::EditionUnknown),
        (None, _) => outcome,
    }
}

/// `target_sw`: the operating system or the program in which the product runs.
fn runs_there(criterion: &Criterion, device: &Known, product: &Product) -> Beside {
    let Some(wanted) = criterion.target_sw.as_deref() else { return Beside::Met };
    if let Some(own) = product.target_sw.as_deref() {
        return if own == wanted { Beside::Met } else { Beside::Unmet };
    }
    match tables::family_of_word(wanted) {
        Some(family) if device.families.contains(family) => Beside::Met,
        Some(_) if device.families.is_empty() => Beside::Unknown(Why::SystemUnknown),
        Some(_) => Beside::Unmet,
        // a plugin of wordpress, a package of node.js: what is installed here is not known to be one
        None if tables::is_plugin_of(wanted) => Beside::Unmet,
        // for Exchange, for Azure: it may be
        None => Beside::Unknown(Why::SystemUnknown),
    }
}

/// Windows: the build line must be the release's, and the revision below the one that mends. Everything else says nothing.
fn about_windows<'n>(criterion: &'n Criterion, name: &Name, product: &Product) -> Outcome<'n> {
    let Versions::Within(range) = &criterion.versions else { return Outcome::Silent };
    let Some((line, bound)) = range.to.as_deref().and_then(windows::build_of) else { return Outcome::Silent };
    let Some(bound) = bound else { return Outcome::Silent };
    if windows::line_of(name).is_some_and(|own| own != line && name.product != "windows_10" && name.product != "windows_11") {
        return Outcome::Silent;
    }
    let Some((found, revision)) = product.version.as_deref().and_then(windows::build_of) else {
        return Outcome::Potential(Why::NoVersion, criterion);
    };
    if found != line {
        return Outcome::Silent;
    }
    match revision {
        None => Outcome::Potential(Why::NoRevision, criterion),
        Some(revision) if revision < bound || revision == bound && range.to_included => Outcome::Confirmed(criterion),
        Some(_) => Outcome::Unmet(Some(criterion)),
    }
}
