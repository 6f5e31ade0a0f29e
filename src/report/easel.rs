//! The sheet that a picture is drawn on: whole pixels, a few shapes, and texts that are made safe.

use plotters::coord::Shift;
use plotters::prelude::{
    Circle, Color, DrawingArea, IntoDrawingArea, IntoFont, PathElement, Polygon, RGBColor,
    Rectangle, SVGBackend, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, TextStyle};

use super::Undrawn;
use super::lettering::{escaped, is_blank, plain, shortened, width};
use crate::domain::Lang;

/// How wide every picture is.
pub(super) const WIDTH: i32 = 640;
/// What lies between the edge and what is drawn.
pub(super) const MARGIN: i32 = 16;
/// The height of a caption, of words, and of what is beside the point.
pub(super) const CAPTION: i32 = 18;
pub(super) const WORDS: i32 = 14;
pub(super) const SMALL: i32 = 12;

pub(super) const WHITE: RGBColor = RGBColor(0xff, 0xff, 0xff);
pub(super) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// Of what is beside the point; 7:1 on white.
pub(super) const FAINT: RGBColor = RGBColor(0x59, 0x59, 0x59);
pub(super) const RULE: RGBColor = RGBColor(0xd9, 0xd9, 0xd9);
pub(super) const LINE: RGBColor = RGBColor(0x1f, 0x5f, 0x8b);

/// Typefaces that most machines have, for both scripts; whoever has none of them has their own.
const FAMILY: &str = "Helvetica, Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', \
                      'Noto Sans SC', sans-serif";

/// A place on the sheet, from its upper left corner.
pub(super) type Place = (i32, i32);

/// Where words stand, seen from their place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    /// They end there.
    Left,
    /// Their middle is there.
    Middle,
    /// They begin there.
    Right,
}

/// How words look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) size: i32,
    pub(super) color: RGBColor,
    pub(super) side: Side,
    pub(super) is_bold: bool,
}

impl Look {
    pub(super) const fn of(size: i32, color: RGBColor, side: Side) -> Self {
        Look { size, color, side, is_bold: false }
    }

    pub(super) const fn bold(mut self) -> Self {
        self.is_bold = true;
        self
    }
}

/// What a picture is, beside what is drawn.
#[derive(Debug)]
pub(super) struct Sheet<'s> {
    pub(super) lang: Lang,
    /// Whom it is about; may be empty.
    pub(super) name: &'s str,
    /// What it shows.
    pub(super) what: &'s str,
    /// The same as what is drawn, in words, for those who do not see it.
    pub(super) told: &'s str,
    pub(super) height: i32,
}

impl Sheet<'_> {
    /// Draws a picture: its caption, and what is drawn upon the sheet.
    pub(super) fn drawn(
        &self,
        draw: impl FnOnce(&Easel<'_>) -> Result<(), Undrawn>,
    ) -> Result<String, Undrawn> {
        let side = |pixels: i32| u32::try_from(pixels).unwrap_or(0);
        let mut svg = String::new();
        {
            let size = (side(WIDTH), side(self.height));
            let easel = Easel { area: SVGBackend::with_string(&mut svg, size).into_drawing_area() };
            easel.rect((0, 0), (WIDTH, self.height), WHITE)?;
            let look = Look::of(CAPTION, INK, Side::Right).bold();
            easel.text(&self.caption(WIDTH - 2 * MARGIN), (MARGIN, 26), look)?;
            draw(&easel)?;
            easel.area.present().map_err(Undrawn::because)?;
        }
        // The first line is the backend's own, and says neither the language nor what is shown.
        let drawn = svg.split_once('\n').map(|(_, drawn)| drawn);
        let drawn =
            drawn.ok_or_else(|| Undrawn::Drawing { why: "there is no sheet".to_owned() })?;
        Ok(format!("{}{drawn}", self.head()))
    }

    fn head(&self) -> String {
        let (height, lang) = (self.height, self.lang.choose("zh-CN", "en"));
        let (title, told) = (escaped(&self.caption(i32::MAX / 200)), escaped(self.told));
        let family = escaped(FAMILY);
        format!(
            "<svg width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
             xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" lang=\"{lang}\" \
             xml:lang=\"{lang}\" font-family=\"{family}\">\n\
             <title>{title}</title>\n<desc>{told}</desc>\n"
        )
    }

    /// Who and what, with the name as long as there is room for.
    fn caption(&self, room: i32) -> String {
        let name = plain(self.name);
        if is_blank(&name) {
            return self.what.to_owned();
        }
        let rest = format!(" · {}", self.what);
        // Bold letters are a tenth wider.
        let room = room * 9 / 10 - width(&rest, CAPTION);
        format!("{}{rest}", shortened(&name, CAPTION, room))
    }
}

/// The sheet while it is drawn upon.
pub(super) struct Easel<'e> {
    area: DrawingArea<SVGBackend<'e>, Shift>,
}

impl Easel<'_> {
    /// A filled box between its upper left and its lower right corner.
    pub(super) fn rect(&self, from: Place, to: Place, color: RGBColor) -> Result<(), Undrawn> {
        let shape = Rectangle::new([from, to], color.filled());
        self.area.draw(&shape).map_err(Undrawn::because)
    }

    pub(super) fn line(
        &self,
        places: &[Place],
        color: RGBColor,
        width: u32,
    ) -> Result<(), Undrawn> {
        let shape = PathElement::new(places.to_vec(), color.stroke_width(width));
        self.area.draw(&shape).map_err(Undrawn::because)
    }

    /// A line of dashes, six pixels of ten.
    pub(super) fn dashes(&self, from: Place, to: Place, color: RGBColor) -> Result<(), Undrawn> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let long = (dx * dx + dy * dy).isqrt();
        let at = |far: i32| (from.0 + dx * far / long.max(1), from.1 + dy * far / long.max(1));
        for far in (0..long).step_by(10) {
            self.line(&[at(far), at((far + 6).min(long))], color, 1)?;
        }
        Ok(())
    }

    pub(super) fn polygon(&self, places: &[Place], color: RGBColor) -> Result<(), Undrawn> {
        let shape = Polygon::new(places.to_vec(), color.filled());
        self.area.draw(&shape).map_err(Undrawn::because)
    }

    pub(super) fn dot(&self, at: Place, radius: i32, color: RGBColor) -> Result<(), Undrawn> {
        self.area.draw(&Circle::new(at, radius, color.filled())).map_err(Undrawn::because)
    }

    /// A dot with a hole in it.
    pub(super) fn ring(&self, at: Place, radius: i32, color: RGBColor) -> Result<(), Undrawn> {
        self.dot(at, radius, WHITE)?;
        let shape = Circle::new(at, radius, color.stroke_width(2));
        self.area.draw(&shape).map_err(Undrawn::because)
    }

    pub(super) fn text(&self, words: &str, at: Place, look: Look) -> Result<(), Undrawn> {
        let side = match look.side {
            Side::Left => HPos::Right,
            Side::Middle => HPos::Center,
            Side::Right => HPos::Left,
        };
        // The backend takes sizes for points of a font, and divides by this.
        let font = ("inherit", f64::from(look.size) * 1.24).into_font();
        let font = if look.is_bold { font.style(FontStyle::Bold) } else { font };
        let style = TextStyle::from(font).color(&look.color).pos(Pos::new(side, VPos::Center));
        self.area.draw(&Text::new(plain(words), at, style)).map_err(Undrawn::because)
    }

    /// Words on the last line of the sheet.
    pub(super) fn footer(&self, words: &str, height: i32) -> Result<(), Undrawn> {
        let words = shortened(words, SMALL, WIDTH - 2 * MARGIN);
        self.text(&words, (MARGIN, height - 16), Look::of(SMALL, FAINT, Side::Right))
    }
}
