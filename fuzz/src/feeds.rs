//! Readers of feeds, and the pack: whatever the bytes are, no panic; every row is counted once; nothing unsigned is taken.

pub use sonae_feeds::read::Format;
use sonae_feeds::record::Said;
use sonae_feeds::{Limits, Source};

/// A key that has signed nothing here.
const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

/// Small enough that a run is quick.
fn limits() -> Limits {
    Limits { packed_bytes: 1 << 20, unpacked_bytes: 4 << 20, row_bytes: 1 << 18, rows: 5_000, parts: 16, ..Limits::default() }
}

/// Reads the bytes as one form of a feed.
pub fn read(format: Format, bytes: &[u8]) {
    let mut said = Vec::new();
    let report = sonae_feeds::read::read_as(format, Source::Csaf, "fuzz", &mut &bytes[..], &limits(), &mut |one| {
        said.push(one);
        Ok(())
    });
    if let Ok(report) = report {
        assert_eq!(report.rows, said.len() as u64, "every row is counted once");
    }
    check(&said);
}

/// Reads the bytes as whatever they are.
pub fn any(bytes: &[u8]) {
    let _ = sonae_feeds::read_bytes("fuzz", bytes, &limits(), &mut |report, said| {
        assert_eq!(report.rows, said.len() as u64, "every row is counted once");
        check(&said);
    });
}

/// Checks the bytes as a pack: nobody signed it.
pub fn pack(bytes: &[u8]) {
    assert!(sonae_feeds::pack::verify(&mut &bytes[..], &[KEY], &limits()).is_err());
}

fn check(all: &[Said]) {
    for said in all {
        if let Said::Advisory { record, conditions } = said {
            assert!(!record.id.is_empty(), "a record has a number");
            for condition in conditions {
                let text = serde_json::to_string(condition).expect("a condition is JSON");
                assert_eq!(&serde_json::from_str::<sonae_feeds::record::Condition>(&text).expect("and comes back"), condition);
            }
        }
    }
}
