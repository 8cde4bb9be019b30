//! The request (RFC 3161 section 2.4.1).

use cms::cert::x509::der::asn1::{Int, OctetString};
use cms::cert::x509::der::{Encode as _, oid::ObjectIdentifier};
use cms::cert::x509::spki::AlgorithmIdentifierOwned;
use x509_tsp::{MessageImprint, TimeStampReq, TspVersion};

use super::token::{StampFault, message_hash};

pub(super) const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// The nonce as an INTEGER above zero whose first byte is not zero.
pub(super) fn nonce_bytes(mut nonce: [u8; 8]) -> [u8; 8] {
    nonce[0] = nonce[0] & 0x7f | 0x40;
    nonce
}

/// Request for a stamp over the note of a checkpoint, DER (`application/timestamp-query`). `nonce`: random, kept until the reply comes.
pub fn stamp_request(note: &str, nonce: [u8; 8]) -> Result<Vec<u8>, StampFault> {
    let request = TimeStampReq {
        version: TspVersion::V1,
        message_imprint: MessageImprint {
            hash_algorithm: AlgorithmIdentifierOwned { oid: SHA_256, parameters: None },
            hashed_message: OctetString::new(message_hash(note))?,
        },
        req_policy: None,
        nonce: Some(Int::new(&nonce_bytes(nonce))?),
        cert_req: true,
        extensions: None,
    };
    Ok(request.to_der()?)
}
