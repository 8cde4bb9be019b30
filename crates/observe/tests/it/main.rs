//! Files of the shared collection, where it is present, and promises that hold for any file.

mod collection;
mod promises;
mod shared;
