//! `sonae logs witness`: a second machine remembers how large the log was and what it held; over the network, or by two files on a
//! USB stick.

use std::path::Path;

use sonae_app::actor::Actor;
use sonae_app::logs::terms::{Cosigner, VerifierKey, Witness};
use sonae_app::logs::{Anchored, apply_reply, ask_witness, witness_file};
use sonae_app::ports::{Clock, SystemClock};
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use super::super::Outcome;
use super::super::place::write;
use super::{there, told};
use crate::cli::{WitnessAction, WitnessPlace};
use crate::failure::Failure;

pub(super) async fn run(frameworks: &'static Frameworks, action: &WitnessAction) -> anyhow::Result<Outcome> {
    let actor = Actor::command_line();
    match action {
        WitnessAction::Request(arguments) => {
            let house = there(frameworks, &arguments.place).await?;
            let request = witness_file(&house, &actor).await.map_err(told)?;
            write(&arguments.request_file, request.as_bytes())?;
            say!("{}", text("logs-witness-requested", &[("path", &arguments.request_file.display().to_string())]));
            house.vaults().close();
        }
        WitnessAction::Apply(arguments) => {
            let house = there(frameworks, &arguments.place).await?;
            let (request, reply) = (read(&arguments.request_file)?, read(&arguments.reply_file)?);
            say(&apply_reply(&house, &actor, &request, &reply).await.map_err(told)?);
        }
        WitnessAction::Ask(place) => {
            let house = there(frameworks, place).await?;
            say(&ask_witness(&house, &actor).await.map_err(told)?);
            house.vaults().close();
        }
        WitnessAction::Sign(arguments) => {
            let witness = witness(&arguments.witness)?;
            say!("{}", text("logs-witness-key", &[("key", &witness.public().to_string())]));
            return match witness.add_checkpoint(&read(&arguments.request_file)?, SystemClock.now()) {
                Ok(cosignature) => {
                    write(&arguments.reply_file, cosignature.as_bytes())?;
                    say!("{}", text("logs-witness-signed", &[("path", &arguments.reply_file.display().to_string())]));
                    Ok(Outcome::Good)
                }
                Err(refusal) => {
                    write(&arguments.reply_file, refusal.body().1.as_bytes())?;
                    warn!("{}", text("logs-witness-refused", &[("detail", &refusal.to_string())]));
                    Ok(Outcome::Gaps)
                }
            };
        }
        WitnessAction::Serve(arguments) => {
            let witness = witness(&arguments.witness)?;
            say!("{}", text("logs-witness-key", &[("key", &witness.public().to_string())]));
            let listening = |address: std::net::SocketAddr| {
                say!("{}", text("logs-witness-serving", &[("address", &address.to_string())]));
            };
            sonae_web::witness::serve(witness, arguments.listen, listening, super::super::serve::told_to_stop()).await?;
        }
    }
    Ok(Outcome::Good)
}

fn say(anchored: &Anchored) {
    let args = [("shard", anchored.shard.clone()), ("size", anchored.size.to_string()), ("by", anchored.by.clone())];
    say!("{}", text("logs-witnessed", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let fault =
        |error: std::io::Error| Failure::told("failure-read", &[("path", &path.display().to_string()), ("detail", &error.to_string())]);
    std::fs::read(path).map_err(fault)
}

/// Opens the memory of the witness; its key is made the first time.
fn witness(place: &WitnessPlace) -> anyhow::Result<Witness> {
    let path = place.memory.join("witness.key");
    let other = |detail: String| Failure::told("failure-other", &[("detail", &detail)]);
    let cosigner = match std::fs::read_to_string(&path) {
        Ok(text) => Cosigner::parse(text.trim()).map_err(|error| other(error.to_string()))?,
        Err(_) => {
            let cosigner = sonae_app::logs::new_cosigner(&place.witness_name).map_err(|error| other(error.to_string()))?;
            let written = sonae_app::data_folder::write_private(&path, format!("{}\n", cosigner.to_secret_text()).as_bytes());
            written.map_err(|error| other(error.to_string()))?;
            cosigner
        }
    };
    let keys: Result<Vec<VerifierKey>, _> = place.log_keys.iter().map(|key| VerifierKey::parse(key.trim())).collect();
    let keys = of_every_year(&keys.map_err(|error| other(error.to_string()))?);
    Witness::open(&place.memory, cosigner, keys).map_err(|error| other(error.to_string()))
}

/// A log signs each year under a name of its own, with the same key: a key that is given without a year stands for all.
fn of_every_year(keys: &[VerifierKey]) -> Vec<VerifierKey> {
    let has_year = |key: &VerifierKey| key.name().rsplit('/').next().is_some_and(|last| last.len() == 4 && last.parse::<u16>().is_ok());
    let years = |key: &VerifierKey| {
        let of = |year: u16| key.renamed(&format!("{}/{year}", key.name())).ok();
        if has_year(key) { vec![key.clone()] } else { (2020..2120).filter_map(of).collect() }
    };
    keys.iter().flat_map(years).collect()
}
