//! Figures beside their goals: on the screen, and between two marks of the README.

use std::fmt::Write as _;
use std::path::Path;

/// What a figure must be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
    /// It is told and nothing is asked of it.
    Told,
}

/// One figure.
#[derive(Debug)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) what: String,
    /// What it came to, in words: this crate and whoever ran beside it.
    pub(crate) found: String,
    /// What the goal is about.
    pub(crate) measured: f64,
    /// Its unit, behind the number.
    pub(crate) unit: &'static str,
    pub(crate) goal: Goal,
}

impl Figure {
    fn met(&self) -> bool {
        match self.goal {
            // What a reader sees as met is met: figures are shown with two places.
            Goal::AtMost(most) => (self.measured * 100.0).round() / 100.0 <= most,
            Goal::AtLeast(least) => (self.measured * 100.0).round() / 100.0 >= least,
            Goal::Told => true,
        }
    }

    fn cells(&self) -> [String; 5] {
        let unit = self.unit;
        let goal = match self.goal {
            Goal::AtMost(most) => format!("≤ {most}{unit}"),
            Goal::AtLeast(least) => format!("≥ {least}{unit}"),
            Goal::Told => String::new(),
        };
        let verdict = match (self.goal, self.met()) {
            (Goal::Told, _) => "",
            (_, true) => "met",
            (_, false) => "**missed**",
        };
        let measured = if self.measured.is_nan() {
            String::new()
        } else {
            format!("{:.2}{unit}", self.measured)
        };
        [self.what.clone(), self.found.clone(), measured, goal, verdict.to_owned()]
    }
}

/// All figures of a run.
#[derive(Debug, Default)]
pub(crate) struct Report {
    figures: Vec<Figure>,
}

const HEAD: [&str; 5] = ["what", "found", "measured", "goal", ""];
const BEGIN: &str = "<!-- speed:begin -->";
const END: &str = "<!-- speed:end -->";

impl Report {
    /// Adds a figure and says so at once, since a run takes minutes.
    pub(crate) fn add(&mut self, figure: Figure) {
        let [what, found, measured, goal, verdict] = figure.cells();
        println!("{what:<58} {measured:>12}  {goal:<12} {verdict:<11} {found}");
        self.figures.push(figure);
    }

    /// How many goals were missed.
    pub(crate) fn missed(&self) -> usize {
        self.figures.iter().filter(|figure| !figure.met()).count()
    }

    /// The figures as a table in Markdown, over those of an earlier table: a row that was measured
    /// anew takes the place of the earlier one, so that sections can be measured one at a time.
    pub(crate) fn markdown(&self, about: &str, earlier: &str) -> String {
        let row = |cells: [&str; 5]| format!("| {} |\n", cells.join(" | "));
        let mut rows: Vec<String> =
            earlier.lines().filter(|line| is_figure(line)).map(line).collect();
        for figure in &self.figures {
            let cells = figure.cells();
            let made = row(cells.each_ref().map(String::as_str));
            match rows.iter_mut().find(|row| name(row) == name(&made)) {
                Some(row) => *row = made,
                None => rows.push(made),
            }
        }
        format!("{about}\n\n{}{}{}", row(HEAD), row(["---"; 5]), rows.concat())
    }

    /// Puts the table between the marks of a file.
    pub(crate) fn write(&self, about: &str, path: &Path) -> Result<(), String> {
        let text = std::fs::read_to_string(path).map_err(|why| why.to_string())?;
        let marks = format!("{} has no {BEGIN} before an {END}", path.display());
        let (before, rest) = text.split_once(BEGIN).ok_or(&marks)?;
        let (earlier, after) = rest.split_once(END).ok_or(&marks)?;
        let mut made = String::from(before);
        let _ = write!(made, "{BEGIN}\n{}\n{END}{after}", self.markdown(about, earlier));
        std::fs::write(path, made).map_err(|why| why.to_string())
    }
}

fn line(text: &str) -> String {
    format!("{text}\n")
}

/// Whether a line of the table is a figure, and neither its head nor what stands around it.
fn is_figure(line: &str) -> bool {
    line.starts_with("| ")
        && line.matches(" | ").count() == HEAD.len() - 1
        && name(line) != HEAD[0]
        && name(line) != "---"
}

/// What a row is about.
fn name(row: &str) -> &str {
    row.trim_start_matches("| ").split(" | ").next().unwrap_or_default()
}
