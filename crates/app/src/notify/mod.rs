//! Mail, when the user switched it on.
