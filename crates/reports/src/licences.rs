//! Licence texts of what is embedded in the binary and in every PDF, to be printed and shipped in a pack.
//!
//! Not here: licences of the Rust libraries.

/// Copyright lines and SIL Open Font License of BIZ UDPGothic and of the cut of Noto Sans CJK JP.
pub const FONTS: &str = include_str!("../fonts/OFL.txt");

/// File name under which [`FONTS`] is shipped.
pub const FONTS_FILE: &str = "OFL.txt";
