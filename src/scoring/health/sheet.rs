//! A scorecard laid out for many clients: scored one after the other, with every reason at hand.

use super::book::ScorecardBook;
use super::evaluation::{
    Asked, Basis, End, Memory, Override, applies, is_enough, missing, percent,
};
use super::exact::{Level, TooFine, Weighed, coverage, ties, weigh};
use super::fault::ReadingFault;
use super::grade::Grade;
use super::layout::{self, Layout, Place, Room};
use super::map::Map;
use super::reading::Said;
use super::scorecard::{Cap, Group, Measure, Of, Scorecard};
use crate::domain::{CustomKey, Date, Percent, Score, Timestamp};

/// What is known of one client, measure by measure of a scorecard.
#[derive(Debug, Clone)]
pub struct Row<'r> {
    said: Vec<Said<'r>>,
    /// The caps that apply, and whether they are only held.
    caps: Vec<(&'r Cap, bool)>,
    before: Option<&'r Memory>,
    overridden: Option<&'r Override>,
    as_of: Timestamp,
    day: Date,
}

impl<'r> Row<'r> {
    /// What each measure sees, in the scorecard's order.
    #[must_use]
    pub fn said(&self) -> &[Said<'r>] {
        &self.said
    }

    /// The caps that apply, each with whether it stands only because it applied before.
    #[must_use]
    pub fn caps(&self) -> &[(&'r Cap, bool)] {
        &self.caps
    }
}

/// A measure as it stands in a sheet.
#[derive(Debug, Clone)]
struct Line<'b> {
    group: &'b Group,
    measure: &'b Measure,
    gauge: Gauge,
    /// Parts of a basis point in which the levels of its map are whole.
    parts: u64,
}

/// How a number becomes a level, counted in the parts of its line.
#[derive(Debug, Clone, Copy)]
enum Gauge {
    /// In proportion from one end to the other.
    Straight(Straight),
    /// As its map says.
    Mapped,
}

/// A line from one end to the other: so many parts for each step, and so many at nought.
#[derive(Debug, Clone, Copy)]
struct Straight {
    lo: i64,
    hi: i64,
    step: i64,
    nought: i64,
}

impl Straight {
    fn of(lo: i64, hi: i64, step: i64, invert: bool) -> Self {
        let (step, worst) = if invert { (step.wrapping_neg(), hi) } else { (step, lo) };
        Straight { lo, hi, step, nought: step.wrapping_mul(worst).wrapping_neg() }
    }

    /// What is left of both wraps is a level, and lines are short enough that levels are counted in 64
    /// bits.
    fn level(self, number: i64) -> u64 {
        let inside = number.max(self.lo).min(self.hi);
        inside.wrapping_mul(self.step).wrapping_add(self.nought).cast_unsigned()
    }
}

/// What is noted of a row beside its levels.
#[derive(Debug, Clone, Copy, Default)]
struct Noted {
    /// What the measures do not have.
    without: Pattern,
    /// Where a level is not whole in the parts of its line.
    odd: bool,
    /// Which measure has no score for what it sees.
    unknown: Option<usize>,
}

impl Noted {
    fn fits(self) -> bool {
        !self.odd && self.unknown.is_none()
    }

    /// The level of whatever is not a number on a line.
    #[inline(never)]
    fn level(
        &mut self,
        at: usize,
        line: &Line<'_>,
        said: Said<'_>,
        before: Option<&Memory>,
    ) -> u64 {
        let Some((basis, level)) = line.stands(said, before) else {
            self.unknown = self.unknown.or(Some(at));
            return 0;
        };
        self.without.note(at, basis, level);
        let Some(level) = level else { return 0 };
        let parts = level.in_parts(line.parts);
        self.odd |= parts.is_none();
        parts.unwrap_or_default()
    }
}

/// The level of each measure in the parts of its line, one after the other; nothing where it has none.
fn counted<'c>(
    lines: &'c [Line<'_>],
    row: &'c Row<'_>,
    noted: &'c mut Noted,
) -> impl Iterator<Item = u64> {
    lines.iter().zip(&row.said).enumerate().map(|(at, (line, said))| match (*said, line.gauge) {
        (Said::Number(number), Gauge::Straight(straight)) => straight.level(number),
        (said, _) => noted.level(at, line, said, row.before),
    })
}

/// A scorecard laid out for many clients. What does not depend on the client is worked out once; what
/// depends on which measures have a value, once for each such pattern. Its scores are those of
/// [`ScorecardBook::evaluate`] to the last basis point, and so is every contribution; they are lent, and
/// names, levels and words are made when they are asked for.
///
/// ```
/// use guanxi::domain::Timestamp;
/// use guanxi::scoring::health::{
///     Asked, Of, Readings, Said, ScorecardBook, house_sources, project_teams,
/// };
/// let book = ScorecardBook::publish(vec![project_teams()], house_sources())
///     .expect("the proposed scorecard is right");
/// let mut sheet = book.sheet(&project_teams().id).expect("it is published");
/// let (as_of, day) = ("2026-05-04T09:00:00Z".parse()?, "2026-05-04".parse()?);
/// // Of this client only the cadence is known.
/// let row = sheet.row_of(as_of, day, |of| match of {
///     Of::Source(key) if key.as_str() == "cadence" => Said::Number(8_000),
///     Of::Source(_) | Of::Scorecard(_) => Said::NotUsed,
/// });
/// let row = row.expect("8 000 is a cadence");
/// let scored = sheet.score(&row).expect("it is on the map");
/// let points: i64 = scored.lines().map(|line| line.points).sum();
/// assert_eq!(scored.score.map(|score| score.bp()), Some(5_000 + points));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone)]
pub struct ScoreSheet<'b> {
    book: &'b ScorecardBook,
    scorecard: &'b Scorecard,
    lines: Vec<Line<'b>>,
    places: Vec<Place>,
    order: Vec<usize>,
    /// The patterns that came so far; none where one does not fit.
    layouts: Vec<(u64, Option<Layout>)>,
    /// Which of them the last client had.
    now: usize,
    cover: Cover,
    /// The pattern where everything is there.
    whole: Pattern,
    levels: Vec<u64>,
    room: Room,
}

/// How much of what is in use is there, for the pattern of the last client.
#[derive(Debug, Clone, Copy)]
struct Cover {
    pattern: Option<Pattern>,
    share: Percent,
    is_enough: bool,
}

/// Which measures have something, each by the bit of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Pattern {
    used: u64,
    measured: u64,
    counting: u64,
}

impl Pattern {
    /// All of so many measures.
    fn of_all(many: usize) -> Self {
        let all = (0..many).fold(0, |all, at| all | layout::bit(at));
        Pattern { used: all, measured: all, counting: all }
    }

    /// Takes a measure out where it has nothing.
    fn note(&mut self, at: usize, basis: Basis, level: Option<Level>) {
        let bit_if = |is: bool| if is { layout::bit(at) } else { 0 };
        self.used |= bit_if(basis == Basis::NotUsed);
        self.measured |= bit_if(basis != Basis::Measured);
        self.counting |= bit_if(level.is_none());
    }

    fn without(self, other: Pattern) -> Self {
        Pattern {
            used: self.used & !other.used,
            measured: self.measured & !other.measured,
            counting: self.counting & !other.counting,
        }
    }
}

/// How many patterns are kept.
const PATTERNS: usize = 64;

/// A client's health as a sheet lends it.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'s> {
    lines: &'s [Line<'s>],
    row: &'s Row<'s>,
    points: &'s [i64],
    /// The score; none where nothing at all is known.
    pub score: Option<Score>,
    /// The grade.
    pub grade: Grade,
    /// By how much the caps hold the score down; never above zero.
    pub cap_points: i64,
    /// By how much a person moved it.
    pub override_points: i64,
    /// The share of what is in use that was there.
    pub coverage: Percent,
    /// Whether that is enough.
    pub is_covered: bool,
}

/// What one measure contributes, as a sheet lends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoredLine<'s> {
    /// Its group.
    pub group: &'s Group,
    /// The measure.
    pub measure: &'s Measure,
    /// Why it has the score that it has.
    pub basis: Basis,
    /// What its source says.
    pub said: Said<'s>,
    /// Its score, before rounding; none where it is left out.
    pub level: Option<Level>,
    /// By how many basis points it moves the client's score away from 5 000.
    pub points: i64,
}

impl<'s> Scored<'s> {
    /// By how many basis points each measure moves the score, in the scorecard's order.
    #[must_use]
    pub fn points(&self) -> &'s [i64] {
        self.points
    }

    /// What each measure contributes and why, in the scorecard's order.
    pub fn lines(&self) -> impl Iterator<Item = ScoredLine<'s>> + use<'s> {
        let row = self.row;
        self.lines.iter().zip(&row.said).zip(self.points).map(move |((line, said), points)| {
            // It was judged when it was scored.
            let (basis, level) = line.stands(*said, row.before).unwrap_or((Basis::Missing, None));
            let (group, measure) = (line.group, line.measure);
            ScoredLine { group, measure, basis, said: *said, level, points: *points }
        })
    }

    /// The caps that apply, each with whether it stands only because it applied before.
    #[must_use]
    pub fn caps(&self) -> &'s [(&'s Cap, bool)] {
        &self.row.caps
    }
}

impl ScorecardBook {
    /// A scorecard laid out for many clients; none where there is none of this id.
    #[must_use]
    pub fn sheet(&self, id: &CustomKey) -> Option<ScoreSheet<'_>> {
        let scorecard = self.get(id)?;
        let mut lines = Vec::new();
        let mut places = Vec::new();
        for (at, group) in scorecard.groups.iter().enumerate() {
            for measure in &group.measures {
                let (gauge, parts) = Gauge::of(&measure.map);
                let (group_weight, weight) = (group.weight, measure.weight);
                places.push(Place { group: at, group_weight, weight, parts, tie: 0 });
                lines.push(Line { group, measure, gauge, parts });
            }
        }
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|at| lines.get(*at).map(|line| &line.measure.id));
        for (place, tie) in places.iter_mut().zip(ties(&order)) {
            place.tie = tie;
        }
        let (whole, levels) = (Pattern::of_all(lines.len()), vec![0; lines.len()]);
        let (share, is_enough) = (Percent::NONE, false);
        Some(ScoreSheet {
            book: self,
            scorecard,
            lines,
            places,
            order,
            layouts: Vec::new(),
            now: 0,
            cover: Cover { pattern: None, share, is_enough },
            whole,
            levels,
            room: Room::default(),
        })
    }
}

impl Gauge {
    /// How a map becomes levels, and the parts of a basis point in which they are whole.
    fn of(map: &Map) -> (Self, u64) {
        // A level of a stretch of so many steps is a multiple of 10 000 over that stretch.
        let whole = u64::try_from(map.denominator()).unwrap_or_default().max(1);
        let common = layout::gcd(10_000, whole).max(1);
        match map {
            Map::Linear { lo, hi, invert } => {
                let step = i64::try_from(10_000 / common).unwrap_or(1);
                (Gauge::Straight(Straight::of(*lo, *hi, step, *invert)), whole / common)
            }
            Map::Trend { .. } => (Gauge::Mapped, whole / common),
            Map::Bands(_) | Map::Category(_) => (Gauge::Mapped, 1),
        }
    }
}

impl Line<'_> {
    /// The basis and the level of what a source says.
    fn judged(
        &self,
        said: Said<'_>,
        before: Option<&Memory>,
    ) -> Result<(Basis, Option<Level>), ReadingFault> {
        let stands = self.stands(said, before);
        stands.ok_or_else(|| ReadingFault::Unknown(self.measure.id.clone()))
    }

    /// The same; none for what the map has no score for.
    fn stands(&self, said: Said<'_>, before: Option<&Memory>) -> Option<(Basis, Option<Level>)> {
        let map = &self.measure.map;
        let level = match said {
            Said::NotUsed => return Some((Basis::NotUsed, None)),
            Said::Nothing => return Some(missing(self.measure, before)),
            Said::Number(number) => map.of_number(number),
            Said::Slope(slope) => map.of_slope(slope),
            Said::Word(word) => map.of_word(word),
        };
        level.map(|level| (Basis::Measured, Some(level)))
    }
}

impl<'b> ScoreSheet<'b> {
    /// The scorecard.
    #[must_use]
    pub fn scorecard(&self) -> &'b Scorecard {
        self.scorecard
    }

    /// What was read of a client, as the scorecard's measures see it.
    ///
    /// # Errors
    /// As [`ScorecardBook::evaluate`].
    pub fn row<'r>(&self, asked: &Asked<'r>) -> Result<Row<'r>, ReadingFault>
    where
        'b: 'r,
    {
        if asked.before.and_then(|before| before.as_of).is_some_and(|last| last > asked.as_of) {
            return Err(ReadingFault::Backwards);
        }
        let mut said = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            said.push(match &line.measure.of {
                Of::Source(key) => match self.book.look_at(key, line.measure, asked.as_of) {
                    Some(look) => look.said(asked.readings.get(key))?,
                    None => Said::NotUsed,
                },
                Of::Scorecard(id) => {
                    let before = asked.before.and_then(|before| before.inner.get(id));
                    self.book.looked_at(id, asked, before)?.0
                }
            });
        }
        let mut caps = Vec::new();
        for cap in &self.scorecard.caps {
            let Some(look) = self.book.look_of(cap, asked.as_of) else { continue };
            let said = look.said(asked.readings.get(&cap.source))?;
            caps.extend(applies(cap, said, asked.before).map(|held| (cap, held)));
        }
        let Asked { before, overridden, as_of, day, .. } = *asked;
        Ok(Row { said, caps, before, overridden, as_of, day })
    }

    /// A row of what is known already: what each source says is asked once for each measure and each cap
    /// that looks at it, in the scorecard's order.
    ///
    /// # Errors
    /// [`ReadingFault::Range`] for a number that the source cannot observe.
    pub fn row_of<'r>(
        &self,
        as_of: Timestamp,
        day: Date,
        mut told: impl FnMut(&Of) -> Said<'r>,
    ) -> Result<Row<'r>, ReadingFault>
    where
        'b: 'r,
    {
        let mut said = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let one = told(&line.measure.of);
            self.inside(&line.measure.of, one)?;
            said.push(one);
        }
        let mut caps = Vec::new();
        for cap in &self.scorecard.caps {
            let of = Of::Source(cap.source.clone());
            let one = told(&of);
            self.inside(&of, one)?;
            caps.extend(applies(cap, one, None).map(|held| (cap, held)));
        }
        Ok(Row { said, caps, before: None, overridden: None, as_of, day })
    }

    fn inside(&self, of: &Of, said: Said<'_>) -> Result<(), ReadingFault> {
        let (key, inside) = match (of, said) {
            (Of::Source(key), Said::Number(number)) => {
                let source = self.book.sources().get(key);
                (key, source.is_none_or(|source| source.shape.holds(number)))
            }
            (Of::Scorecard(key), Said::Number(number)) => (key, (0..=10_000).contains(&number)),
            (Of::Source(_) | Of::Scorecard(_), _) => return Ok(()),
        };
        if inside { Ok(()) } else { Err(ReadingFault::Range(key.clone())) }
    }

    /// Scores a client. The same of the same, whoever was scored before.
    ///
    /// # Errors
    /// [`ReadingFault::Unknown`] for what a measure's map has no score for.
    pub fn score<'s>(&'s mut self, row: &'s Row<'s>) -> Result<Scored<'s>, ReadingFault> {
        let mean = match self.at_once(row) {
            Some(mean) => Some(mean),
            None => self.by_pattern(row)?,
        };
        let most = row.caps.iter().map(|(cap, _)| cap.max).min();
        let stands = |one: &&Override| one.from <= row.as_of && row.as_of < one.until;
        let set = row.overridden.filter(stands).map(|one| one.score.bp());
        let standing = row.before.and_then(|before| before.standing);
        let end = End::of(mean, most, set, self.cover.is_enough, standing, row.day);
        Ok(Scored {
            lines: &self.lines,
            row,
            points: self.room.points.get(..self.lines.len()).unwrap_or_default(),
            score: end.score,
            grade: end.grade(),
            cap_points: end.cap_points,
            override_points: end.override_points,
            coverage: self.cover.share,
            is_covered: self.cover.is_enough,
        })
    }

    /// The mean where the same measures have something as of the last client; none where it is another
    /// pattern.
    fn at_once(&mut self, row: &Row<'_>) -> Option<i64> {
        let pattern = self.cover.pattern.filter(|_| row.said.len() == self.lines.len())?;
        let (_, layout) = self.layouts.get(self.now)?;
        let mut noted = Noted::default();
        let levels = counted(&self.lines, row, &mut noted);
        let mean = layout.as_ref()?.at_once(levels, &mut self.room)?;
        (noted.fits() && self.whole.without(noted.without) == pattern).then_some(mean)
    }

    /// The mean, and what depends on the pattern that is to be known first.
    fn by_pattern(&mut self, row: &Row<'_>) -> Result<Option<i64>, ReadingFault> {
        let mut noted = Noted::default();
        self.levels.clear();
        self.levels.extend(counted(&self.lines, row, &mut noted));
        if let Some(line) = noted.unknown.and_then(|at| self.lines.get(at)) {
            return Err(ReadingFault::Unknown(line.measure.id.clone()));
        }
        let pattern = self.whole.without(noted.without);
        if self.cover.pattern != Some(pattern) {
            self.turn_to(pattern)?;
        }
        let layout = self.layouts.get(self.now).and_then(|(_, layout)| layout.as_ref());
        match layout.filter(|_| noted.fits()) {
            Some(layout) => Ok(Some(layout.mean(&self.levels, &mut self.room))),
            None => self.wide(row),
        }
    }

    /// Lays out what a pattern needs, if no client had it before.
    fn turn_to(&mut self, pattern: Pattern) -> Result<(), ReadingFault> {
        let Pattern { used, measured, counting } = pattern;
        self.now = match self.layouts.iter().position(|(known, _)| *known == counting) {
            Some(place) => place,
            None => {
                if self.layouts.len() >= PATTERNS {
                    self.layouts.clear();
                }
                let layout = Layout::of(&self.places, counting);
                let layout = layout.map(|layout| layout.in_short(&self.places));
                self.layouts.push((counting, layout));
                self.layouts.len() - 1
            }
        };
        let weighed: Vec<Weighed> = self.places.iter().map(|place| place.weighed(None)).collect();
        let (in_use, there) = (|at| layout::is_set(used, at), |at| layout::is_set(measured, at));
        let least = self.scorecard.min_coverage;
        let cover = coverage(&weighed, in_use, there)
            .and_then(|(part, whole)| Ok((percent(part, whole), is_enough(part, whole, least)?)));
        let (share, is_enough) = cover.map_err(|TooFine| self.too_fine())?;
        self.cover = Cover { pattern: Some(pattern), share, is_enough };
        Ok(())
    }

    /// The mean where 64 bits are not enough.
    fn wide(&mut self, row: &Row<'_>) -> Result<Option<i64>, ReadingFault> {
        let mut weighed = Vec::with_capacity(self.places.len());
        for ((place, line), said) in self.places.iter().zip(&self.lines).zip(&row.said) {
            weighed.push(place.weighed(line.judged(*said, row.before)?.1));
        }
        let mean = weigh(&weighed, &self.order).map_err(|TooFine| self.too_fine())?;
        let Some(mean) = mean else {
            self.room.points.clear();
            self.room.points.resize(self.places.len(), 0);
            return Ok(None);
        };
        self.room.points = mean.parts;
        Ok(Some(mean.bp))
    }

    /// Published scorecards are never too fine: that was judged for every case of theirs.
    fn too_fine(&self) -> ReadingFault {
        ReadingFault::Range(self.scorecard.id.clone())
    }
}

impl Place {
    fn weighed(&self, level: Option<Level>) -> Weighed {
        let Place { group, group_weight, weight, .. } = *self;
        Weighed { group, group_weight, weight, level }
    }
}
