//! Which clause lays down which item: the matrix of the institution's form and its regulations.
//!
//! Deliberately not here: whether that suffices (`sonae_domain::rules`); the holes shown here are the rule's own.

use std::collections::BTreeMap;

use sonae_domain::assessment::Status;
use sonae_domain::facts::Facts;
use sonae_domain::framework::ControlId;
use sonae_domain::ledger::Regulation;
use sonae_domain::rules::ControlScope;

use crate::decide_forms::Decided;

/// A clause.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Key of the row in the ledger
    pub key: String,
    /// 規程名
    pub title: String,
    /// 条
    pub clause: String,
    /// Whether its day has come
    pub in_force: bool,
}

/// One item and the clauses that lay it down.
#[derive(Debug, Clone)]
pub struct CoverageRow {
    /// Key of the item
    pub key: String,
    /// Number as printed
    pub no: String,
    /// Short title of the control
    pub title: String,
    /// Clauses, in the ledger's order
    pub clauses: Vec<Clause>,
    /// Whether the rule finds that no clause lays it down
    pub hole: bool,
}

/// The matrix.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Items in printed order, without that of the regulations themselves
    pub rows: Vec<CoverageRow>,
    /// Clauses that lay down no item of the form, by title
    pub others: BTreeMap<String, Vec<Clause>>,
}

/// The control that asks for regulations; its own row is not in the matrix.
const REGULATIONS: &str = "regulations-cover-all-items";

/// The matrix of what is decided. `title` gives the short title of a control.
pub fn coverage(decided: &Decided<'_>, title: impl Fn(&ControlId) -> String) -> Coverage {
    let Some(own) = decided.forms.first() else { return Coverage::default() };
    let facts = &decided.facts;
    let parsed: Vec<(Clause, Vec<ControlScope>)> = facts.regulations.iter().map(|row| parse(&row.key, row, facts)).collect();
    let holes = holes(decided);
    let asked = own.assessment.items.iter().filter(|item| item.status != Status::NotApplicable && item.control != *REGULATIONS);
    let rows: Vec<CoverageRow> = asked
        .map(|item| {
            let wanted = ControlScope { control: item.control.clone(), scope: item.scope };
            // a clause for servers only still belongs beside an item about all machines
            let touches = |covered: &ControlScope| covered.contains(&wanted) || wanted.contains(covered);
            let clauses = parsed.iter().filter(|(_, covers)| covers.iter().any(touches)).map(|(clause, _)| clause.clone());
            CoverageRow {
                key: item.key.clone(),
                no: item.no.clone(),
                title: title(&item.control),
                clauses: clauses.collect(),
                hole: holes.iter().any(|hole| *hole == wanted.to_string()),
            }
        })
        .collect();
    let mut others: BTreeMap<String, Vec<Clause>> = BTreeMap::new();
    for (clause, _) in &parsed {
        if !rows.iter().any(|row| row.clauses.iter().any(|known| known.key == clause.key)) {
            others.entry(clause.title.clone()).or_default().push(clause.clone());
        }
    }
    Coverage { rows, others }
}

fn parse(key: &str, row: &Regulation, facts: &Facts) -> (Clause, Vec<ControlScope>) {
    let clause = Clause {
        key: key.to_owned(),
        title: row.title.trim().to_owned(),
        clause: row.clause.trim().to_owned(),
        in_force: row.established_on.is_none_or(|day| day.earliest() <= facts.as_of),
    };
    (clause, row.covers.iter().filter_map(|text| text.trim().parse().ok()).collect())
}

/// The items for which the rule finds no clause, as `control/scope`.
fn holes(decided: &Decided<'_>) -> Vec<String> {
    let items = decided.forms.first().into_iter().flat_map(|own| &own.assessment.items);
    let reasons = items.filter(|item| item.control == *REGULATIONS).flat_map(|item| &item.finding.reasons);
    let uncovered = reasons.filter(|reason| reason.key == "regulation-items-uncovered").filter_map(|reason| reason.args.get("items"));
    uncovered.flat_map(|items| items.split(',')).map(|item| item.trim().to_owned()).collect()
}
