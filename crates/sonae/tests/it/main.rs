//! The program as a user meets it: real files in, tables, forms and packs out.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod bad_input;
mod crash;
mod documents;
mod feeds;
mod fixtures;
mod guideline;
mod house_rules;
mod logs;
mod observe;
mod oscal;
mod packs;
#[cfg(unix)]
mod samba;
#[cfg(unix)]
mod senders;
mod serving;
mod vendors;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs the program. The environment of the machine does not reach it.
fn sonae(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sonae"));
    command.args(arguments).env_remove("SONAE_DATA").env_remove("SONAE_FRAMEWORKS").env("SONAE_HOME", own_home());
    command.output().unwrap()
}

/// Stands in for the data folder of the user who runs the tests.
fn own_home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("home")
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A copy of a fixture that a test may change.
fn copy_of(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("fixtures").join(name), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// `sonae inspect --json` without printing: exit code and one object per form.
fn inspect(folder: &Path, more: &[&str]) -> (i32, Vec<Value>) {
    let out = tempfile::tempdir().unwrap();
    let mut arguments = vec!["inspect", folder.to_str().unwrap(), "--json", "--no-pack", "--out", out.path().to_str().unwrap()];
    arguments.extend(more);
    let output = sonae(&arguments);
    let forms = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (code(&output), forms)
}

fn item<'a>(form: &'a Value, no: &str) -> &'a Value {
    form["items"].as_array().unwrap().iter().find(|item| item["no"] == no).unwrap()
}

/// Keys of the records that an item names.
fn records(item: &Value) -> Vec<String> {
    item["records"].as_array().unwrap().iter().map(|record| record["key"].as_str().unwrap().to_owned()).collect()
}
