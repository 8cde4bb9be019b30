//! Event and participant codes of DICOM audit messages, which IHE ATNA and FHIR AuditEvent also use.
//!
//! DICOM PS3.15 2024e, A.5.3 (messages) and PS3.16 CID 400 to 404 (codes, designator `DCM`).

use crate::event::{Activity, Class};

/// The user's own end of a network connection, the other end, and media: roles of machines, not of people (CID 402).
pub(crate) const SOURCE: &str = "110153";
/// The other end.
pub(crate) const DESTINATION: &str = "110152";
/// Roles that no person has: application, launcher, media, destination, source.
pub(crate) const MACHINES: &[&str] = &["110150", "110151", DESTINATION, SOURCE, "110154", "110155"];

/// Emergency access began.
pub(crate) const EMERGENCY_BEGAN: &str = "110127";

/// Event ids (CID 400) and types (CID 401). `None` for the activity: `EventActionCode` tells it.
const CODES: &[(&str, Class, Option<Activity>)] = &[
    ("110100", Class::ApplicationLifecycle, None),
    ("110101", Class::EventLogActivity, Some(Activity::Read)),
    ("110102", Class::DatastoreActivity, Some(Activity::Export)),
    ("110103", Class::DatastoreActivity, None),
    ("110104", Class::DatastoreActivity, Some(Activity::Export)),
    ("110105", Class::DatastoreActivity, Some(Activity::Delete)),
    ("110106", Class::DatastoreActivity, Some(Activity::Export)),
    ("110107", Class::DatastoreActivity, Some(Activity::Import)),
    ("110108", Class::NetworkActivity, None),
    ("110109", Class::DatastoreActivity, None),
    ("110110", Class::DatastoreActivity, None),
    ("110111", Class::DatastoreActivity, None),
    ("110112", Class::DatastoreActivity, Some(Activity::Query)),
    ("110114", Class::Authentication, Some(Activity::Other)),
    ("110120", Class::ApplicationLifecycle, Some(Activity::Start)),
    ("110121", Class::ApplicationLifecycle, Some(Activity::Stop)),
    ("110122", Class::Authentication, Some(Activity::Logon)),
    ("110123", Class::Authentication, Some(Activity::Logoff)),
    ("110124", Class::NetworkActivity, Some(Activity::Open)),
    ("110125", Class::NetworkActivity, Some(Activity::Other)),
    ("110126", Class::Authentication, Some(Activity::Other)),
    (EMERGENCY_BEGAN, Class::Authentication, Some(Activity::Grant)),
    ("110136", Class::AccountChange, Some(Activity::Update)),
    ("110137", Class::AccountChange, Some(Activity::Update)),
    ("110138", Class::Authentication, Some(Activity::Revoke)),
];

/// Class of an event id or type, and the activity where the code itself tells it.
pub(crate) fn meaning(code: &str) -> Option<(Class, Option<Activity>)> {
    CODES.iter().find(|known| known.0 == code).map(|known| (known.1, known.2))
}

/// `EventActionCode` (PS3.15 A.5.2): C, R, U, D, E.
pub(crate) fn action(code: &str) -> Activity {
    match code {
        "C" => Activity::Create,
        "R" => Activity::Read,
        "U" => Activity::Update,
        "D" => Activity::Delete,
        "E" => Activity::Other,
        _ => Activity::Unknown,
    }
}
