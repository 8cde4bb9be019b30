//! compliance-trestle, where it is there: every exported file must load as its model and survive being written by it.
//!
//! Each trestle reads the OSCAL version that it was made for (3.x: 1.1.3, 5.x: 1.2.1), so the version is asked of it. Tell where it is
//! with `SONAE_TRESTLE=/path/to/python`; more than one, separated as in `PATH`.

use std::process::Command;

use sonae_oscal::{Version, write};

use crate::everything;

/// Loads each file, checks that references inside it lead somewhere, and writes what it read.
const LOAD: &str = r"
import importlib, json, sys, pathlib
import trestle.oscal as oscal

# models that are not named after their file
FILES = {'plan-of-action-and-milestones': 'poam', 'mapping-collection': 'mapping'}

def values(value):
    if isinstance(value, dict):
        return sum(1 + values(inner) for inner in value.values())
    return sum(1 + values(inner) for inner in value) if isinstance(value, list) else 0

count = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob('*.json')):
    raw = json.loads(path.read_text(encoding='utf-8'))
    (name, _), = raw.items()
    module = importlib.import_module('trestle.oscal.' + FILES.get(name, name.replace('-', '_')))
    model = getattr(module, ''.join(word.capitalize() for word in name.split('-')))
    read = model.oscal_read(path)
    if read is None:
        sys.exit(f'{path.name}: not read')
    back = json.loads(read.oscal_serialize_json())
    if values(back) != values(raw):
        sys.exit(f'{path.name}: {values(raw)} values in, {values(back)} out')
    count += 1
print(oscal.OSCAL_VERSION, count)
";

fn pythons() -> Vec<std::path::PathBuf> {
    let named = std::env::var_os("SONAE_TRESTLE").unwrap_or_default();
    let named: Vec<_> = std::env::split_paths(&named).filter(|path| !path.as_os_str().is_empty()).collect();
    if named.is_empty() { vec!["python3".into()] } else { named }
}

fn version_of(python: &std::path::Path) -> Option<Version> {
    let asked = Command::new(python).args(["-c", "import trestle.oscal; print(trestle.oscal.OSCAL_VERSION)"]).output().ok()?;
    String::from_utf8_lossy(&asked.stdout).trim().parse().ok()
}

#[test]
fn trestle_loads_every_exported_file() {
    let found: Vec<_> = pythons().into_iter().filter_map(|python| Some((version_of(&python)?, python))).collect();
    if found.is_empty() {
        assert!(std::env::var_os("SONAE_TRESTLE").is_none(), "SONAE_TRESTLE names no python with compliance-trestle");
        eprintln!("skipped: compliance-trestle is not there (SONAE_TRESTLE=/path/to/python)");
        return;
    }
    for (version, python) in found {
        let folder = tempfile::tempdir().unwrap();
        let files = everything(version);
        for (name, document) in &files {
            std::fs::write(folder.path().join(name), write(document)).unwrap();
        }
        let run = Command::new(&python).arg("-c").arg(LOAD).arg(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success(), "{version}: {said}{}", String::from_utf8_lossy(&run.stderr));
        assert_eq!(said.trim(), format!("{version} {}", files.len()));
        eprintln!("trestle for OSCAL {version} loaded {} files", files.len());
    }
}
