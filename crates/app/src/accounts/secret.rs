//! Random secrets, their digests, and comparing them without telling by the time it takes.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::Fault;

/// Letters and digits that nobody mixes up on paper: without i, l, o, u and 0, 1 as such (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Fault::failed)?;
    Ok(bytes)
}

/// A name that nothing else has.
pub(crate) fn new_id() -> Result<String, Fault> {
    Ok(hex::encode(random::<16>()?))
}

/// A secret to be read and typed by people: groups of four letters and digits, five bits each.
pub(crate) fn readable(groups: usize) -> Result<String, Fault> {
    let mut text = String::with_capacity(groups * 5);
    for (at, byte) in random::<64>()?.iter().take(groups * 4).enumerate() {
        if at > 0 && at % 4 == 0 {
            text.push('-');
        }
        // 256 is a multiple of 32: no letter is likelier than another
        text.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    Ok(text)
}

/// A readable secret as it is compared: without hyphens and spaces, small letters, the look-alikes of zero and one as these.
pub(crate) fn plain(typed: &str) -> String {
    super::user::half_width(typed)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            c => c,
        })
        .collect()
}

/// SHA-256 in hexadecimal. Enough for secrets that are random and long.
pub(crate) fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// Whether two texts are the same; takes the same time wherever they differ.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readable_secret_is_the_same_however_it_is_typed() {
        let secret = readable(4).unwrap();
        assert_eq!(secret.len(), 19);
        assert_eq!(plain(&secret), plain(&secret.to_uppercase().replace('-', " ")));
        assert_eq!(plain("Ｏ-ｉL"), "011");
        assert_ne!(readable(4).unwrap(), secret);
    }

    #[test]
    fn texts_are_compared_as_a_whole() {
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
    }
}
