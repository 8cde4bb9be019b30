//! Time stamps (RFC 3161) over checkpoints: an authority that the user names vouches that a checkpoint was there at an instant.
//!
//! The message is the signed note of a checkpoint, hashed with SHA-256. Tokens are verified offline against trust anchors that the user
//! gives as PEM: certificate chain with the purpose of time stamping as of the token's own time, signature, message, nonce.
//! `x509-tsp` and `cms` read; `rustls-webpki` (ring) verifies, RSA as well as ECDSA, because the accredited Japanese authorities sign with
//! RSA. (The crate `sigstore-tsa` refuses RSA signers and knows one authority, pinned by its certificate.) Deliberately not here:
//! sending the request over HTTP, revocation lists.

mod request;
mod token;

pub use request::stamp_request;
pub use token::{Anchors, StampFault, Stamped, check_stamp, message_hash};
