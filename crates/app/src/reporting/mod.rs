//! The report to the management, and approvals.
