//! Values of one column, not written out while all are the same.

/// Values by row.
#[derive(Debug, Default)]
pub(crate) struct Lane<T> {
    first: T,
    values: Vec<T>,
}

impl<T: Copy + Default + PartialEq> Lane<T> {
    /// Takes the value of the row of this number.
    pub(crate) fn push(&mut self, value: T, row: usize) {
        if !self.values.is_empty() {
            self.values.push(value);
        } else if row == 0 {
            self.first = value;
        } else if value != self.first {
            self.values.resize(row, self.first);
            self.values.push(value);
        }
    }

    /// The value of a row.
    pub(crate) fn get(&self, row: u32) -> T {
        self.values.get(row as usize).copied().unwrap_or(self.first)
    }

    /// The values of some rows; the one value where all rows have the same.
    pub(crate) fn of(&self, rows: &[u32]) -> Vec<T> {
        if self.values.is_empty() { vec![self.first] } else { rows.iter().map(|row| self.get(*row)).collect() }
    }

    /// Bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.values.capacity() * size_of::<T>()
    }
}
