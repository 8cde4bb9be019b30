//! LEB128: seven bits a byte, lowest first, the eighth says that more follow.

/// Writes a number.
pub(crate) fn put(mut number: u64, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    to.push(number.to_le_bytes()[0]);
}

/// Writes a signed number, small ones of both signs short.
pub(crate) fn put_signed(number: i64, to: &mut Vec<u8>) {
    put(((number << 1) ^ (number >> 63)).cast_unsigned(), to);
}

/// Reads a number at `at` and goes on behind it; `None` when it does not end, or is too large.
pub(crate) fn take(from: &[u8], at: &mut usize) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = *from.get(*at)?;
        *at += 1;
        if shift == 63 && byte > 1 {
            return None;
        }
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Reads a signed number.
pub(crate) fn take_signed(from: &[u8], at: &mut usize) -> Option<i64> {
    let number = take(from, at)?;
    Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn numbers_are_read_as_they_were_written(number: u64, signed: i64) {
            let mut bytes = Vec::new();
            put(number, &mut bytes);
            put_signed(signed, &mut bytes);
            let mut at = 0;
            proptest::prop_assert_eq!(take(&bytes, &mut at), Some(number));
            proptest::prop_assert_eq!(take_signed(&bytes, &mut at), Some(signed));
            proptest::prop_assert_eq!(at, bytes.len());
        }
    }

    #[test]
    fn a_number_that_does_not_end_is_none() {
        assert_eq!(take(&[0x80, 0x80], &mut 0), None);
        assert_eq!(take(&[0xff; 11], &mut 0), None);
        assert_eq!(take(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], &mut 0), Some(u64::MAX));
        assert_eq!(take(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2], &mut 0), None);
    }
}
