//! What programs say about the clock: chronyd, `chronyc tracking` sent line by line, systemd-timesyncd, ntpd.

use crate::normalise::Notice;

/// A clock notice, where the line is one. `offset_ms` is positive where the machine's clock was ahead of the reference.
pub(crate) fn clock(program: &str, message: &str) -> Option<Notice> {
    // chronyc tracking | logger: the tag is whatever the administrator chose
    if let Some((key, value)) = message.split_once(':').map(|(key, value)| (key.trim_end(), value.trim())) {
        match key {
            "System time" => return tracking(value),
            "Leap status" => return Some(told(Some(value != "Not synchronised"), None)),
            _ => {}
        }
    }
    match program {
        "chronyd" => chronyd(message),
        "systemd-timesyncd" => {
            let synchronised = message.starts_with("Initial clock synchronization to ")
                || message.starts_with("Contacted time server ")
                || message.starts_with("Synchronized to time server ");
            synchronised.then(|| told(Some(true), None))
        }
        "ntpd" | "ntpdate" => {
            let (_, rest) = message.split_once("time reset ").or_else(|| message.split_once("step time server "))?;
            let seconds = rest.split_whitespace().find_map(|word| word.parse::<f64>().ok())?;
            Some(told(None, milliseconds(-seconds)))
        }
        _ => None,
    }
}

fn told(synchronised: Option<bool>, offset_ms: Option<i64>) -> Notice {
    Notice::Clock { synchronised, offset_ms }
}

/// `0.000006523 seconds slow of NTP time`
fn tracking(value: &str) -> Option<Notice> {
    let (seconds, rest) = value.split_once(" seconds ")?;
    let seconds: f64 = seconds.parse().ok()?;
    let ahead = match rest.split(' ').next()? {
        "fast" => seconds,
        "slow" => -seconds,
        _ => return None,
    };
    Some(told(None, milliseconds(ahead)))
}

/// chronyd writes what must be added to the clock: a positive figure is a clock that is behind.
fn chronyd(message: &str) -> Option<Notice> {
    if message.starts_with("Selected source ") {
        return Some(told(Some(true), None));
    }
    if message.starts_with("Can't synchronise") {
        return Some(told(Some(false), None));
    }
    let rest = message
        .strip_prefix("System clock wrong by ")
        .or_else(|| message.strip_prefix("System clock was stepped by "))
        .or_else(|| message.strip_prefix("Forward time jump detected! ("))?;
    let seconds: f64 = rest.split_whitespace().next()?.parse().ok()?;
    Some(told(None, milliseconds(-seconds)))
}

/// Whole milliseconds, rounded; a figure that is none, or of more than a century, is not told.
fn milliseconds(seconds: f64) -> Option<i64> {
    let milliseconds = (seconds * 1000.0).round();
    if !milliseconds.is_finite() || milliseconds.abs() > 3.2e12 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole, and within the bound above")]
    Some(milliseconds as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_told_with_its_sign() {
        let cases: &[(&str, &str, Option<Notice>)] = &[
            ("chronyd", "System clock wrong by 3.250000 seconds, adjustment started", Some(told(None, Some(-3250)))),
            ("chronyd", "System clock wrong by -0.0015 seconds", Some(told(None, Some(2)))),
            ("chronyd", "Selected source 133.243.238.163 (ntp.nict.jp)", Some(told(Some(true), None))),
            ("chronyd", "Can't synchronise: no selectable sources", Some(told(Some(false), None))),
            ("chronyd", "System clock wrong by inf seconds", Some(told(None, None))),
            ("chronyd", "chronyd exiting", None),
            ("root", "System time     : 0.000650000 seconds slow of NTP time", Some(told(None, Some(-1)))),
            ("root", "System time     : 12.5 seconds fast of NTP time", Some(told(None, Some(12_500)))),
            ("root", "Leap status     : Not synchronised", Some(told(Some(false), None))),
            ("root", "Leap status     : Normal", Some(told(Some(true), None))),
            ("systemd-timesyncd", "Initial clock synchronization to Mon 2026-11-16 09:00:00 JST.", Some(told(Some(true), None))),
            ("ntpd", "time reset +0.520000 s", Some(told(None, Some(-520)))),
            ("sshd", "Selected source 192.0.2.1", None),
        ];
        for (program, message, told) in cases {
            assert_eq!(clock(program, message), *told, "{message}");
        }
    }
}
