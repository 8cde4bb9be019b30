//! Backups: restic, borg, `wbadmin get versions`, tables. Not here: whether they are enough.

pub(crate) mod borg;
pub(crate) mod restic;
pub(crate) mod table;
pub(crate) mod wbadmin;
