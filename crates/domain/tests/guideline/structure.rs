//! What the table prints is there once, and what is broken in it is found.

use std::collections::BTreeMap;

use sonae_domain::framework::{FlawKind, Frameworks};
use sonae_domain::guideline::{Doubt, Grade, Sureness, VolumeId};

use crate::{changed, embedded, guideline, key};

const FOLDER: &str = "mhlw-guideline/6.0/";

#[test]
fn every_requirement_that_the_table_prints_is_there_once() {
    let all = embedded();
    let guideline = guideline(all);
    let counts: Vec<(&str, Vec<usize>)> = guideline
        .volumes
        .iter()
        .map(|volume| (volume.short.as_str(), volume.chapters.iter().map(|chapter| chapter.clauses.len()).collect()))
        .collect();
    assert_eq!(
        counts,
        [
            ("経営", vec![15, 7, 18, 3, 5]),
            ("企画", vec![7, 6, 10, 4, 4, 10, 10, 12, 6, 4, 9, 9, 8, 2, 14, 8]),
            ("運用", vec![1, 5, 5, 2, 4, 1, 15, 9, 4, 6, 2, 5, 13, 8, 1, 2, 4, 1]),
        ]
    );
    let sum = |id| guideline.clauses().filter(|(volume, _, _)| volume.id == id).map(|(_, _, clause)| usize::from(clause.printings)).sum();
    let printings: [usize; 3] = [sum(VolumeId::Management), sum(VolumeId::Planning), sum(VolumeId::Operation)];
    assert_eq!((guideline.clauses().count(), printings), (259, [48, 164, 149]));
}

#[test]
fn links_run_down_the_volumes_and_say_how_sure_they_are() {
    let all = embedded();
    let guideline = guideline(all);
    let links = guideline.links();
    let mut sureness: BTreeMap<Sureness, usize> = BTreeMap::new();
    for link in &links {
        *sureness.entry(link.sureness).or_default() += 1;
    }
    let counts = [(Sureness::Sure, 263), (Sureness::Likely, 40), (Sureness::Unsure, 14)];
    assert_eq!((links.len(), sureness), (317, BTreeMap::from(counts)));
    let down: Vec<String> = guideline.links_down(&key("p13-07")).iter().map(|link| guideline.reference(&link.to)).collect();
    assert_eq!(down, ["運用14①", "運用14⑦"]);
    let up: Vec<String> = guideline.links_up(&key("o17-04")).iter().map(|link| guideline.reference(&link.from)).collect();
    assert_eq!(up, ["企画10④"]);
    let doubtful = guideline.links_down(&key("p09-05"));
    assert_eq!((doubtful[0].to.as_str(), doubtful[0].doubt), ("o08-07", Some(Doubt::Misplaced)));
}

#[test]
fn a_reference_is_understood_however_it_is_written() {
    let all = embedded();
    let guideline = guideline(all);
    let one = |reference: &str| {
        let cited = guideline.cited(reference)?;
        (cited.grade == Grade::Clause && cited.clauses.len() == 1).then(|| cited.clauses[0].key.to_string())
    };
    for reference in ["企画13⑦", "企画管理編13⑦", "企画管理13⑦", "企画編 １３ ⑦", "企画 13-7", "企画13(7)", "planning13⑦", "p13-07"]
    {
        assert_eq!(one(reference).as_deref(), Some("p13-07"), "{reference}");
    }
    for reference in ["経営1.2.1〈管理責任〉②", "経営管理編 １．２．１【管理責任】②", "経営1.2.1管理責任2"]
    {
        assert_eq!(one(reference).as_deref(), Some("m1.2.1-mgmt-02"), "{reference}");
    }
    assert_eq!(one("経営1.2.1〈定期的に見直し必要に応じて改善を行う責任〉①").as_deref(), Some("m1.2.1-review-01"));
    for reference in ["運用8④", "システム運用編 8.④", "運用 ８ ④"] {
        assert_eq!(one(reference).as_deref(), Some("o08-04"), "{reference}");
    }
    let several = guideline.cited("経営1.2.1②").unwrap();
    assert_eq!((several.grade, several.clauses.len()), (Grade::Clause, 3), "each part has a ②");
    let section = guideline.cited("経営3.4").unwrap();
    assert_eq!((section.grade, section.clauses.len()), (Grade::Section, 7));
    let chapter = guideline.cited("企画13.1.3").unwrap();
    assert_eq!((chapter.grade, chapter.clauses.len()), (Grade::Chapter, 8));
    for nothing in ["", "企画", "企画99①", "企画9③", "2-⑥", "概説4.5", "経営9.9", "\u{0}", "運用運用8④"] {
        assert_eq!(guideline.cited(nothing), None, "{nothing}");
    }
}

#[test]
fn a_checklist_item_and_its_clauses_find_each_other() {
    let all = embedded();
    let guideline = guideline(all);
    let r7 = all.edition("r7").unwrap();
    assert!(guideline.is_of(r7));
    let cited = guideline.cited_by(r7);
    let of = |no: &str| -> Vec<_> { cited.iter().filter(|cited| cited.no == no && cited.audience.as_str() == "institution").collect() };
    let logs = of("2-⑪");
    let names: Vec<_> = logs.iter().map(|cited| (cited.printed.as_str(), cited.grade, cited.clauses.len())).collect();
    assert_eq!(
        names,
        [("経営管理編 4.2", Grade::Section, 1), ("企画管理編 5.3", Grade::Chapter, 4), ("システム運用編 17①②", Grade::Clause, 2)]
    );
    let source = of("2-⑭");
    assert_eq!(source[0].clauses, [key("o13-10")], "what is printed stays");
    assert_eq!(source[0].content, [key("o13-11"), key("o13-13")]);
    assert!(source[0].note.is_some());
    assert_eq!(of("2-⑬")[0].note, None, "another item under the manual's same number");
    assert_eq!(of("2-⑨")[1].content, [key("o08-01")]);
}

fn keys(file: &str, from: &str, to: &str) -> Vec<&'static str> {
    let all = Frameworks::parse(&changed(&format!("{FOLDER}{file}"), from, to)).unwrap();
    all.check().iter().map(|flaw| flaw.kind.key()).filter(|key| *key != "framework-frozen-mismatch").collect()
}

#[test]
fn what_is_broken_is_found() {
    let cases = [
        ("edition.toml", "no = \"11④\"\nkind = \"absent\"", "no = \"11⑪\"\nkind = \"absent\"", "framework-number-gap"),
        ("edition.toml", "no = \"14①\"\nkind = \"cut\"", "no = \"14①\"\nkind = \"absent\"", "framework-hole-wrong"),
        ("edition.toml", "clauses = [\"p12-09\"]", "clauses = [\"p12-99\"]", "framework-clause-unknown"),
        ("edition.toml", "printed = \"システム運用編 13⑩\"", "printed = \"システム運用編 13⑨\"", "framework-citation-unknown"),
        ("planning.toml", "no = \"13⑦\"", "no = \"13⑥\"", "framework-number-twice"),
        ("planning.toml", "key = \"p13-07\"", "key = \"p13-06\"", "framework-key-twice"),
        ("planning.toml", "printings = 3", "printings = 2", "framework-printings-wrong"),
        ("management.toml", "section = \"1.1\"", "section = \"1.9\"", "framework-section-unknown"),
        ("links.toml", "planning = \"p16-08\"", "planning = \"p16-09\"", "framework-clause-unknown"),
        ("links.toml", "planning = \"p16-08\"", "planning = \"o16-02\"", "framework-clause-unknown"),
        ("patterns.toml", "chapters = [14]", "chapters = [41]", "framework-clause-unknown"),
        ("words/planning.toml", "[\"13⑦\"]", "[\"13⑳\"]", "framework-words-missing"),
        ("words/planning.toml", "binds = \"planning\"", "binds = \"vendor\"", "framework-words-differ"),
    ];
    for (file, from, to, expected) in cases {
        let found = keys(file, from, to);
        assert!(found.contains(&expected), "{file}: {from} → {to}: {found:?}");
    }
}

#[test]
fn words_of_our_own_may_get_better_but_numbers_may_not_change() {
    let flaws = |file: &str, from: &str, to: &str| -> Vec<FlawKind> {
        let all = Frameworks::parse(&changed(&format!("{FOLDER}{file}"), from, to)).unwrap();
        all.check().into_iter().map(|flaw| flaw.kind).collect()
    };
    assert_eq!(flaws("words/planning.toml", "title = \"", "title = \"いっそう"), []);
    let changed = flaws("edition.toml", "title = \"医療", "title = \"新しい医療");
    assert!(changed.iter().any(|flaw| matches!(flaw, FlawKind::FrozenMismatch { .. })), "{changed:?}");
}

#[test]
fn a_file_that_belongs_nowhere_is_named() {
    let mut files = changed(&format!("{FOLDER}edition.toml"), "", "");
    files.push((format!("{FOLDER}words/overview.toml"), String::new()));
    assert_eq!(Frameworks::parse(&files).unwrap_err().key(), "framework-unexpected-file");
    let missing: Vec<_> =
        changed(&format!("{FOLDER}edition.toml"), "", "").into_iter().filter(|(path, _)| !path.ends_with("links.toml")).collect();
    assert_eq!(Frameworks::parse(&missing).unwrap_err().key(), "framework-missing-file");
}
