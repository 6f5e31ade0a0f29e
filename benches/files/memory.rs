//! How much memory the process has in use, where somebody tells.

/// Bytes of memory in use now; nought where nobody tells.
pub(crate) fn resident() -> u64 {
    told("VmRSS:")
}

/// The most bytes of memory that were in use since [`forget`].
pub(crate) fn peak() -> u64 {
    told("VmHWM:")
}

/// Begins to look for the most anew.
pub(crate) fn forget() {
    // Where it cannot be said, the most is that of the whole run, which is no less.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn told(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|rest| rest.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) << 10
}
