//! Whose an account is: the employee number first, else the name with variant kanji folded, narrowed by department.
//!
//! Deliberately not here: likeness. Two people of one name whom nothing tells apart are a question.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::facts::{Entry, Facts};
use crate::ledger::{Account, AccountKind, Employment, StaffMember};
use crate::names::fold;

/// How an account stands to the list of staff.
pub(super) enum Person<'a> {
    /// Its owner has left
    Left(&'a Entry<StaffMember>),
    /// Its owner is on leave and comes back
    OnLeave(&'a Entry<StaffMember>),
    Present,
    /// Two people of that name, one of whom has left, and nothing to tell them apart
    Unclear,
    Unlisted,
}

/// Staff by employee number, and leavers with their namesakes by folded name.
pub(super) struct People<'a> {
    facts: &'a Facts,
    numbers: BTreeMap<String, Vec<&'a Entry<StaffMember>>>,
    names: BTreeMap<String, Vec<&'a Entry<StaffMember>>>,
    /// Folded names of accounts that belong to leavers, usable or not
    ids: BTreeSet<String>,
}

impl<'a> People<'a> {
    /// Only leavers, people on leave and their namesakes matter by name; numbers only where accounts have them.
    pub(super) fn of(facts: &'a Facts) -> Self {
        let mut people = Self { facts, numbers: BTreeMap::new(), names: BTreeMap::new(), ids: BTreeSet::new() };
        let told = facts.staff.iter().filter(|member| has_left(member, facts.as_of) || member.employment == Employment::OnLeave);
        people.names.extend(told.map(|member| (fold(&member.name), Vec::new())).filter(|(name, _)| !name.is_empty()));
        let is_numbered = facts.accounts.iter().any(|account| !account.employee_number.trim().is_empty());
        for member in &facts.staff {
            let number = if is_numbered { fold(&member.employee_number) } else { String::new() };
            if !number.is_empty() {
                people.numbers.entry(number).or_default().push(member);
            }
            if !people.names.is_empty()
                && let Some(namesakes) = people.names.get_mut(&fold(&member.name))
            {
                namesakes.push(member);
            }
        }
        let of_leavers = facts.accounts.iter().filter(|account| people.leaver(account).is_some());
        people.ids = of_leavers.map(|account| bare(&account.user_id)).filter(|id| !id.is_empty()).collect();
        people
    }

    /// The employee number decides; without one the name does, narrowed by department where several bear it.
    pub(super) fn person(&self, account: &Account) -> Person<'a> {
        let members = self.members(account);
        let today = self.facts.as_of;
        let (left, stayed): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| has_left(member, today));
        match (left.first(), stayed.first()) {
            (None, None) => Person::Unlisted,
            (Some(member), None) => Person::Left(member),
            (None, Some(member)) if stayed.iter().all(|member| member.employment == Employment::OnLeave) => Person::OnLeave(member),
            (None, Some(_)) => Person::Present,
            (Some(_), Some(_)) => Person::Unclear,
        }
    }

    /// The leaver to whom the account belongs.
    pub(super) fn leaver(&self, account: &Account) -> Option<&'a Entry<StaffMember>> {
        match self.person(account) {
            Person::Left(member) => Some(member),
            Person::OnLeave(_) | Person::Present | Person::Unclear | Person::Unlisted => None,
        }
    }

    /// Whether an account that names nobody is called as an account of a leaver is.
    pub(super) fn is_named_like_leaver(&self, account: &Account) -> bool {
        let personal = matches!(account.kind, AccountKind::Personal | AccountKind::Unknown);
        let nameless = account.full_name().is_empty() && account.employee_number.trim().is_empty();
        personal && nameless && self.ids.contains(&bare(&account.user_id))
    }

    /// Leavers to whom no account belongs under any spelling.
    pub(super) fn without_account(&self) -> impl Iterator<Item = &'a Entry<StaffMember>> {
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for account in &self.facts.accounts {
            known.extend(self.members(account).into_iter().map(|member| member.key.as_str()));
        }
        let today = self.facts.as_of;
        self.facts.staff.iter().filter(move |member| has_left(member, today) && !known.contains(member.key.as_str()))
    }

    fn members(&self, account: &Account) -> Vec<&'a Entry<StaffMember>> {
        if self.names.is_empty() && self.numbers.is_empty() {
            return Vec::new();
        }
        let by_number = self.numbers.get(&fold(&account.employee_number));
        let mut members = by_number.or_else(|| self.names.get(&fold(&account.full_name()))).cloned().unwrap_or_default();
        let department = fold(&account.department);
        if members.len() > 1 && !department.is_empty() {
            let same: Vec<_> = members.iter().copied().filter(|member| fold(&member.department) == department).collect();
            if !same.is_empty() {
                members = same;
            }
        }
        members
    }
}

/// A name of an account without domain.
fn bare(id: &str) -> String {
    fold(id.rsplit('\\').next().unwrap_or(id).split('@').next().unwrap_or_default())
}

/// Whether the two lists write the same name with other characters (髙 and 高), spaces and width aside.
pub(super) fn is_spelt_differently(account: &Account, member: &StaffMember) -> bool {
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let (one, other) = (plain(&account.full_name()), plain(&member.name));
    one != other && fold(&one) == fold(&other)
}

/// Leave is not leaving; a date of leaving in the future is not leaving yet.
fn has_left(member: &StaffMember, today: Date) -> bool {
    match member.left_on {
        Some(left) => left.latest() < today && member.employment != Employment::OnLeave,
        None => member.employment == Employment::Left,
    }
}
