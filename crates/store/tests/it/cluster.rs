//! A private PostgreSQL for this run: made in a temporary folder, reached over a unix socket, gone when the run ends.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// Makes the cluster, says where, and waits for the end of its input: that comes when this process ends, however it ends.
const SCRIPT: &str = r#"
set -e
dir=$(mktemp -d "${TMPDIR:-/tmp}/sonae-pg.XXXXXX")
trap 'pg_ctl -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
initdb -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C -N >/dev/null
pg_ctl -D "$dir/data" -w -l "$dir/log" -o "-k $dir -c listen_addresses='' -c max_connections=300" start >/dev/null
echo "ready $dir"
cat >/dev/null
"#;

struct Cluster {
    url: String,
    /// Held so that its standard input stays open as long as this process lives.
    _keeper: Child,
}

static CLUSTER: OnceLock<Result<Cluster, String>> = OnceLock::new();

/// A URL of a server that may be written to, or why there is none.
pub(crate) fn url() -> Result<String, String> {
    if let Ok(url) = std::env::var("SONAE_TEST_POSTGRES")
        && !url.is_empty()
    {
        return Ok(url);
    }
    match CLUSTER.get_or_init(start) {
        Ok(cluster) => Ok(cluster.url.clone()),
        Err(reason) => Err(reason.clone()),
    }
}

fn start() -> Result<Cluster, String> {
    if cfg!(not(unix)) {
        return Err("no private cluster on this system; set SONAE_TEST_POSTGRES".to_owned());
    }
    let bin = programs().ok_or("no initdb found; install PostgreSQL or set SONAE_TEST_POSTGRES")?;
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let mut keeper = shell()
        .arg(SCRIPT)
        .env("PATH", path)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let out = BufReader::new(keeper.stdout.take().unwrap());
    for line in out.lines().map_while(Result::ok) {
        if let Some(dir) = line.strip_prefix("ready ") {
            return Ok(Cluster { url: format!("postgres://postgres@localhost/postgres?host={dir}"), _keeper: keeper });
        }
    }
    Err("the private PostgreSQL cluster did not start".to_owned())
}

/// A shell that takes a script; not as root, under which PostgreSQL refuses to run.
fn shell() -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    if root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh", "-c"]);
        command
    } else {
        let mut command = Command::new("sh");
        command.arg("-c");
        command
    }
}

/// The folder of `initdb`: on the search path, or where Debian keeps it (the newest).
fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let mut debian: Vec<PathBuf> =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
    debian.sort();
    on_path.chain(debian.into_iter().rev()).find(|dir| dir.join("initdb").is_file())
}
