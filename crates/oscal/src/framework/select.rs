//! Which controls a profile takes, by OSCAL's rules of selection.
//!
//! Not here: where they stand in a form (`draft`).

use std::collections::{BTreeMap, BTreeSet};

use super::{Framework, Warning, below_all};
use crate::model::{Control, CustomGroup, InsertControls, Other, Profile, SelectControls};

/// The controls of a catalog, in order and by id.
pub(super) struct Index<'a> {
    all: Vec<&'a Control>,
    by_id: BTreeMap<&'a str, &'a Control>,
}

impl<'a> Index<'a> {
    pub(super) fn of(framework: &'a Framework) -> Self {
        let all = framework.controls();
        let by_id = all.iter().map(|control| (control.id.as_str(), *control)).collect();
        Self { all, by_id }
    }

    /// The control with this id.
    pub(super) fn control(&self, id: &str) -> Option<&'a Control> {
        self.by_id.get(id).copied()
    }

    /// Ids in the order in which they are named, and names that no control has. Nothing said is everything.
    pub(super) fn chosen(
        &self,
        include_all: Option<&Other>,
        include: &[SelectControls],
        exclude: &[SelectControls],
    ) -> (Vec<String>, Vec<String>) {
        let mut unknown = Vec::new();
        let mut found: Vec<&str> = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        if include_all.is_some() || include.is_empty() {
            found = self.all.iter().map(|control| control.id.as_str()).collect();
        }
        for select in include.iter().filter(|_| include_all.is_none()) {
            found.extend(self.named(select, &mut unknown));
        }
        let excluded: BTreeSet<&str> = exclude.iter().flat_map(|select| self.named(select, &mut Vec::new())).collect();
        found.retain(|id| !excluded.contains(id) && seen.insert(id));
        (found.into_iter().map(str::to_owned).collect(), unknown)
    }

    fn named(&self, select: &SelectControls, unknown: &mut Vec<String>) -> Vec<&'a str> {
        let mut found: Vec<&'a str> = Vec::new();
        let with_children = select.with_child_controls.as_deref() == Some("yes");
        let mut take = |control: &'a Control| {
            found.push(&control.id);
            if with_children {
                let mut below = Vec::new();
                below_all(&control.controls, &mut below);
                found.extend(below.into_iter().map(|child| child.id.as_str()));
            }
        };
        for id in &select.with_ids {
            match self.control(id) {
                Some(control) => take(control),
                None => unknown.push(id.clone()),
            }
        }
        for pattern in select.matching.iter().filter_map(|matching| matching.pattern.as_deref()) {
            self.all.iter().filter(|control| matches(pattern, &control.id)).for_each(|control| take(control));
        }
        found
    }
}

/// How much a profile asks for.
pub(super) struct Size {
    /// Ids, patterns, and places where controls are put.
    pub(super) selections: usize,
    /// Bytes of the longest pattern.
    pub(super) longest: usize,
}

/// Counts what selecting by this profile takes.
pub(super) fn size(profile: &Profile) -> Size {
    let mut size = Size { selections: 0, longest: 0 };
    for import in &profile.imports {
        size.add(&import.include_controls, &import.exclude_controls);
    }
    if let Some(custom) = profile.merge.as_ref().and_then(|merge| merge.custom.as_ref()) {
        size.insert(&custom.insert_controls);
        size.groups(&custom.groups);
    }
    size
}

impl Size {
    fn groups(&mut self, groups: &[CustomGroup]) {
        for group in groups {
            self.insert(&group.insert_controls);
            self.groups(&group.groups);
        }
    }

    fn insert(&mut self, inserted: &[InsertControls]) {
        for insert in inserted {
            self.add(&insert.include_controls, &insert.exclude_controls);
        }
    }

    fn add(&mut self, include: &[SelectControls], exclude: &[SelectControls]) {
        self.selections += 1;
        for select in include.iter().chain(exclude) {
            self.selections += select.with_ids.len().max(1) + select.matching.len();
            let patterns = select.matching.iter().filter_map(|matching| matching.pattern.as_deref());
            self.longest = patterns.map(str::len).max().unwrap_or_default().max(self.longest);
        }
    }
}

/// Ids that a profile selects.
pub(super) fn selected(index: &Index<'_>, file: &str, profile: &Profile, warnings: &mut Vec<Warning>) -> BTreeSet<String> {
    let mut taken = BTreeSet::new();
    for import in &profile.imports {
        let (found, unknown) = index.chosen(import.include_all.as_ref(), &import.include_controls, &import.exclude_controls);
        taken.extend(found);
        warnings.extend(unknown.into_iter().map(|id| Warning::UnknownControl { file: file.to_owned(), id }));
    }
    warnings.extend(profile.imports.iter().skip(1).map(|import| Warning::OtherImport { file: file.to_owned(), href: import.href.clone() }));
    let alters = profile.modify.iter().flat_map(|modify| &modify.alters);
    let altered = alters.filter(|alter| !alter.adds.is_empty() || alter.removes.iter().any(|remove| remove.by_id.is_none()));
    warnings.extend(altered.map(|alter| Warning::Altered { file: file.to_owned(), id: alter.control_id.clone() }));
    taken
}

/// `*` stands for any characters, `?` for one. Steps are bounded by the product of both lengths.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut pattern_at) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(pattern_at) {
            Some('*') => {
                star = Some((pattern_at, at));
                pattern_at += 1;
            }
            Some(c) if *c == '?' || Some(c) == text.get(at) => {
                at += 1;
                pattern_at += 1;
            }
            _ => match star {
                Some((star_at, from)) => {
                    star = Some((star_at, from + 1));
                    (pattern_at, at) = (star_at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(pattern_at).all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_shells_do() {
        for (pattern, text, expected) in [
            ("ac-*", "ac-2.1", true),
            ("ac-?", "ac-2", true),
            ("ac-?", "ac-21", false),
            ("*", "", true),
            ("*-2*", "ac-2", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
