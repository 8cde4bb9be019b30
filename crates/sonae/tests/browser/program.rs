//! A running `sonae serve` with a data folder of its own.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A port that nobody uses.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until somebody answers on the port.
pub(crate) fn wait_for(port: u16) {
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_mins(1), "nobody answers on port {port}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The program, serving. Dropping it stops it and removes its data.
pub(crate) struct Program {
    child: Child,
    pub(crate) port: u16,
    pub(crate) scratch: TempDir,
    said: Arc<Mutex<String>>,
}

impl Program {
    /// Serves an empty data folder.
    pub(crate) fn new_installation() -> Self {
        Self::start(&[])
    }

    /// Serves the invented hospital.
    pub(crate) fn sample() -> Self {
        Self::start(&["--sample"])
    }

    fn start(more: &[&str]) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let port = free_port();
        let mut child = Command::new(env!("CARGO_BIN_EXE_sonae"))
            .args(["serve", "--data"])
            .arg(scratch.path().join("data"))
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (out, heard) = (child.stdout.take().unwrap(), Arc::clone(&said));
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let mut heard = heard.lock().unwrap();
                heard.push_str(&line);
                heard.push('\n');
            }
        });
        wait_for(port);
        Self { child, port, scratch, said }
    }

    /// Everything that it printed so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// An address of it.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Runs another command of the program.
    pub(crate) fn run(arguments: &[&std::ffi::OsStr]) -> std::process::Output {
        Command::new(env!("CARGO_BIN_EXE_sonae")).args(arguments).output().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder of `fixtures/`.
pub(crate) fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(path).canonicalize().unwrap()
}
