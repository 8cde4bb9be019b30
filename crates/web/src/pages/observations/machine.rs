//! One observed machine: who saw it when, and the newest word on every aspect, with the file that says it.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use sonae_app::observations::{free_number, observed_machine};
use sonae_app::words::text;
use sonae_domain::access::Permission;
use sonae_domain::calendar::plus_days;
use sonae_domain::facts::known_services;
use sonae_domain::ledger::{DeviceKind, Record};
use sonae_domain::observation::{Machine, SecondFactor, Tie, Told};

use super::kind_word;
use super::overview::{MachineRow, row};
use super::strangers::{Choice, aside_word, kinds, reasons};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::html;
use crate::page::Page;
use crate::signed::Signed;
use crate::state::Web;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/observations/machine", get(show))
}

/// One aspect: what it is, what was said of it, day and file.
struct Aspect {
    name: String,
    said: Vec<String>,
    on: String,
    file: String,
}

/// What a person can make of a machine that no row is like.
struct StrangerForms {
    /// A number that no row has
    number: String,
    /// Whether the machine shows what it is; else a person says it
    kind_known: bool,
    kinds: Vec<Choice>,
    /// Rows that nobody saw, of which it may be one: key and label
    rows: Vec<(String, String)>,
    reasons: Vec<Choice>,
    until: String,
    /// Why it is set aside now
    aside: Option<String>,
}

struct SightingRow {
    on: String,
    kind: String,
    file: String,
}

#[derive(Template)]
#[template(path = "observations/machine.html")]
struct MachinePage {
    page: Page,
    row: MachineRow,
    model: String,
    serial: String,
    stranger: Option<StrangerForms>,
    aspects: Vec<Aspect>,
    sightings: Vec<SightingRow>,
}

async fn show(State(web): State<Web>, signed: Signed, Query(pairs): Query<Vec<(String, String)>>) -> Result<Response, Failure> {
    let asked = Fields::new(pairs);
    let line = observed_machine(&web.house, &signed.actor, asked.get("name")).await?;
    let machine = &line.machine;
    html::show(&MachinePage {
        page: Page::new(&web, &signed, "observations").await?,
        row: row(&line),
        model: machine.model.clone(),
        serial: machine.identifiers.serial.clone(),
        stranger: forms(&web, &signed, machine).await?,
        aspects: aspects(machine, line.kind),
        sightings: machine
            .sightings
            .iter()
            .map(|seen| SightingRow { on: html::slashed(seen.on), kind: kind_word(seen.kind), file: seen.source.file.clone() })
            .collect(),
    })
}

/// A machine is set aside for so many days where nobody says otherwise.
const ASIDE_DAYS: i64 = 90;
/// So many rows are offered.
const OFFERED: usize = 200;

async fn forms(web: &Web, signed: &Signed, machine: &Machine) -> Result<Option<StrangerForms>, Failure> {
    if machine.tie != Tie::Stranger || !signed.actor.may(Permission::EditLedgers) {
        return Ok(None);
    }
    let known = web.house.known().await?;
    let facts = &known.decided.facts;
    let unseen = facts.devices.iter().filter(|device| device.in_service() && facts.machine_of(device).is_none());
    let alike = unseen.filter(|device| machine.kind == DeviceKind::Unknown || device.kind == machine.kind);
    let aside = machine.set_aside.as_ref().map(|said| {
        let args = [("why", aside_word(said.why)), ("note", said.note.clone()), ("until", said.until.to_string())];
        text("observations-is-aside", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    Ok(Some(StrangerForms {
        number: free_number(facts),
        kind_known: machine.kind != DeviceKind::Unknown,
        kinds: kinds(),
        rows: alike.take(OFFERED).map(|device| (device.key.clone(), device.record.label())).collect(),
        reasons: reasons(),
        until: html::slashed(plus_days(facts.as_of, ASIDE_DAYS)),
        aside,
    }))
}

/// Every aspect of which something was said.
fn aspects(machine: &Machine, kind: DeviceKind) -> Vec<Aspect> {
    let mut aspects = Vec::new();
    add(&mut aspects, "system", machine.system.as_ref(), |system| {
        let build = match (system.build, system.revision) {
            (Some(build), Some(revision)) => format!("{build}.{revision}"),
            (Some(build), None) => build.to_string(),
            (None, _) => system.version.clone(),
        };
        vec![
            [system.name.as_str(), system.edition_words(), &system.release, &build]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
        ]
    });
    add(&mut aspects, "updates", machine.updates.as_ref(), |updates| {
        let last = updates.last_installed_on.map(|on| text("observations-updates-last", &[("on", &html::slashed(on))]));
        let pending = updates.pending.map(|count| text("observations-updates-pending", &[("count", &count.to_string())]));
        [last, pending].into_iter().flatten().collect()
    });
    add(&mut aspects, "protection", machine.protection.as_ref(), |programs| {
        let off = |enabled: Option<bool>| if enabled == Some(false) { text("observations-off", &[]) } else { String::new() };
        programs.iter().map(|program| format!("{}{}", program.product, off(program.enabled))).collect()
    });
    add(&mut aspects, "password", machine.password_policy.as_ref(), |policy| {
        let length = policy.min_length.map(|length| text("observations-password-length", &[("length", &length.to_string())]));
        let age = policy.max_age_days.map(|days| text("observations-password-age", &[("days", &days.to_string())]));
        let complexity =
            policy.complexity.map(|on| text(if on { "observations-password-complex" } else { "observations-password-simple" }, &[]));
        [length, complexity, age].into_iter().flatten().collect()
    });
    add(&mut aspects, "media", machine.media.as_ref(), |media| {
        let key = match (media.storage_blocked, media.only_permitted) {
            (Some(true), _) => "observations-media-blocked",
            (_, Some(true)) => "observations-media-permitted",
            (Some(false), _) => "observations-media-open",
            _ => "observations-media-unknown",
        };
        let mut said = vec![text(key, &[])];
        if !media.connected.is_empty() {
            said.push(text("observations-media-connected", &[("count", &media.connected.len().to_string())]));
        }
        said
    });
    let found = known_services(machine, kind);
    if let Some((_, source, on)) = found.first() {
        let said = found.iter().map(|(service, _, _)| service.title.clone()).collect();
        let name = text("observations-aspect-services", &[]);
        aspects.push(Aspect { name, said, on: html::slashed(*on), file: source.file.clone() });
    }
    for ports in [&machine.reached, &machine.listening].into_iter().flatten() {
        let aspect = if ports.value.iter().any(|port| port.reached) { "reached" } else { "listening" };
        add(&mut aspects, aspect, Some(ports), |ports| {
            vec![
                ports
                    .iter()
                    .map(|port| format!("{}/{} {}", port.transport, port.port, port.service).trim().to_owned())
                    .collect::<Vec<_>>()
                    .join(", "),
            ]
        });
    }
    add(&mut aspects, "administration", machine.network.as_ref(), |network| {
        let anywhere = text("observations-from-anywhere", &[]);
        let everywhere = |sources: &[String]| sources.is_empty() || sources.iter().any(|source| source == "any");
        let from = |sources: &[String]| if everywhere(sources) { anywhere.clone() } else { sources.join(" ") };
        let access = network
            .administration
            .iter()
            .map(|access| format!("{}: {} ({})", access.interface, access.protocols.join(" "), from(&access.sources)));
        let administrators = network.administrators.iter().map(|admin| format!("{} ({})", admin.id, from(&admin.sources)));
        access.chain(administrators).collect()
    });
    add(&mut aspects, "vpn", machine.network.as_ref().filter(|told| !told.value.vpn.is_empty()), |network| {
        let weak = |vpn: &sonae_domain::observation::VpnService| {
            vpn.users.iter().filter(|user| user.second_factor == SecondFactor::Absent).count()
        };
        let said = |vpn: &sonae_domain::observation::VpnService| {
            text("observations-vpn", &[("kind", &vpn.kind), ("users", &vpn.users.len().to_string()), ("weak", &weak(vpn).to_string())])
        };
        network.vpn.iter().filter(|vpn| vpn.enabled != Some(false)).map(said).collect()
    });
    add(&mut aspects, "software", machine.software.as_ref(), |programs| {
        programs.iter().map(|program| format!("{} {}", program.name, program.version).trim().to_owned()).collect()
    });
    aspects
}

fn add<T>(aspects: &mut Vec<Aspect>, key: &str, told: Option<&Told<T>>, said: impl Fn(&T) -> Vec<String>) {
    let Some(told) = told else { return };
    let said = said(&told.value);
    let said = if said.is_empty() { vec![text("observations-none", &[])] } else { said };
    aspects.push(Aspect {
        name: text(&format!("observations-aspect-{key}"), &[]),
        said,
        on: html::slashed(told.on),
        file: told.source.file.clone(),
    });
}
