//! Sources from which nothing comes any more. No event tells of it, so the clock has to: this is asked now and then.

use crate::hit::Hit;
use crate::own::HOUR;
use crate::rule::text_of;

/// A source of which is known when something came last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Name of the source
    pub source: String,
    /// When the last record was received, microseconds since 1970; since when it is waited for, where none ever came
    pub last: i64,
    /// After how many hours it counts as silent; 0 = never
    pub after_hours: u32,
}

/// The sources that are silent now, in the order given. So long as a source stays silent it is one and the same hit: it began when
/// the time was up. A source whose last record lies in the future is not silent.
pub fn silent(watched: &[Watched], now: i64) -> Vec<Hit> {
    let text = text_of("silent-source");
    watched
        .iter()
        .filter(|source| source.after_hours > 0)
        .filter_map(|source| {
            let since = source.last.saturating_add(i64::from(source.after_hours).saturating_mul(HOUR));
            (now > since).then(|| Hit {
                rule: text.id.clone(),
                title: text.title.clone(),
                level: text.level,
                author: text.author.clone(),
                time: since,
                leaves: Vec::new(),
                about: source.source.clone(),
                source: source.source.clone(),
                window: since,
                count: u32::try_from(now.saturating_sub(source.last) / HOUR).unwrap_or(u32::MAX),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched(last: i64, after_hours: u32) -> Watched {
        Watched { source: "vpn".into(), last, after_hours }
    }

    #[test]
    fn it_is_silent_when_the_hours_are_over_and_not_before() {
        assert_eq!(silent(&[watched(0, 2)], 2 * HOUR), []);
        let hits = silent(&[watched(0, 2)], 2 * HOUR + 1);
        assert_eq!(hits.iter().map(|hit| (hit.about.as_str(), hit.window, hit.count)).collect::<Vec<_>>(), [("vpn", 2 * HOUR, 2)]);
    }

    #[test]
    fn it_stays_the_same_hit_while_it_lasts() {
        let (one, other) = (silent(&[watched(5, 1)], 2 * HOUR), silent(&[watched(5, 1)], 90 * HOUR));
        assert_eq!(one[0].identity(), other[0].identity());
        assert_ne!(one[0].identity(), silent(&[watched(6, 1)], 90 * HOUR)[0].identity());
    }

    #[test]
    fn zero_hours_mean_never_and_no_figure_is_too_large() {
        assert_eq!(silent(&[watched(0, 0), watched(i64::MAX, 1), watched(0, u32::MAX)], i64::MAX / 2).len(), 0);
        assert_eq!(silent(&[watched(i64::MIN, 1)], i64::MAX).len(), 1);
    }
}
