//! Personal data of patients is masked for whoever does not need it: the same number is always the same mask, and no mask tells
//! the number.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use sonae_lake::{Answer, Cell};
use sonae_logs::Event;

use super::derived::Derived;
use super::fault::LogsError;

/// Where the secret lies.
const FILE: &str = "mask";
/// Columns that hold a patient's number.
const PATIENTS: &[&str] = &["patient_uid"];
/// Columns in which a source may have written a patient's name or number.
const FREE: &[&str] = &["operation", "target", "message", "purpose"];

/// Masks an answer.
pub(super) fn mask(derived: &Derived, mut answer: Answer) -> Result<Answer, LogsError> {
    let secret = secret(derived)?;
    let among = |names: &[&str]| -> BTreeSet<usize> {
        let named = answer.columns.iter().enumerate().filter(|(_, column)| names.contains(&column.name.as_str()));
        named.map(|(at, _)| at).collect()
    };
    let (patients, free) = (among(PATIENTS), among(FREE));
    for row in &mut answer.rows {
        let numbers: Vec<String> = patients
            .iter()
            .filter_map(|at| match row.get(*at) {
                Some(Cell::Text(number)) if !number.is_empty() => Some(number.clone()),
                _ => None,
            })
            .collect();
        for (at, cell) in row.iter_mut().enumerate() {
            let Cell::Text(text) = cell else { continue };
            if patients.contains(&at) && !text.is_empty() {
                *text = masked(&secret, text);
            } else if free.contains(&at) {
                *text = hide(text, &numbers);
            }
        }
    }
    Ok(answer)
}

/// Masks an event.
pub(super) fn mask_event(secret: &[u8; 16], event: &mut Event) {
    let numbers: Vec<String> = Some(event.patient_uid.clone()).into_iter().filter(|number| !number.is_empty()).collect();
    for text in [&mut event.operation, &mut event.target, &mut event.message, &mut event.purpose] {
        *text = hide(text, &numbers);
    }
    if let Some(number) = numbers.first() {
        event.patient_uid = masked(secret, number);
    }
}

/// The secret by which masks stay apart.
pub(super) fn secret(derived: &Derived) -> Result<[u8; 16], LogsError> {
    derived.secret(FILE)
}

/// What stands for a number.
fn masked(secret: &[u8; 16], number: &str) -> String {
    let hash = Sha256::new().chain_update(secret).chain_update(number.as_bytes()).finalize();
    format!("*{}", hex::encode(&hash[..4]))
}

/// A text without the numbers, and without any other run of digits that is as long as a number may be.
fn hide(text: &str, numbers: &[String]) -> String {
    let mut text = text.to_owned();
    for number in numbers {
        text = text.replace(number.as_str(), "*");
    }
    let mut hidden = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_numeric() {
            run.push(c);
            continue;
        }
        if run.chars().count() >= 4 {
            hidden.push('*');
        } else {
            hidden.push_str(&run);
        }
        run.clear();
        if c != '\0' {
            hidden.push(c);
        }
    }
    hidden
}

#[cfg(test)]
mod tests {
    use sonae_lake::Column;

    use super::*;

    #[test]
    fn numbers_of_patients_are_masked_wherever_they_stand_and_stay_apart() {
        let secret = [7; 16];
        assert_eq!(masked(&secret, "0001"), masked(&secret, "0001"));
        assert_ne!(masked(&secret, "0001"), masked(&secret, "0002"));
        assert!(!masked(&secret, "0001").contains("0001"));
        assert_eq!(hide("患者 A-12 を参照", &["A-12".into()]), "患者 * を参照");
        assert_eq!(hide("カルテ 00012345 の 2 号用紙", &[]), "カルテ * の 2 号用紙");
    }

    #[test]
    fn other_columns_are_left_as_they_are() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = crate::data_folder::DataFolder::open(scratch.path()).unwrap();
        let columns = ["user_uid", "patient_uid", "operation"].map(|name| Column { name: name.into() }).to_vec();
        let row = ["12345", "00012345", "参照 00012345"].map(|text| Cell::Text(text.into())).to_vec();
        let answer = mask(&Derived::of(&folder), Answer { columns, rows: vec![row], cut_off: false }).unwrap();
        assert_eq!(answer.rows[0][0], Cell::Text("12345".into()));
        assert_ne!(answer.rows[0][1], Cell::Text("00012345".into()));
        assert_eq!(answer.rows[0][2], Cell::Text("参照 *".into()));
    }
}
