//! Schemes of network devices.

use super::dotted::{exactly, leading, letters, number, numbers};
use super::key::Key;

/// `7.2.8`, `7.2.8,build1639,240313 (ga.m)`, `7.2.8 build1639`.
pub(super) fn fortinet(text: &str) -> Option<Key> {
    let (base, rest) = leading(text);
    let rest = rest.trim_start_matches([',', ' ', '-']);
    let known = rest.is_empty() || rest.starts_with("build") || rest.starts_with('(') || rest.starts_with("ga") || rest.starts_with("b0");
    known.then(|| exactly(base, 2..=4).map(Key::base))?
}

/// `15.2(7)e3`, `12.4(25g)`, `15.2(7b)e0b`.
pub(super) fn cisco_ios(text: &str) -> Option<Key> {
    let (release, rest) = text.split_once('(')?;
    let (maintenance, rest) = rest.split_once(')')?;
    let (maintenance, letter) = split_letters(maintenance);
    let train = &rest[..rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len())];
    let (rebuild, rebuild_letter) = split_letters(&rest[train.len()..]);
    let mut base = exactly(release, 2..=2)?;
    base.push(number(maintenance)?);
    base.push(letters(letter)?);
    let rebuild = if rebuild.is_empty() { 0 } else { number(rebuild)? };
    Some(Key::train(train, base, vec![rebuild, letters(rebuild_letter)?]))
}

/// `17.9.4a`, `17.09.04a`; `3.16.5s` and `3.16.5as` of the trains before 16.
pub(super) fn cisco_ios_xe(text: &str) -> Option<Key> {
    let (base, rest) = leading(text);
    let base = exactly(base, 2..=4)?;
    if base[0] > 3 {
        return (rest.len() <= 2).then(|| Some(Key::numbers(base, vec![letters(rest)?])))?;
    }
    let train = ["sg", "se", "sq", "xo", "ex", "s", "e"].into_iter().find(|train| rest.ends_with(train))?;
    let rebuild = &rest[..rest.len() - train.len()];
    Some(Key::train(train, base, vec![letters(rebuild)?]))
}

/// `9.8(4)`, `9.16(4)22`, `9.12.4.67`.
pub(super) fn cisco_asa(text: &str) -> Option<Key> {
    let flat: String = text.chars().map(|c| if c == '(' || c == ')' { '.' } else { c }).collect();
    exactly(flat.trim_end_matches('.'), 2..=4).map(Key::base)
}

/// `21.4r3-s5.4`, `20.4r3.8`, `15.1x49-d140`, `22.4r1-evo`.
pub(super) fn junos(text: &str) -> Option<Key> {
    let (text, evolved) = text.strip_suffix("-evo").map_or((text, false), |text| (text, true));
    let (base, rest) = leading(text);
    let base = exactly(base, 2..=2)?;
    if let Some(rest) = rest.strip_prefix('x') {
        let (train, drop) = rest.split_once("-d").unwrap_or((rest, "0"));
        number(train)?;
        return Some(Key::train(format!("x{train}"), base, numbers(drop)?));
    }
    let train = if evolved { "evo" } else { "" };
    if rest.is_empty() {
        return Some(Key::train(train, base, Vec::new()));
    }
    let rest = rest.strip_prefix('r')?;
    let (release, service) = rest.split_once("-s").unwrap_or((rest, ""));
    let (release, spin) = release.split_once('.').unwrap_or((release, "0"));
    let (service, service_spin) = if service.is_empty() { ("0", "0") } else { service.split_once('.').unwrap_or((service, "0")) };
    let service_number = number(service)?;
    let spin = if service_number == 0 { spin } else { service_spin };
    Some(Key::train(train, base, vec![number(release)?, service_number, number(spin)?]))
}

/// `6.3.0r12`, `6.3.0r12.0`.
pub(super) fn screen_os(text: &str) -> Option<Key> {
    let (base, rest) = leading(text);
    let tail = if rest.is_empty() { Vec::new() } else { numbers(rest.strip_prefix('r')?)? };
    Some(Key::numbers(exactly(base, 2..=3)?, tail))
}

/// `6.5.4.4-44n`, `7.0.1-5145`, `7.0.1-5145-r1456`.
pub(super) fn sonic_os(text: &str) -> Option<Key> {
    let mut parts = text.split('-');
    let base = exactly(parts.next()?, 2..=4)?;
    let mut tail = Vec::new();
    for part in parts {
        let part = part.strip_prefix('r').unwrap_or(part);
        let digits = part.trim_end_matches(|c: char| c.is_ascii_lowercase());
        if part.len() - digits.len() > 1 {
            return None;
        }
        tail.push(number(digits)?);
    }
    (tail.len() <= 2).then(|| Key::numbers(base, tail))
}

/// `13.0-92.19`, `13.0 92.19`, `ns13.0 92.19.nc`, `13.1-37.38-fips`.
pub(super) fn net_scaler(text: &str) -> Option<Key> {
    let text = text.strip_prefix("ns").unwrap_or(text);
    let text = text.strip_suffix(".nc").unwrap_or(text);
    let fips = ["-fips", " fips", "-ndcpp", " ndcpp"].iter().find_map(|word| text.strip_suffix(word));
    let text = fips.unwrap_or(text);
    let (base, build) = text.split_once(['-', ' ', ':']).unwrap_or((text, ""));
    let build = build.trim_start_matches(['-', ' ']).trim_start_matches("build ");
    let tail = if build.is_empty() { Vec::new() } else { exactly(build, 1..=2)? };
    Some(Key::train(if fips.is_some() { "fips" } else { "" }, exactly(base, 2..=2)?, tail))
}

/// `10.2.4`, `10.2.4-h16`.
pub(super) fn pan_os(text: &str) -> Option<Key> {
    let (base, rest) = leading(text);
    let tail = if rest.is_empty() { Vec::new() } else { vec![number(rest.strip_prefix("-h")?)?] };
    Some(Key::numbers(exactly(base, 2..=3)?, tail))
}

/// `9.1r11`, `22.7r2.3`, `9.1r18.7`.
pub(super) fn ivanti(text: &str) -> Option<Key> {
    let (base, rest) = leading(text);
    let tail = if rest.is_empty() { Vec::new() } else { exactly(rest.strip_prefix('r')?, 1..=3)? };
    Some(Key::numbers(exactly(base, 2..=2)?, tail))
}

/// `r81.20`, `81.20`, `r80.40 take 198`: takes follow the release.
pub(super) fn check_point(text: &str) -> Option<Key> {
    let text = text.strip_prefix('r').unwrap_or(text);
    let (base, rest) = leading(text);
    let rest = rest.trim();
    let rest = rest.strip_prefix("jumbo hotfix ").unwrap_or(rest);
    let tail = if rest.is_empty() { Vec::new() } else { vec![number(rest.strip_prefix("take")?.trim())?] };
    Some(Key::numbers(exactly(base, 1..=3)?, tail))
}

/// The digits in front and the letters behind them.
fn split_letters(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}
