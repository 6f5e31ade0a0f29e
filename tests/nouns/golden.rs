//! Texts that change only on purpose.

use std::path::PathBuf;

/// Compares a text with its golden file, or writes the file anew when asked to.
pub fn holds(file: &str, found: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    if std::env::var_os("GUANXI_GOLDEN").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    assert_eq!(read(file), found, "tests/golden/{file} says otherwise");
}

/// What a golden file says, whatever line ends git has given it.
pub fn read(file: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n")
}
