//! An authenticator in software: what a browser and a security key would answer.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A security key with one passkey on it.
pub(crate) struct Authenticator {
    key: KeyPair,
    id: Vec<u8>,
    user: String,
    counter: u32,
    /// Whether it asks for a finger or a PIN
    pub(crate) verifies: bool,
}

impl Authenticator {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let id = Sha256::digest(key.public_key_raw()).to_vec();
        Self { key, id, user: String::new(), counter: 0, verifies: true }
    }

    fn data(&mut self, rp: &str, mut flags: u8, attested: &[u8]) -> Vec<u8> {
        self.counter += 1;
        flags |= if self.verifies { 0x05 } else { 0x01 };
        let mut data = Sha256::digest(rp).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data.extend(attested);
        data
    }

    fn client(kind: &str, options: &Value, origin: &str) -> Vec<u8> {
        let challenge = options["publicKey"]["challenge"].as_str().unwrap();
        json!({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false}).to_string().into_bytes()
    }

    /// Makes a passkey.
    pub(crate) fn create(&mut self, options: &Value, origin: &str) -> Value {
        self.user = options["publicKey"]["user"]["id"].as_str().unwrap().to_owned();
        let point = self.key.public_key_raw().to_vec();
        let mut attested = vec![0; 16];
        attested.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        attested.extend(&self.id);
        attested.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        attested.extend(&point[1..33]);
        attested.extend([0x22, 0x58, 0x20]);
        attested.extend(&point[33..65]);
        let data = self.data(options["publicKey"]["rp"]["id"].as_str().unwrap(), 0x40, &attested);
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none");
        object.push(0x67);
        object.extend(b"attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let client = Self::client("webauthn.create", options, origin);
        self.answer(&json!({"attestationObject": BASE64.encode(object), "clientDataJSON": BASE64.encode(client)}))
    }

    /// Shows the passkey.
    pub(crate) fn get(&mut self, options: &Value, origin: &str) -> Value {
        let data = self.data(options["publicKey"]["rpId"].as_str().unwrap(), 0, &[]);
        let client = Self::client("webauthn.get", options, origin);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature = self.key.sign(&signed).unwrap();
        self.answer(&json!({
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature),
            "userHandle": self.user,
        }))
    }

    fn answer(&self, response: &Value) -> Value {
        let id = BASE64.encode(&self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "extensions": {}, "response": response})
    }
}
