//! Lines of firewalls, VPN gateways and routers: FortiGate `key=value`, Cisco, YAMAHA.

use crate::event::{Activity, Class, Event, Outcome};
use crate::moment::{self, Zone};

/// Pairs of a line `key=value key="value with spaces"`; empty where the line is no such line.
pub(super) fn pairs(text: &str) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    let mut rest = text.trim();
    while let Some((key, after)) = rest.split_once('=') {
        let key = key.trim().trim_start_matches(',');
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')) {
            return if pairs.len() > 3 { pairs } else { Vec::new() };
        }
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_once([' ', ',']).unwrap_or((after, "")),
        };
        pairs.push((key, value));
        rest = after.trim_start();
    }
    pairs
}

/// What a FortiGate says. Whether the pairs are its own is seen from `logid` beside `devname` or `devid`.
pub(super) fn fortigate(pairs: &[(&str, &str)], zone: &Zone, event: &mut Event) -> bool {
    let get = |name: &str| pairs.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| *value);
    if get("logid").is_empty() && get("log_id").is_empty() || get("devname").is_empty() && get("devid").is_empty() {
        return false;
    }
    let first =
        |names: &[&str]| names.iter().map(|name| get(name)).find(|value| !value.is_empty() && *value != "N/A").unwrap_or("").to_owned();
    let told = fortigate_time(get("eventtime"), get("date"), get("time"), get("tz"), zone);
    if let Some(time) = told {
        (event.time, event.time_told) = (time, true);
    }
    event.code = first(&["logid", "log_id"]);
    event.device = first(&["devname", "devid"]);
    event.user_uid = first(&["user", "xauthuser", "admin", "unauthuser"]);
    event.src_ip = first(&["remip", "srcip", "ip", "remote"]);
    event.target = first(&["dstip", "cfgpath", "cfgobj", "hostname"]);
    event.session = first(&["sessionid", "tunnelid"]);
    event.category = [get("type"), get("subtype")].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/");
    event.operation = first(&["logdesc", "action"]);
    event.message = first(&["msg", "reason"]);
    (event.class, event.activity) = fortigate_meaning(get("logdesc"), get("action"), get("type"));
    let configured = get("cfgpath");
    if event.class == Class::AccountChange {
        // policies and portals are configured in the same words as accounts
        if ["system.admin", "system.accprofile", "user."].iter().any(|path| configured.starts_with(path)) {
            event.target = first(&["cfgobj", "cfgpath"]);
        } else {
            event.class = Class::Base;
        }
    }
    let ends = [get("status"), get("result"), get("action"), get("logdesc")].join(" ").to_ascii_lowercase();
    event.outcome = if ["fail", "deny", "denied", "blocked", "error", "invalid"].iter().any(|word| ends.contains(word)) {
        Outcome::Failure
    } else if ["success", "accept", "tunnel-up", "close", "login", "logout", "configured"].iter().any(|word| ends.contains(word)) {
        Outcome::Success
    } else {
        Outcome::Unknown
    };
    true
}

fn fortigate_meaning(description: &str, action: &str, kind: &str) -> (Class, Activity) {
    let description = description.to_ascii_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| description.contains(word) || action.eq_ignore_ascii_case(word));
    if holds(&["login", "tunnel-up", "tunnel up", "ssl-login-fail", "ssl-new-con", "auth-logon", "authentication"]) {
        (Class::Authentication, Activity::Logon)
    } else if holds(&["logout", "tunnel-down", "tunnel down", "auth-logout"]) {
        (Class::Authentication, Activity::Logoff)
    } else if kind == "event" && holds(&["add"]) {
        (Class::AccountChange, Activity::Create)
    } else if kind == "event" && holds(&["edit", "object attribute configured", "attribute configured"]) {
        (Class::AccountChange, Activity::Update)
    } else if kind == "event" && holds(&["delete"]) {
        (Class::AccountChange, Activity::Delete)
    } else if holds(&["deny", "blocked", "block", "dropped"]) {
        (Class::NetworkActivity, Activity::Refuse)
    } else if kind == "traffic" {
        (Class::NetworkActivity, Activity::Open)
    } else {
        (Class::Base, Activity::Other)
    }
}

/// `eventtime` is in nanoseconds since FortiOS 6.2, in seconds before; date and time are the device's own, with `tz` beside them.
fn fortigate_time(epoch: &str, date: &str, time: &str, offset: &str, zone: &Zone) -> Option<i64> {
    let number = epoch.parse::<i64>().ok();
    let of_epoch = match (number, epoch.len()) {
        (Some(nanos), 19) => Some(nanos / 1000),
        (Some(micros), 16) => Some(micros),
        (Some(millis), 13) => Some(millis * 1000),
        (Some(seconds), 10) => Some(seconds * 1_000_000),
        _ => None,
    };
    of_epoch.or_else(|| moment::parse(&format!("{date} {time}{offset}"), zone)).or_else(|| moment::parse(&format!("{date} {time}"), zone))
}

/// Cisco: `%ASA-6-605005: Login permitted …`, `%SEC_LOGIN-4-LOGIN_FAILED: …`.
pub(super) fn cisco(tag: &str, text: &str, event: &mut Event) -> bool {
    let Some(code) = tag.strip_prefix('%') else { return false };
    tag.clone_into(&mut event.code);
    let number = code.rsplit('-').next().unwrap_or(code);
    let (class, activity, outcome) = match number {
        "605005" | "113004" | "113012" | "722022" | "722051" | "713119" | "LOGIN_SUCCESS" | "611101" | "716001" | "113039" => {
            (Class::Authentication, Activity::Logon, Outcome::Success)
        }
        "605004" | "113005" | "113015" | "LOGIN_FAILED" | "611102" | "308001" | "109006" => {
            (Class::Authentication, Activity::Logon, Outcome::Failure)
        }
        "113019" | "716002" | "722023" | "LOGOUT" | "611103" => (Class::Authentication, Activity::Logoff, Outcome::Success),
        "502101" => (Class::AccountChange, Activity::Create, Outcome::Success),
        "502102" => (Class::AccountChange, Activity::Delete, Outcome::Success),
        "CONFIG_I" | "111008" | "111010" => (Class::AccountChange, Activity::Update, Outcome::Success),
        "106023" | "106001" | "106006" | "106015" | "106100" | "710003" => (Class::NetworkActivity, Activity::Refuse, Outcome::Failure),
        _ if number.starts_with("302") => (Class::NetworkActivity, Activity::Open, Outcome::Unknown),
        _ => return false,
    };
    (event.class, event.activity, event.outcome) = (class, activity, outcome);
    let names_user = class != Class::NetworkActivity;
    event.user_uid = ["user \"", "user = ", "[user: ", "Username = ", "User <", "user '", "by "]
        .iter()
        .filter(|_| names_user)
        .find_map(|mark| text.split_once(mark))
        .map(|(_, rest)| rest.split(['"', ',', ']', '>', '\'', ' ']).next().unwrap_or("").to_owned())
        .unwrap_or_default();
    event.src_ip = ["[Source: ", "IP = ", "IP <", "Uauth from ", "from ", "src outside:", "on vty0 ("]
        .iter()
        .filter_map(|mark| text.split_once(mark))
        .find_map(|(_, rest)| address(rest))
        .unwrap_or_default();
    true
}

/// YAMAHA RT/RTX: sign-in to the router, VPN tunnels, refused packets.
pub(super) fn yamaha(text: &str, event: &mut Event) -> bool {
    let word = |mark: &str| text.split_once(mark).map(|(_, rest)| rest.trim());
    let sign_in = |event: &mut Event, activity: Activity, outcome: Outcome, user: &str| {
        (event.class, event.activity, event.outcome) = (Class::Authentication, activity, outcome);
        user.trim_matches(['\'', '"', '.', ':']).clone_into(&mut event.user_uid);
    };
    if let Some(rest) = word("Login succeeded for ").or_else(|| word("login succeeded for ")) {
        let user = rest.split([':', ' ']).nth(1).filter(|_| rest.contains(':')).unwrap_or("");
        sign_in(event, Activity::Logon, Outcome::Success, user);
        event.src_ip = rest.split([' ', ':']).find_map(address).unwrap_or_default();
    } else if let Some(rest) = word("Login failed for ").or_else(|| word("login failed for ")) {
        let user = rest.split([':', ' ']).nth(1).filter(|_| rest.contains(':')).unwrap_or("");
        sign_in(event, Activity::Logon, Outcome::Failure, user);
        event.src_ip = rest.split([' ', ':']).find_map(address).unwrap_or_default();
    } else if let Some(rest) = word("Logout from ") {
        sign_in(event, Activity::Logoff, Outcome::Success, rest.split([':', ' ']).nth(1).unwrap_or(""));
        event.src_ip = rest.split([' ', ':']).find_map(address).unwrap_or_default();
    } else if text.contains("Rejected at ") || text.contains("Rejected by ") || text.contains("[REJECT]") {
        (event.class, event.activity, event.outcome) = (Class::NetworkActivity, Activity::Refuse, Outcome::Failure);
        event.src_ip = text.split(' ').find_map(address).unwrap_or_default();
    } else if text.starts_with("[INSPECT]") {
        (event.class, event.activity) = (Class::NetworkActivity, Activity::Open);
        event.src_ip = text.split(' ').find_map(address).unwrap_or_default();
    } else if text.starts_with("TUNNEL[") || text.starts_with("[IKE]") || text.starts_with("[L2TP]") || text.starts_with("PP[") {
        event.class = Class::NetworkActivity;
        event.activity = if text.contains("down") || text.contains("disconnect") { Activity::Stop } else { Activity::Start };
    } else {
        return false;
    }
    true
}

/// The address with which a text begins, without its port.
fn address(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['(', '<', '[', ' ']);
    let end = text.find(|c: char| !c.is_ascii_hexdigit() && !matches!(c, '.' | ':')).unwrap_or(text.len());
    let mut shown = text[..end].trim_end_matches(['.', ':']);
    if shown.contains('.') {
        // a port behind IPv4
        shown = shown.split(':').next().unwrap_or(shown);
    }
    shown.parse::<std::net::IpAddr>().ok().map(|address| address.to_string())
}
