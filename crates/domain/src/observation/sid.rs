//! Security identifiers of Windows, out of their binary form.

/// A binary security identifier (MS-DTYP 2.4.2.2) as `S-1-5-21-…`. `None`: the bytes are none.
pub fn security_identifier(bytes: &[u8]) -> Option<String> {
    let [1, count, authority @ ..] = bytes else { return None };
    let (authority, rest) = authority.split_at_checked(6)?;
    if rest.len() != usize::from(*count) * 4 {
        return None;
    }
    let authority = authority.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let parts = rest.chunks_exact(4).map(|four| format!("-{}", u32::from_le_bytes([four[0], four[1], four[2], four[3]])));
    Some(format!("S-1-{authority}{}", parts.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_identifier_is_written_as_people_write_it_and_anything_else_is_none() {
        let administrator = [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0xf4, 1, 0, 0];
        assert_eq!(security_identifier(&administrator).unwrap(), "S-1-5-21-1-2-3-500");
        assert_eq!(
            (security_identifier(&administrator[..27]), security_identifier(&[1, 200, 0]), security_identifier(&[])),
            (None, None, None)
        );
    }
}
