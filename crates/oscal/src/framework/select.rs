//! Which controls a profile takes, by OSCAL's rules of selection.
//!
//! Not here: where they stand in a form (`draft`).

use std::collections::BTreeSet;

use super::{Framework, Warning, below_all};
use crate::model::{Control, Other, Profile, SelectControls};

/// Ids that a profile selects.
pub(super) fn selected(framework: &Framework, file: &str, profile: &Profile, warnings: &mut Vec<Warning>) -> BTreeSet<String> {
    let all = framework.controls();
    let mut taken = BTreeSet::new();
    for import in &profile.imports {
        let (found, unknown) = chosen(&all, import.include_all.as_ref(), &import.include_controls, &import.exclude_controls);
        taken.extend(found);
        warnings.extend(unknown.into_iter().map(|id| Warning::UnknownControl { file: file.to_owned(), id }));
    }
    warnings.extend(profile.imports.iter().skip(1).map(|import| Warning::OtherImport { file: file.to_owned(), href: import.href.clone() }));
    let alters = profile.modify.iter().flat_map(|modify| &modify.alters);
    let altered = alters.filter(|alter| !alter.adds.is_empty() || alter.removes.iter().any(|remove| remove.by_id.is_none()));
    warnings.extend(altered.map(|alter| Warning::Altered { file: file.to_owned(), id: alter.control_id.clone() }));
    taken
}

/// Ids in the order in which they are named, and names that no control has. Nothing said is everything.
pub(super) fn chosen(
    all: &[&Control],
    include_all: Option<&Other>,
    include: &[SelectControls],
    exclude: &[SelectControls],
) -> (Vec<String>, Vec<String>) {
    let mut unknown = Vec::new();
    let mut found: Vec<String> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    if include_all.is_some() || include.is_empty() {
        found = all.iter().map(|control| control.id.clone()).collect();
    }
    for select in include.iter().filter(|_| include_all.is_none()) {
        found.extend(named(all, select, &mut unknown));
    }
    let excluded: BTreeSet<String> = exclude.iter().flat_map(|select| named(all, select, &mut Vec::new())).collect();
    found.retain(|id| !excluded.contains(id) && seen.insert(id.clone()));
    (found, unknown)
}

fn named(all: &[&Control], select: &SelectControls, unknown: &mut Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    let with_children = select.with_child_controls.as_deref() == Some("yes");
    let mut take = |control: &Control| {
        found.push(control.id.clone());
        if with_children {
            let mut below = Vec::new();
            below_all(&control.controls, &mut below);
            found.extend(below.into_iter().map(|child| child.id.clone()));
        }
    };
    for id in &select.with_ids {
        match all.iter().find(|control| control.id == *id) {
            Some(control) => take(control),
            None => unknown.push(id.clone()),
        }
    }
    for pattern in select.matching.iter().filter_map(|matching| matching.pattern.as_deref()) {
        all.iter().filter(|control| matches(pattern, &control.id)).for_each(|control| take(control));
    }
    found
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
