//! Continuity plan, regulations, contact tree: edit, approve, print.
