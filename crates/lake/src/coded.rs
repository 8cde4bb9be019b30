//! Columns as dictionaries: the values sorted, and for each row the number of its own.

use crate::chunk::{Coded, Values};
use crate::hybrid;
use crate::intern::{Interner, count};

/// A dictionary larger than this is read in vain by a question about one patient.
const MOST_DICTIONARY_BYTES: usize = 1 << 20;
/// Statistics hold values whole; longer ones are shortened by the writer of crate `parquet`.
const LONGEST_VALUE: usize = 256;
/// A dictionary of integers is tried with so many different values at most.
const MOST_STEPS: u64 = 1 << 20;

/// As an integer of 32 bits; all of them fit.
pub(crate) fn narrow(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// The numbers below `bound` that occur, each once, in order.
pub(crate) fn used(numbers: impl ExactSizeIterator<Item = u32>, bound: usize) -> Vec<u32> {
    if numbers.len() * 8 < bound {
        let mut numbers: Vec<u32> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        return numbers;
    }
    let mut seen = vec![false; bound];
    for number in numbers {
        seen[number as usize] = true;
    }
    (0..count(bound)).filter(|number| seen[*number as usize]).collect()
}

/// A dictionary of the texts of these numbers, where it is small beside so many rows.
pub(crate) fn texts(table: &Interner, numbers: &[u32], rows: usize) -> Option<Coded> {
    let sorted = table.sorted();
    let mut used = used(numbers.iter().map(|number| sorted.ranks[*number as usize]), table.len());
    used.iter_mut().for_each(|rank| *rank = sorted.numbers[*rank as usize]);
    let bytes: usize = used.iter().map(|number| table.text(*number).len() + 4).sum();
    let longest = used.iter().map(|number| table.text(*number).len()).max()?;
    if bytes > MOST_DICTIONARY_BYTES || longest > LONGEST_VALUE || used.len() > 1 && used.len() > rows / 2 {
        return None;
    }
    let (mut plain, mut ends) = (Vec::with_capacity(bytes), Vec::with_capacity(used.len()));
    let mut places = vec![0; table.len()];
    for (place, number) in used.iter().enumerate() {
        let text = table.text(*number);
        plain.extend_from_slice(&count(text.len()).to_le_bytes());
        plain.extend_from_slice(text.as_bytes());
        ends.push(plain.len());
        places[*number as usize] = count(place);
    }
    let numbers = if used.len() == 1 { Vec::new() } else { numbers.iter().map(|number| places[*number as usize]).collect() };
    Some(Coded { plain, values: Values::Ends(ends), numbers, rows, ascending: false })
}

/// A dictionary of some few integers of 32 bits.
pub(crate) fn few(values: &[i64], rows: usize) -> Coded {
    let mut used = values.to_vec();
    used.sort_unstable();
    used.dedup();
    let place = |value: &i64| count(used.partition_point(|other| other < value));
    let numbers = if used.len() == 1 { Vec::new() } else { values.iter().map(place).collect() };
    dictionary(&used, numbers, rows, 4)
}

/// A dictionary of so many bytes a value for integers, where they lie on a grid that is coarse enough — whole seconds, small codes, one
/// value only — to be smaller than their differences would be. One integer stands for all rows.
pub(crate) fn ints(values: &[i64], rows: usize, width: usize) -> Option<Coded> {
    let first = *values.first()?;
    let (least, largest) = values.iter().fold((first, first), |(least, largest), value| (least.min(*value), largest.max(*value)));
    if least == largest {
        return Some(dictionary(&[first], Vec::new(), rows, width));
    }
    let span = largest.abs_diff(least);
    let step = values.iter().map(|value| value.abs_diff(least)).fold(span, |step, from_least| match from_least {
        _ if from_least.is_multiple_of(step) => step,
        other => common(step, other),
    });
    let steps = span / step;
    if steps > MOST_STEPS {
        return None;
    }
    let place = |value: &i64| u32::try_from(value.abs_diff(least) / step).unwrap_or_default();
    let mut numbers: Vec<u32> = values.iter().map(place).collect();
    let mut places = vec![0_u32; usize::try_from(steps).ok()? + 1];
    for number in &numbers {
        places[*number as usize] = 1;
    }
    let mut used: Vec<i64> = Vec::new();
    for (at, number) in places.iter_mut().enumerate() {
        if *number == 1 {
            *number = count(used.len());
            used.push(least.wrapping_add_unsigned(at as u64 * step));
        }
    }
    let bits = u64::from(hybrid::width(used.len()));
    let differences = u64::from(u64::BITS - span.leading_zeros() + 1);
    // Sorted values of a dictionary take about three bytes each after compression.
    if used.len() as u64 * 24 + rows as u64 * bits >= rows as u64 * differences {
        return None;
    }
    for number in &mut numbers {
        *number = places[*number as usize];
    }
    Some(dictionary(&used, numbers, rows, width))
}

/// The least bytes of each value, and all of them where it is to have eight.
fn dictionary(values: &[i64], numbers: Vec<u32>, rows: usize, width: usize) -> Coded {
    let plain = match width {
        4 => values.iter().flat_map(|value| narrow(*value).to_le_bytes()).collect(),
        _ => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
    };
    // one value is in order, whichever it is
    Coded { plain, values: Values::Width(width), ascending: numbers.is_empty(), numbers, rows }
}

/// The greatest common divisor.
fn common(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
