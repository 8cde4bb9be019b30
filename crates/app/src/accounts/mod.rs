//! Users of sonae: who they are, what they may do, how they prove who they are.

mod user;

pub use user::{User, find_user};
