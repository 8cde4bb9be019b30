//! In which order the contact tree is drawn: rows of boxes inside, blocks of boxes outside, and which way each arrow goes.
//!
//! The drawing has three lanes: vendors and experts on the left, the institution in the middle, authorities on the right, so that
//! no arrow has to pass a box. Boxes of one group that are called by the same people stand in one frame and share their arrows.
//! An arrow that has no free way is put into words, never dropped and never drawn over a box.
//!
//! Not here: millimetres (`templates/contact.typ` measures the boxes and moves what does not fit to further pages).

use std::collections::BTreeMap;

use serde::Serialize;
use sonae_domain::paper::{ContactGroup, ContactNode, ContactTree};

/// Boxes side by side inside the institution.
const ABREAST: usize = 2;
/// Arrows that pass rows on one side of the middle lane.
const TRACKS: usize = 2;

/// The drawing, by positions in [`ContactTree::nodes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Plan {
    /// Rows of the middle lane, top to bottom; one or two boxes each.
    rows: Vec<Vec<usize>>,
    /// Frames of the left lane.
    left: Vec<Block>,
    /// Frames of the right lane.
    right: Vec<Block>,
    /// Arrows inside the middle lane.
    inner: Vec<Inner>,
    /// Arrows in words.
    words: Vec<Arrow>,
    /// Every arrow that reaches a known box, for boxes that move to another page and for the description.
    all: Vec<Arrow>,
}

/// Boxes of one group with the same arrows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Block {
    group: ContactGroup,
    nodes: Vec<usize>,
    /// Arrows between a box inside and the whole frame.
    arrows: Vec<Spoke>,
}

/// An arrow between a box inside and a frame outside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Spoke {
    inside: usize,
    label: String,
    /// Whether the frame calls inside instead of being called.
    inward: bool,
}

/// An arrow between two boxes inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Inner {
    from: usize,
    to: usize,
    label: String,
    way: Way,
    /// Heads at both ends.
    both: bool,
}

/// How an arrow inside goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
enum Way {
    /// Down to the next row.
    Down,
    /// To the neighbour in the same row.
    Across,
    /// Past other rows, beside the boxes.
    Beside { right: bool, track: usize },
}

/// An arrow between two boxes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Arrow {
    from: usize,
    to: usize,
    label: String,
}

/// Orders the tree for drawing. Links to unknown boxes and from a box to itself are left out.
pub(crate) fn plan(tree: &ContactTree) -> Plan {
    let arrows = arrows(tree);
    let inside: Vec<usize> = of(tree, |node| node.group == ContactGroup::Inside);
    let rows = rows(&inside, &arrows, tree);
    let mut words = Vec::new();
    let inner = inner(&rows, &arrows, tree, &mut words);
    let outside = |arrow: &&Arrow| !is_inside(tree, arrow.from) && !is_inside(tree, arrow.to);
    words.extend(arrows.iter().filter(outside).cloned());
    Plan {
        left: blocks(tree, &arrows, is_left),
        right: blocks(tree, &arrows, |group| group != ContactGroup::Inside && !is_left(group)),
        rows,
        inner,
        words,
        all: arrows,
    }
}

fn is_left(group: ContactGroup) -> bool {
    matches!(group, ContactGroup::Vendor | ContactGroup::Security | ContactGroup::Expert)
}

fn is_inside(tree: &ContactTree, at: usize) -> bool {
    let node = tree.nodes.get(at);
    node.is_some_and(|node| node.group == ContactGroup::Inside)
}

fn of(tree: &ContactTree, wanted: impl Fn(&ContactNode) -> bool) -> Vec<usize> {
    let nodes = tree.nodes.iter().enumerate();
    nodes.filter(|(_, node)| wanted(node)).map(|(at, _)| at).collect()
}

fn arrows(tree: &ContactTree) -> Vec<Arrow> {
    let at: BTreeMap<&str, usize> = tree.nodes.iter().enumerate().rev().map(|(at, node)| (node.id.as_str(), at)).collect();
    let known = tree.links.iter().filter_map(|link| {
        let (from, to) = (*at.get(link.from.as_str())?, *at.get(link.to.as_str())?);
        let label = link.label.clone();
        (from != to).then_some(Arrow { from, to, label })
    });
    let mut out: Vec<Arrow> = Vec::new();
    for arrow in known {
        if !out.contains(&arrow) {
            out.push(arrow);
        }
    }
    out
}

/// Boxes inside by how far down the chain of calls they are, at most two abreast.
fn rows(inside: &[usize], arrows: &[Arrow], tree: &ContactTree) -> Vec<Vec<usize>> {
    let mut depth: BTreeMap<usize, usize> = inside.iter().map(|at| (*at, 0)).collect();
    let downward = acyclic(inside, arrows);
    // as many rounds as boxes settle the longest chain of a graph without circles
    for _ in inside {
        for (from, to) in &downward {
            let below = depth.get(from).map_or(0, |d| d + 1);
            if let Some(d) = depth.get_mut(to) {
                *d = (*d).max(below);
            }
        }
    }
    let linked = |at: &usize| downward.iter().any(|(from, to)| from == at || to == at);
    let mut tiers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in inside {
        let tier = if linked(at) { depth[at] } else { usize::MAX };
        tiers.entry(tier).or_default().push(*at);
    }
    let mut out = Vec::new();
    for mut tier in tiers.into_values() {
        tier.sort_by_key(|at| leaning(*at, arrows, tree));
        out.extend(tier.chunks(ABREAST).map(<[usize]>::to_vec));
    }
    out
}

/// Links inside without those that would close a circle, in the order given.
fn acyclic(inside: &[usize], arrows: &[Arrow]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for arrow in arrows {
        let pair = (arrow.from, arrow.to);
        let both_inside = inside.contains(&pair.0) && inside.contains(&pair.1);
        if both_inside && !reaches(&out, pair.1, pair.0) {
            out.push(pair);
        }
    }
    out
}

fn reaches(links: &[(usize, usize)], from: usize, to: usize) -> bool {
    let (mut seen, mut open) = (vec![from], vec![from]);
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        for (_, next) in links.iter().filter(|(a, _)| *a == at) {
            if !seen.contains(next) {
                seen.push(*next);
                open.push(*next);
            }
        }
    }
    false
}

/// Negative for a box that calls to the left, positive for one that calls to the right.
fn leaning(at: usize, arrows: &[Arrow], tree: &ContactTree) -> i32 {
    let side = |other: usize| match tree.nodes.get(other).map(|node| node.group) {
        None | Some(ContactGroup::Inside) => 0,
        Some(group) if is_left(group) => -1,
        Some(_) => 1,
    };
    let touching = arrows.iter().filter_map(|arrow| {
        let from = (arrow.from == at).then_some(arrow.to);
        from.or((arrow.to == at).then_some(arrow.from))
    });
    touching.map(side).sum()
}

fn inner(rows: &[Vec<usize>], arrows: &[Arrow], tree: &ContactTree, words: &mut Vec<Arrow>) -> Vec<Inner> {
    let mut used = [0; 2];
    let mut out: Vec<Inner> = Vec::new();
    for arrow in arrows {
        if !is_inside(tree, arrow.from) || !is_inside(tree, arrow.to) {
            continue;
        }
        let reverse = |drawn: &&mut Inner| drawn.from == arrow.to && drawn.to == arrow.from;
        let same = |drawn: &&mut Inner| drawn.from == arrow.from && drawn.to == arrow.to;
        if let Some(drawn) = out.iter_mut().find(|drawn| reverse(drawn) || same(drawn)) {
            drawn.both |= drawn.from == arrow.to;
            join(&mut drawn.label, &arrow.label);
            continue;
        }
        match way(rows, arrow, &mut used) {
            Some(way) => out.push(Inner { from: arrow.from, to: arrow.to, label: arrow.label.clone(), way, both: false }),
            None => words.push(arrow.clone()),
        }
    }
    out
}

fn join(label: &mut String, more: &str) {
    if !label.is_empty() && !more.is_empty() {
        label.push('\u{30fb}');
    }
    label.push_str(more);
}

/// A way for an arrow inside, if one is free. `used` counts the tracks taken on the left and on the right.
fn way(rows: &[Vec<usize>], arrow: &Arrow, used: &mut [usize; 2]) -> Option<Way> {
    let place = |at: usize| {
        let row = rows.iter().position(|row| row.contains(&at))?;
        let column = rows[row].iter().position(|each| *each == at)?;
        Some((row, column, rows[row].len() == 1))
    };
    let (from_row, from_column, from_alone) = place(arrow.from)?;
    let (to_row, to_column, to_alone) = place(arrow.to)?;
    if to_row == from_row + 1 {
        return Some(Way::Down);
    }
    if to_row == from_row {
        return Some(Way::Across);
    }
    let free = |right: bool| {
        let column = usize::from(right);
        (from_alone || from_column == column) && (to_alone || to_column == column) && used[column] < TRACKS
    };
    let mut sides: Vec<bool> = [false, true].into_iter().filter(|r| free(*r)).collect();
    sides.sort_by_key(|right| used[usize::from(*right)]);
    let right = *sides.first()?;
    let track = used[usize::from(right)];
    used[usize::from(right)] += 1;
    Some(Way::Beside { right, track })
}

/// Frames of one lane: groups in their order, split where the arrows differ.
fn blocks(tree: &ContactTree, arrows: &[Arrow], lane: impl Fn(ContactGroup) -> bool) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut outside = of(tree, |node| lane(node.group));
    outside.sort_by_key(|at| tree.nodes[*at].group);
    for at in outside {
        let group = tree.nodes[at].group;
        let arrows = spokes(tree, arrows, at);
        let same = |block: &&mut Block| block.group == group && block.arrows == arrows;
        match out.iter_mut().find(|block| same(block)) {
            Some(block) => block.nodes.push(at),
            None => out.push(Block { group, nodes: vec![at], arrows }),
        }
    }
    out
}

/// Arrows between the inside and one box outside; several labels of one caller become one.
fn spokes(tree: &ContactTree, arrows: &[Arrow], at: usize) -> Vec<Spoke> {
    let mut out: BTreeMap<(usize, bool), String> = BTreeMap::new();
    for arrow in arrows {
        let (inside, inward) = match (arrow.from == at, arrow.to == at) {
            (true, _) => (arrow.to, true),
            (_, true) => (arrow.from, false),
            _ => continue,
        };
        if is_inside(tree, inside) {
            join(out.entry((inside, inward)).or_default(), &arrow.label);
        }
    }
    let spoke = |((inside, inward), label)| Spoke { inside, label, inward };
    out.into_iter().map(spoke).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sonae_domain::paper::ContactLink;

    fn node(id: &str, group: ContactGroup) -> ContactNode {
        ContactNode { id: id.to_owned(), group, title: id.to_owned(), ..ContactNode::default() }
    }

    fn tree(nodes: &[(&str, ContactGroup)], links: &[(&str, &str, &str)]) -> Plan {
        plan(&ContactTree {
            nodes: nodes.iter().map(|(id, group)| node(id, *group)).collect(),
            links: links.iter().map(|(from, to, label)| ContactLink::new(from, to, label)).collect(),
            ..ContactTree::default()
        })
    }

    use ContactGroup::{Inside, Ministry, Police, Security, Vendor};

    #[test]
    fn a_chain_of_calls_stands_in_rows() {
        let plan =
            tree(&[("c", Inside), ("a", Inside), ("b", Inside), ("d", Inside)], &[("a", "b", "1"), ("b", "c", "2"), ("b", "d", "3")]);
        assert_eq!(plan.rows, [vec![1], vec![2], vec![0, 3]]);
        assert!(plan.inner.iter().all(|i| i.way == Way::Down));
        assert!(plan.words.is_empty());
    }

    #[test]
    fn vendors_called_by_the_same_person_share_a_frame() {
        let plan = tree(
            &[
                ("it", Inside),
                ("head", Inside),
                ("v1", Vendor),
                ("v2", Vendor),
                ("v3", Vendor),
                ("s", Security),
                ("p", Police),
                ("m", Ministry),
            ],
            &[("it", "v1", "連絡"), ("it", "v2", "連絡"), ("head", "v3", "連絡"), ("head", "p", "通報"), ("head", "m", "報告")],
        );
        let frames = |blocks: &[Block]| -> Vec<Vec<usize>> { blocks.iter().map(|b| b.nodes.clone()).collect() };
        assert_eq!(frames(&plan.left), [vec![2, 3], vec![4], vec![5]]);
        assert_eq!(frames(&plan.right), [vec![7], vec![6]]);
        assert_eq!(plan.left[2].arrows, []);
    }

    #[test]
    fn a_circle_and_a_link_to_nobody_do_no_harm() {
        let plan = tree(
            &[("a", Inside), ("b", Inside), ("c", Inside)],
            &[("a", "b", "報告"), ("b", "a", "指示"), ("b", "c", "x"), ("c", "a", "y"), ("a", "a", "z"), ("a", "nobody", "z")],
        );
        assert_eq!(plan.rows, [vec![0], vec![1], vec![2]]);
        assert!(plan.inner[0].both);
        assert_eq!(plan.inner[0].label, "報告・指示");
        assert!(matches!(plan.inner[2].way, Way::Beside { .. }));
        assert_eq!(plan.all.len(), 4);
    }

    #[test]
    fn an_arrow_without_a_free_way_is_put_into_words() {
        let ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let nodes: Vec<_> = ids.iter().map(|id| (*id, Inside)).collect();
        let mut links: Vec<_> = ids.windows(2).map(|w| (w[0], w[1], "")).collect();
        links.extend(ids[2..].iter().map(|id| ("a", *id, "直通")));
        let plan = tree(&nodes, &links);
        assert_eq!(plan.rows.len(), 8);
        assert_eq!(plan.words.len(), 2);
        let beside = |i: &&Inner| matches!(i.way, Way::Beside { .. });
        assert_eq!(plan.inner.iter().filter(beside).count(), 4);
    }

    #[test]
    fn boxes_without_arrows_come_last_and_two_abreast() {
        let plan = tree(&[("x", Inside), ("a", Inside), ("y", Inside), ("b", Inside), ("z", Inside)], &[("a", "b", "報告")]);
        assert_eq!(plan.rows, [vec![1], vec![3], vec![0, 2], vec![4]]);
    }

    #[test]
    fn calls_between_two_outsiders_are_put_into_words() {
        let plan = tree(&[("v", Vendor), ("p", Police)], &[("v", "p", "相談")]);
        assert_eq!(plan.words.len(), 1);
        assert!(plan.rows.is_empty());
    }
}
