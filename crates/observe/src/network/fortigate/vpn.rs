//! VPN services of a FortiGate and who may use them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sonae_domain::observation::{SecondFactor, VpnService, VpnUser};

use super::tree::Node;
use super::{Names, second_factor};
use crate::{address, moment};

/// Every service.
pub(super) fn services(root: &Node, names: &Names) -> Vec<VpnService> {
    let mut all: Vec<VpnService> = root.sections("vpn ssl settings").into_iter().map(|settings| ssl(root, settings, names)).collect();
    let phases = root.entries("vpn ipsec phase1-interface").chain(root.entries("vpn ipsec phase1"));
    all.extend(phases.map(|phase| ipsec(root, phase)));
    for kind in ["l2tp", "pptp"] {
        let name = format!("vpn {kind}");
        for section in root.sections(&name) {
            let users = users(root, section.values("usrgrp"));
            all.push(VpnService {
                kind: kind.to_owned(),
                enabled: Some(section.value("status") == "enable"),
                users,
                ..VpnService::default()
            });
        }
    }
    all
}

fn ssl(root: &Node, settings: &Node, names: &Names) -> VpnService {
    let interfaces = settings.values("source-interface");
    let enabled = settings.value("status") != "disable" && !interfaces.is_empty();
    let mut groups: Vec<String> = Vec::new();
    for rule in settings.nodes.iter().filter(|node| node.name == "authentication-rule").flat_map(|node| &node.nodes) {
        groups.extend(rule.values("groups").iter().chain(rule.values("users")).cloned());
    }
    for rule in root.entries("firewall policy").filter(|rule| rule.values("srcintf").iter().any(|name| name.starts_with("ssl."))) {
        groups.extend(rule.values("groups").iter().chain(rule.values("users")).cloned());
    }
    let sources = names.resolve(settings.values("source-address"));
    VpnService {
        kind: "ssl".to_owned(),
        enabled: Some(enabled),
        port: settings.value("port").parse().ok(),
        sources: if enabled && sources.is_empty() { vec!["any".to_owned()] } else { sources },
        client_certificate: Some(settings.value("reqclientcert") == "enable"),
        users: if enabled || !groups.is_empty() { users(root, &groups) } else { Vec::new() },
    }
}

fn ipsec(root: &Node, phase: &Node) -> VpnService {
    let dialed = phase.value("type") == "dynamic";
    let peer =
        address::ip(phase.value("remote-gw")).or_else(|| Some(phase.value("remotegw-ddns").to_owned()).filter(|name| !name.is_empty()));
    VpnService {
        kind: "ipsec".to_owned(),
        enabled: Some(true),
        port: None,
        sources: if dialed { vec!["any".to_owned()] } else { peer.into_iter().collect() },
        client_certificate: Some(phase.value("authmethod") == "signature"),
        users: users(root, phase.values("authusrgrp")),
    }
}

/// The users of groups, or users named directly. Members that are servers (RADIUS, LDAP …) decide elsewhere.
fn users(root: &Node, groups: &[String]) -> Vec<VpnUser> {
    let (mut seen, mut all) = (BTreeSet::new(), Vec::new());
    for name in groups {
        let group = root.entries("user group").find(|group| group.name == *name);
        let members = group.map_or(std::slice::from_ref(name), |group| group.values("member"));
        for member in members {
            if !seen.insert(member.clone()) {
                continue;
            }
            match root.entries("user local").find(|user| user.name == *member) {
                Some(user) if user.value("status") == "disable" => {}
                Some(user) => all.push(local(user)),
                None => all.push(VpnUser { id: member.clone(), second_factor: SecondFactor::Elsewhere, password_set_year: None }),
            }
        }
    }
    all
}

fn local(user: &Node) -> VpnUser {
    let own = matches!(user.value("type"), "password" | "");
    let set = user.values("passwd-time").first().and_then(|day| moment::day(day));
    VpnUser {
        id: user.name.clone(),
        second_factor: match second_factor(user) {
            SecondFactor::Absent if !own => SecondFactor::Elsewhere,
            told => told,
        },
        password_set_year: set.map(Date::year),
    }
}
