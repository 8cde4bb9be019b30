//! The tables as SeaORM entities, one file a table. The columns are described in `migrations`.
//! Nothing outside this crate sees them: callers get the types of `record`, `source`, `audit` and so on.
#![expect(unreachable_pub, reason = "SeaORM's derives write `pub` items beside the model")]

pub(crate) mod assessment;
pub(crate) mod attempt;
pub(crate) mod audit_event;
pub(crate) mod credential;
pub(crate) mod evidence;
pub(crate) mod record;
pub(crate) mod record_version;
pub(crate) mod session;
pub(crate) mod source_file;
