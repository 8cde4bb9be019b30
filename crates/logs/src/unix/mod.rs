//! What the usual programs of a Unix system say in one line: sshd, sudo, su, login, PAM, account tools, cron, systemd, and the
//! programs that keep the clock. The line comes from syslog or from the journal; where it comes from is not known here.

mod account;
mod clock;
mod sign_in;

pub(crate) use clock::clock;

use crate::event::{Activity, Class, Event, Outcome};

/// Reads one line of a program into an event. `program` is the tag of syslog or `SYSLOG_IDENTIFIER` of the journal, without a
/// path and without a process number. Fills what the line tells, and leaves the rest as it is; `false` where it is only text.
pub(crate) fn read(program: &str, message: &str, event: &mut Event) -> bool {
    let program = program.rsplit('/').next().unwrap_or(program);
    if let Some(rest) = message.strip_prefix("pam_") {
        return sign_in::pam(rest, event);
    }
    match program {
        "sshd" | "sshd-session" | "sshd-auth" => sign_in::sshd(message, event),
        "sudo" => sign_in::sudo(message, event),
        "su" => sign_in::su(message, event),
        "login" => sign_in::login(message, event),
        "systemd-logind" => sign_in::logind(message, event),
        "useradd" | "userdel" | "usermod" | "groupadd" | "groupdel" | "gpasswd" | "passwd" | "chpasswd" | "chage" => {
            account::read(message, event)
        }
        "CRON" | "cron" | "crond" => cron(message, event),
        "systemd" | "init" => systemd(message, event),
        "systemd-journald" | "rsyslogd" | "syslog-ng" | "auditd" => logging(message, event),
        _ => false,
    }
}

/// Class, activity and outcome at once.
fn set(event: &mut Event, class: Class, activity: Activity, outcome: Outcome) {
    event.class = class;
    event.activity = activity;
    event.outcome = outcome;
}

/// An account as the system knows it: lower case, without the number that PAM puts behind it.
fn account_name(name: &str) -> String {
    let name = name.trim().trim_matches(['\'', '"']);
    name.split_once("(uid=").map_or(name, |(name, _)| name).to_lowercase()
}

/// `(root) CMD (/usr/sbin/logrotate)`
fn cron(message: &str, event: &mut Event) -> bool {
    let Some((user, rest)) = message.strip_prefix('(').and_then(|rest| rest.split_once(") ")) else { return false };
    let Some(command) = rest.strip_prefix("CMD (") else { return false };
    set(event, Class::ProcessActivity, Activity::Start, Outcome::Unknown);
    event.user_uid = account_name(user);
    event.target = command.strip_suffix(')').unwrap_or(command).trim().to_owned();
    true
}

/// `Started OpenBSD Secure Shell server.`
fn systemd(message: &str, event: &mut Event) -> bool {
    const VERBS: &[(&str, Activity, Outcome)] = &[
        ("Started ", Activity::Start, Outcome::Success),
        ("Stopped ", Activity::Stop, Outcome::Success),
        ("Failed to start ", Activity::Start, Outcome::Failure),
        ("Failed to stop ", Activity::Stop, Outcome::Failure),
    ];
    let Some((rest, activity, outcome)) =
        VERBS.iter().find_map(|(verb, activity, outcome)| Some((message.strip_prefix(verb)?, *activity, *outcome)))
    else {
        return false;
    };
    set(event, Class::ApplicationLifecycle, activity, outcome);
    event.target = rest.trim_end_matches('.').to_owned();
    true
}

/// The programs that keep logs tell that they began, ended or dropped something.
fn logging(message: &str, event: &mut Event) -> bool {
    let activity = if message.starts_with("Suppressed ") || message.contains("begin to drop messages") {
        Activity::Other
    } else if message.starts_with("Journal started") || message.ends_with("] start") || message.starts_with("syslog-ng starting") {
        Activity::Start
    } else if message.starts_with("Journal stopped")
        || message.contains("] exiting on signal")
        || message.starts_with("syslog-ng shutting down")
        || message.starts_with("The audit daemon is exiting")
    {
        Activity::Stop
    } else {
        return false;
    };
    set(event, Class::EventLogActivity, activity, Outcome::Success);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// class, activity, outcome, user, target, address, session
    type Told = (Class, Activity, Outcome, &'static str, &'static str, &'static str, &'static str);

    const LINES: &[(&str, &str, Told)] = {
        use Activity::{Create, Delete, Grant, Logoff, Logon, Other, Revoke, Start, Stop, Update};
        use Class::{AccountChange, ApplicationLifecycle, Authentication, EventLogActivity, ProcessActivity};
        use Outcome::{Failure, Success, Unknown};
        &[
            (
                "sshd",
                "Accepted publickey for Tanaka from 192.0.2.7 port 51514 ssh2: ED25519 SHA256:abc",
                (Authentication, Logon, Success, "tanaka", "", "192.0.2.7", ""),
            ),
            (
                "sshd-session",
                "Accepted password for tanaka from 2001:db8::7 port 51514 ssh2",
                (Authentication, Logon, Success, "tanaka", "", "2001:db8::7", ""),
            ),
            (
                "sshd",
                "Failed password for root from 203.0.113.9 port 4022 ssh2",
                (Authentication, Logon, Failure, "root", "", "203.0.113.9", ""),
            ),
            (
                "sshd",
                "Failed password for invalid user admin from 203.0.113.9 port 4022 ssh2",
                (Authentication, Logon, Failure, "admin", "", "203.0.113.9", ""),
            ),
            // a name can hold the words of the line
            (
                "sshd",
                "Failed password for invalid user a from b from 203.0.113.9 port 4022 ssh2",
                (Authentication, Logon, Failure, "a from b", "", "203.0.113.9", ""),
            ),
            ("sshd", "Invalid user admin from 203.0.113.9 port 4022", (Authentication, Other, Failure, "admin", "", "203.0.113.9", "")),
            (
                "sshd",
                "Disconnected from user tanaka 192.0.2.7 port 51514",
                (Authentication, Logoff, Success, "tanaka", "", "192.0.2.7", ""),
            ),
            (
                "sshd",
                "User guest from 192.0.2.7 not allowed because not listed in AllowUsers",
                (Authentication, Logon, Failure, "guest", "", "192.0.2.7", ""),
            ),
            (
                "sshd",
                "error: maximum authentication attempts exceeded for root from 203.0.113.9 port 4022 ssh2 [preauth]",
                (Authentication, Other, Failure, "root", "", "203.0.113.9", ""),
            ),
            (
                "login",
                "pam_unix(login:session): session opened for user tanaka(uid=1000) by LOGIN(uid=0)",
                (Authentication, Logon, Success, "tanaka", "", "", ""),
            ),
            (
                "sshd",
                "pam_unix(sshd:session): session opened for user tanaka(uid=1000) by (uid=0)",
                (Authentication, Other, Success, "tanaka", "", "", ""),
            ),
            ("login", "pam_unix(login:session): session closed for user tanaka", (Authentication, Logoff, Success, "tanaka", "", "", "")),
            (
                "gdm-password]",
                "pam_unix(gdm-password:auth): authentication failure; logname= uid=0 euid=0 tty=/dev/tty1 ruser= rhost=192.0.2.9  user=suzuki",
                (Authentication, Logon, Failure, "suzuki", "", "192.0.2.9", ""),
            ),
            ("passwd", "pam_unix(passwd:chauthtok): password changed for suzuki", (AccountChange, Update, Success, "", "suzuki", "", "")),
            (
                "sudo",
                "tanaka : TTY=pts/0 ; PWD=/home/tanaka ; USER=root ; COMMAND=/bin/cat /etc/shadow ; x",
                (ProcessActivity, Start, Success, "tanaka", "/bin/cat /etc/shadow ; x", "", ""),
            ),
            (
                "sudo",
                "guest : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
                (ProcessActivity, Start, Failure, "guest", "/bin/sh", "", ""),
            ),
            (
                "sudo",
                "tanaka : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
                (Authentication, Logon, Failure, "tanaka", "/bin/sh", "", ""),
            ),
            ("su", "(to root) tanaka on pts/0", (Authentication, Logon, Success, "tanaka", "root", "", "")),
            ("su", "FAILED SU (to root) tanaka on pts/0", (Authentication, Logon, Failure, "tanaka", "root", "", "")),
            (
                "login",
                "FAILED LOGIN (1) on '/dev/tty1' FOR 'tanaka', Authentication failure",
                (Authentication, Logon, Failure, "tanaka", "", "", ""),
            ),
            ("login", "ROOT LOGIN  on '/dev/tty1'", (Authentication, Logon, Success, "root", "", "", "")),
            ("systemd-logind", "New session 5 of user tanaka.", (Authentication, Other, Success, "tanaka", "", "", "5")),
            ("systemd-logind", "Removed session 5.", (Authentication, Other, Success, "", "", "", "5")),
            (
                "useradd",
                "new user: name=backdoor, UID=1001, GID=1001, home=/home/backdoor, shell=/bin/bash, from=/dev/pts/0",
                (AccountChange, Create, Success, "", "backdoor", "", ""),
            ),
            ("userdel", "delete user 'backdoor'", (AccountChange, Delete, Success, "", "backdoor", "", "")),
            ("usermod", "add 'backdoor' to group 'sudo'", (AccountChange, Grant, Success, "", "backdoor", "", "")),
            ("usermod", "lock user 'suzuki' password", (AccountChange, Revoke, Success, "", "suzuki", "", "")),
            ("gpasswd", "user suzuki added by root to group docker", (AccountChange, Grant, Success, "root", "suzuki", "", "")),
            (
                "CRON",
                "(root) CMD (test -x /usr/sbin/anacron || (cd / && run-parts))",
                (ProcessActivity, Start, Unknown, "root", "test -x /usr/sbin/anacron || (cd / && run-parts)", "", ""),
            ),
            (
                "systemd",
                "Started ssh.service - OpenBSD Secure Shell server.",
                (ApplicationLifecycle, Start, Success, "", "ssh.service - OpenBSD Secure Shell server", "", ""),
            ),
            (
                "systemd",
                "Failed to start clamav-daemon.service.",
                (ApplicationLifecycle, Start, Failure, "", "clamav-daemon.service", "", ""),
            ),
            (
                "rsyslogd",
                "[origin software=\"rsyslogd\" swVersion=\"8.2302.0\"] exiting on signal 15.",
                (EventLogActivity, Stop, Success, "", "", "", ""),
            ),
        ]
    };

    #[test]
    fn the_lines_of_the_usual_programs_are_understood() {
        for (program, message, told) in LINES {
            let mut event = Event::default();
            assert!(read(program, message, &mut event), "{program}: {message}");
            let said = (
                event.class,
                event.activity,
                event.outcome,
                event.user_uid.as_str(),
                event.target.as_str(),
                event.src_ip.as_str(),
                event.session.as_str(),
            );
            assert_eq!(said, *told, "{program}: {message}");
        }
    }

    #[test]
    fn a_line_cut_anywhere_is_read_without_panic() {
        for (program, message, _) in LINES {
            for end in (0..message.len()).filter(|end| message.is_char_boundary(*end)) {
                read(program, &message[..end], &mut Event::default());
                clock(program, &message[..end]);
            }
        }
    }

    #[test]
    fn text_is_left_alone() {
        let mut event = Event::default();
        assert!(!read("sshd", "Server listening on 0.0.0.0 port 22.", &mut event));
        assert!(!read("kernel", "Accepted password for root from 192.0.2.1 port 1 ssh2", &mut event));
        assert_eq!(event, Event::default());
    }
}
