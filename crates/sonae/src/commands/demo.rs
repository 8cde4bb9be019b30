//! `sonae demo`: the main job on the invented institutions that the program carries, then the invented hospital in the browser.

use sonae_app::sample;
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

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
    };
    // the invented hospital has gaps on purpose: the demo did what it was asked
    inspect::run(frameworks, &inspect).await?;
    say!("{}", text("demo-outro", &[("out", &arguments.out.display().to_string())]));
    if arguments.no_serve {
        return Ok(Outcome::Good);
    }
    say!();
    serve::serve_sample(frameworks, &arguments.out.join("data"), arguments.listen).await
}
