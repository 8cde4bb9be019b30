//! The reply or the bare token, and its verification (RFC 3161 section 2.4.2, RFC 5652 section 5).

use cms::cert::CertificateChoices;
use cms::cert::x509::Certificate;
use cms::cert::x509::der::oid::ObjectIdentifier;
use cms::cert::x509::der::{self, Decode as _, Encode as _};
use cms::cert::x509::ext::pkix::SubjectKeyIdentifier;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use jiff::Timestamp;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, ring};
use x509_tsp::{TimeStampResp, TstInfo};

use super::request::{SHA_256, nonce_bytes};

const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SUBJECT_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
/// Contents of the object identifier of id-kp-timeStamping, 1.3.6.1.5.5.7.3.8.
const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];

/// Longest reply that is read, bytes.
const LONGEST: usize = 1 << 18;

/// Certificates that the user trusts to be, or to lead to, a time-stamping authority.
#[derive(Debug, Clone)]
pub struct Anchors(Vec<TrustAnchor<'static>>);

/// What a token says, verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// Instant that the authority vouches for
    pub at: Timestamp,
    /// Subject of the authority's certificate
    pub authority: String,
    /// Serial number of the token, hex
    pub serial: String,
    /// Policy under which it was issued, as an object identifier
    pub policy: String,
}

/// Why a token vouches for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StampFault {
    /// Not a reply, not a token
    #[error("not a time stamp: {0}")]
    Malformed(String),
    /// The authority refused
    #[error("the time-stamping authority refused the request (status {0})")]
    Refused(u8),
    /// It stamps something else
    #[error("the time stamp is over something else")]
    OtherMessage,
    /// It answers another request
    #[error("the time stamp answers another request")]
    OtherNonce,
    /// The signature does not fit
    #[error("the signature of the time stamp does not fit: {0}")]
    Signature(String),
    /// The certificate does not lead to an anchor, or is none for time stamping
    #[error("the certificate of the time-stamping authority is not trusted: {0}")]
    Certificate(String),
}

impl From<der::Error> for StampFault {
    fn from(error: der::Error) -> Self {
        Self::Malformed(error.to_string())
    }
}

impl Anchors {
    /// Reads certificates from PEM; at least one.
    pub fn from_pem(pem: &str) -> Result<Self, StampFault> {
        let wrong = |error: String| StampFault::Certificate(error);
        let mut anchors = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
            anchors.push(anchor_from_trusted_cert(&certificate).map_err(|error| wrong(error.to_string()))?.to_owned());
        }
        if anchors.is_empty() { Err(wrong("no certificate in the PEM text".to_owned())) } else { Ok(Self(anchors)) }
    }
}

/// What is stamped: SHA-256 of the signed note.
pub fn message_hash(note: &str) -> [u8; 32] {
    Sha256::digest(note.as_bytes()).into()
}

/// Verifies a reply (`application/timestamp-reply`) or a bare token over the note of a checkpoint. With `nonce` it must also be the answer
/// to the request that carried it.
pub fn check_stamp(bytes: &[u8], note: &str, nonce: Option<[u8; 8]>, anchors: &Anchors) -> Result<Stamped, StampFault> {
    if bytes.len() > LONGEST {
        return Err(StampFault::Malformed("too long".to_owned()));
    }
    let (signed, info_der) = signed_data(bytes)?;
    let info = TstInfo::from_der(&info_der)?;
    let imprint = &info.message_imprint;
    if imprint.hash_algorithm.oid != SHA_256 || imprint.hashed_message.as_bytes() != message_hash(note) {
        return Err(StampFault::OtherMessage);
    }
    if nonce.is_some_and(|nonce| info.nonce.as_ref().map(der::asn1::Int::as_bytes) != Some(&nonce_bytes(nonce)[..])) {
        return Err(StampFault::OtherNonce);
    }
    let at = Timestamp::try_from(info.gen_time.to_system_time()).map_err(|error| StampFault::Malformed(error.to_string()))?;
    let authority = verified_signer(&signed, &info_der, at, anchors)?;
    Ok(Stamped { at, authority, serial: hex::encode(info.serial_number.as_bytes()), policy: info.policy.to_string() })
}

fn signed_data(bytes: &[u8]) -> Result<(SignedData, Vec<u8>), StampFault> {
    let token = match TimeStampResp::from_der(bytes) {
        Ok(reply) => {
            let status = reply.status.status as u8;
            reply.time_stamp_token.filter(|_| status <= 1).ok_or(StampFault::Refused(status))?
        }
        Err(_) => ContentInfo::from_der(bytes)?,
    };
    if token.content_type != SIGNED_DATA {
        return Err(StampFault::Malformed("no signed data".to_owned()));
    }
    let signed: SignedData = token.content.decode_as()?;
    if signed.encap_content_info.econtent_type != TST_INFO {
        return Err(StampFault::Malformed("no time-stamp information".to_owned()));
    }
    let info = signed.encap_content_info.econtent.as_ref().map(|content| content.value().to_vec());
    let info = info.ok_or_else(|| StampFault::Malformed("no time-stamp information".to_owned()))?;
    Ok((signed, info))
}

/// The signer's certificate: it signed the information, and leads to an anchor.
fn verified_signer(signed: &SignedData, info: &[u8], at: Timestamp, anchors: &Anchors) -> Result<String, StampFault> {
    let signers = signed.signer_infos.0.as_slice();
    let [signer] = signers else { return Err(StampFault::Signature(format!("{} signers", signers.len()))) };
    let mut certificates = Vec::new();
    for choice in signed.certificates.iter().flat_map(|set| set.0.iter()) {
        if let CertificateChoices::Certificate(certificate) = choice {
            certificates.push(certificate.clone());
        }
    }
    let certificate = certificates.iter().find(|certificate| is_of(certificate, &signer.sid));
    let certificate = certificate.ok_or_else(|| StampFault::Certificate("the time stamp does not bring it".to_owned()))?;
    let encoded =
        certificates.iter().map(|certificate| Ok(CertificateDer::from(certificate.to_der()?))).collect::<Result<Vec<_>, der::Error>>()?;
    let own = CertificateDer::from(certificate.to_der()?);
    let end = EndEntityCert::try_from(&own).map_err(|error| StampFault::Certificate(error.to_string()))?;
    verify_signature(signer, info, &end)?;
    let seconds = u64::try_from(at.as_second()).map_err(|_| StampFault::Malformed("a time before 1970".to_owned()))?;
    let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    end.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &anchors.0, &encoded, time, KeyUsage::required(TIME_STAMPING), None, None)
        .map_err(|error| StampFault::Certificate(error.to_string()))?;
    Ok(certificate.tbs_certificate.subject.to_string())
}

fn is_of(certificate: &Certificate, signer: &SignerIdentifier) -> bool {
    let own = &certificate.tbs_certificate;
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(id) => own.issuer == id.issuer && own.serial_number == id.serial_number,
        SignerIdentifier::SubjectKeyIdentifier(id) => own.extensions.iter().flatten().any(|extension| {
            extension.extn_id == SUBJECT_KEY_ID
                && SubjectKeyIdentifier::from_der(extension.extn_value.as_bytes()).is_ok_and(|own| own == *id)
        }),
    }
}

fn verify_signature(signer: &SignerInfo, info: &[u8], certificate: &EndEntityCert<'_>) -> Result<(), StampFault> {
    let fault = |what: &str| StampFault::Signature(what.to_owned());
    let attributes = signer.signed_attrs.as_ref().ok_or_else(|| fault("no signed attributes"))?;
    let one = |oid: ObjectIdentifier| {
        let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
        match (found.next().map(|attribute| attribute.values.as_slice()), found.next()) {
            (Some([value]), None) => Some(value),
            _ => None,
        }
    };
    let kind = one(CONTENT_TYPE).and_then(|value| value.decode_as::<ObjectIdentifier>().ok());
    if kind != Some(TST_INFO) {
        return Err(fault("another type of content"));
    }
    let digest = one(MESSAGE_DIGEST).and_then(|value| value.decode_as::<der::asn1::OctetString>().ok());
    let (expected, algorithms) = digest_of(signer.digest_alg.oid, info).ok_or_else(|| fault("an unknown digest"))?;
    if digest.is_none_or(|digest| digest.as_bytes() != expected) {
        return Err(fault("the digest is that of something else"));
    }
    // signed is the SET OF itself (RFC 5652 section 5.4)
    let message = attributes.to_der()?;
    let signature = signer.signature.as_bytes();
    let fits = algorithms.iter().any(|algorithm| certificate.verify_signature(*algorithm, &message, signature).is_ok());
    if fits { Ok(()) } else { Err(fault("made with another key, or over something else")) }
}

type Algorithms = &'static [&'static dyn SignatureVerificationAlgorithm];

/// Digest of the information, and the signature algorithms that go with that digest.
fn digest_of(oid: ObjectIdentifier, info: &[u8]) -> Option<(Vec<u8>, Algorithms)> {
    const WITH_256: Algorithms =
        &[ring::RSA_PKCS1_2048_8192_SHA256, ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY, ring::ECDSA_P256_SHA256, ring::ECDSA_P384_SHA256];
    const WITH_384: Algorithms =
        &[ring::RSA_PKCS1_2048_8192_SHA384, ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY, ring::ECDSA_P256_SHA384, ring::ECDSA_P384_SHA384];
    const WITH_512: Algorithms = &[ring::RSA_PKCS1_2048_8192_SHA512, ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY, ring::ED25519];
    match oid {
        SHA_256 => Some((Sha256::digest(info).to_vec(), WITH_256)),
        SHA_384 => Some((Sha384::digest(info).to_vec(), WITH_384)),
        SHA_512 => Some((Sha512::digest(info).to_vec(), WITH_512)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
