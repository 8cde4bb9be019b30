//! How the volumes hang together: 経営管理編 → 企画管理編 → システム運用編, as the table prints it and as sure as it can be read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ClauseKey, Guideline};

/// How sure it is that two clauses belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sureness {
    /// They stand side by side.
    Sure,
    /// Nothing else fits, but the cells were merged or ran over a page.
    Likely,
    /// It may as well be otherwise.
    Unsure,
}

impl Sureness {
    /// As files and `--json` spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Unsure => "unsure",
        }
    }
}

/// Why a link is not sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// On a page on which the left cell is not printed again.
    PageBreak,
    /// Two clauses on the left stand one after the other.
    TwoClauses,
    /// The number goes back inside one cell.
    Order,
    /// Printed in the place of a number that is missing.
    Misplaced,
    /// Its content does not fit.
    Content,
}

impl Doubt {
    /// As files and `--json` spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PageBreak => "page-break",
            Self::TwoClauses => "two-clauses",
            Self::Order => "order",
            Self::Misplaced => "misplaced",
            Self::Content => "content",
        }
    }
}

/// One cell of 企画管理編 with what stands to its left and right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Row {
    /// Page of the table, from 1.
    pub page: u16,
    /// Left of it.
    pub management: ClauseKey,
    /// What may stand left of it as well.
    #[serde(default, rename = "or", skip_serializing_if = "Option::is_none")]
    pub or_management: Option<ClauseKey>,
    /// The cell.
    pub planning: ClauseKey,
    /// How sure the left side is.
    pub link: Sureness,
    /// Why it is not sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// Right of it, top to bottom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operation: Vec<Below>,
}

/// A cell of システム運用編.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Below {
    /// The clause.
    pub key: ClauseKey,
    /// How sure it is that it belongs to the cell on its left.
    pub link: Sureness,
    /// Why it is not sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
}

/// Two clauses that belong together, each pair once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Link {
    /// The clause of the volume above.
    pub from: ClauseKey,
    /// The clause of the volume below.
    pub to: ClauseKey,
    /// The best of its printings.
    pub sureness: Sureness,
    /// Why it is not sure.
    pub doubt: Option<Doubt>,
    /// How often the table prints it.
    pub printings: u16,
}

impl Guideline {
    /// Every link once, in the table's order.
    pub fn links(&self) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        let mut at: BTreeMap<(&ClauseKey, &ClauseKey), usize> = BTreeMap::new();
        for (from, to, sureness, doubt) in self.rows.iter().flat_map(printed) {
            if let Some(link) = at.get(&(from, to)).and_then(|at| links.get_mut(*at)) {
                link.printings += 1;
                if sureness < link.sureness {
                    (link.sureness, link.doubt) = (sureness, doubt);
                }
                continue;
            }
            at.insert((from, to), links.len());
            links.push(Link { from: from.clone(), to: to.clone(), sureness, doubt, printings: 1 });
        }
        links
    }

    /// Links to the volume above.
    pub fn links_up(&self, key: &ClauseKey) -> Vec<Link> {
        self.links().into_iter().filter(|link| link.to == *key).collect()
    }

    /// Links to the volume below.
    pub fn links_down(&self, key: &ClauseKey) -> Vec<Link> {
        self.links().into_iter().filter(|link| link.from == *key).collect()
    }
}

type Printed<'a> = (&'a ClauseKey, &'a ClauseKey, Sureness, Option<Doubt>);

/// The links that one row prints.
fn printed(row: &Row) -> Vec<Printed<'_>> {
    let mut links = Vec::with_capacity(row.operation.len() + 2);
    if let Some(other) = &row.or_management {
        links.push((other, &row.planning, Sureness::Unsure, row.doubt));
    }
    links.push((&row.management, &row.planning, row.link, row.doubt));
    links.extend(row.operation.iter().map(|below| (&row.planning, &below.key, below.link, below.doubt)));
    links
}
