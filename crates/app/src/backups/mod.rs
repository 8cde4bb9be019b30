//! Own backups: generations, encrypted; checking and restoring them.
