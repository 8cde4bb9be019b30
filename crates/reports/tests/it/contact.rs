//! The contact tree as PDF.

use sonae_domain::paper::{ContactGroup, ContactLink, ContactNode, ContactTree};

use crate::reading::{marks, text};
use crate::sample::{PRESS, contacts, kept, stamp};

#[test]
fn any_number_of_vendors_finds_room_and_none_is_lost() {
    for vendors in [0, 1, 2, 5, 8, 12, 40] {
        let tree = contacts(vendors);
        let printed = kept(&format!("contact-{vendors}.pdf"), PRESS.contact_tree_pdf(&tree, &stamp()).unwrap());
        let expected = if vendors <= 6 { 1 } else { 2 };
        assert!(printed.pages >= expected && printed.pages <= 3, "{vendors}: {}", printed.pages);
        let Some(text) = text(&printed.pdf) else { continue };
        for node in &tree.nodes {
            for phone in &node.phones {
                assert!(text.contains(phone), "{vendors}: {phone}");
            }
        }
    }
}

#[test]
fn the_drawing_is_described_in_words() {
    let pdf = PRESS.contact_tree_pdf(&contacts(2), &stamp()).unwrap().pdf;
    let marks = marks(&pdf);
    let (described, count) = marks.first_key_value().unwrap();
    assert_eq!((marks.len(), *count), (1, 1));
    for word in ["03-6812-7837", "#9110", "発見者→情報システム室（第一報）", "病院長（CISO）"] {
        assert!(described.contains(word), "{word}");
    }
}

fn inside(id: &str, phones: &[&str]) -> ContactNode {
    ContactNode {
        id: id.to_owned(),
        title: format!("{id} 責任者"),
        phones: phones.iter().map(|p| (*p).to_owned()).collect(),
        ..ContactNode::default()
    }
}

fn tree(nodes: Vec<ContactNode>, links: Vec<ContactLink>) -> ContactTree {
    ContactTree { nodes, links, ..contacts(0) }
}

#[test]
fn a_long_chain_a_circle_and_shortcuts_are_drawn_or_put_into_words() {
    let ids = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
    let nodes = ids.iter().map(|id| inside(id, &["090-0000-0000"])).collect();
    let mut links: Vec<_> = ids.windows(2).map(|w| ContactLink::new(w[0], w[1], "報告")).collect();
    links.push(ContactLink::new("丙", "甲", "回答"));
    links.push(ContactLink::new("甲", "丁", "至急の場合の連絡"));
    links.push(ContactLink::new("乙", "甲", "折返し"));
    links.push(ContactLink::new("甲", "戊", "写し"));
    links.push(ContactLink::new("甲", "己", "写し"));
    links.push(ContactLink::new("甲", "庚", "写し"));
    let printed = kept("contact-chain.pdf", PRESS.contact_tree_pdf(&tree(nodes, links), &stamp()).unwrap());
    let Some(text) = text(&printed.pdf) else { return };
    for id in ids {
        assert!(text.contains(&format!("{id} 責任者")), "{id}");
    }
    assert!(text.contains("図に矢印のない連絡"));
}

#[test]
fn boxes_without_any_arrow_and_trees_without_an_inside_are_drawn() {
    let lonely = (0..9).map(|i| inside(&format!("第{i}"), &["内線 1", "内線 2"])).collect();
    kept("contact-lonely.pdf", PRESS.contact_tree_pdf(&tree(lonely, Vec::new()), &stamp()).unwrap());
    let mut outside = contacts(3);
    outside.nodes.retain(|node| node.group != ContactGroup::Inside);
    kept("contact-outside.pdf", PRESS.contact_tree_pdf(&outside, &stamp()).unwrap());
    let nobody = PRESS.contact_tree_pdf(&tree(Vec::new(), Vec::new()), &stamp()).unwrap();
    if let Some(text) = text(&kept("contact-nobody.pdf", nobody).pdf) {
        assert!(text.contains("連絡先が登録されていません"));
    }
}

#[test]
fn calls_from_both_of_two_abreast_and_calls_inward_have_ways_of_their_own() {
    let mut tree = contacts(3);
    tree.links.push(ContactLink::new("dept", "police", "相談"));
    tree.links.push(ContactLink::new("dept", "v0", "問合せ"));
    tree.links.push(ContactLink::new("ciso", "v1", "緊急時の一括連絡と復旧の依頼"));
    tree.links.push(ContactLink::new("pref", "it", "照会"));
    tree.links.push(ContactLink::new("it", "find", "折返し"));
    tree.links.push(ContactLink::new("dept", "find", "指示"));
    tree.links.push(ContactLink::new("sec", "police", "情報提供"));
    tree.nodes[6].title = "とても長い名前の情報セキュリティ監視サービス株式会社 中部支店 緊急対応受付".to_owned();
    tree.nodes[6].phones = vec!["0120-000-000（代表・ガイダンス番号2の後に契約番号を入力）".to_owned()];
    let printed = kept("contact-busy.pdf", PRESS.contact_tree_pdf(&tree, &stamp()).unwrap());
    assert!(printed.pages <= 2);
}
