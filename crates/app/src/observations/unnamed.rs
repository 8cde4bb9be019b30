//! Files that do not say of which machine they are: a person names it when they come in. Nothing is guessed silently; what the file's name
//! holds (`Facts::machine_in_name`) is offered.

use sonae_observe::Reading;

/// How many records of a file do not say of which machine they are.
pub(super) fn unnamed(reading: &Reading) -> usize {
    reading.observations.iter().filter(|observation| observation.is_unnamed()).count()
}

/// Says of which machine the records are that do not say it themselves.
pub(super) fn name_machine(reading: &mut Reading, machine: &str) {
    let machine = machine.trim();
    if machine.is_empty() {
        return;
    }
    for observation in reading.observations.iter_mut().filter(|observation| observation.is_unnamed()) {
        observation.name(machine);
    }
    reading.problems.retain(|problem| problem.key != sonae_observe::keys::NO_MACHINE);
}
