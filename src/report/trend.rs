//! Satisfaction from wave to wave, with the interval of each mean.

use plotters::prelude::*;

use super::Undrawn;
use crate::domain::{Date, Lang, Score};
use crate::scoring::interval::{Confidence, Sample};
use crate::scoring::satisfaction::Label;

/// One wave in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrendPoint {
    /// Its day.
    pub on: Date,
    /// What was said in it.
    pub sample: Sample,
}

const SIZE: (u32, u32) = (720, 360);
const LINE: RGBColor = RGBColor(0x1f, 0x5f, 0x8b);
const TARGET: RGBColor = RGBColor(0xb0, 0x4a, 0x2f);
const FAINT: RGBColor = RGBColor(0x77, 0x77, 0x77);

/// Draws the means of waves from 0 to 100, each with its interval at 95 % and what it is worth, and a
/// target where one was declared. A mean worth less than ten answers is drawn hollow; one without an
/// interval stands alone.
///
/// ```
/// use guanxi::domain::{Lang, Score};
/// use guanxi::report::{TrendPoint, satisfaction_trend};
/// use guanxi::scoring::interval::Sample;
/// let mut sample = Sample::default();
/// [8_000, 9_000, 7_500].map(|bp| Score::from_bp(bp).map(|score| sample.add_score(score, 1)));
/// let point = TrendPoint { on: "2026-05-03".parse()?, sample };
/// let svg = satisfaction_trend("华信咨询", &[point], None, Lang::Zh)?;
/// assert!(svg.starts_with("<svg") && svg.contains("华信咨询"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Undrawn::Nothing`] without a wave in which somebody was heard.
pub fn satisfaction_trend(
    title: &str,
    points: &[TrendPoint],
    target: Option<Score>,
    lang: Lang,
) -> Result<String, Undrawn> {
    let heard: Vec<Drawn> = points.iter().filter_map(Drawn::of).collect();
    if heard.is_empty() {
        return Err(Undrawn::Nothing);
    }
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        draw(&area, title, &heard, target, lang).map_err(Undrawn::because)?;
    }
    Ok(svg)
}

/// A wave as it is drawn: where, between what, and in which words.
struct Drawn {
    on: Date,
    mean: f64,
    range: Option<(f64, f64)>,
    label: Label,
    count: u64,
}

impl Drawn {
    fn of(point: &TrendPoint) -> Option<Self> {
        let mean = shown(point.sample.mean()?);
        let range = point.sample.range(Confidence::default());
        let range = range.map(|(low, high)| (shown(low), shown(high)));
        let (label, count) = (Label::of(point.sample), point.sample.count());
        Some(Drawn { on: point.on, mean, range, label, count })
    }
}

fn shown(score: Score) -> f64 {
    i32::try_from(score.bp()).map_or(0.0, f64::from) / 100.0
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Failed<'a> = DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>;

fn draw<'a>(
    area: &Area<'a>,
    title: &str,
    heard: &[Drawn],
    target: Option<Score>,
    lang: Lang,
) -> Result<(), Failed<'a>> {
    area.fill(&WHITE)?;
    let caption = lang.choose(format!("{title} · 满意度"), format!("{title} · satisfaction"));
    let last = f64::from(u32::try_from(heard.len()).unwrap_or(u32::MAX));
    let mut chart = ChartBuilder::on(area)
        .caption(caption, ("sans-serif", 20))
        .margin(14)
        .x_label_area_size(48)
        .y_label_area_size(44)
        .build_cartesian_2d(0.5..last + 0.5, 0.0..100.0)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .light_line_style(WHITE)
        .bold_line_style(RGBColor(0xe6, 0xe6, 0xe6))
        .y_labels(6)
        .y_label_formatter(&|y| format!("{y:.0}"))
        .label_style(("sans-serif", 13, &FAINT))
        .axis_style(FAINT)
        .draw()?;
    if let Some(target) = target.map(shown) {
        let line = [(0.5, target), (last + 0.5, target)];
        chart.draw_series(DashedLineSeries::new(line, 6, 4, TARGET.stroke_width(1)))?;
        let name = lang.choose(format!("目标 {target}"), format!("target {target}"));
        let style = ("sans-serif", 13).into_font().color(&TARGET);
        chart.draw_series([Text::new(name, (0.52, target + 5.0), style)])?;
    }
    let places = || (1_u32..).map(f64::from).zip(heard);
    let bars = places().filter_map(|(x, one)| {
        let (low, high) = one.range?;
        Some(ErrorBar::new_vertical(x, low, one.mean, high, LINE.stroke_width(1), 12))
    });
    chart.draw_series(bars)?;
    chart.draw_series(LineSeries::new(
        places().map(|(x, one)| (x, one.mean)),
        LINE.stroke_width(2),
    ))?;
    chart.draw_series(places().map(|(x, one)| {
        let full = one.label >= Label::Reportable;
        let style = if full { LINE.filled() } else { WHITE.filled() };
        Circle::new((x, one.mean), 5, style)
    }))?;
    chart.draw_series(
        places().map(|(x, one)| Circle::new((x, one.mean), 5, LINE.stroke_width(2))),
    )?;
    let legend = lang.choose(
        "竖线：95% 置信区间；空心点：不足 10 份答复",
        "bars: 95% intervals; hollow: worth less than ten answers",
    );
    let style = ("sans-serif", 12).into_font().color(&FAINT);
    area.draw(&Text::new(legend, (46, 340), style))?;
    for (x, one) in places() {
        let at = chart.backend_coord(&(x, 0.0));
        let words = lang.choose(format!("{} 人", one.count), format!("n = {}", one.count));
        let style = ("sans-serif", 13).into_font().color(&FAINT);
        let style = style.pos(plotters::style::text_anchor::Pos::new(
            plotters::style::text_anchor::HPos::Center,
            plotters::style::text_anchor::VPos::Top,
        ));
        area.draw(&Text::new(one.on.to_string(), (at.0, at.1 + 8), style.clone()))?;
        area.draw(&Text::new(words, (at.0, at.1 + 26), style))?;
    }
    area.present()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points() -> Vec<TrendPoint> {
        let of = |on: &str, scores: &[i64]| {
            let mut sample = Sample::default();
            scores.iter().for_each(|bp| sample.add_score(Score::from_bp(*bp).unwrap(), 1));
            TrendPoint { on: on.parse().unwrap(), sample }
        };
        vec![
            of("2025-11-03", &[5_000, 7_500, 2_500, 5_000, 7_500]),
            of("2026-02-02", &[]),
            of("2026-05-03", &[7_500; 3]),
            of("2026-08-03", &[10_000]),
            of(
                "2026-11-02",
                &[7_500, 10_000, 10_000, 7_500, 7_500, 10_000, 5_000, 7_500, 10_000, 10_000, 7_500],
            ),
        ]
    }

    #[test]
    fn every_wave_in_which_somebody_was_heard_is_drawn() {
        for (lang, words) in [
            (Lang::Zh, ["满意度", "11 人", "目标"]),
            (Lang::En, ["satisfaction", "n = 11", "target"]),
        ] {
            let target = Some(Score::from_bp(8_000).unwrap());
            let svg = satisfaction_trend("华信咨询", &points(), target, lang).unwrap();
            assert!(words.iter().all(|word| svg.contains(word)), "{svg}");
            // Four waves, filled and outlined, and the middle of three intervals.
            assert_eq!(svg.matches("<circle").count(), 11);
            assert!(!svg.contains("2026-02-02"), "nobody was heard in it");
            assert_eq!(svg, satisfaction_trend("华信咨询", &points(), target, lang).unwrap());
            if let Some(folder) = std::env::var_os("GUANXI_PICTURES") {
                let name = std::path::Path::new(&folder).join(format!("trend-{lang:?}.svg"));
                std::fs::write(name, svg).unwrap();
            }
        }
    }

    #[test]
    fn a_name_is_a_name_and_no_markup() {
        let name = "\"><script>alert(1)</script> & 华信";
        let svg = satisfaction_trend(name, &points(), None, Lang::En).unwrap();
        assert!(!svg.contains("<script") && svg.contains("&lt;script"));
    }

    #[test]
    fn without_an_answer_there_is_no_picture() {
        assert_eq!(satisfaction_trend("x", &points()[1..2], None, Lang::En), Err(Undrawn::Nothing));
        assert_eq!(satisfaction_trend("x", &[], None, Lang::En), Err(Undrawn::Nothing));
    }
}
