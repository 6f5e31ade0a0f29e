//! What something costs: CPU time where the machine tells it, since others use the machine too.

use std::time::Duration;

/// CPU time that this thread has used so far.
#[cfg(unix)]
pub(crate) fn cpu() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or(0), time.tv_nsec.try_into().unwrap_or(0))
}

/// Time on the wall, where CPU time cannot be asked for.
#[cfg(not(unix))]
pub(crate) fn cpu() -> Duration {
    use std::sync::LazyLock;
    static START: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// A stopwatch over CPU time of one thread that can be stopped while something is prepared.
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

    /// Seconds of CPU time so far.
    pub(crate) fn seconds(&self) -> f64 {
        self.0.as_secs_f64()
    }
}
