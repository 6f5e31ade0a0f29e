//! Rust text as the walls see it: without comments, strings and tests, with every path spelled out.

use std::ops::Range;

/// What kind of text a character of a source file belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Ink {
    Code,
    Text,
    Comment,
}

/// One source file, in three views of the same length, so that an offset means the same in each.
pub(crate) struct Source {
    original: String,
    /// Without comments.
    with_text: String,
    /// Without comments, string contents, and items that only tests see.
    pub(crate) code: String,
}

/// A word or a mark of code, and where it begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
}

/// A path as written, each name of a `use` group on its own.
#[derive(Debug, PartialEq)]
pub(crate) struct Path<'a> {
    pub(crate) names: Vec<&'a str>,
    pub(crate) at: usize,
}

impl Source {
    pub(crate) fn new(original: &str) -> Self {
        let inks = inks(original);
        let with_text = keep(original, &inks, |ink| ink != Ink::Comment);
        let code = keep(original, &inks, |ink| ink == Ink::Code);
        let code = without_items(&code, &["cfg", "(", "test", ")"]);
        let code = without_items(&code, &["cfg", "(", "all", "(", "test"]);
        Source { original: original.to_owned(), with_text, code }
    }

    /// The code without the items under `#[expect(lint, …)]`, whose reason stands beside them.
    pub(crate) fn code_without_expected(&self, lint: &str) -> String {
        without_items(&self.code, &["expect", "(", "clippy", ":", ":", lint])
    }

    pub(crate) fn begins_with_what_lives_here(&self) -> bool {
        self.original.starts_with("//! ")
    }

    pub(crate) fn line_of(&self, at: usize) -> usize {
        self.original.bytes().take(at).filter(|&b| b == b'\n').count() + 1
    }

    /// The arguments of each call of the macro, strings kept.
    pub(crate) fn macro_arguments(&self, name: &str) -> Vec<(usize, &str)> {
        let tokens = tokens(&self.code);
        let mut found = Vec::new();
        for (i, window) in tokens.windows(3).enumerate() {
            if window[0].text == name && window[1].text == "!" && "([{".contains(window[2].text) {
                let end = closing(&tokens, i + 2).map_or(self.code.len(), |end| tokens[end].at);
                found.push((window[0].at, &self.with_text[window[2].at..end]));
            }
        }
        found
    }

    /// The arguments of each `.name(…)`, strings kept.
    pub(crate) fn method_arguments(&self, name: &str) -> Vec<(usize, &str)> {
        let tokens = tokens(&self.code);
        let mut found = Vec::new();
        for (i, window) in tokens.windows(3).enumerate() {
            if window[0].text == "." && window[1].text == name && window[2].text == "(" {
                let end = closing(&tokens, i + 2).map_or(self.code.len(), |end| tokens[end].at);
                found.push((window[1].at, &self.with_text[window[2].at + 1..end]));
            }
        }
        found
    }
}

/// Every path of the code that has at least two names, and every path of a `use`.
pub(crate) fn paths(code: &str) -> Vec<Path<'_>> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        if tokens[i].text == "use" && tokens.get(i + 1).is_some_and(|next| next.text != "<") {
            i = tree(&tokens, i + 1, &[], &mut found);
        } else if is_name(tokens[i].text) {
            let (names, next) = chain(&tokens, i);
            // `pub(in path)` says who may use a thing, and uses none.
            let visibility = i > 1 && tokens[i - 1].text == "in" && tokens[i - 2].text == "(";
            if names.len() > 1 && !visibility {
                let at = tokens[i].at;
                found.push(Path { names, at });
            }
            i = next;
        } else {
            i += 1;
        }
    }
    found
}

/// The modules that stand with their text within the file, outer before inner, and where each one reaches.
pub(crate) fn inner_modules(code: &str) -> Vec<(&str, Range<usize>)> {
    let tokens = tokens(code);
    let begins = |three: &[Token<'_>]| {
        three[0].text == "mod" && is_name(three[1].text) && three[2].text == "{"
    };
    let modules = tokens.windows(3).enumerate().filter(|(_, three)| begins(three));
    modules
        .map(|(i, three)| {
            let end = closing(&tokens, i + 2).map_or(code.len(), |end| tokens[end].at);
            (three[1].text, three[2].at..end)
        })
        .collect()
}

/// The names in `a::b::c`, and where the chain ends.
fn chain<'a>(tokens: &[Token<'a>], mut i: usize) -> (Vec<&'a str>, usize) {
    let mut names = vec![tokens[i].text];
    while is_colons(tokens, i + 1) && tokens.get(i + 3).is_some_and(|next| is_name(next.text)) {
        i += 3;
        names.push(tokens[i].text);
    }
    (names, i + 1)
}

/// Reads one `use` tree after the prefix and returns where it ends.
fn tree<'a>(
    tokens: &[Token<'a>],
    mut i: usize,
    prefix: &[&'a str],
    found: &mut Vec<Path<'a>>,
) -> usize {
    let mut names = prefix.to_vec();
    let at = tokens.get(i).map_or(0, |token| token.at);
    while let Some(token) = tokens.get(i) {
        match token.text {
            ":" => i += 1,
            "{" => {
                i += 1;
                while tokens.get(i).is_some_and(|next| next.text != "}") {
                    i = tree(tokens, i, &names, found);
                    if tokens.get(i).is_some_and(|next| next.text == ",") {
                        i += 1;
                    }
                }
                return i + 1;
            }
            "as" => i += 2,
            "," | ";" | "}" => break,
            name => {
                // `self` at the end of a tree names the prefix itself.
                if name != "self" || names.is_empty() {
                    names.push(name);
                }
                i += 1;
            }
        }
    }
    found.push(Path { names, at });
    i
}

/// Splits code into words and single marks.
pub(crate) fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut chars = code.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c.is_alphanumeric() || c == '_' {
            while let Some(&(next, c)) = chars.peek() {
                if !(c.is_alphanumeric() || c == '_') {
                    break;
                }
                end = next + c.len_utf8();
                chars.next();
            }
        }
        let text = &code[at..end];
        found.push(Token { text, at });
    }
    found
}

pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn is_colons(tokens: &[Token<'_>], i: usize) -> bool {
    let colon = |i: usize| tokens.get(i).is_some_and(|token| token.text == ":");
    colon(i) && colon(i + 1)
}

/// The index of the mark that closes the one at `open`.
fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (i, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(i);
        }
    }
    None
}

/// Blanks each item under an attribute that begins with these tokens.
fn without_items(code: &str, attribute: &[&str]) -> String {
    let tokens = tokens(code);
    let mut blanked = code.as_bytes().to_vec();
    for (i, token) in tokens.iter().enumerate() {
        let inner = tokens.get(i + 1).is_some_and(|next| next.text == "!");
        let open = if inner { i + 2 } else { i + 1 };
        let begins = token.text == "#"
            && tokens.get(open).is_some_and(|open| open.text == "[")
            && attribute
                .iter()
                .enumerate()
                .all(|(k, want)| tokens.get(open + 1 + k).is_some_and(|have| have.text == *want));
        if !begins {
            continue;
        }
        let end = if inner { code.len() } else { end_of_item(&tokens, open).unwrap_or(code.len()) };
        for byte in &mut blanked[token.at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    String::from_utf8(blanked).expect("blanked from the mark `#` to another mark, both one byte")
}

/// Where the item ends whose first attribute opens at the token `open`: at its `;`, its block or, for an arm, its
/// comma (those between the angles of `impl Law<A, B>` end nothing).
fn end_of_item(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    const BEGIN_ITEMS: &[&str] =
        &["fn", "impl", "mod", "pub", "struct", "enum", "trait", "type", "let"];
    let mut i = closing(tokens, open)? + 1;
    let mut item = false;
    while let Some(token) = tokens.get(i) {
        item |= BEGIN_ITEMS.contains(&token.text);
        match token.text {
            "(" | "[" => i = closing(tokens, i)? + 1,
            "{" => {
                let end = closing(tokens, i)?;
                return Some(tokens[end].at + 1);
            }
            ";" => return Some(token.at + 1),
            "," if !item => return Some(token.at + 1),
            "}" | ")" | "]" => return Some(token.at),
            _ => i += 1,
        }
    }
    None
}

/// The text with everything blanked that is not kept; line breaks and offsets stay.
fn keep(original: &str, inks: &[Ink], keeps: impl Fn(Ink) -> bool) -> String {
    let kept = original.bytes().zip(inks).map(|(byte, &ink)| match byte {
        b'\n' => byte,
        _ if keeps(ink) => byte,
        _ => b' ',
    });
    String::from_utf8(kept.collect()).expect("whole characters are kept or blanked")
}

/// Says of each byte whether it is code, the inside of a literal, or comment.
fn inks(original: &str) -> Vec<Ink> {
    let mut inks = vec![Ink::Code; original.len()];
    let mut at = 0;
    while at < original.len() {
        let rest = &original[at..];
        let (ink, length) = if rest.starts_with("//") {
            (Ink::Comment, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (Ink::Comment, block_comment(rest))
        } else if let Some(length) = literal(original, at) {
            (Ink::Text, length)
        } else {
            (Ink::Code, rest.chars().next().map_or(1, char::len_utf8))
        };
        inks[at..at + length].fill(ink);
        at += length;
    }
    inks
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of the string or character literal that begins here, prefix and quotes included.
fn literal(original: &str, at: usize) -> Option<usize> {
    let before = original[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return quoted(&original[at..], 0);
    }
    let rest = &original[at..];
    let prefix = rest.find(|c: char| !matches!(c, 'b' | 'c' | 'r'))?;
    if rest[..prefix].ends_with('r') {
        let hashes = rest[prefix..].len() - rest[prefix..].trim_start_matches('#').len();
        if rest[prefix + hashes..].starts_with('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let inside = prefix + hashes + 1;
            let end =
                rest[inside..].find(&close).map_or(rest.len(), |end| inside + end + close.len());
            return Some(end);
        }
        return None;
    }
    quoted(rest, prefix)
}

/// The length of a quoted literal with escapes after a prefix; a lifetime is none.
fn quoted(rest: &str, prefix: usize) -> Option<usize> {
    let mut chars = rest[prefix..].char_indices();
    let quote = match chars.next() {
        Some((_, '"')) => '"',
        Some((_, '\'')) => {
            let mut ahead = rest[prefix + 1..].chars();
            let first = ahead.next()?;
            if first != '\\' && ahead.next() != Some('\'') {
                return None;
            }
            '\''
        }
        _ => return None,
    };
    while let Some((offset, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == quote {
            return Some(prefix + offset + 1);
        }
    }
    Some(rest.len())
}
