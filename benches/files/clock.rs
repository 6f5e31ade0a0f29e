//! What something costs: CPU time where the machine tells it, and memory.

use std::time::Duration;

#[cfg(unix)]
fn cpu() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or(0), time.tv_nsec.try_into().unwrap_or(0))
}

#[cfg(not(unix))]
fn cpu() -> Duration {
    use std::sync::LazyLock;
    static START: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// A stopwatch over CPU time.
#[derive(Debug, Default)]
pub(crate) struct Stopwatch(Duration);

impl Stopwatch {
    /// Runs something and adds what it took.
    pub(crate) fn over<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = cpu();
        let done = work();
        self.0 += cpu().saturating_sub(start);
        done
    }

    /// Seconds so far.
    pub(crate) fn seconds(&self) -> f64 {
        self.0.as_secs_f64()
    }
}

/// Bytes of memory in use; nought where nobody tells.
pub(crate) fn resident() -> u64 {
    let told = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = told.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0) * 4_096
}
