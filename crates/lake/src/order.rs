//! The order of rows in a copy: by day, by its first text, by time; equal ones as they came. Rows mostly come in the order of time, and
//! texts are numbers: so nothing is compared but the texts of the table, each once.

use crate::buffer::Buffer;
use crate::intern::count;
use crate::schema::{Layout, TIME};

/// The rows but those of one day, by time.
pub(crate) fn by_time(buffer: &Buffer, day_of: &[u32], without: Option<u32>) -> Vec<u32> {
    let mut rows: Vec<u32> = buffer.all().zip(day_of).filter(|(_, day)| Some(**day) != without).map(|(row, _)| row).collect();
    if !rows.is_sorted_by_key(|row| buffer.int(TIME, *row)) {
        rows.sort_by_key(|row| buffer.int(TIME, *row));
    }
    rows
}

/// Rows that are in the order of time, as a copy orders them: each day's.
pub(crate) fn by_day(buffer: &Buffer, rows: &[u32], day_of: &[u32], layout: Layout) -> Vec<(u32, Vec<u32>)> {
    let ranks = &buffer.table(layout.first()).sorted().ranks;
    let rank = |row: &u32| ranks[buffer.number(layout.first(), *row) as usize] as usize;
    // where the rows of each rank begin
    let mut places = vec![0; ranks.len() + 1];
    for row in rows {
        places[rank(row) + 1] += 1_u32;
    }
    for at in 1..places.len() {
        places[at] += places[at - 1];
    }
    let mut ranked = vec![0; rows.len()];
    for row in rows {
        let place = &mut places[rank(row)];
        ranked[*place as usize] = *row;
        *place += 1;
    }
    let days = rows.iter().map(|row| day_of[*row as usize]).max().map_or(0, |last| last as usize + 1);
    let mut by_day = vec![Vec::new(); days];
    for row in ranked {
        by_day[day_of[row as usize] as usize].push(row);
    }
    (0..count(days)).zip(by_day).filter(|(_, rows)| !rows.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{INTS, LEAF, PATIENT, TEXTS, USER};

    #[test]
    fn rows_stand_by_day_first_text_and_time_and_equal_ones_as_they_came() {
        let mut buffer = Buffer::default();
        let mut day_of = Vec::new();
        let mut state = 7_u64;
        let mut next = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        for leaf in 0..3_000 {
            let (patient, user, time) = (format!("{}", next(40)), format!("u{}", next(9)), next(50).cast_signed());
            let (mut ints, mut texts) = ([0; INTS], [""; TEXTS]);
            (ints[TIME], ints[LEAF]) = (time, leaf);
            (texts[PATIENT], texts[USER]) = (&patient, &user);
            buffer.push_values(&ints, &texts);
            day_of.push(count(usize::try_from(time / 10).unwrap()));
        }
        for (layout, column) in [(Layout::ByPatient, PATIENT), (Layout::ByUser, USER)] {
            let rows = by_time(&buffer, &day_of, Some(3));
            let found: Vec<u32> = by_day(&buffer, &rows, &day_of, layout).into_iter().flat_map(|(_, rows)| rows).collect();
            let mut expected: Vec<u32> = buffer.all().filter(|row| day_of[*row as usize] != 3).collect();
            expected.sort_by_key(|row| (day_of[*row as usize], buffer.text(column, *row), buffer.int(TIME, *row), *row));
            assert_eq!(found, expected);
        }
    }
}
