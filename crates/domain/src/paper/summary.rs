//! The one page for the director: where the institution stands, what is contradictory, what is dangerous, what to approve.
//!
//! Not here: the order of danger and what to do next (decided elsewhere; printed in the order given).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One summary. What does not fit on its one page is left out from the end, and the number left out is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagementSummary {
    /// Name of the institution.
    pub facility: String,
    /// Which form and edition is summed up, in words.
    pub edition_label: String,
    /// The day of the check.
    pub as_of: Date,
    /// Day by which every item must be はい.
    pub deadline: Option<Date>,
    /// The institution's (or pharmacy's) own form in numbers: the headline.
    pub tally: Tally,
    /// How the はい of the own form are known.
    pub assurances: Assurances,
    /// How much of the device ledger was observed; `None` where nothing was.
    #[serde(default)]
    pub observed: Option<SummaryObserved>,
    /// Every vendor form in numbers.
    pub forms: Vec<SummaryForm>,
    /// Where a person's answer and the facts disagree, the worst first.
    pub contradictions: Vec<SummaryContradiction>,
    /// Items that are いいえ or open, the most dangerous first.
    pub gaps: Vec<SummaryGap>,
}

/// Items of one form by answer. Their sum is the number of items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// はい
    pub yes: u32,
    /// いいえ
    pub no: u32,
    /// 未確認: not answered and not decided.
    pub open: u32,
    /// 記入不要
    pub void: u32,
}

/// はい by how it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assurances {
    /// The system tested it on records.
    pub verified: u32,
    /// A document shows it.
    pub examined: u32,
    /// Somebody says so.
    pub declared: u32,
}

/// How much of the device ledger was observed: what was not found is only as good as this.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryObserved {
    /// Machines in use in the ledger.
    pub in_ledger: usize,
    /// Of these, observed recently enough to count.
    pub observed: usize,
    /// Day of the oldest observation that counts.
    pub oldest: Option<Date>,
    /// Machines that were seen and stand in no row.
    pub strangers: usize,
}

/// One vendor's form in a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryForm {
    /// Name of the vendor.
    pub name: String,
    /// Its items by answer.
    pub tally: Tally,
    /// Whether a filled form came back.
    pub received: bool,
}

/// A disagreement between an answer and the facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryContradiction {
    /// Printed number of the item.
    pub no: String,
    /// Short name of the item.
    pub item: String,
    /// What a person answered, in words.
    pub said: String,
    /// What the facts show, naming the records.
    pub seen: String,
}

/// One thing to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryGap {
    /// Printed number of the item.
    pub no: String,
    /// Short name of the item.
    pub item: String,
    /// What is missing, naming the records.
    pub missing: String,
    /// What to do next.
    pub next: String,
    /// Who does it; may be empty.
    pub owner: String,
    /// Until when.
    pub due: Option<Date>,
}
