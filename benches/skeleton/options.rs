//! What was asked for on the command line.

/// How the bench is run.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// Exit with 1 when a goal is missed.
    pub(crate) assert: bool,
    /// Rewrite the table in the README.
    pub(crate) write_readme: bool,
    /// A firm of a few hundred interactions, one round: that everything runs, not how fast.
    pub(crate) quick: bool,
    /// Only the figures of these sections.
    pub(crate) only: Vec<String>,
}

impl Options {
    pub(crate) fn read() -> Result<Self, String> {
        let mut options = Options::default();
        let mut bench = false;
        for word in std::env::args().skip(1) {
            match word.as_str() {
                "--assert" => options.assert = true,
                "--write-readme" => options.write_readme = true,
                "--quick" => options.quick = true,
                // Cargo says so in `cargo bench` and not in `cargo test --benches`.
                "--bench" => bench = true,
                flag if flag.starts_with('-') => {
                    return Err(format!(
                        "{flag}: known are --assert, --write-readme, --quick and names of sections"
                    ));
                }
                section => options.only.push(section.to_owned()),
            }
        }
        options.quick |= !bench;
        if options.quick && (options.assert || options.write_readme) {
            return Err("a quick run says nothing about speed".to_owned());
        }
        if options.write_readme && !options.only.is_empty() {
            return Err("the README shows all sections or none".to_owned());
        }
        Ok(options)
    }

    /// Whether a section is to be run.
    pub(crate) fn wants(&self, section: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == section)
    }
}
