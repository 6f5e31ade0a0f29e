//! The staff at the desk.

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::noun::Noun;
use crate::domain::staff::{NewStaff, Staff, StaffEdit};
use crate::domain::{RecordId, StaffId, Stream};
use crate::error::Error;
use crate::store::{Cursor, Scan, Store, Target};

/// What the desk does about staff.
#[derive(Debug)]
pub struct StaffDesk<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The staff.
    #[must_use]
    pub fn staff(&self) -> StaffDesk<'_, S> {
        StaffDesk(self)
    }
}

/// How far up the line of leads is followed to find a circle.
const LINE: usize = 32;

impl<S: Store> StaffDesk<'_, S> {
    /// [`Staff::enrol`] under the id that the host gives.
    ///
    /// # Errors
    /// The verb's refusals.
    pub fn enrol(&self, id: StaffId, new: NewStaff) -> Result<Done<Staff>, Error> {
        let lead = new.new_lead();
        self.0.command(
            Permission::StaffEnrol,
            &(id, &new),
            |reading| Ok((reading.perhaps::<Staff>(id)?, line(reading, lead)?)),
            |_| Some(Stream::staff(id)),
            |(before, leads), moment| {
                let before = before.as_ref().map(|found| &found.now);
                let event = Staff::enrol(id, new.clone(), before, leads, &moment.stamp)
                    .map_err(Error::refused)?;
                Draft::state(before.cloned(), id, Stream::staff(id), &event, moment)
            },
        )
    }

    /// [`Staff::edit`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn edit(&self, id: StaffId, edit: StaffEdit) -> Result<Done<Staff>, Error> {
        let lead = edit.new_lead();
        self.0.command(
            Permission::StaffEdit,
            &(id, &edit),
            |reading| Ok((reading.subject::<Staff>(id)?, line(reading, lead)?)),
            |_| Some(Stream::staff(id)),
            |(before, leads), moment| {
                let event =
                    before.now.edit(edit.clone(), leads, &moment.stamp).map_err(Error::refused)?;
                Draft::state(Some(before.now.clone()), id, Stream::staff(id), &event, moment)
            },
        )
    }

    /// [`Staff::leave`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn leave(&self, id: StaffId) -> Result<Done<Staff>, Error> {
        self.0.say(Permission::StaffLeave, id, &(), Staff::leave)
    }

    /// [`Staff::erase`]: what is personal about somebody who left is gone for ever;
    /// [`scrub`](Store::scrub) then removes the bytes. What they noted about clients stays.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn erase(&self, id: StaffId) -> Result<Done<Staff>, Error> {
        self.0.command(
            Permission::StaffErase,
            &id,
            |reading| {
                let stream = Stream::staff(id);
                Ok((reading.subject::<Staff>(id)?, reading.head(stream)?.recorded_at))
            },
            |_| Some(Stream::staff(id)),
            |(before, last), moment| {
                let moment = moment.not_before(*last);
                let event = before.now.erase(&moment.stamp).map_err(Error::refused)?;
                let before = Some(before.now.clone());
                let draft = Draft::state(before, id, Stream::staff(id), &event, &moment)?;
                Ok(draft.redacting([Target::new(Staff::DECLARATION.noun, id.id())]))
            },
        )
    }

    /// One member of staff.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: StaffId) -> Result<Found<Staff>, Error> {
        self.0.ask(Permission::StaffRead, Some(Stream::staff(id)), |reading| reading.get(id))
    }

    /// All staff by name, those who left included.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn all(&self, limit: usize, after: Option<Cursor>) -> Result<Pages<Staff>, Error> {
        let scan = Scan { after, ..Scan::of(Staff::DECLARATION.noun, "by_name", limit) };
        self.0.ask(Permission::StaffList, None, |reading| reading.page(scan.clone()))
    }

    /// The verbs that may be said of one now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: StaffId) -> Result<Vec<&'static str>, Error> {
        let found =
            self.0.ask(Permission::StaffAllowed, Some(Stream::staff(id)), |r| r.get::<Staff>(id));
        Ok(found?.now.allowed())
    }
}

/// A member of staff, their lead, and so on upwards.
fn line(reading: &Reading<'_>, first: Option<StaffId>) -> Result<Vec<Staff>, Error> {
    let mut line: Vec<Staff> = Vec::new();
    let mut next = first;
    while let Some(id) = next.filter(|id| line.len() < LINE && line.iter().all(|s| s.id() != *id)) {
        let Some(found) = reading.find::<Staff>(id)? else { break };
        next = found.now.lead();
        line.push(found.now);
    }
    Ok(line)
}
