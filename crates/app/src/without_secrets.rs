//! Files are kept without the secrets of directories and lists of accounts that stand in them: cut out before anything is written.
//!
//! Deliberately not here: finding them (crate `importers`), and the settings of network devices, which are not kept at all
//! ([`crate::observations`]).

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sonae_importers::cut_secrets;

/// What was cut out of a file before it was kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct SecretsCut {
    /// SHA-256 of the file as it was brought, hex
    pub original_sha256: String,
    /// Values that were cut out, by the name of their attribute or column
    pub removed: BTreeMap<String, u32>,
}

impl SecretsCut {
    /// How many values were cut out.
    pub fn total(&self) -> u32 {
        self.removed.values().sum()
    }

    /// The attributes and columns of which values were cut out.
    pub fn names(&self) -> String {
        self.removed.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// Says in the detail of an event what was cut out; nothing where nothing was.
    pub(crate) fn tell(cut: Option<&Self>, detail: &mut Value) {
        if let (Some(cut), Some(detail)) = (cut, detail.as_object_mut()) {
            detail.insert("original-sha256".to_owned(), cut.original_sha256.clone().into());
            detail.insert("secrets-cut".to_owned(), json!(cut.removed));
        }
    }
}

/// The bytes that may be kept, and what was cut out of them.
pub(crate) fn without_secrets(bytes: &[u8]) -> (Cow<'_, [u8]>, Option<SecretsCut>) {
    match cut_secrets(bytes) {
        Some(clean) => {
            let cut = SecretsCut { original_sha256: hex::encode(Sha256::digest(bytes)), removed: clean.removed };
            (clean.bytes.into(), Some(cut))
        }
        None => (bytes.into(), None),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sonae_domain::access::Role;
    use sonae_domain::framework::Audience;

    use super::*;
    use crate::checklist::{attach_evidence, place};
    use crate::house::House;
    use crate::keep_document::{Brought, take_in};
    use crate::ledgers::{Confirmed, ImportPlan, confirm_import, keep_upload, last_import, preview_import, undo_import};
    use crate::observations::{confirm_observations, keep_observations, observations_overview, preview_observations, undo_observations};
    use crate::testing::{at_rest, person};

    /// Stands in every secret of these tests, in each form in which it could be written.
    const SECRETS: [&str; 4] = ["HIMITSU", "SElNSVRTVQ", "himitsu", "484d49"];

    const PEOPLE: &str = "version: 1\n\ndn: CN=sato,DC=hosp,DC=local\nobjectClass: user\nsAMAccountName: sato\ndisplayName: Sato\nuserAccountControl: 512\nunicodePwd:: SElNSVRTVQ==\nuserPassword: HIMITSU\nsupplementalCredentials:: //79SElNSVRTVQ\n AASElNSVRTVQ==\n";
    const PEOPLE_CSV: &str = "#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n\"SamAccountName\",\"DisplayName\",\"Enabled\",\"unicodePwd\",\"DistinguishedName\",\"msSFU30Password\"\r\n\"abe\",\"Abe\",\"True\",\"HIMITSU\",\"CN=abe,DC=hosp,DC=local\",\"HIMITSU,\"\"2\"\r\n";
    const COMPUTERS: &str = "dn: CN=PC-01,DC=hosp,DC=local\nobjectClass: computer\ncn: PC-01\nms-Mcs-AdmPwdExpirationTime: 134079229310000000\nms-Mcs-AdmPwd: HIMITSU\nmsFVE-RecoveryPassword: HIMITSU-111\n";
    const COMPUTERS_CSV: &str = "Name,DNSHostName,OperatingSystem,msLAPS-PasswordExpirationTime,msLAPS-Password\nPC-02,PC-02.hosp.local,Windows 11 Pro,134079229310000000,HIMITSU\n";
    const SETTINGS: &str = "#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0\nconfig system global\n    set hostname \"FGT\"\nend\nconfig system admin\n    edit \"admin\"\n        set password ENC HIMITSU\n    next\nend\n";

    /// Files anywhere in the folder that hold a secret.
    fn holding(folder: &Path) -> Vec<String> {
        let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
        let secret = |bytes: &[u8]| SECRETS.iter().any(|secret| bytes.windows(secret.len()).any(|part| part == secret.as_bytes()));
        files.filter(|entry| secret(&std::fs::read(entry.path()).unwrap())).map(|entry| entry.path().display().to_string()).collect()
    }

    async fn imported(house: &House, name: &str, bytes: &[u8]) -> ImportPlan {
        let actor = person(Role::Operator);
        let mut plan = ImportPlan { sha256: keep_upload(house, &actor, bytes).unwrap(), name: name.to_owned(), ..ImportPlan::default() };
        let preview = preview_import(house, &actor, &plan).await.unwrap();
        let cut = preview.cut.unwrap();
        assert_eq!(cut.original_sha256, hex::encode(Sha256::digest(bytes)));
        assert!(preview.problems.iter().any(|line| line.said.contains(&cut.names())), "{:?}", preview.problems);
        plan.heads = preview.ledgers.iter().map(|ledger| (ledger.ledger, ledger.head)).collect();
        assert!(matches!(confirm_import(house, &actor, &plan).await.unwrap(), Confirmed::Done(_)));
        plan
    }

    #[tokio::test]
    async fn no_secret_of_a_directory_is_left_in_the_data_folder_at_any_step() {
        let (house, _scratch) = at_rest().await;
        let actor = person(Role::Operator);
        let data = house.folder.path().to_owned();
        for (name, bytes, names) in [
            ("AD.ldif", PEOPLE, "supplementalCredentials, unicodePwd, userPassword"),
            ("AD.csv", PEOPLE_CSV, "msSFU30Password, unicodePwd"),
        ] {
            let plan = imported(&house, name, bytes.as_bytes()).await;
            assert_eq!(holding(&data), Vec::<String>::new(), "{name}");
            let last = last_import(&house, &actor).await.unwrap().unwrap();
            assert_eq!((last.sha256, last.cut.unwrap().names().as_str()), (plan.sha256.clone(), names));
            // what is kept is the file without its secrets, under its own hash
            let kept = String::from_utf8(house.folder.read_evidence(&plan.sha256).unwrap()).unwrap();
            assert!(kept.contains("(removed by sonae)") && !kept.contains("HIMITSU"));
            undo_import(&house, &actor, last.seq).await.unwrap();
            assert_eq!(holding(&data), Vec::<String>::new(), "{name}");
        }
        for (name, bytes) in [("computers.ldif", COMPUTERS), ("computers.csv", COMPUTERS_CSV)] {
            let sha256 = keep_observations(&house, &actor, bytes.as_bytes()).unwrap();
            let preview = preview_observations(&house, &actor, name, &sha256).await.unwrap();
            assert_eq!((preview.machines, preview.secrets_dropped), (1, 0));
            assert!(preview.cut.unwrap().total() > 0);
            assert_eq!(holding(&data), Vec::<String>::new(), "{name}");
            let file = confirm_observations(&house, &actor, name, &sha256, "").await.unwrap().unwrap();
            assert_eq!(file.cut.unwrap().original_sha256, hex::encode(Sha256::digest(bytes)));
            assert!(house.folder.read_evidence(&sha256).is_some());
            undo_observations(&house, &actor, &sha256).await.unwrap();
            assert_eq!(holding(&data), Vec::<String>::new(), "{name}");
        }
        let item = &house.frameworks.edition("r7").unwrap().form(Audience::Institution).unwrap().items_with_gate().next().unwrap().key;
        let place = place(&house, "r7", Audience::Institution, item, "").unwrap();
        attach_evidence(&house, &actor, &place, ("AD.csv", PEOPLE_CSV.as_bytes()), "").await.unwrap();
        take_in(&house, &Brought { name: "AD.txt".to_owned(), bytes: PEOPLE.as_bytes().to_vec() }).unwrap();
        assert_eq!(holding(&data), Vec::<String>::new());
    }

    #[tokio::test]
    async fn settings_with_secrets_wait_in_memory_and_are_never_written() {
        let (house, _scratch) = at_rest().await;
        let actor = person(Role::Operator);
        let sha256 = keep_observations(&house, &actor, SETTINGS.as_bytes()).unwrap();
        let preview = preview_observations(&house, &actor, "FGT.conf", &sha256).await.unwrap();
        assert_eq!((preview.machines, preview.secrets_dropped), (1, 1));
        assert_eq!(holding(house.folder.path()), Vec::<String>::new());
        confirm_observations(&house, &actor, "FGT.conf", &sha256, "").await.unwrap().unwrap();
        assert_eq!(holding(house.folder.path()), Vec::<String>::new());
        assert!(house.folder.read_evidence(&sha256).is_none());
        assert_eq!(observations_overview(&house, &actor).await.unwrap().files.len(), 1);
        // taken over, it waits no more
        assert!(preview_observations(&house, &actor, "FGT.conf", &sha256).await.is_err());
    }

    #[tokio::test]
    async fn a_folder_is_adopted_and_packed_without_its_secrets() {
        let (house, _scratch) = at_rest().await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("AD.ldif"), PEOPLE).unwrap();
        let edition = house.frameworks.latest().unwrap();
        let profile = crate::read_folder::read_profile(folder.path()).unwrap();
        let reading = crate::read_folder::read_folder(folder.path(), profile, (house.frameworks, edition), &[], &mut |_, _, _| {}).unwrap();
        crate::adopt_folder::adopt_folder(&house, &reading, &crate::actor::Actor::command_line()).await.unwrap();
        assert_eq!(holding(house.folder.path()), Vec::<String>::new());
        // the ledgers name what is kept
        let sources = house.store.sources().await.unwrap();
        assert_eq!(sources.len(), 1);
        assert!(house.folder.read_evidence(&sources[0].sha256).is_some());
        assert_eq!(house.store.records("accounts").await.unwrap().len(), 1);
        let packed = reading.files[0].content().unwrap();
        assert!(!String::from_utf8(packed).unwrap().contains("HIMITSU"));
    }
}
