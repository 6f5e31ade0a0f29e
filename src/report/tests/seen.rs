//! A picture as somebody sees it: read back from its text by rules of its own, and not as it was written.

use crate::report::lettering::width;

/// What stands in a picture.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) title: String,
    pub(super) desc: String,
    pub(super) texts: Vec<Written>,
    height: i32,
}

/// A text, and the box that it takes.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) words: String,
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Seen {
    /// Reads a picture; what is not well formed ends the test.
    pub(super) fn of(svg: &str) -> Self {
        let (mut seen, mut open, mut rest) = (Seen::default(), Vec::new(), svg);
        while let Some(at) = rest.find('<') {
            let words = unescaped(rest[..at].trim());
            let end = rest.find('>').expect("a tag that ends");
            let tag = &rest[at + 1..end];
            rest = &rest[end + 1..];
            let name = tag.trim_matches('/').split(' ').next().unwrap();
            if tag.starts_with('/') {
                assert_eq!(open.pop().map(name_of), Some(name), "ends what was begun");
                continue_with(&mut seen, name, words);
                continue;
            }
            assert!(words.is_empty(), "words stand in texts alone: {words}");
            if name == "text" {
                seen.texts.push(Written::begun(tag));
            }
            if name == "svg" {
                seen.height = number(tag, "height");
            }
            if !tag.ends_with('/') {
                open.push(tag);
            }
        }
        assert!(open.is_empty() && rest.trim().is_empty(), "all ends: {open:?}");
        seen
    }

    /// The first text that lies beyond the sheet or upon another one.
    pub(super) fn fault(&self) -> Option<String> {
        for (n, one) in self.texts.iter().enumerate() {
            let is_inside =
                one.left >= 0 && one.right <= 640 && one.top >= 0 && one.bottom <= self.height;
            if !is_inside {
                return Some(format!("beyond the sheet: {one:?}"));
            }
            let upon = self.texts[..n].iter().find(|other| one.meets(other));
            if let Some(other) = upon {
                return Some(format!("{one:?} upon {other:?}"));
            }
        }
        None
    }
}

fn name_of(tag: &str) -> &str {
    tag.split(' ').next().unwrap()
}

fn continue_with(seen: &mut Seen, name: &str, words: String) {
    match name {
        "title" => seen.title = words,
        "desc" => seen.desc = words,
        "text" => seen.texts.last_mut().expect("a text was begun").hold(words),
        name => assert!(words.is_empty(), "words in {name}: {words}"),
    }
}

impl Written {
    /// A text of no width at its place; the letters are as high as the size says.
    fn begun(tag: &str) -> Self {
        let (x, y) = (number(tag, "x"), number(tag, "y"));
        let half = number(tag, "font-size") / 2;
        let side = attribute(tag, "text-anchor");
        let at = |wanted| if side == wanted { 1 } else { 0 };
        // The side is kept in the box until the words are known.
        let (left, right) = (x * 4 + at("middle") + 2 * at("end"), x);
        Written { words: String::new(), left, right, top: y - half, bottom: y + half }
    }

    fn hold(&mut self, words: String) {
        let size = self.bottom - self.top;
        let (x, wide) = (self.right, width(&words, size));
        self.left = match self.left.rem_euclid(4) {
            0 => x,
            1 => x - wide / 2,
            _ => x - wide,
        };
        self.right = self.left + wide;
        self.words = words;
    }

    fn meets(&self, other: &Written) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

fn attribute<'t>(tag: &'t str, name: &str) -> &'t str {
    let (_, value) = tag.split_once(&format!(" {name}=\"")).expect("it has the attribute");
    value.split('"').next().unwrap()
}

fn number(tag: &str, name: &str) -> i32 {
    attribute(tag, name).parse().unwrap()
}

fn unescaped(text: &str) -> String {
    let mut plain = text.to_owned();
    for (entity, ch) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
    {
        plain = plain.replace(entity, ch);
    }
    plain
}
