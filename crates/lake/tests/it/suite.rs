//! Thirty questions in SQL that every engine understands: what this lake answers is what another engine reads in its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sonae_lake::{Answer, Cell, Lake};

use crate::kit::{fill, hospital, surroundings};

/// The questions, by name.
pub(crate) fn suite() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| (file.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(file).unwrap())).collect()
}

/// A lake of several fillings, some days of it in several files.
fn filled(dir: &Path) -> Lake {
    let lake = Lake::open(dir).unwrap();
    let rows: Vec<_> = hospital(9_000, 4).collect();
    for piece in rows.chunks(3_500) {
        fill(&lake, piece.iter().cloned());
    }
    lake
}

/// As lines: cells by tab, times as microseconds.
pub(crate) fn lines(answer: &Answer) -> Vec<String> {
    let cell = |cell: &Cell| match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Int(number) | Cell::Time(number) => number.to_string(),
        Cell::Float(number) => format!("{number:.6}"),
        Cell::Bool(yes) => yes.to_string(),
    };
    answer.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("\t")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_questions_are_answered_and_tending_changes_no_answer() {
    let dir = tempfile::tempdir().unwrap();
    let lake = filled(dir.path());
    let mut before = Vec::new();
    for (name, sql) in suite() {
        let answer = lake.sql(&sql, 100_000, &surroundings()).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(answer.rows.is_empty(), name == "30_nothing", "{name}");
        before.push(lines(&answer));
    }
    assert_eq!(before.len(), 30);
    assert!(lake.tend().unwrap() > 0);
    for ((name, sql), before) in suite().into_iter().zip(before) {
        assert_eq!(lines(&lake.sql(&sql, 100_000, &surroundings()).await.unwrap()), before, "{name}");
    }
}

/// A Python that has DuckDB: `SONAE_DUCKDB`, else `python3`.
fn python() -> Option<String> {
    let python = std::env::var("SONAE_DUCKDB").unwrap_or_else(|_| "python3".to_owned());
    let found = Command::new(&python).args(["-c", "import duckdb"]).output().is_ok_and(|output| output.status.success());
    found.then_some(python)
}

const READER: &str = r#"
import datetime, decimal, json, sys, duckdb
task = json.load(sys.stdin)
base = duckdb.connect()
base.sql("SET TimeZone = 'Asia/Tokyo'")
for name, files in task["tables"].items():
    base.sql(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files!r}, hive_partitioning = true, hive_types = {{'day': DATE}})")
def cell(value):
    if value is None: return "NULL"
    if isinstance(value, bool): return "true" if value else "false"
    if isinstance(value, (float, decimal.Decimal)): return f"{value:.6f}" if value % 1 or isinstance(value, float) else str(int(value))
    return str(value)
answers = []
for sql in task["questions"]:
    found = base.sql(sql)
    times = [c for c, t in zip(found.columns, found.types) if "TIMESTAMP" in str(t)]
    columns = ", ".join(f'epoch_us("{c}")' if c in times else f'"{c}"' for c in found.columns)
    rows = base.sql(f"SELECT {columns} FROM found").fetchall()
    answers.append(["\t".join(cell(v) for v in row) for row in rows])
json.dump(answers, sys.stdout)
"#;

#[tokio::test(flavor = "multi_thread")]
async fn duckdb_reads_the_same_answers_in_the_files() {
    let Some(python) = python() else {
        eprintln!("no Python with DuckDB: passed over (SONAE_DUCKDB names one)");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let lake = filled(dir.path());
    let (by_patient, by_user) = lake.files().unwrap();
    let suite = suite();
    let task = serde_json::json!({
        "tables": {"events": by_patient, "events_by_user": by_user},
        "questions": suite.iter().map(|(_, sql)| sql).collect::<Vec<_>>(),
    });
    let input = dir.path().join("task.json");
    fs::write(&input, task.to_string()).unwrap();
    let output = Command::new(python).args(["-c", READER]).stdin(fs::File::open(&input).unwrap()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers: Vec<Vec<String>> = serde_json::from_slice(&output.stdout).unwrap();
    for ((name, sql), theirs) in suite.iter().zip(answers) {
        let ours = lines(&lake.sql(sql, 100_000, &surroundings()).await.unwrap());
        assert_eq!(ours.len(), theirs.len(), "{name}");
        for (row, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            assert_eq!(ours, theirs, "{name}, row {row}");
        }
    }
}
