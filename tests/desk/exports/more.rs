//! What the firm does beside its work: points and gifts, questions asked, files taken in, health.

use std::io::Cursor;

use guanxi::crm::Intake;
use guanxi::domain::answer::NewAnswer;
use guanxi::domain::import::Subject;
use guanxi::domain::interaction::Channel;
use guanxi::domain::invitation::NewInvitation;
use guanxi::domain::member::{Cause, CauseKind};
use guanxi::domain::programme::{Rate, Terms};
use guanxi::domain::referral::{Gives, NewReferral, Trigger};
use guanxi::domain::reward::NewReward;
use guanxi::domain::survey::{NewSurvey, Scale};
use guanxi::domain::{Points, Score, Zone};
use guanxi::scoring::health::NewMark;
use guanxi::transfer::Mapping;
use guanxi::{ClientId, ContactId, Desk};

use crate::engines::at;

/// A membership with points, a gift that waits, and somebody who is to be brought.
pub fn loyalty(desk: &Desk, client: ClientId, card: &str) {
    let points = |n| Points::new(n).unwrap();
    let terms = Terms::new(Zone::UTC, "CNY".parse().unwrap(), Rate::new(1, 100).unwrap());
    let programme = desk.programmes().launch("茶友会", terms).unwrap().id();
    let member = desk.programmes().enrol(programme, client, Some(card)).unwrap().id();
    let cause = Cause::of(CauseKind::Other, guanxi::domain::Id::from_bytes([1; 16]));
    desk.points().bonus(member, points(10), cause).unwrap();
    let mug = NewReward::voucher(programme, "马克杯", points(1)).unwrap().stock(5);
    let mug = desk.rewards().draft(mug).unwrap().id();
    desk.rewards().offer(mug).unwrap();
    desk.redemptions().reserve(client, mug).unwrap();
    let gives = Gives::new(points(1), Points::ZERO).unwrap();
    let new = NewReferral::of(programme, Zone::UTC, Trigger::Register, gives).unwrap();
    desk.referrals().invite(client, new).unwrap();
}

/// A survey that a contact was invited to and has answered.
pub fn asked(desk: &Desk, client: ClientId, contact: ContactId) {
    let survey = NewSurvey::of_contacts("回访").unwrap();
    let survey = survey.scaled("recommend", Scale::NPS, "会推荐吗").unwrap();
    let survey = desk.surveys().draft(survey).unwrap().id();
    desk.surveys().open(survey).unwrap();
    let invitation = NewInvitation::to(contact, Channel::Email);
    desk.surveys().invite(client, survey, invitation).unwrap();
    let answer = NewAnswer::by(contact, "recommend", at("2026-05-04T09:00:00Z"), Channel::Email);
    desk.surveys().answer(client, survey, answer.unwrap().value(10)).unwrap();
}

/// A file that is planned to be taken in, and how healthy the relationship is.
pub fn looked_at(desk: &Desk, client: ClientId, why: &str) {
    let intake = Intake::of("x.csv", Mapping::of(Subject::Clients, Zone::UTC));
    desk.imports().plan(&mut Cursor::new("name\n湖畔\n"), &intake).unwrap();
    desk.health().evaluate(client).unwrap();
    desk.signals().look(client).unwrap();
    let mark = NewMark::of_all(Score::from_bp(5_000).unwrap(), why).unwrap();
    desk.health().mark(client, &mark).unwrap();
}
