//! What something cost: seconds of the processor and of the clock.

use std::time::Instant;

/// A point in time.
pub(crate) struct Cost {
    cpu: f64,
    wall: Instant,
}

impl Cost {
    /// Now.
    pub(crate) fn now() -> Self {
        Self { cpu: cpu(), wall: Instant::now() }
    }

    /// Seconds of the processor (all threads) and of the clock since then.
    pub(crate) fn since(&self) -> (f64, f64) {
        (cpu() - self.cpu, self.wall.elapsed().as_secs_f64())
    }
}

/// Seconds that all threads of this process have used. The clock's where the system does not tell.
pub(crate) fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}

/// Seconds that this thread has used, finer.
pub(crate) fn cpu_of_thread() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split_whitespace().next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or_default() / 1e9
}

/// Peak of memory, MiB.
pub(crate) fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or_default() / 1024
}
