//! `sonae feeds`: official files and packs into the feeds, how old they are, a pack for the USB stick, and what to do this week.

mod decisions;
mod fetch;

use std::path::Path;

use serde_json::json;
use sonae_app::actor::Actor;
use sonae_app::feeds::terms::{Delta, Freshness};
use sonae_app::feeds::{
    FeedError, feeds_overview, feeds_status, go_back, import_feeds, import_pack, is_pack, trust_key, trusted_keys, verify_pack_of_feeds,
    write_pack_of_feeds,
};
use sonae_app::house::House;
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use super::Outcome;
use super::home::{default_folder, existing, home, open};
use crate::cli::{Feeds, FeedsAction, FeedsImport, FeedsStatus};
use crate::failure::Failure;

pub(crate) async fn run(frameworks: &'static Frameworks, arguments: &Feeds) -> anyhow::Result<Outcome> {
    let data = arguments.data.as_deref();
    let house = match &arguments.action {
        FeedsAction::Import(_) | FeedsAction::Trust(_) => open(&home(data, &default_folder()?)?, frameworks).await?,
        _ => open(&existing(data)?, frameworks).await?,
    };
    let actor = Actor::command_line();
    let outcome = match &arguments.action {
        FeedsAction::Import(arguments) => import(&house, &actor, arguments).await,
        FeedsAction::Status(arguments) => status(&house, &actor, arguments).await,
        FeedsAction::Work(arguments) => work(&house, &actor, arguments).await,
        FeedsAction::Pack(arguments) => pack(&house, &actor, &arguments.pack_out).await,
        FeedsAction::Verify(arguments) => verify(&house, &arguments.pack_file).await,
        FeedsAction::Trust(arguments) => trust(&house, &actor, &arguments.feed_key).await,
        FeedsAction::Decide(arguments) => decisions::decide(&house, &actor, arguments).await,
        FeedsAction::Decisions(arguments) => decisions::list(&house, &actor, arguments).await,
        FeedsAction::Fetch(arguments) => fetch::run(&house, &actor, arguments).await,
        FeedsAction::Withdraw(arguments) => decisions::withdraw(&house, &actor, &arguments.decision_key).await,
        FeedsAction::Back(arguments) => back(&house, &actor, arguments.generation).await,
    };
    house.store.clone().close().await?;
    outcome
}

fn told(error: FeedError) -> anyhow::Error {
    match error {
        FeedError::Values(fields) => Failure::told("failure-decision", &[("fields", &fields.join(" "))]),
        FeedError::NotThere => Failure::told("failure-decision-none", &[]),
        error => Failure::told("failure-feeds", &[("detail", &error.to_string())]),
    }
}

async fn import(house: &House, actor: &Actor, arguments: &FeedsImport) -> anyhow::Result<Outcome> {
    let (packs, files): (Vec<_>, Vec<_>) = arguments.feed_files.iter().cloned().partition(|path| is_pack(path));
    let mut outcome = Outcome::Good;
    for pack in packs {
        print_deltas(&import_pack(house, actor, &pack).await.map_err(told)?);
    }
    if files.is_empty() {
        return Ok(outcome);
    }
    let imported = import_feeds(house, actor, files).await.map_err(told)?;
    for report in &imported.reports {
        let args = [
            ("file", report.file.clone()),
            ("feed", feed_word(report.source.name())),
            ("rows", report.rows.to_string()),
            ("rejected", report.rejected.to_string()),
        ];
        let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
        if report.is_refused() {
            outcome = Outcome::Gaps;
            warn!("{}", text("feeds-refused", &args));
        } else {
            say!("{}", text("feeds-read", &args));
        }
        for reject in &report.rejects {
            warn!("  {reject:?}");
        }
    }
    print_deltas(&imported.deltas);
    if imported.generation.is_none() {
        warn!("{}", text("feeds-nothing", &[]));
        outcome = Outcome::Gaps;
    }
    Ok(outcome)
}

fn feed_word(name: &str) -> String {
    text(&format!("feeds-name-{name}"), &[])
}

fn print_deltas(deltas: &[Delta]) {
    for delta in deltas {
        let args = [
            ("feed", feed_word(delta.source.name())),
            ("added", delta.added.to_string()),
            ("changed", delta.changed.to_string()),
            ("removed", delta.removed.to_string()),
            ("rows", delta.rows.to_string()),
        ];
        say!("{}", text("feeds-delta", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
        if delta.older {
            warn!("{}", text("feeds-older", &[("feed", &feed_word(delta.source.name()))]));
        }
    }
}

async fn status(house: &House, actor: &Actor, arguments: &FeedsStatus) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Good;
    for feed in feeds_status(house, actor).await.map_err(told)? {
        if arguments.json {
            say!("{}", serde_json::to_string(&feed)?);
            continue;
        }
        if feed.freshness == Freshness::Red {
            outcome = Outcome::Gaps;
        }
        let key = match feed.freshness {
            Freshness::Fresh => "feeds-line-fresh",
            Freshness::Amber => "feeds-line-amber",
            Freshness::Red => "feeds-line-red",
            Freshness::Missing => "feeds-line-missing",
        };
        let args = [
            ("feed", feed_word(feed.source.name())),
            ("as-of", feed.as_of.map(|on| on.to_string()).unwrap_or_default()),
            ("age", feed.age.map(|days| days.to_string()).unwrap_or_default()),
            ("rows", feed.rows.to_string()),
        ];
        say!("{}", text(key, &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    Ok(outcome)
}

async fn work(house: &House, actor: &Actor, arguments: &FeedsStatus) -> anyhow::Result<Outcome> {
    let seen = feeds_overview(house, actor).await.map_err(told)?;
    for line in seen.week.iter().chain(&seen.waiting).chain(&seen.monthly) {
        if arguments.json {
            let devices: Vec<&String> = line.devices.keys().collect();
            say!(
                "{}",
                json!({ "class": line.class, "product": line.product, "name": line.name, "versions": line.versions, "lapsed": line.lapsed, "replace": line.replace, "devices": devices, "cves": line.cves, "fixed-in": line.fixed_in })
            );
            continue;
        }
        let args = [
            ("class", line.class.to_string()),
            ("product", line.name.clone()),
            ("devices", line.devices.values().cloned().collect::<Vec<_>>().join(&text("list-separator", &[]))),
            ("cves", line.cves.len().to_string()),
        ];
        let key = if line.replace { "feeds-work-replace" } else { "feeds-work-update" };
        say!("{}", text(key, &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    Ok(if seen.week.is_empty() { Outcome::Good } else { Outcome::Gaps })
}

async fn pack(house: &House, actor: &Actor, out: &Path) -> anyhow::Result<Outcome> {
    let manifest = write_pack_of_feeds(house, actor, out).await.map_err(told)?;
    let key = trusted_keys(house).await.map_err(told)?.into_iter().next().unwrap_or_default();
    let args = [
        ("path", out.display().to_string()),
        ("serial", manifest.serial.to_string()),
        ("feeds", manifest.sections.len().to_string()),
        ("key", key),
    ];
    say!("{}", text("feeds-packed", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    Ok(Outcome::Good)
}

async fn verify(house: &House, path: &Path) -> anyhow::Result<Outcome> {
    let verified = match verify_pack_of_feeds(house, path).await {
        Ok(verified) => verified,
        Err(FeedError::Pack(error)) => {
            warn!("{}", text("feeds-pack-bad", &[("detail", &error.to_string())]));
            return Ok(Outcome::Gaps);
        }
        Err(error) => return Err(told(error)),
    };
    let args = [("serial", verified.manifest.serial.to_string()), ("made", verified.manifest.made.to_string()), ("key", verified.key)];
    say!("{}", text("feeds-pack-good", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    for section in &verified.manifest.sections {
        say!("  {}  {}  {}", feed_word(section.source.name()), section.as_of.map(|on| on.to_string()).unwrap_or_default(), section.rows);
    }
    Ok(Outcome::Good)
}

async fn trust(house: &House, actor: &Actor, key: &str) -> anyhow::Result<Outcome> {
    trust_key(house, actor, key).await.map_err(told)?;
    say!("{}", text("feeds-trusted", &[("key", key)]));
    Ok(Outcome::Good)
}

async fn back(house: &House, actor: &Actor, to: u64) -> anyhow::Result<Outcome> {
    let now = go_back(house, actor, to).await.map_err(told)?;
    say!("{}", text("feeds-went-back", &[("to", &to.to_string()), ("now", &now.to_string())]));
    Ok(Outcome::Good)
}
