//! `sonae demo`: the main job on the invented institutions that the program carries, then the invented hospital in the browser.

use sonae_app::actor::Actor;
use sonae_app::logs::{sample_logs, verify_vault};
use sonae_app::open_house::Home;
use sonae_app::sample;
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use super::home::open;
use super::{Outcome, inspect, serve};
use crate::cli::{Demo, Inspect};
use crate::failure::Failure;

pub(crate) async fn run(frameworks: &'static Frameworks, arguments: &Demo) -> anyhow::Result<Outcome> {
    sample::unpack(&arguments.out)
        .map_err(|error| Failure::told("failure-out", &[("path", &arguments.out.display().to_string()), ("detail", &error.to_string())]))?;
    let hospital = sample::hospital();
    let folder = arguments.out.join(&hospital);
    say!("{}", text("demo-intro", &[("path", &folder.display().to_string())]));
    let inspect = Inspect {
        out: Some(arguments.out.join(text("demo-out", &[("name", &hospital)]))),
        folder,
        edition: None,
        as_of: None,
        data: Some(arguments.out.join("inspect-data").display().to_string()),
        json: false,
        no_pack: false,
        all_problems: false,
        feeds: None,
        feed_keys: Vec::new(),
        aliases: None,
    };
    // the invented hospital has gaps on purpose: the demo did what it was asked
    inspect::run(frameworks, &inspect).await?;
    logs(frameworks, &arguments.out.join("data")).await?;
    say!("{}", text("demo-outro", &[("out", &arguments.out.display().to_string())]));
    if arguments.no_serve {
        return Ok(Outcome::Good);
    }
    say!();
    serve::serve_sample(frameworks, &arguments.out.join("data"), arguments.listen).await
}

/// The invented hospital's access log: taken in, noticed, sealed, verified; once.
async fn logs(frameworks: &'static Frameworks, data: &std::path::Path) -> anyhow::Result<()> {
    let (house, actor) = (open(&Home::in_folder(data), frameworks).await?, Actor::command_line());
    if !house.settings().await?.set_up {
        sample::adopt_hospital(&house, &actor).await?;
    }
    let ((before, _), (after, all)) = sample::bring_stick(&house, &actor).await?;
    if after > before {
        let args = [("before", before.to_string()), ("after", after.to_string()), ("all", all.to_string())];
        say!("{}", text("demo-stick-read", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    let week = sample::bring_feeds(&house, &actor).await?;
    if after > before {
        say!("{}", text("demo-feeds-read", &[("count", &week.to_string())]));
    }
    let digested = sample_logs(&house, &actor).await.map_err(|error| Failure::logs(&error))?;
    let (report, _) = verify_vault(&house, &actor, &[]).await.map_err(|error| Failure::logs(&error))?;
    house.vaults().close();
    house.store.clone().close().await?;
    if !report.is_intact() {
        say!("{}", text("demo-logs-bad", &[]));
    } else if digested.records > 0 {
        let args = [("records", digested.records.to_string()), ("alerts", digested.alerts.to_string())];
        say!("{}", text("demo-logs", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    Ok(())
}
