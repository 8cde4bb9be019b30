//! Codes of DICOM PS3.16 (CID 400, 401, 403) to class and activity; for FHIR AuditEvent too, which uses the same codes.

use crate::event::{Activity, Class};

/// By the code of the event, whether it is of a type, and `EventActionCode` where the code leaves it open.
pub(crate) fn of(event: &str, action: &str, is: &dyn Fn(&str) -> bool) -> (Class, Activity) {
    let by_action = match action.trim() {
        "C" => Activity::Create,
        "R" => Activity::Read,
        "U" => Activity::Update,
        "D" => Activity::Delete,
        _ => Activity::Other,
    };
    match event {
        // Application Activity: 110120 start, 110121 stop
        "110100" if is("110120") => (Class::ApplicationLifecycle, Activity::Start),
        "110100" if is("110121") => (Class::ApplicationLifecycle, Activity::Stop),
        "110100" => (Class::ApplicationLifecycle, Activity::Other),
        // Audit Log Used
        "110101" => (Class::EventLogActivity, if by_action == Activity::Other { Activity::Read } else { by_action }),
        // Begin Transferring DICOM Instances
        "110102" => (Class::DatastoreActivity, Activity::Export),
        // DICOM Instances Transferred: whoever stores them brings them in
        "110104" => (Class::DatastoreActivity, if action.trim() == "R" { Activity::Export } else { Activity::Import }),
        // DICOM Study Deleted
        "110105" => (Class::DatastoreActivity, Activity::Delete),
        "110106" => (Class::DatastoreActivity, Activity::Export),
        "110107" => (Class::DatastoreActivity, Activity::Import),
        // Network Entry: 110124 attach, 110125 detach
        "110108" if is("110125") => (Class::NetworkActivity, Activity::Stop),
        "110108" => (Class::NetworkActivity, Activity::Start),
        "110112" => (Class::DatastoreActivity, Activity::Query),
        "110113" => alert(is),
        // User Authentication: 110122 login, 110123 logout
        "110114" if is("110123") => (Class::Authentication, Activity::Logoff),
        "110114" => (Class::Authentication, Activity::Logon),
        // 110103 Instances Accessed, 110109 Order, 110110 Patient, 110111 Procedure, and those of IHE and of makers
        _ if by_action == Activity::Other && is("110112") => (Class::DatastoreActivity, Activity::Query),
        _ => (Class::DatastoreActivity, by_action),
    }
}

/// Security Alert.
fn alert(is: &dyn Fn(&str) -> bool) -> (Class, Activity) {
    if is("110126") {
        // Node Authentication
        (Class::Authentication, Activity::Logon)
    } else if is("110136") {
        // Security Roles Changed
        (Class::AccountChange, Activity::Grant)
    } else if is("110137") {
        // User Security Attributes Changed
        (Class::AccountChange, Activity::Update)
    } else if is("110127") {
        // Emergency Override Started
        (Class::DatastoreActivity, Activity::Start)
    } else if is("110138") {
        // Emergency Override Stopped
        (Class::DatastoreActivity, Activity::Stop)
    } else {
        (Class::Base, Activity::Other)
    }
}
