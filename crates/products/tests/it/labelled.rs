//! The labelled ledger strings: the shared set (where it is present) and our own, with the score table.

use sonae_products::{Field, Kind};

use crate::shared;

struct Row<'a> {
    id: &'a str,
    raw: &'a str,
    raw_version: &'a str,
    field: Field,
    kind: Kind,
    canonical: &'a str,
    version: &'a str,
    edition: &'a str,
    eol_product: &'a str,
    eol_cycle: &'a str,
}

fn rows(table: &str) -> Vec<Row<'_>> {
    table
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or("");
            Row {
                id: cell(0),
                field: Field::of(cell(1)),
                raw: cell(2),
                raw_version: cell(3),
                kind: serde_json::from_value(cell(4).into()).unwrap(),
                canonical: cell(5),
                version: cell(7),
                edition: cell(8),
                eol_product: cell(9),
                eol_cycle: cell(10),
            }
        })
        .collect()
}

/// What the benchmark of the notes counts.
#[derive(Default)]
struct Score {
    rows: usize,
    answered: usize,
    right: usize,
    expected: usize,
    versions: (usize, usize),
    editions: (usize, usize),
    cycles: (usize, usize),
    confidently_wrong: usize,
    invented: usize,
    kinds: usize,
}

fn score(name: &str, table: &str) -> Score {
    let resolver = shared::resolver();
    let mut score = Score::default();
    for row in rows(table) {
        let answer = resolver.resolve(row.raw, row.raw_version, row.field);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let (canonical, version, edition) = (text(&answer.canonical), text(&answer.version), text(&answer.edition));
        let (eol_product, eol_cycle) = (text(&answer.eol_product), text(&answer.eol_cycle));
        let mut wrong = Vec::new();
        let mut check = |what: &str, got: &str, wanted: &str| {
            if got != wanted {
                wrong.push(format!("{what}: {got:?}, not {wanted:?}"));
            }
            got == wanted
        };
        score.rows += 1;
        let product = check("canonical", &canonical, row.canonical);
        score.kinds += usize::from(check("kind", &format!("{:?}", answer.kind), &format!("{:?}", row.kind)));
        let matched = answer.kind == Kind::Match;
        score.answered += usize::from(matched);
        score.expected += usize::from(row.kind == Kind::Match);
        score.right += usize::from(matched && row.kind == Kind::Match && product);
        score.invented += usize::from(row.kind != Kind::Match && (matched || (row.canonical.is_empty() && !canonical.is_empty())));
        if matches!(row.kind, Kind::Match | Kind::NoPublicId) {
            score.versions.1 += 1;
            score.versions.0 += usize::from(check("version", &version, row.version));
            score.editions.1 += 1;
            score.editions.0 += usize::from(check("edition", &edition, row.edition));
        }
        let cycle_right = check("cycle", &format!("{eol_product} {eol_cycle}"), &format!("{} {}", row.eol_product, row.eol_cycle));
        if !row.eol_product.is_empty() {
            score.cycles.1 += 1;
            score.cycles.0 += usize::from(cycle_right);
        }
        score.confidently_wrong += usize::from(!cycle_right && !eol_cycle.is_empty() && eol_cycle != "?");
        if !wrong.is_empty() {
            println!("  {} {:?} {:?}: {}", row.id, row.raw, row.raw_version, wrong.join("; "));
        }
    }
    let share = |part: usize, whole: usize| f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole.max(1)).unwrap());
    println!("{name}: {} rows", score.rows);
    println!("  precision  {:.4}  recall {:.4}", share(score.right, score.answered), share(score.right, score.expected));
    println!("  version    {:.4}  edition {:.4}", share(score.versions.0, score.versions.1), share(score.editions.0, score.editions.1));
    println!("  lifecycle  {:.4}  confidently wrong {}", share(score.cycles.0, score.cycles.1), score.confidently_wrong);
    println!("  kind       {:.4}  invented {}", share(score.kinds, score.rows), score.invented);
    score
}

fn assert_targets(score: &Score) {
    let at_least = |(part, whole): (usize, usize), percent: usize| part * 100 >= whole * percent;
    assert!(at_least((score.right, score.answered), 99), "precision");
    assert!(at_least((score.right, score.expected), 97), "recall");
    assert!(at_least(score.versions, 97), "versions");
    assert!(at_least(score.editions, 97), "editions");
    assert!(at_least(score.cycles, 97), "lifecycles");
    assert_eq!(score.confidently_wrong, 0, "a wrong cycle without doubt");
    assert_eq!(score.invented, 0, "an id for what has none");
}

#[test]
fn the_shared_set_reaches_the_targets() {
    if let Some(path) = shared::data("bench/ledger-strings.tsv") {
        assert_targets(&score("shared", &std::fs::read_to_string(path).unwrap()));
    }
}

#[test]
fn our_own_set_reaches_the_targets() {
    assert_targets(&score("own", include_str!("../labelled.tsv")));
}
