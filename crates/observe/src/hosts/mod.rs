//! Machines as they or their tools describe themselves: osquery, Lynis, XCCDF, `secedit`, `Get-HotFix`. The file of our own collector
//! is in [`crate::collect`].

pub(crate) mod hotfixes;
pub(crate) mod lynis;
pub(crate) mod osquery;
pub(crate) mod secedit;
pub(crate) mod services;
pub(crate) mod windows;
pub(crate) mod xccdf;
