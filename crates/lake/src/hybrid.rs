//! The RLE / bit-packing hybrid of Parquet (Apache Parquet format 2.11, Encodings.md, "RLE/Bit-Packing Hybrid"), for the numbers
//! of a dictionary. Eight and more equal values become a run; the rest is packed in groups of eight.

/// How many bits the largest of `values` different numbers takes; at least one, which every reader understands.
pub(crate) fn width(values: usize) -> u32 {
    (usize::BITS - values.saturating_sub(1).leading_zeros()).max(1)
}

/// Appends values of this width.
pub(crate) fn encode(values: &[u32], width: u32, out: &mut Vec<u8>) {
    let mut packed = 0;
    let mut at = 0;
    while at < values.len() {
        let run = values[at..].iter().take_while(|value| **value == values[at]).count();
        let missing = (8 - (at - packed) % 8) % 8;
        if run >= 8 + missing {
            pack(&values[packed..at + missing], width, out);
            varint(((run - missing) as u64) << 1, out);
            out.extend_from_slice(&values[at].to_le_bytes()[..width.div_ceil(8) as usize]);
            at += run;
            packed = at;
        } else {
            at += run;
        }
    }
    pack(&values[packed..], width, out);
}

/// Appends one run.
pub(crate) fn run(value: u32, times: usize, width: u32, out: &mut Vec<u8>) {
    varint((times as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8) as usize]);
}

fn pack(values: &[u32], width: u32, out: &mut Vec<u8>) {
    if values.is_empty() {
        return;
    }
    let groups = values.len().div_ceil(8);
    varint((groups as u64) << 1 | 1, out);
    let (mut bits, mut filled) = (0_u64, 0);
    for index in 0..groups * 8 {
        bits |= u64::from(values.get(index).copied().unwrap_or(0)) << filled;
        filled += width;
        if filled >= 32 {
            out.extend_from_slice(&bits.to_le_bytes()[..4]);
            bits >>= 32;
            filled -= 32;
        }
    }
    out.extend_from_slice(&bits.to_le_bytes()[..filled.div_ceil(8) as usize]);
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification_is_packed_as_there() {
        // Encodings.md: 0..7 with three bits each.
        let mut out = Vec::new();
        encode(&[0, 1, 2, 3, 4, 5, 6, 7], 3, &mut out);
        assert_eq!(out, [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
    }

    #[test]
    fn a_run_follows_whole_groups_only() {
        let mut out = Vec::new();
        encode(&[1, 0, 1, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5], 3, &mut out);
        // One group of eight (1 0 1 5 5 5 5 5), then nine fives.
        assert_eq!(out[0], 0b11);
        assert_eq!(out[4..], [18, 5]);
    }

    #[test]
    fn widths_hold_their_largest_number() {
        assert_eq!([0, 1, 2, 3, 4, 5, 256, 257, 86_400].map(width), [1, 1, 1, 2, 2, 3, 8, 9, 17]);
    }
}
