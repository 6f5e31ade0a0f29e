//! What may be said of a member of staff, and when.

use super::declared::MACHINE;
use super::event::{StaffEvent, StaffWord};
use super::input::{NewStaff, StaffEdit};
use super::record::Staff;
use super::refusal::{StaffGuard, StaffRefusal};
use crate::domain::StaffId;
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;

type Said = Result<Event<Staff>, StaffRefusal>;

impl Staff {
    /// Enrols somebody under the id that the host gives; who left may come back.
    ///
    /// `before` is what is known under this id. `leads` begins with the new lead and goes on with
    /// whom they report to, as far as it is known.
    ///
    /// ```
    /// use guanxi::domain::noun::{Header, Noun, State};
    /// use guanxi::domain::staff::{NewStaff, Staff};
    /// use guanxi::domain::{ActorId, RecordId, Stamp, StaffId, Timestamp};
    /// let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// let id = StaffId::from_uuid(uuid::Uuid::from_u128(1));
    ///
    /// let event = Staff::enrol(id, NewStaff::named("王安娜")?, None, &[], &stamp)?;
    /// # let entry = Header { id: id.id(), stream: guanxi::domain::Stream::staff(id),
    /// #     valid_at: now, recorded_at: now, by: ActorId::System };
    /// let anna = Staff::apply(None, &event, &entry).ok_or("nothing")?;
    /// assert_eq!(anna.name().to_string(), "王安娜");
    /// assert!(anna.is_active());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal when somebody active or erased has this id, or when the lead cannot be theirs.
    pub fn enrol(
        id: StaffId,
        new: NewStaff,
        before: Option<&Staff>,
        leads: &[Staff],
        stamp: &Stamp,
    ) -> Said {
        let from = before.map_or(NOTHING, |staff| staff.state().name());
        let no = |guard| Refusal::guard(&MACHINE, from, "enrol", guard);
        Refusal::check(&MACHINE, from, "enrol")?;
        if before.is_some_and(|staff| stamp.valid_at < staff.since()) {
            return Err(no(StaffGuard::BeforeLast));
        }
        check_leads(id, new.new_lead(), leads).map_err(no)?;
        let mut words = vec![StaffWord::Name(new.name)];
        words.extend(new.more.words);
        Ok(Event::with(StaffEvent::Enrolled(new.more.changes), words))
    }

    /// Changes what is known of them; `leads` as in [`enrol`](Staff::enrol).
    ///
    /// # Errors
    /// A refusal when they are not with the firm, when nothing would change, or when the lead
    /// cannot be theirs.
    pub fn edit(&self, edit: StaffEdit, leads: &[Staff], _: &Stamp) -> Said {
        let no = self.may("edit")?;
        if edit.is_empty() {
            return Err(no(StaffGuard::NothingChanges));
        }
        check_leads(self.id(), edit.new_lead(), leads).map_err(no)?;
        Ok(Event::with(StaffEvent::Edited(edit.changes), edit.words))
    }

    /// Says that they left the firm. What they own stays theirs until it is handed over.
    ///
    /// # Errors
    /// A refusal when they are not with the firm, or would have left before they came.
    pub fn leave(&self, stamp: &Stamp) -> Said {
        self.turn_to("leave", StaffEvent::Left, stamp)
    }

    /// Erases their personal part, for ever.
    ///
    /// # Errors
    /// A refusal when they are still with the firm, or erased already.
    pub fn erase(&self, stamp: &Stamp) -> Said {
        self.turn_to("erase", StaffEvent::Erased, stamp)
    }

    /// The verbs that may be said of them now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    fn turn_to(&self, verb: &'static str, what: StaffEvent, stamp: &Stamp) -> Said {
        let no = self.may(verb)?;
        if stamp.valid_at < self.since() {
            return Err(no(StaffGuard::BeforeLast));
        }
        Ok(Event::plain(what))
    }

    fn may(
        &self,
        verb: &'static str,
    ) -> Result<impl Fn(StaffGuard) -> StaffRefusal + use<>, StaffRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        Ok(move |guard| Refusal::guard(&MACHINE, from, verb, guard))
    }
}

fn check_leads(own: StaffId, wanted: Option<StaffId>, leads: &[Staff]) -> Result<(), StaffGuard> {
    let Some(wanted) = wanted else { return Ok(()) };
    if wanted == own {
        return Err(StaffGuard::LeadCircle);
    }
    let lead = leads.first().filter(|lead| lead.id() == wanted).ok_or(StaffGuard::LeadUnknown)?;
    if !lead.is_active() {
        return Err(StaffGuard::LeadLeft);
    }
    let own_again = |above: &Staff| above.id() == own || above.lead() == Some(own);
    if leads.iter().any(own_again) { Err(StaffGuard::LeadCircle) } else { Ok(()) }
}
