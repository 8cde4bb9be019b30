//! OSCAL on the command line: what 見本病院 gives away, and a catalog that comes back as an edition.

use std::path::Path;

use serde_json::Value;

use super::{code, root, sonae, stderr, stdout};

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_folder_is_exported_and_its_catalog_comes_back_as_an_edition() {
    let work = tempfile::tempdir().unwrap();
    let out = work.path().join("渡すもの");
    let folder = root().join("fixtures/見本病院");
    let exported = sonae(&["frameworks", "oscal", "export", "--out", out.to_str().unwrap(), "--folder", folder.to_str().unwrap()]);
    assert_eq!(code(&exported), 0, "{}", stderr(&exported));
    let results = read(&out.join("assessment-results.json"));
    let results = results["assessment-results"]["results"].as_array().unwrap();
    assert_eq!(results[0]["findings"].as_array().unwrap().len(), 19);
    assert!(results.len() > 1, "vendors too");
    assert!(results[0]["observations"].to_string().contains("takahashi.i"), "records are named");
    assert!(!results.iter().any(|result| result["description"].to_string().contains("oscal-")), "words are found");
    let poam = read(&out.join("plan-of-action-and-milestones.json"));
    let risks = poam["plan-of-action-and-milestones"]["risks"].as_array().unwrap();
    assert!(!risks.is_empty() && risks.iter().all(|risk| risk["deadline"].is_string()));

    let laid = work.path().join("版");
    let [catalog, profile] = ["mhlw-checklist-r7_catalog.json", "mhlw-checklist-r7-institution_profile.json"].map(|name| out.join(name));
    let import = |id: &str| {
        let files = [catalog.to_str().unwrap(), profile.to_str().unwrap()];
        sonae(&["frameworks", "oscal", "import", files[0], files[1], "--id", id, "--frameworks-dir", laid.to_str().unwrap()])
    };
    let taken = import("r7");
    assert_eq!(code(&taken), 2);
    assert!(stderr(&taken).contains("r7"), "{}", stderr(&taken));
    assert!(!laid.exists(), "nothing is written before all is proved");
    let imported = import("honbu");
    assert_eq!(code(&imported), 0, "{}", stderr(&imported));
    assert!(stdout(&imported).contains("19項目"), "{}", stdout(&imported));
    let check = sonae(&["frameworks", "check", "--frameworks-dir", laid.to_str().unwrap()]);
    assert_eq!(code(&check), 0, "{}", stdout(&check));
    let explained = sonae(&["explain", "2-⑥", "--edition", "honbu", "--frameworks-dir", laid.to_str().unwrap()]);
    assert_eq!(code(&explained), 0, "{}", stderr(&explained));
}
