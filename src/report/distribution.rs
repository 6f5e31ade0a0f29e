//! How many clients stand where: the scores of a portfolio, with the bands of the grades.

use super::Undrawn;
use super::axis::Axis;
use super::easel::{Easel, FAINT, INK, Look, MARGIN, RULE, SMALL, Sheet, Side, WIDTH, WORDS};
use super::graded::{Graded, color, ends, tint};
use crate::domain::{Lang, Score};
use crate::scoring::health::Grade;

const HEIGHT: i32 = 380;
const TOP: i32 = 52;
/// Where the tallest column ends, below the words of the bands.
const COLUMNS: i32 = 108;
const BOTTOM: i32 = 310;
const LEFT: i32 = 60;
const RIGHT: i32 = WIDTH - MARGIN;

/// How many columns there are. Each is five points wide and ends where a grade may end, at 4, 9, 14
/// and so on; the last ends at 100.
const BINS: usize = 20;

/// Draws how many clients have which score, with the bands of the grades behind the columns and how
/// many stand in each. A client of whom too little is known is counted below, and in no column.
///
/// ```
/// use guanxi::domain::{Lang, Score};
/// use guanxi::report::{Graded, health_distribution};
/// use guanxi::scoring::health::Grade;
/// let of = |bp| Score::from_bp(bp).map(|score| Graded { score: Some(score), grade: Grade::of(score) });
/// let svg = health_distribution("甲方组合", &[of(3_100)?, of(6_450)?, of(8_800)?], Lang::Zh)?;
/// assert!(svg.starts_with("<svg") && svg.contains("健康度分布"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Undrawn::Nothing`] where enough is known of no client.
pub fn health_distribution(title: &str, clients: &[Graded], lang: Lang) -> Result<String, Undrawn> {
    let counted = Counted::of(clients);
    if counted.known == 0 {
        return Err(Undrawn::Nothing);
    }
    let sheet = Sheet {
        lang,
        name: title,
        what: lang.choose("健康度分布", "health of clients"),
        told: &counted.told(lang),
        height: HEIGHT,
    };
    sheet.drawn(|easel| counted.draw(easel, lang))
}

/// Clients by column.
struct Counted {
    columns: [i64; BINS],
    /// Those in a column, and all of them.
    known: i64,
    all: i64,
}

impl Counted {
    fn of(clients: &[Graded]) -> Self {
        let mut counted = Counted { columns: [0; BINS], known: 0, all: 0 };
        for client in clients {
            counted.all += 1;
            let Some(score) = client.score.filter(|_| client.is_known()) else { continue };
            if let Some(column) = counted.columns.get_mut(column_of(score)) {
                *column += 1;
                counted.known += 1;
            }
        }
        counted
    }

    /// How many stand in the band of a grade, by their scores.
    fn within(&self, grade: Grade) -> i64 {
        let (low, high) = ends(grade);
        let in_band = |at: &usize| (low..high).contains(&span(*at).0);
        let columns = (0..BINS).filter(in_band).filter_map(|at| self.columns.get(at));
        columns.sum()
    }

    fn told(&self, lang: Lang) -> String {
        let said = |grade: &Grade| format!("{} {}", grade.say(lang), self.within(*grade));
        let said: Vec<String> = Grade::SCALE.iter().map(said).collect();
        let (known, rest) = (self.known, self.all - self.known);
        lang.choose(
            format!("{known} 位客户：{}；另有 {rest} 位信息不足。", said.join("，")),
            format!("{}: {}; {rest} of whom too little is known.", clients(known), said.join(", ")),
        )
    }

    fn draw(&self, easel: &Easel<'_>, lang: Lang) -> Result<(), Undrawn> {
        let across = Axis::of_scores(LEFT, RIGHT);
        let most = self.columns.iter().max().copied().unwrap_or(1).max(1);
        let up = Axis { low: 0, high: most, from: BOTTOM, to: COLUMNS };
        for grade in Grade::SCALE {
            self.band(easel, across, grade, lang)?;
        }
        for tick in up.ticks(4) {
            let y = up.at(tick);
            easel.line(&[(LEFT, y), (RIGHT, y)], RULE, 1)?;
            let look = Look::of(SMALL, FAINT, Side::Left);
            easel.text(&tick.to_string(), (LEFT - 6, y), look)?;
        }
        for (at, count) in self.columns.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (low, high) = span(at);
            // Whoever stands alone beside thousands is seen all the same.
            let top = up.at(*count).min(BOTTOM - 2);
            let grade = Score::from_bp(high).map_or(Grade::Healthy, Grade::of);
            let (from, to) = (across.at(low) + 1, across.at(high) - 1);
            easel.rect((from, top), (to, BOTTOM), color(grade))?;
        }
        easel.line(&[(LEFT, BOTTOM), (RIGHT, BOTTOM)], FAINT, 1)?;
        self.below(easel, across, lang)
    }

    fn band(
        &self,
        easel: &Easel<'_>,
        across: Axis,
        grade: Grade,
        lang: Lang,
    ) -> Result<(), Undrawn> {
        let (low, high) = ends(grade);
        let (from, to) = (across.at(low), across.at(high));
        easel.rect((from, TOP), (to, BOTTOM), tint(grade))?;
        let look = Look::of(WORDS, INK, Side::Middle).bold();
        easel.text(grade.say(lang), (from.midpoint(to), TOP + 16), look)?;
        let count = self.within(grade);
        let percent = (count * 200 + self.known) / (self.known * 2);
        let words =
            lang.choose(format!("{count} 位 · {percent}%"), format!("{count} · {percent}%"));
        easel.text(&words, (from.midpoint(to), TOP + 36), Look::of(SMALL, INK, Side::Middle))
    }

    fn below(&self, easel: &Easel<'_>, across: Axis, lang: Lang) -> Result<(), Undrawn> {
        let look = Look::of(SMALL, FAINT, Side::Middle);
        let borders = [0].into_iter().chain(Grade::SCALE.into_iter().map(|grade| ends(grade).1));
        for border in borders {
            let words = (border / 100).to_string();
            easel.text(&words, (across.at(border), BOTTOM + 14), look)?;
        }
        let middle = (LEFT.midpoint(RIGHT), BOTTOM + 32);
        easel.text(lang.choose("健康度得分", "health score"), middle, look)?;
        let (known, rest) = (self.known, self.all - self.known);
        let words = lang.choose(
            format!("共 {} 位客户，图中 {known} 位；信息不足未计入：{rest} 位", self.all),
            format!("{}, {known} in the columns; too little known of {rest}", clients(self.all)),
        );
        easel.footer(&words, HEIGHT)
    }
}

fn clients(many: i64) -> String {
    if many == 1 { "1 client".to_owned() } else { format!("{many} clients") }
}

/// The column in which a score stands: above its lower end, up to its upper end.
fn column_of(score: Score) -> usize {
    let ends = (0..BINS).position(|at| score.bp() <= span(at).1);
    ends.unwrap_or(BINS - 1)
}

/// Between which scores a column lies.
fn span(at: usize) -> (i64, i64) {
    let at = i64::try_from(at).unwrap_or(0);
    let high = if at == 19 { 10_000 } else { at * 500 + 400 };
    ((at * 500 - 100).max(0), high)
}
