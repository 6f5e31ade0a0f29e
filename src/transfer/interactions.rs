//! A row about an interaction.

use super::cells::{Cells, about};
use super::fault::{RowFault, Why};
use super::field::Field;
use super::heading::Lookup;
use super::words;
use crate::domain::interaction::{Direction, Kind, NewInteraction};
use crate::domain::{Email, Invalid, Line, Note, Reference, Timestamp};

/// What a row says about an interaction: with whom, and what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct InteractionRow {
    number: u64,
    reference: Option<Reference>,
    client: Lookup,
    emails: Vec<Email>,
    new: NewInteraction,
}

impl InteractionRow {
    /// Which row it is.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The interaction's number in the file's system.
    #[must_use]
    pub fn reference(&self) -> Option<&Reference> {
        self.reference.as_ref()
    }

    /// The client; none for what the team did by itself.
    #[must_use]
    pub fn client(&self) -> &Lookup {
        &self.client
    }

    /// The addresses of the contacts who took part.
    #[must_use]
    pub fn emails(&self) -> &[Email] {
        &self.emails
    }

    /// The interaction, without the contacts who took part.
    #[must_use]
    pub fn log(&self) -> &NewInteraction {
        &self.new
    }

    /// When it began.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.new.at()
    }
}

pub(super) fn read(cells: &Cells<'_>) -> Result<InteractionRow, RowFault> {
    let at = cells.instant(Field::At)?;
    let at = cells.must(at, "time")?;
    let client = cells.client()?;
    let emails = cells.read_many(Field::Email, Email::new)?;
    let kind = cells.read(Field::Kind, words::kind)?;
    let channel = cells.read(Field::Channel, words::channel)?;
    let direction = cells.read(Field::Direction, words::direction)?;
    // What does not say of which kind it was is a note, and a note of nobody is the team's.
    let kind = kind.unwrap_or(Kind::Note);
    let (usual_channel, usual_direction) = words::usual(kind);
    let nobodys = client.is_empty() && emails.is_empty();
    let usual_direction = if nobodys { Direction::Internal } else { usual_direction };
    let mut new = NewInteraction::new(
        kind,
        channel.unwrap_or(usual_channel),
        direction.unwrap_or(usual_direction),
        at,
    );
    if let Some(end) = cells.instant(Field::EndedAt)? {
        new = new.until(end);
    }
    if let Some(due) = cells.instant(Field::FollowUp)? {
        new = new.follow_up(due, None);
    }
    for staff in cells.staff()? {
        new = new.staff(staff);
    }
    let new = with_words(cells, new)?;
    Ok(InteractionRow {
        number: cells.number(),
        reference: cells.reference(Field::Id)?,
        client,
        emails,
        new,
    })
}

fn with_words(cells: &Cells<'_>, mut new: NewInteraction) -> Result<NewInteraction, RowFault> {
    let line = |field| {
        move |text: &str| -> Result<String, Why> {
            Line::new(text).map(|line| line.as_str().to_owned()).map_err(|why| about(field, why))
        }
    };
    let note = |field| {
        move |text: &str| -> Result<String, Why> {
            Note::new(text)
                .map(|note| note.as_str().to_owned())
                .map_err(|why: Invalid| about(field, why))
        }
    };
    if let Some(text) = cells.read(Field::Subject, line(Field::Subject))? {
        new = new.subject(&text);
    }
    if let Some(text) = cells.read(Field::Body, note(Field::Body))? {
        new = new.body(&text);
    }
    if let Some(text) = cells.read(Field::Next, note(Field::Next))? {
        new = new.next_steps(&text);
    }
    if let Some(text) = cells.read(Field::Thread, line(Field::Thread))? {
        new = new.thread(&text);
    }
    for text in cells.read_many(Field::Promise, line(Field::Promise))? {
        new = new.promised(&text);
    }
    Ok(new)
}
