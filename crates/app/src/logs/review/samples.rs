//! Lines chosen at random: the same seed chooses the same lines, so that a review can be looked at again.

use sonae_logs::Event;
use sonae_vault::{Kind, ReadError, Reading};

use super::kept::{Draft, Mark};
use crate::logs::LogsError;
use crate::logs::meaning::Meanings;

/// So many lines.
const LINES: usize = 10;
/// So many places are tried at most: not every leaf is a line of a log.
const TRIES: usize = 60;
/// So far behind a place a line is looked for.
const NEAR: usize = 64;

/// A line that was chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Where it lies
    pub at: Mark,
    /// Source
    pub source: String,
    /// What it says; `None` where it could not be understood
    pub event: Option<Event>,
}

/// Chooses lines of the newest shard that is looked at.
pub(super) fn samples(reading: &Reading, meanings: &mut Meanings, draft: &Draft) -> Result<Vec<Sample>, LogsError> {
    let shard = &draft.to.shard;
    let first = draft.from.as_ref().filter(|from| from.shard == *shard).map_or(0, |from| from.leaf);
    let span = draft.to.leaf.saturating_sub(first);
    let mut chosen: Vec<Sample> = Vec::new();
    if span == 0 {
        return Ok(chosen);
    }
    let mut state = draft.seed;
    for _ in 0..TRIES {
        let place = first + next(&mut state) % span;
        let Some(stored) = line_near(reading, shard, place)? else { continue };
        if stored.index >= draft.to.leaf || chosen.iter().any(|sample| sample.at.leaf == stored.index) {
            continue;
        }
        let at = Mark { shard: shard.clone(), leaf: stored.index };
        let event = meanings.of(reading, shard, &stored)?.events.into_iter().next();
        chosen.push(Sample { at, source: stored.envelope.source, event });
        if chosen.len() == LINES {
            break;
        }
    }
    chosen.sort_by(|a, b| a.at.cmp(&b.at));
    Ok(chosen)
}

/// The first line of a log at this place or shortly behind it.
fn line_near(reading: &Reading, shard: &str, place: u64) -> Result<Option<sonae_vault::Stored>, ReadError> {
    let near = reading.records(shard, place)?.take(NEAR);
    Ok(near.filter_map(Result::ok).find(|stored| stored.envelope.kind == Kind::Record && stored.raw.is_some()))
}

/// `SplitMix64` (Steele, Lea, Flood 2014): small, even, and the same everywhere.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_chooses_the_same_places() {
        let of = |seed: u64| {
            let mut state = seed;
            (0..4).map(|_| next(&mut state) % 1000).collect::<Vec<_>>()
        };
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
    }

    #[test]
    fn the_generator_is_the_published_one() {
        let mut state = 1_234_567;
        assert_eq!([next(&mut state), next(&mut state)], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }
}
