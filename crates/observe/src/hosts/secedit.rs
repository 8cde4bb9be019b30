//! `secedit /export`: the keys are English in every language. `net accounts` is refused: its text is translated.

use sonae_domain::observation::{ObservedDevice, ObservedPasswordPolicy};

use crate::draft::Draft;
use crate::problem::{Problem, Severity, keys};
use crate::text::pair;
use crate::words::WORDS;

/// Whether a text is an export.
pub(crate) fn fits(text: &str) -> bool {
    text.lines().take(50).any(|line| line.trim().eq_ignore_ascii_case("[System Access]"))
}

/// Reads `[System Access]`. The file does not say of which machine it is.
pub(crate) fn read(text: &str, draft: &mut Draft) {
    let mut policy = ObservedPasswordPolicy::default();
    let mut within = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with('[') {
            within = line.trim().eq_ignore_ascii_case("[System Access]");
        } else if within && let Some((key, value)) = pair(line, '=') {
            match value.parse::<i64>() {
                Ok(number) => set(&mut policy, key, number),
                Err(_) if value.starts_with('"') => {}
                Err(_) => draft.push(Problem::new(Severity::Warning, keys::VALUE_UNREADABLE).at(index).arg("field", key)),
            }
        }
    }
    draft.device(ObservedDevice { password_policy: Some(policy), ..ObservedDevice::default() });
}

fn set(policy: &mut ObservedPasswordPolicy, key: &str, number: i64) {
    let count = u32::try_from(number).ok();
    match key.to_ascii_lowercase().as_str() {
        "minimumpasswordlength" => policy.min_length = count,
        "passwordcomplexity" => policy.complexity = Some(number != 0),
        // -1: the age is not limited
        "maximumpasswordage" => policy.max_age_days = Some(count.unwrap_or(0)),
        "passwordhistorysize" => policy.history = count,
        "lockoutbadcount" => policy.lockout_failures = count,
        _ => {}
    }
}

/// Whether a text is what `net accounts` prints.
pub(crate) fn is_net_accounts(text: &str) -> bool {
    text.lines().take(20).any(|line| WORDS.net_accounts.iter().any(|word| line.trim_start().starts_with(word.as_str())))
}

/// Refuses it.
pub(crate) fn refuse(_text: &str, draft: &mut Draft) {
    draft.error(keys::LOCALISED);
}

#[cfg(test)]
mod tests {
    use crate::{Limits, keys, read};
    use sonae_domain::observation::{Observation, ObservationKind};

    #[test]
    fn the_policy_is_read_from_utf_16() {
        let text = "\u{FEFF}[Unicode]\r\nUnicode=yes\r\n[System Access]\r\nMaximumPasswordAge = -1\r\nMinimumPasswordLength = 13\r\nPasswordComplexity = 1\r\nNewAdministratorName = \"管理者\"\r\nLockoutBadCount = x\r\n[Registry Values]\r\nMinimumPasswordLength = 1\r\n";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let reading = read("policy.inf", &bytes, &Limits::default());
        assert_eq!(reading.kind, Some(ObservationKind::SecurityPolicy));
        assert_eq!(
            reading.problems.iter().map(|p| (p.key, p.line)).collect::<Vec<_>>(),
            [(keys::VALUE_UNREADABLE, 8), (keys::NO_MACHINE, 0)]
        );
        let [Observation::Device(device)] = reading.observations.as_slice() else { panic!("{reading:?}") };
        let policy = device.password_policy.as_ref().unwrap();
        assert_eq!((policy.min_length, policy.complexity, policy.max_age_days), (Some(13), Some(true), Some(0)));
    }

    #[test]
    fn translated_text_is_refused_with_a_way_out() {
        for text in
            ["最小パスワード長:                                         0\r\n", "Minimum password length:                              0\n"]
        {
            let reading = read("accounts.txt", text.as_bytes(), &Limits::default());
            assert_eq!((reading.problems[0].key, reading.observations.len(), reading.problems.len()), (keys::LOCALISED, 0, 1));
        }
    }
}
