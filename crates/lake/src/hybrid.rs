//! The RLE / bit-packing hybrid of Parquet (Apache Parquet format 2.11, Encodings.md, "RLE/Bit-Packing Hybrid"), for the numbers
//! of a dictionary. Eight and more equal values become a run; the rest is packed in groups of eight.

/// How many bits the largest of `values` different numbers takes; at least one, which every reader understands.
pub(crate) fn width(values: usize) -> u32 {
    (usize::BITS - values.saturating_sub(1).leading_zeros()).max(1)
}

/// Appends values of this width.
pub(crate) fn encode(values: &[u32], width: u32, out: &mut Vec<u8>) {
    let (mut packed, mut at) = (0, 0);
    // a run that pays holds a whole group of eight
    while let Some(group) = values.get(at..at + 8) {
        if group.iter().fold(0, |differs, value| differs | (value ^ group[0])) != 0 {
            at += 8;
            continue;
        }
        let times = 8 + values[at + 8..].iter().take_while(|value| **value == group[0]).count();
        pack(&values[packed..at], width, out);
        run(group[0], times, width, out);
        at += times;
        packed = at;
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
    out.reserve(groups * width as usize + 8);
    let (whole, rest) = values.as_chunks::<8>();
    whole.iter().for_each(|group| pack_group(group, width, out));
    if !rest.is_empty() {
        let mut group = [0; 8];
        group[..rest.len()].copy_from_slice(rest);
        pack_group(&group, width, out);
    }
}

/// Eight values: as many bytes as each has bits.
fn pack_group(group: &[u32; 8], width: u32, out: &mut Vec<u8>) {
    let (size, joint) = (width as usize, width * 4);
    if width <= 16 {
        let half = |values: &[u32]| values.iter().rev().fold(0_u64, |bits, value| bits << width | u64::from(*value));
        let all = u128::from(half(&group[..4])) | u128::from(half(&group[4..])) << joint;
        out.extend_from_slice(&all.to_le_bytes()[..size]);
        return;
    }
    let half = |values: &[u32]| values.iter().rev().fold(0_u128, |bits, value| bits << width | u128::from(*value));
    let (low, high) = (half(&group[..4]), half(&group[4..]));
    // the first half ends within a byte where the width is odd
    let (whole, bits) = ((joint / 8) as usize, joint % 8);
    out.extend_from_slice(&low.to_le_bytes()[..whole]);
    let high = if bits == 0 { high } else { high << bits | low >> (joint - bits) };
    out.extend_from_slice(&high.to_le_bytes()[..size - whole]);
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

    /// The reader's side, straight from the specification.
    fn decode(mut bytes: &[u8], width: u32, values: usize) -> Vec<u32> {
        let mut out = Vec::new();
        while out.len() < values {
            let (mut header, mut shift) = (0_u64, 0);
            loop {
                header |= u64::from(bytes[0] & 0x7f) << shift;
                let last = bytes[0] < 0x80;
                bytes = &bytes[1..];
                shift += 7;
                if last {
                    break;
                }
            }
            if header & 1 == 0 {
                let mut value = [0; 4];
                let size = width.div_ceil(8) as usize;
                value[..size].copy_from_slice(&bytes[..size]);
                bytes = &bytes[size..];
                out.extend(std::iter::repeat_n(u32::from_le_bytes(value), usize::try_from(header >> 1).unwrap()));
            } else {
                let count = usize::try_from(header >> 1).unwrap() * 8;
                let size = count * width as usize / 8;
                let bit = |at: usize| u32::from(bytes[at / 8] >> (at % 8) & 1);
                out.extend((0..count).map(|at| (0..width as usize).fold(0, |value, low| value | bit(at * width as usize + low) << low)));
                bytes = &bytes[size..];
            }
        }
        assert!(bytes.is_empty());
        out.truncate(values);
        out
    }

    #[test]
    fn any_mixture_of_runs_and_single_values_comes_back() {
        let mut state = 1_u64;
        let mut next = move |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from((state >> 33) % bound).unwrap()
        };
        for round in 0..400 {
            let distinct = 1 + u64::from(next(1 << (1 + round % 20)));
            let mut values = Vec::new();
            while values.len() < 300 {
                let value = next(distinct);
                let times = if next(3) == 0 { next(40) } else { 1 };
                values.extend(std::iter::repeat_n(value, times as usize));
            }
            let width = width(usize::try_from(distinct).unwrap());
            let mut out = Vec::new();
            encode(&values, width, &mut out);
            assert_eq!(decode(&out, width, values.len()), values, "round {round}");
        }
    }
}
