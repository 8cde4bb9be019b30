//! Digesting: what was kept since the last time becomes rows of the lake, hits of rules, and knowledge of each source.
//!
//! It may be cut off anywhere. The lake shows new rows only when a stretch is finished; what is known at that point lies in a file
//! named after it, written before. Alerts are kept by their identity, and notes for the vault are put there at the end, unless they
//! are there already. Deliberately not here: what rows, hits and notices mean.

mod handful;
mod late;
mod pass;
mod pending;
mod reader;
mod ready;
mod silence;
mod state;

use std::sync::Arc;

use sonae_detect::Hit;
use sonae_domain::access::Permission;
use sonae_logs::Surroundings;

use super::alerts::keep_hits;
use super::fault::{LogsError, beside};
use super::looks::note_looks;
use super::sources;
use super::surroundings::surroundings;
use super::vaults::Vaults;
use crate::actor::Actor;
use crate::house::House;

pub(super) use state::state;

/// What digesting did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digested {
    /// Records that were read
    pub records: u64,
    /// Events that they told
    pub events: u64,
    /// Stretches of the evidence that cannot be read, in the program's own words
    pub unreadable: Vec<String>,
    /// Alerts that are new
    pub alerts: usize,
    /// Rules that cannot be used: file and why
    pub problems: Vec<(String, String)>,
    /// States of counting rules that were given up because there were too many
    pub forgotten: u64,
}

/// Rules of the institution's own: file name and text.
type Rules = Vec<(String, String)>;

/// Digests everything that was kept since the last time. Needs to write to the vault: [`LogsError::Busy`] where another process does.
pub async fn digest_logs(house: &House, actor: &Actor) -> Result<Digested, LogsError> {
    actor.require(Permission::ManageLogs)?;
    digest(house, actor).await
}

/// Makes the lake anew from the evidence. What people decided about alerts stays, and nothing is told a second time.
pub async fn rebuild_lake(house: &House, actor: &Actor) -> Result<Digested, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let vaults = house.vaults();
    let whole = Arc::clone(&vaults);
    let turn = whole.whole_digest().await;
    beside(move || {
        let _turn = vaults.digesting();
        vaults.writer()?;
        Ok(vaults.lake()?.clear()?)
    })
    .await?;
    drop(turn);
    let digested = digest(house, actor).await?;
    let detail = serde_json::json!({ "records": digested.records, "events": digested.events });
    house.store.begin().await?.commit(house.event(actor, "logs.lake-rebuilt", "", detail)).await?;
    Ok(digested)
}

async fn digest(house: &House, actor: &Actor) -> Result<Digested, LogsError> {
    let mut all = Digested::default();
    if !house.vaults().exists() {
        return Ok(all);
    }
    let held = house.vaults();
    let _turn = held.whole_digest().await;
    note_looks(house).await?;
    let around = surroundings(house).await?;
    let rules = own_rules(&house.settings().await?.logs.rules);
    loop {
        let (vaults, surrounded, rules, now) = (house.vaults(), around.clone(), rules.clone(), house.now().as_microsecond());
        let Some(mut done) = beside(move || one_pass(&vaults, &surrounded, &rules, now)).await? else { break };
        let new = keep_hits(house, actor, std::mem::take(&mut done.hits)).await?;
        all.alerts += new.len();
        all.add(&done);
        let (vaults, came_late) = (house.vaults(), std::mem::take(&mut done.late));
        beside(move || done.finish(&vaults, &new)).await?;
        let found = late::ask(house, &around, &came_late).await?;
        all.alerts += tell(house, actor, found).await?;
    }
    if all.records > 0 {
        let vaults = house.vaults();
        beside(move || {
            let _turn = vaults.digesting();
            Ok(vaults.lake()?.tend()?)
        })
        .await?;
    }
    let silent = silence::look(house).await?;
    all.alerts += tell(house, actor, silent).await?;
    let (vaults, now) = (house.vaults(), house.now());
    beside(move || pending::flush(&vaults, now)).await?;
    Ok(all)
}

impl Digested {
    fn add(&mut self, done: &pass::Pass) {
        self.records += done.records;
        self.events += done.events;
        self.unreadable.extend(done.unreadable.iter().cloned());
        self.problems.clone_from(&done.problems);
        self.forgotten = done.forgotten;
    }
}

/// One stretch; `None` when everything is digested.
fn one_pass(vaults: &Vaults, around: &Surroundings, rules: &Rules, now: i64) -> Result<Option<pass::Pass>, LogsError> {
    let _turn = vaults.digesting();
    // only the process that writes digests: two would fill the same lake
    vaults.writer()?;
    let pass = pass::run(vaults, around, rules, now)?;
    if let Some(pass) = &pass {
        sources::learn(vaults, pass.defined.iter().cloned())?;
    }
    Ok(pass)
}

/// Keeps hits that did not come with a stretch, and has the new ones noted in the vault.
async fn tell(house: &House, actor: &Actor, hits: Vec<Hit>) -> Result<usize, LogsError> {
    let new = keep_hits(house, actor, hits).await?;
    let (vaults, told) = (house.vaults(), new.len());
    beside(move || pending::add(&vaults, &new)).await?;
    Ok(told)
}

/// Every YAML file of the folder, by name. What cannot be read is passed over: the detector tells which rules there are.
pub(super) fn own_rules(folder: &str) -> Rules {
    if folder.is_empty() {
        return Vec::new();
    }
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let is_rule = |path: &std::path::Path| path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
    files
        .filter(|entry| entry.file_type().is_file() && is_rule(entry.path()))
        .filter_map(|entry| Some((entry.path().display().to_string(), std::fs::read_to_string(entry.path()).ok()?)))
        .collect()
}
