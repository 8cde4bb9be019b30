//! SQL that would do something else than read, or too much of it.

use std::time::Duration;

use sonae_lake::{Cell, Lake, LakeError, Options};

use crate::kit::{column, fill, hospital, lake, surroundings};

#[tokio::test]
async fn only_one_statement_that_reads_is_asked() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), hospital(100, 1));
    for sql in [
        "DROP TABLE events",
        "DELETE FROM events",
        "INSERT INTO accounts VALUES ('x')",
        "INSERT INTO events SELECT * FROM events",
        "UPDATE events SET user_uid = ''",
        "COPY events TO '/tmp/x.parquet'",
        "COPY (SELECT 1) TO 'x.csv'",
        "SET datafusion.execution.parquet.pushdown_filters = false",
        "EXPLAIN ANALYZE SELECT * FROM events",
        "EXPLAIN SELECT 1",
        "SHOW TABLES",
        "CREATE TABLE t AS SELECT * FROM events",
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
        "CREATE VIEW v AS SELECT 1",
        "SELECT * INTO t FROM events",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE events",
        "PREPARE p AS SELECT 1",
        "",
        ";",
        "-- nothing",
    ] {
        let asked = lake.sql(sql, 10, &surroundings()).await;
        assert!(matches!(asked, Err(LakeError::NotReading | LakeError::Sql(_))), "{sql}: {asked:?}");
    }
    assert_eq!(lake.size().unwrap().rows, 100);
}

#[tokio::test]
async fn no_other_file_and_no_other_table_can_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), hospital(100, 1));
    let file = lake.files().unwrap().0.remove(0).display().to_string();
    for sql in [
        "SELECT * FROM '/etc/passwd'".to_owned(),
        format!("SELECT * FROM '{file}'"),
        format!("SELECT * FROM \"{file}\""),
        format!("SELECT * FROM read_parquet('{file}')"),
        "SELECT * FROM information_schema.df_settings".to_owned(),
        "SELECT * FROM state".to_owned(),
    ] {
        let asked = lake.sql(&sql, 10, &surroundings()).await;
        assert!(matches!(asked, Err(LakeError::Sql(_))), "{sql}: {asked:?}");
    }
}

#[tokio::test]
async fn a_mistake_is_told_so_that_it_can_be_found() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), hospital(100, 1));
    let mut told = Vec::new();
    for sql in
        ["SELEC 1", "SELECT usr FROM accounts", "SELECT * FROM event", "SELECT time + 'x' FROM events", "SELECT 1 FROM accounts WHERE"]
    {
        match lake.sql(sql, 10, &surroundings()).await {
            Err(error) => told.push(format!("{sql}\n  {error}")),
            Ok(answer) => panic!("{sql}: {answer:?}"),
        }
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn too_much_ends() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { memory: 32 << 20, time: Duration::from_secs(3), ..Options::default() };
    let lake = Lake::open_with(dir.path(), options).unwrap();
    fill(&lake, hospital(20_000, 2));
    let deep = format!("SELECT {}1{}", "(".repeat(5_000), ")".repeat(5_000));
    let long = format!("SELECT 1{}", "+1".repeat(100_000));
    for sql in [
        "SELECT count(*) FROM events a, events b, events c, events d",
        "SELECT a.message, sum(b.leaf) FROM events a, events b, events c GROUP BY a.message ORDER BY 2",
        "SELECT count(DISTINCT value) FROM generate_series(1, 1000000000000)",
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
        "SELECT repeat(repeat(repeat('x', 10000), 10000), 10000)",
        &deep,
        &long,
    ] {
        let asked = lake.sql(sql, 10, &surroundings()).await;
        assert!(matches!(asked, Err(LakeError::TooMuch | LakeError::Sql(_))), "{sql:.80}: {asked:?}");
    }
    // And it still answers.
    let answer = lake.sql("SELECT count(*) AS n FROM events", 10, &surroundings()).await.unwrap();
    assert_eq!(answer.rows, [[Cell::Int(20_000)]]);
}

#[tokio::test]
async fn a_long_chain_within_the_limit_does_not_break_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), hospital(10, 1));
    let chains = [
        format!("SELECT 1{}", "+1".repeat(290)),
        format!("SELECT * FROM events WHERE {} true", "leaf=1 OR ".repeat(140)),
        format!("SELECT {}1", "- ".repeat(290)),
        format!("SELECT {}1{}", "CASE WHEN true THEN ".repeat(95), " END".repeat(95)),
        vec!["SELECT 1"; 120].join(" UNION ALL "),
        format!("SELECT max(leaf{}) FROM events", "+nth".repeat(280)),
        format!("SELECT count(*) FROM events WHERE leaf IN (1{})", ", 2".repeat(10_000)),
    ];
    for sql in chains {
        let asked = lake.sql(&sql, 10, &surroundings()).await;
        assert!(matches!(asked, Ok(_) | Err(LakeError::TooMuch | LakeError::Sql(_))), "{sql:.40}");
    }
}

#[tokio::test]
async fn times_without_a_zone_are_local_and_small_tables_can_be_joined() {
    let dir = tempfile::tempdir().unwrap();
    let lake = lake(dir.path(), hospital(2_000, 2));
    let sql = "SELECT date_part('hour', time) AS hour, count(*) AS n FROM events \
               WHERE time >= '2026-11-01 23:00:00' AND time < '2026-11-02 01:00:00' GROUP BY 1 ORDER BY 1";
    let answer = lake.sql(sql, 10, &surroundings()).await.unwrap();
    assert_eq!(column(&answer, "hour"), ["0", "23"]);
    let sql = "SELECT p.bulk_records, (SELECT count(*) FROM accounts) AS accounts, (SELECT count(*) FROM sources) AS sources FROM policy p";
    let answer = lake.sql(sql, 10, &surroundings()).await.unwrap();
    assert_eq!(answer.rows, [[Cell::Int(100), Cell::Int(4), Cell::Int(2)]]);
}
