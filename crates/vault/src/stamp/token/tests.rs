use std::path::Path;
use std::process::Command;

use super::*;
use crate::stamp::stamp_request;

const NOTE: &str = "sonae/0123456789/2026\n7\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n\n\u{2014} x y\n";
const NONCE: [u8; 8] = [0xfe, 1, 2, 3, 4, 5, 6, 7];

const CONFIG: &str = "[tsa]\ndefault_tsa = one\n[one]\nserial = ./serial\nsigner_cert = ./tsa.pem\ncerts = ./root.pem\nsigner_key = ./tsa.key\n\
    signer_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\n\
    [ca]\nbasicConstraints = critical,CA:true\nkeyUsage = critical,keyCertSign\n\
    [stamp]\nbasicConstraints = CA:false\nkeyUsage = critical,digitalSignature\nextendedKeyUsage = critical,timeStamping\n\
    [web]\nbasicConstraints = CA:false\nextendedKeyUsage = critical,serverAuth\n\
    [req]\ndistinguished_name = dn\n[dn]\n";

fn openssl(dir: &Path, arguments: &str) -> bool {
    let words = arguments.split_whitespace();
    Command::new("openssl").args(words).current_dir(dir).output().is_ok_and(|output| output.status.success())
}

/// An authority with a root and a signer of its own; `None` where openssl is not there.
fn authority(key: &str, purpose: &str) -> Option<tempfile::TempDir> {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    std::fs::write(at.join("tsa.cnf"), CONFIG).unwrap();
    std::fs::write(at.join("serial"), "01\n").unwrap();
    if !openssl(at, "version") {
        return None;
    }
    let new = format!("req -new -config tsa.cnf -newkey {key} -nodes");
    let made = openssl(at, &format!("{new} -x509 -days 3650 -subj /CN=Root -extensions ca -keyout root.key -out root.pem"))
        && openssl(at, &format!("{new} -subj /CN=Stamps -keyout tsa.key -out tsa.csr"))
        && openssl(
            at,
            &format!(
                "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -days 3650 -extfile tsa.cnf -extensions {purpose} -out tsa.pem"
            ),
        );
    assert!(made, "openssl cannot make an authority");
    Some(dir)
}

fn reply(dir: &Path) -> Vec<u8> {
    std::fs::write(dir.join("request.tsq"), stamp_request(NOTE, NONCE).unwrap()).unwrap();
    assert!(
        openssl(dir, "ts -reply -config tsa.cnf -section one -queryfile request.tsq -out reply.tsr"),
        "openssl does not take the request"
    );
    std::fs::read(dir.join("reply.tsr")).unwrap()
}

fn anchors(dir: &Path) -> Anchors {
    Anchors::from_pem(&std::fs::read_to_string(dir.join("root.pem")).unwrap()).unwrap()
}

const KEYS: [&str; 3] = ["rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256", "ec -pkeyopt ec_paramgen_curve:P-384"];

#[test]
fn a_stamp_that_openssl_makes_is_verified_with_every_kind_of_key() {
    for key in KEYS {
        let Some(dir) = authority(key, "stamp") else { return };
        let reply = reply(dir.path());
        let stamped = check_stamp(&reply, NOTE, Some(NONCE), &anchors(dir.path())).unwrap();
        assert_eq!((stamped.authority.as_str(), stamped.policy.as_str()), ("CN=Stamps", "1.2.3.4.1"));
        // the bare token, as openssl takes it out of the reply
        assert!(openssl(dir.path(), "ts -reply -config tsa.cnf -section one -in reply.tsr -token_out -out token.der"));
        let token = std::fs::read(dir.path().join("token.der")).unwrap();
        assert_eq!(check_stamp(&token, NOTE, Some(NONCE), &anchors(dir.path())), Ok(stamped));
        // and openssl itself believes what was asked and answered
        assert!(openssl(dir.path(), "ts -verify -queryfile request.tsq -in reply.tsr -CAfile root.pem"));
    }
}

#[test]
fn a_stamp_over_something_else_or_for_another_request_is_refused() {
    let Some(dir) = authority(KEYS[1], "stamp") else { return };
    let (reply, anchors) = (reply(dir.path()), anchors(dir.path()));
    assert_eq!(check_stamp(&reply, "another note", Some(NONCE), &anchors), Err(StampFault::OtherMessage));
    assert_eq!(check_stamp(&reply, NOTE, Some([0; 8]), &anchors), Err(StampFault::OtherNonce));
    assert!(check_stamp(&reply, NOTE, None, &anchors).is_ok());
}

#[test]
fn an_authority_that_is_not_trusted_or_not_for_stamps_is_refused() {
    let (Some(dir), Some(other)) = (authority(KEYS[1], "stamp"), authority(KEYS[1], "stamp")) else { return };
    let reply = reply(dir.path());
    assert!(matches!(check_stamp(&reply, NOTE, None, &anchors(other.path())), Err(StampFault::Certificate(_))));
    // the same key with a certificate for another purpose
    assert!(openssl(
        dir.path(),
        "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -set_serial 1 -days 30 -extfile tsa.cnf -extensions web -out web.pem"
    ));
    let web = CertificateDer::from_pem_file(dir.path().join("web.pem")).unwrap();
    let token = with_certificate(&reply, &web);
    assert!(matches!(check_stamp(&token, NOTE, None, &anchors(dir.path())), Err(StampFault::Certificate(_))));
}

/// The token with another certificate, and the signer named as that one.
fn with_certificate(reply: &[u8], der: &CertificateDer<'_>) -> Vec<u8> {
    let (mut signed, _) = signed_data(reply).unwrap();
    let certificate = Certificate::from_der(der).unwrap();
    let mut signer = signed.signer_infos.0.get(0).unwrap().clone();
    signer.sid = SignerIdentifier::IssuerAndSerialNumber(cms::cert::IssuerAndSerialNumber {
        issuer: certificate.tbs_certificate.issuer.clone(),
        serial_number: certificate.tbs_certificate.serial_number.clone(),
    });
    signed.signer_infos = vec![signer].try_into().unwrap();
    signed.certificates = Some(vec![CertificateChoices::Certificate(certificate)].try_into().unwrap());
    let content = der::Any::encode_from(&signed).unwrap();
    ContentInfo { content_type: SIGNED_DATA, content }.to_der().unwrap()
}

#[test]
fn every_flipped_byte_of_what_is_signed_is_noticed() {
    let Some(dir) = authority(KEYS[1], "stamp") else { return };
    let (reply, anchors) = (reply(dir.path()), anchors(dir.path()));
    let whole = check_stamp(&reply, NOTE, Some(NONCE), &anchors).unwrap();
    for at in 0..reply.len() {
        let mut flipped = reply.clone();
        flipped[at] ^= 1 << (at % 8);
        // bytes that neither the authority nor we look at may differ; what the token says may not
        if let Ok(stamped) = check_stamp(&flipped, NOTE, Some(NONCE), &anchors) {
            assert_eq!(stamped, whole, "byte {at}");
        }
    }
}

#[test]
fn a_refusal_says_its_status_and_rubbish_is_no_stamp() {
    let Some(dir) = authority(KEYS[1], "stamp") else { return };
    let anchors = anchors(dir.path());
    assert_eq!(check_stamp(&[0x30, 5, 0x30, 3, 2, 1, 2], NOTE, None, &anchors), Err(StampFault::Refused(2)));
    for rubbish in [&b""[..], b"rubbish", &[0x30, 0x80, 0, 0], &[0x30, 3, 2, 1, 0]] {
        assert!(check_stamp(rubbish, NOTE, None, &anchors).is_err());
    }
    assert!(Anchors::from_pem("nothing").is_err());
}
