//! One client's story, from the first call to the delivery. Every command has a key, so that a
//! second run on the same database does nothing twice.

use std::io::{self, Write};

use guanxi::domain::client::{ClientEdit, Emphasis, Need, NewClient, Segment, Source};
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::{Channel, NewInteraction};
use guanxi::domain::staff::NewStaff;
use guanxi::domain::{Lang, Reference};
use guanxi::{ClientId, Desk, Error, ErrorKind, StaffId, Timestamp};

/// The client's number in the example's own file: each language has a story of its own.
fn number(lang: Lang) -> &'static str {
    lang.choose("C-001", "C-002")
}

/// The desk, and the words of the story.
pub(crate) struct Story<'o, W> {
    desk: &'o Desk,
    me: StaffId,
    lang: Lang,
    out: &'o mut W,
    step: u32,
}

impl<'o, W: Write> Story<'o, W> {
    pub(crate) fn new(desk: &'o Desk, me: StaffId, lang: Lang, out: &'o mut W) -> Self {
        Story { desk, me, lang, out, step: 0 }
    }

    /// Tells it, and says whose it was.
    pub(crate) fn tell(mut self) -> Result<ClientId, Box<dyn std::error::Error>> {
        let client = self.meet()?;
        self.call(client)?;
        self.deliver(client)?;
        self.be_refused(client)?;
        Ok(client)
    }

    /// The client is in the file, or is registered now; somebody takes it over.
    fn meet(&mut self) -> Result<ClientId, Box<dyn std::error::Error>> {
        let (desk, lang) = (self.desk, self.lang);
        let name = lang.choose("高慧", "Kate Green");
        let done = self.once("enrol")?.staff().enrol(self.me, NewStaff::named(name)?)?;
        self.say(done.repeated, "高慧登记为员工", "Kate Green is enrolled as staff")?;

        let found = desk.clients().find().reference("clients", number(lang))?.one();
        let client = match found {
            Ok(found) => found.now.id(),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let new = NewClient::organisation(lang.choose("华信咨询", "Lakeside Analytics"))?
                    .reference(Reference::new("clients", number(lang))?);
                desk.happened_at(at("2025-03-03T09:00:00+08:00")?).clients().register(new)?.id()
            }
            Err(error) => return Err(error.into()),
        };

        let need = lang.choose("每月对账要三天", "Closing the books takes three days a month");
        let edit = ClientEdit::new()
            .heard(Source::Interview)
            .segment(Segment::Key)
            .owner(self.me)
            .need(Need::pain(need)?.stressing(Emphasis::Speed));
        let day = at("2025-03-03T17:30:00+08:00")?;
        let done = self.once("edit")?.happened_at(day).clients().edit(client, edit)?;
        self.say(
            done.repeated,
            "她负责这家客户：列为重点，记下痛点",
            "She looks after the client: a key one, with a pain point written down",
        )?;
        Ok(client)
    }

    /// A call with who decides, a promise, and a correction of what was noted wrongly.
    fn call(&mut self, client: ClientId) -> Result<(), Box<dyn std::error::Error>> {
        let (lang, me) = (self.lang, self.me);
        let han = NewContact::named(lang.choose("韩梅梅", "Han Meimei"))?
            .decides()
            .email(lang.choose("hanmeimei@huaxin.example", "meimei@lakeside.example"))?;
        let day = at("2025-03-03T17:40:00+08:00")?;
        let han = self.once("contact")?.happened_at(day).contacts().add(client, han)?;
        self.say(
            han.repeated,
            "韩梅梅加为联系人，她是决策人",
            "Han Meimei is added as a contact, and decides",
        )?;

        let due = at("2025-03-07T18:00:00+08:00")?;
        let call = |began: &str| -> Result<NewInteraction, Error> {
            Ok(NewInteraction::call(at(began)?)
                .with(han.id())
                .staff(me)
                .subject(lang.choose("对账自动化", "Closing the books automatically"))
                .minutes(lang.choose("每月约 4000 笔流水", "About 4000 entries a month"))
                .promised(lang.choose("周五前给出方案和报价", "A proposal and a price by Friday"))
                .follow_up(due, Some(me)))
        };
        let wrong = call("2025-03-04T10:00:00+08:00")?;
        let wrong = self.once("call")?.interactions().log(client, wrong)?;
        self.say(
            wrong.repeated,
            "记下通话：答应周五前给出方案，周五跟进",
            "A call is logged: a proposal by Friday is promised, and to be followed up",
        )?;

        let right = call("2025-03-05T10:00:00+08:00")?.by(Channel::Video);
        let reason = lang.choose("是五号的视频会议", "It was a video call, on the fifth");
        let done = self.once("correct")?.interactions().correct(wrong.id(), right, reason)?;
        self.say(
            done.repeated,
            "更正：其实是五号的视频通话；原来的记录仍可查",
            "Corrected: it was a video call on the fifth; the first note stays readable",
        )?;
        Ok(())
    }

    /// The promise is kept and the work begins: several commands as one commit.
    fn deliver(&mut self, client: ClientId) -> Result<(), Box<dyn std::error::Error>> {
        let (lang, me) = (self.lang, self.me);
        let (friday, monday) = (at("2025-03-07T16:20:00+08:00")?, at("2025-03-10T09:00:00+08:00")?);
        let done = self.once("begin")?.together(|desk| {
            let proposal = NewInteraction::mail_out(friday)
                .staff(me)
                .subject(lang.choose("方案和报价", "Proposal and price"));
            desk.interactions().log(client, proposal)?;
            desk.happened_at(monday).relationship(client).begin()
        })?;
        self.say(
            done.now.is_none(),
            "发出方案并进入启动阶段：两条命令，一次提交",
            "The proposal is sent and onboarding begins: two commands, one commit",
        )?;

        let april = at("2025-04-01T09:00:00+08:00")?;
        let done = self.once("deliver")?.happened_at(april).relationship(client).deliver()?;
        self.say(done.repeated, "进入交付阶段", "Delivery begins")?;
        Ok(())
    }

    /// What a rule does not allow is refused, and says why and what is allowed.
    fn be_refused(&mut self, client: ClientId) -> Result<(), Box<dyn std::error::Error>> {
        let refusals = [
            self.desk.relationship(client).lose(self.lang.choose("没有回音", "No answer")).err(),
            self.desk.clients().hand_over(client, self.me).err(),
        ];
        for error in refusals.into_iter().flatten() {
            let Error::Refused(refusal) = error else { return Err(error.into()) };
            let code = refusal.code();
            let line = self.lang.choose("拒绝", "refused");
            writeln!(self.out, "   ✗ {line} [{code}]")?;
            for lang in [Lang::Zh, Lang::En] {
                writeln!(self.out, "       {}", refusal.explain(lang))?;
            }
        }
        Ok(())
    }

    /// The desk whose next command is done once, however often the example runs.
    fn once(&self, step: &str) -> Result<Desk, Error> {
        self.desk.keyed(&format!("quickstart {} {step}", number(self.lang)))
    }

    fn say(&mut self, repeated: bool, zh: &str, en: &str) -> io::Result<()> {
        self.step += 1;
        let again =
            if repeated { self.lang.choose("（早已做过）", " (done before)") } else { "" };
        writeln!(self.out, "  {:>2} {}{again}", self.step, self.lang.choose(zh, en))
    }
}

fn at(text: &str) -> Result<Timestamp, Error> {
    Ok(text.parse()?)
}
