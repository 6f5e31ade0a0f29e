//! Bytes as they come into text, piece by piece.

use std::io::{ErrorKind, Read};

use encoding_rs::{Decoder, DecoderResult};

use super::encoding::{Encoding, detect};
use super::error::TransferError;
use super::splitter::NO_TEXT;

/// How many bytes are read, and how many of text are held, at once.
const PIECE: usize = 64 * 1024;

/// A file as text, a piece at a time.
pub(super) struct Text<R> {
    input: R,
    encoding: Encoding,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// How many of the bytes have been decoded.
    used: usize,
    read: u64,
    ended: bool,
    /// Whether the decoder has given everything.
    finished: bool,
    text: String,
}

impl<R: Read> Text<R> {
    /// Looks at the beginning: what is no text is refused here.
    pub(super) fn open(input: R, said: Option<Encoding>) -> Result<Self, TransferError> {
        let mut text = Text {
            input,
            encoding: Encoding::Utf8,
            decoder: encoding_rs::UTF_8.new_decoder_without_bom_handling(),
            bytes: Vec::with_capacity(PIECE),
            used: 0,
            read: 0,
            ended: false,
            finished: false,
            text: String::with_capacity(PIECE),
        };
        text.fill()?;
        if text.bytes.is_empty() {
            return Err(TransferError::Empty);
        }
        let (encoding, mark) = detect(&text.bytes, said)?;
        text.encoding = encoding;
        text.decoder = encoding.table().new_decoder_without_bom_handling();
        text.used = mark;
        Ok(text)
    }

    pub(super) fn input(&self) -> &R {
        &self.input
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How many bytes of the file have been read.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// The next piece; an empty one is the end.
    pub(super) fn next(&mut self) -> Result<&str, TransferError> {
        self.text.clear();
        while !self.finished {
            if self.used >= self.bytes.len() && !self.ended {
                self.fill()?;
            }
            let bytes = self.bytes.get(self.used..).unwrap_or_default();
            // Half a character at the end of the file is none.
            let last = self.ended;
            let (result, used) =
                self.decoder.decode_to_string_without_replacement(bytes, &mut self.text, last);
            self.used = self.used.saturating_add(used);
            match result {
                DecoderResult::Malformed(..) => self.text.push(NO_TEXT),
                DecoderResult::InputEmpty => {
                    self.finished = last;
                    if !self.text.is_empty() {
                        break;
                    }
                }
                DecoderResult::OutputFull => break,
            }
        }
        Ok(&self.text)
    }

    /// Reads until a piece is full or the file ends.
    fn fill(&mut self) -> Result<(), TransferError> {
        self.used = 0;
        self.bytes.resize(PIECE, 0);
        let mut filled = 0_usize;
        while let Some(room) = self.bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.input.read(room) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(many) => filled = filled.saturating_add(many),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.bytes.truncate(filled);
        self.read = self.read.saturating_add(u64::try_from(filled).unwrap_or(u64::MAX));
        Ok(())
    }
}

impl<R> std::fmt::Debug for Text<R> {
    /// How it is written and how far it was read; not what it says.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text").field("encoding", &self.encoding).field("read", &self.read).finish()
    }
}
