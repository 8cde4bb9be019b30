//! Signing in and out: sshd, sudo, su, login, PAM, logind.

use super::{account_name, set};
use crate::event::{Activity, Class, Event, Outcome};

/// `NAME from ADDRESS port …`; the name comes from outside and may hold ` from ` itself, so the last one counts.
fn name_from(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.rsplit_once(" from ")?;
    Some((name, rest.split_whitespace().next().unwrap_or_default()))
}

fn who(event: &mut Event, name: &str, address: &str) {
    event.user_uid = account_name(name);
    address.clone_into(&mut event.src_ip);
}

/// OpenSSH server. A refused sign-in has one line that counts as the failure (`Failed …`, `User … not allowed`); the lines
/// around it are told as `other`, so that no failure is counted twice.
pub(super) fn sshd(message: &str, event: &mut Event) -> bool {
    let message = message.strip_prefix("error: ").unwrap_or(message);
    if let Some(rest) = message.strip_prefix("Accepted ") {
        return by_method(rest, event, Outcome::Success);
    }
    if let Some(rest) = message.strip_prefix("Failed ") {
        return by_method(rest, event, Outcome::Failure);
    }
    if let Some(rest) = message.strip_prefix("User ")
        && let Some((rest, _)) = rest.split_once(" not allowed because ")
        && let Some((name, address)) = name_from(rest)
    {
        set(event, Class::Authentication, Activity::Logon, Outcome::Failure);
        who(event, name, address);
        return true;
    }
    let around = message
        .strip_prefix("Invalid user ")
        .or_else(|| message.strip_prefix("maximum authentication attempts exceeded for invalid user "))
        .or_else(|| message.strip_prefix("maximum authentication attempts exceeded for "));
    if let Some((name, address)) = around.and_then(name_from) {
        set(event, Class::Authentication, Activity::Other, Outcome::Failure);
        who(event, name, address);
        return true;
    }
    ended(message, event)
}

/// `password for [invalid user] NAME from ADDRESS port …`
fn by_method(rest: &str, event: &mut Event, outcome: Outcome) -> bool {
    let Some((method, rest)) = rest.split_once(" for ") else { return false };
    let Some((name, address)) = name_from(rest) else { return false };
    set(event, Class::Authentication, Activity::Logon, outcome);
    who(event, name.strip_prefix("invalid user ").unwrap_or(name), address);
    method.clone_into(&mut event.code);
    true
}

/// `Disconnected from user NAME ADDRESS port …` and its kin
fn ended(message: &str, event: &mut Event) -> bool {
    const KINDS: &[(&str, Activity, Outcome)] = &[
        ("Disconnected from user ", Activity::Logoff, Outcome::Success),
        ("Disconnected from authenticating user ", Activity::Other, Outcome::Failure),
        ("Disconnected from invalid user ", Activity::Other, Outcome::Failure),
        ("Connection closed by authenticating user ", Activity::Other, Outcome::Failure),
        ("Connection closed by invalid user ", Activity::Other, Outcome::Failure),
    ];
    let Some((rest, activity, outcome)) =
        KINDS.iter().find_map(|(start, activity, outcome)| Some((message.strip_prefix(start)?, *activity, *outcome)))
    else {
        return false;
    };
    let Some((rest, _)) = rest.rsplit_once(" port ") else { return false };
    let Some((name, address)) = rest.rsplit_once(' ') else { return false };
    set(event, Class::Authentication, activity, outcome);
    who(event, name, address);
    true
}

/// PAM, after `pam_`: `unix(sshd:session): session opened for user …`. For sshd, sudo, su and cron the program itself tells
/// the sign-in, so the line of PAM is told as `other`.
pub(super) fn pam(rest: &str, event: &mut Event) -> bool {
    let Some((head, message)) = rest.split_once("): ") else { return false };
    let Some((_, service)) = head.split_once('(') else { return false };
    let (service, _) = service.split_once(':').unwrap_or((service, ""));
    let told_twice = matches!(service, "sshd" | "sudo" | "sudo-i" | "su" | "su-l" | "cron" | "crond" | "systemd-user");
    let or_other = |activity| if told_twice { Activity::Other } else { activity };
    if let Some(rest) = message.strip_prefix("session opened for user ") {
        set(event, Class::Authentication, or_other(Activity::Logon), Outcome::Success);
        event.user_uid = account_name(rest.split(" by ").next().unwrap_or(rest));
    } else if let Some(rest) = message.strip_prefix("session closed for user ") {
        set(event, Class::Authentication, or_other(Activity::Logoff), Outcome::Success);
        event.user_uid = account_name(rest);
    } else if let Some(rest) = message.strip_prefix("authentication failure;") {
        set(event, Class::Authentication, or_other(Activity::Logon), Outcome::Failure);
        for (key, value) in rest.split_whitespace().filter_map(|word| word.split_once('=')) {
            match key {
                "user" => event.user_uid = account_name(value),
                "rhost" => value.clone_into(&mut event.src_ip),
                _ => {}
            }
        }
    } else if let Some(rest) = message.strip_prefix("password changed for ") {
        set(event, Class::AccountChange, Activity::Update, Outcome::Success);
        event.target = account_name(rest);
    } else {
        return false;
    }
    service.clone_into(&mut event.category);
    true
}

/// `NAME : [complaint ;] TTY=… ; PWD=… ; USER=… ; COMMAND=…`; the command stands last and may hold ` ; `.
pub(super) fn sudo(message: &str, event: &mut Event) -> bool {
    let Some((name, rest)) = message.split_once(" : ") else { return false };
    let Some((facts, command)) = rest.split_once("COMMAND=") else { return false };
    let complaint = facts.split(" ; ").next().filter(|first| !first.contains('=')).unwrap_or_default();
    let (class, activity, outcome) = if complaint.contains("incorrect password") {
        (Class::Authentication, Activity::Logon, Outcome::Failure)
    } else if complaint.is_empty() {
        (Class::ProcessActivity, Activity::Start, Outcome::Success)
    } else {
        (Class::ProcessActivity, Activity::Start, Outcome::Failure)
    };
    set(event, class, activity, outcome);
    event.user_uid = account_name(name);
    command.trim().clone_into(&mut event.target);
    for (key, value) in facts.split(" ; ").filter_map(|fact| fact.split_once('=')) {
        match key.trim() {
            "TTY" => value.clone_into(&mut event.terminal),
            "USER" => event.category = format!("sudo {value}"),
            _ => {}
        }
    }
    true
}

/// `[FAILED SU ](to root) tanaka on pts/0`
pub(super) fn su(message: &str, event: &mut Event) -> bool {
    let (rest, outcome) = match message.strip_prefix("FAILED SU ") {
        Some(rest) => (rest, Outcome::Failure),
        None => (message, Outcome::Success),
    };
    let Some((target, rest)) = rest.strip_prefix("(to ").and_then(|rest| rest.split_once(") ")) else { return false };
    let (name, terminal) = rest.rsplit_once(" on ").unwrap_or((rest, ""));
    set(event, Class::Authentication, Activity::Logon, outcome);
    event.user_uid = account_name(name);
    event.target = account_name(target);
    terminal.clone_into(&mut event.terminal);
    true
}

/// `LOGIN ON tty1 BY tanaka`, `ROOT LOGIN  on '/dev/tty1'`, `FAILED LOGIN (1) on '/dev/tty1' FOR 'tanaka', …`
pub(super) fn login(message: &str, event: &mut Event) -> bool {
    if let Some((_, rest)) = message.strip_prefix("FAILED LOGIN ").and_then(|rest| rest.split_once(" FOR ")) {
        set(event, Class::Authentication, Activity::Logon, Outcome::Failure);
        event.user_uid = account_name(rest.split("', ").next().unwrap_or(rest));
    } else if message.starts_with("ROOT LOGIN ") {
        set(event, Class::Authentication, Activity::Logon, Outcome::Success);
        "root".clone_into(&mut event.user_uid);
    } else if let Some((terminal, name)) = message.strip_prefix("LOGIN ON ").and_then(|rest| rest.split_once(" BY ")) {
        set(event, Class::Authentication, Activity::Logon, Outcome::Success);
        event.user_uid = account_name(name.split(" FROM ").next().unwrap_or(name));
        terminal.clone_into(&mut event.terminal);
    } else {
        return false;
    }
    true
}

/// `New session 5 of user tanaka.`, `Session 5 logged out. …`, `Removed session 5.`
pub(super) fn logind(message: &str, event: &mut Event) -> bool {
    let (session, name) = if let Some((session, name)) = message.strip_prefix("New session ").and_then(|rest| rest.split_once(" of user "))
    {
        (session, name.split(" with class ").next().unwrap_or(name))
    } else if let Some(session) = message.strip_prefix("Removed session ") {
        (session, "")
    } else if let Some((session, _)) = message.strip_prefix("Session ").and_then(|rest| rest.split_once(" logged out")) {
        (session, "")
    } else {
        return false;
    };
    set(event, Class::Authentication, Activity::Other, Outcome::Success);
    session.trim_end_matches('.').trim_matches('\'').clone_into(&mut event.session);
    event.user_uid = account_name(name.trim_end_matches('.'));
    true
}
