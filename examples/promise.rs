//! From a wish to a promise that is remembered: captured, limited, agreed, changed, delivered,
//! measured and felt. `cargo run --example promise -- --lang zh` (or `en`).

use guanxi::crm::{CountedIds, FixedClock};
use guanxi::domain::calendar::Weekday;
use guanxi::domain::change_request::{
    Acceptance, Baseline, ChangeEdit, ChangeSource, Effect, NewAlternative, NewApproval, NewChange,
    NewImpact, PlanRevision, ScopeStep, Triage,
};
use guanxi::domain::client::NewClient;
use guanxi::domain::contact::NewContact;
use guanxi::domain::expectation::{
    Agree, Category, Cause, Clarify, Constraint, ConstraintKind, Evaluation, Gaps, Increment, Kano,
    Level, MACHINE, NewExpectation, Perceive, Perceived, Remedy, RemedyWords, Revise, Scale,
    Verdict, Weight,
};
use guanxi::domain::interaction::{Channel, NewInteraction, Sentiment};
use guanxi::domain::notice::{About, Reason, Recipient};
use guanxi::domain::staff::{NewStaff, StaffEdit};
use guanxi::domain::vocabulary::say;
use guanxi::domain::{
    Acknowledgement, BusinessCalendar, ChangeRequestId, Evidence, ExpectationId, Gap, Line, Note,
    Score, Tag, TextDigest,
};
use guanxi::{Actor, ClientId, ContactId, Crm, Desk, Error, Lang, StaffId, Timestamp};
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;
use uuid::Uuid;

/// Who plays a part, and the clock that the story moves.
struct Story {
    lang: Lang,
    desk: Desk,
    clock: Arc<FixedClock>,
    anna: StaffId,
    hua: ClientId,
    li: ContactId,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let story = Story::begin(lang()?)?;
    let wish = story.captured()?;
    story.constraint_explained(wish)?;
    story.agreed(wish)?;
    let change = story.moved_by_a_change(wish)?;
    story.delivered(wish)?;
    story.remembered(wish)?;
    story.account(wish)?;
    story.path(wish)?;
    story.told(wish, change)?;
    Ok(())
}

/// The language of what is printed: `--lang zh` or `--lang en`, and else English.
fn lang() -> Result<Lang, Error> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--lang").skip(1);
    Ok(arguments.next().map_or(Ok(Lang::En), |lang| lang.parse())?)
}

impl Story {
    fn begin(lang: Lang) -> Result<Self, Error> {
        let clock = Arc::new(FixedClock::at("2026-03-02T09:00:00Z".parse()?));
        let crm = Crm::memory()?.with_clock(Arc::clone(&clock)).with_ids(CountedIds::default());
        let anna = StaffId::from_uuid(Uuid::from_u128(0xa11a));
        let desk = crm.desk(Actor::staff(anna));
        desk.staff().enrol(anna, NewStaff::named("王安娜")?)?;
        desk.staff().edit(anna, StaffEdit::new().roles([Tag::new("sponsor")?])?)?;
        let hua = desk.clients().register(NewClient::organisation("华信咨询")?.owner(anna))?.id();
        let li = desk.contacts().add(hua, NewContact::named("李雷")?.decides())?.id();
        Ok(Story { lang, desk, clock, anna, hua, li })
    }

    /// What a client says in a meeting is an expectation, not yet a promise.
    fn captured(&self) -> Result<ExpectationId, Error> {
        let meeting = NewInteraction::meeting(self.clock_shows()?);
        let meeting = self.desk.interactions().log(self.hua, meeting.with(self.li))?;
        let words = self.text("月报要一点就开", "the monthly report should open at once");
        let wish = NewExpectation::stated(words, Category::Performance)?
            .kano(Kano::OneDimensional)
            .weight(Weight::new(4)?)
            .heard_in(meeting.id())
            .stated_by(self.li)
            .owner(self.anna);
        let id = self.desk.expectations().capture(self.hua, wish)?.id();
        self.print(&format!("“{words}”"));
        self.day("2026-03-03")?;
        let scale = Scale::lower("30 s", "0 s")?;
        let metric = self.text("打开月报的秒数", "seconds until the report is open");
        let measured = Clarify::of(metric, scale)?
            .first(Level::measured("1 s")?)
            .desired(Level::measured("2 s")?)
            .adequate(Level::measured("10 s")?)
            .forecast(Level::measured("5 s")?);
        self.desk.expectations().clarify(id, measured)?;
        Ok(id)
    }

    /// Why it cannot be one second, and what could be had instead.
    fn constraint_explained(&self, wish: ExpectationId) -> Result<(), Error> {
        self.day("2026-03-04")?;
        let text = self.text("数据留在客户内网，带宽有限", "the figures stay in a slow network");
        let trade_off = self.text("提前一夜算好，可到五秒", "five seconds, if computed overnight");
        let constraint = Constraint {
            kind: ConstraintKind::Technical,
            text: Note::new(text)?,
            trade_off: Some(Note::new(trade_off)?),
            to: self.li,
            channel: Channel::Video,
        };
        self.desk.expectations().explain_constraint(wish, constraint)?;
        self.desk.expectations().propose_level(wish, Level::measured("5 s")?)?;
        self.print(&format!("{text}; {trade_off}"));
        Ok(())
    }

    /// Five seconds by the end of April: in writing, acknowledged by the client and by the owner.
    fn agreed(&self, wish: ExpectationId) -> Result<(), Error> {
        self.day("2026-03-05")?;
        let promise = Agree {
            level: Level::measured("5 s")?,
            due: Some("2026-04-30T16:00:00Z".parse()?),
            evidence: vec![Evidence::of("contract", "HX-2026-07")?],
            acknowledgement: self.acknowledged("五秒之内")?,
            owner: self.anna,
            override_overpromise: None,
        };
        let done = self.desk.expectations().agree(wish, promise)?;
        let due = done.now.due().map(|due| due.to_string()).unwrap_or_default();
        self.print(&self.text(format!("约定：5 s，期限 {due}"), format!("agreed: 5 s by {due}")));
        Ok(())
    }

    /// A change moves the promise: three more years of figures in the report cost a second and three
    /// weeks, which both sides decide before anything is done.
    fn moved_by_a_change(
        &self,
        wish: ExpectationId,
    ) -> Result<ChangeRequestId, Box<dyn std::error::Error>> {
        let change = self.asked_for(wish)?;
        self.weighed(change)?;
        self.decided(change)?;
        self.revised(wish, change)?;
        self.done(change)?;
        Ok(change)
    }

    fn asked_for(&self, wish: ExpectationId) -> Result<ChangeRequestId, Error> {
        self.day("2026-03-16")?;
        let words = self.text("月报再加三年数据", "three more years in the monthly report");
        let new = NewChange::by_contact(self.li, words)?
            .source(ChangeSource::ClientNeed)
            .text(self.text("含 2021 至 2023 年", "the years 2021 to 2023"))?
            .reason(self.text("审计要看六年", "the auditors look at six years"))?
            .with(ChangeEdit::new().link(wish));
        let changes = self.desk.changes();
        let change = changes.draft(self.hua, new)?;
        changes.submit(change.id())?;
        changes.triage(change.id(), Triage::Normal { assessor: self.anna })?;
        self.print(&format!("{}: {words}", change.now.label()));
        Ok(change.id())
    }

    /// What it does to scope, time, cost and work, beside doing nothing, and said to the client.
    fn weighed(&self, change: ChangeRequestId) -> Result<(), Error> {
        self.day("2026-03-17")?;
        let changes = self.desk.changes();
        let act = NewAlternative::act(self.text("现在加", "add them now"))?;
        changes.outline(change, act.recommended())?;
        changes.outline(change, NewAlternative::do_nothing()?)?;
        let why = self.text("照去年的工时估算", "estimated from last year's hours");
        for effect in Self::effects()? {
            changes.assess(change, 1, NewImpact::of(effect, why, self.anna)?)?;
        }
        changes.explain(change, self.li, Channel::Video, self.price())?;
        changes.propose(change)?;
        Ok(())
    }

    fn effects() -> Result<[Effect; 4], Error> {
        Ok([
            Effect::scope([ScopeStep::add("years_2021_to_2023")?])?,
            Effect::time([("go_live", 15)])?,
            Effect::cost("CNY 18 000".parse()?),
            Effect::resources([("developer", 60)])?,
        ])
    }

    fn price(&self) -> &'static str {
        self.text("晚三周，一万八千元", "three weeks later, 18 000 yuan")
    }

    /// The sponsor approves, the client consents, both know, and the plan has a new revision.
    fn decided(&self, change: ChangeRequestId) -> Result<(), Box<dyn std::error::Error>> {
        self.day("2026-03-19")?;
        let changes = self.desk.changes();
        changes.approve(change, self.anna, NewApproval::of(1, "sponsor")?)?;
        changes.consent(change, self.li, 1)?;
        changes.acknowledge_by_team(change, self.anna)?;
        changes.acknowledge(change, self.acknowledged(self.price())?)?;
        let calendar = BusinessCalendar::builder("Asia/Shanghai".parse()?)
            .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
            .build()?;
        let zero = Baseline::begins("2026-03-05".parse()?, &calendar);
        let zero = zero.milestone("go_live", "2026-04-30".parse()?)?;
        let plan = PlanRevision::Made(Evidence::of("plan_revision", "2")?);
        changes.start(change, plan, &zero)?;
        let now = changes.baseline(self.hua, None, &zero)?;
        let day = now.date("go_live").map(|day| day.to_string()).unwrap_or_default();
        self.print(&self.text(format!("新的上线日：{day}"), format!("go-live moves to {day}")));
        Ok(())
    }

    /// The promise follows the change, and the client is told and acknowledges it.
    fn revised(&self, wish: ExpectationId, change: ChangeRequestId) -> Result<(), Error> {
        self.day("2026-03-20")?;
        let revision = Revise {
            level: Level::measured("6 s")?,
            due: Some("2026-05-21T16:00:00Z".parse()?),
            wider: None,
            cause: Cause::Change(change),
            evidence: vec![Evidence::of("minutes", "2026-03-20")?],
            acknowledgement: None,
        };
        self.desk.expectations().revise(wish, revision)?;
        // The unit that revised it raised a notice: the client is to hear of it and to acknowledge.
        self.day("2026-03-23")?;
        let words = self.text("六秒之内，5 月 21 日", "six seconds, by 21 May");
        let about = About::Expectation(wish);
        let about = self.desk.notices().about(self.hua, about, 10, None)?.into_iter();
        for notice in about.filter(|notice| notice.now.is_open()) {
            self.desk.notices().tell(notice.now.id(), Channel::Email, TextDigest::of(words))?;
        }
        self.day("2026-03-24")?;
        self.desk.expectations().acknowledge(wish, self.acknowledged(words)?)?;
        self.print(&self.text(format!("修订：{words}"), format!("revised: {words}")));
        Ok(())
    }

    /// What the change asked for is there, the client takes it, and everybody was told on the way.
    fn done(&self, change: ChangeRequestId) -> Result<(), Error> {
        self.day("2026-04-17")?;
        let changes = self.desk.changes();
        changes.complete(change, Self::effects()?.into())?;
        changes.accept(change, self.li, Acceptance::AsMeant)?;
        let about = About::ChangeRequest(change);
        let about = self.desk.notices().about(self.hua, about, 100, None)?.into_iter();
        for notice in about.filter(|notice| notice.now.is_open()) {
            let text = TextDigest::of(&notice.now.reason().name());
            self.desk.notices().tell(notice.now.id(), Channel::Email, text)?;
        }
        Ok(())
    }

    /// A first version, and then what was measured.
    fn delivered(&self, wish: ExpectationId) -> Result<(), Error> {
        self.day("2026-04-20")?;
        let first = Increment {
            result: Line::new(self.text("首版：缓存当月数据", "first version: this month cached"))?,
            level: Some(Level::measured("9 s")?),
            reaction: Some(Sentiment::new(0)?),
        };
        self.desk.expectations().deliver_increment(wish, first)?;
        self.day("2026-05-20")?;
        self.desk.expectations().evaluate(wish, Level::measured("7.8 s")?)?;
        Ok(())
    }

    /// How it felt, what is done about it, and what is learnt.
    fn remembered(&self, wish: ExpectationId) -> Result<(), Error> {
        self.day("2026-05-27")?;
        let felt = Perceived::Measured(Level::measured("9 s")?);
        let felt = Perceive { by: self.li, level: felt, number: None };
        self.desk.expectations().record_perception(wish, felt)?;
        let note = |zh, en| Note::new(self.text(zh, en));
        let words = RemedyWords {
            cause: note("旧年份数据未进缓存", "the older years were not in the cache")?,
            action: note("夜间预算全部年份", "all years are computed overnight")?,
            lesson: note("加数据前先量带宽", "measure the network before adding figures")?,
        };
        let remedy =
            self.desk.notices().due_by("2026-06-30T00:00:00Z".parse()?).to_staff(self.anna);
        for notice in remedy.page(10)? {
            let text = TextDigest::of(self.text("请记录补救", "please write down the remedy"));
            self.desk.notices().tell(notice.now.id(), Channel::Chat, text)?;
        }
        self.desk.expectations().record_remedy(wish, Remedy { words, number: None })?;
        Ok(())
    }

    /// The gap account: where it was lost or won, in hundredths of the scale.
    fn account(&self, wish: ExpectationId) -> Result<(), Error> {
        let found = self.desk.expectations().get(wish)?.now;
        let Some(evaluation) = found.evaluation() else { return Ok(()) };
        self.print("");
        for (name, gap) in self.rows(&evaluation.gaps()) {
            let gap = gap.map_or_else(|| "–".to_owned(), |gap| gap.to_string());
            // A Chinese character takes two places of a terminal.
            let space = " ".repeat(16_usize.saturating_sub(name.width()));
            self.print(&format!("{name}{space}{gap:>8}"));
        }
        self.verdicts(evaluation);
        let index = self.desk.expectations().index(self.hua, self.clock_shows()?)?;
        let value = index.value.map_or_else(|| "–".to_owned(), |value: Score| value.to_string());
        let health = index.value.map(guanxi::domain::expectation::health_of);
        let health = health.map_or_else(|| "–".to_owned(), |health| health.to_string());
        self.print(&self.text(
            format!("客户指数 {value}，健康度 {health}，覆盖 {}", index.coverage),
            format!("client's index {value}, health {health}, coverage {}", index.coverage),
        ));
        Ok(())
    }

    fn rows(&self, gaps: &Gaps) -> [(&'static str, Option<Gap>); 7] {
        [
            (self.text("承诺差距", "promise"), gaps.promise),
            (self.text("交付差距", "delivery"), Some(gaps.delivery)),
            (self.text("感知差距", "perception"), gaps.perception),
            (self.text("落差", "disconfirmation"), gaps.disconfirmation),
            (self.text("合计", "total"), gaps.total),
            (self.text("对可接受水平", "adequacy"), gaps.adequacy),
            (self.text("对期望水平", "superiority"), gaps.superiority),
        ]
    }

    fn verdicts(&self, evaluation: &Evaluation) {
        let felt = evaluation.perceived_verdict();
        let felt = felt.map_or("–", |verdict| self.verdict(verdict));
        let measured = self.verdict(evaluation.verdict());
        self.print(&self.text(
            format!("判定：实际 {measured}，感受 {felt}"),
            format!("verdict: {measured} as measured, {felt} as felt"),
        ));
    }

    fn verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Exceeded => self.text("超出约定", "exceeded"),
            Verdict::Met => self.text("达到约定", "met"),
            Verdict::PartiallyMet => self.text("部分达到", "partially met"),
            Verdict::Missed => self.text("未达到", "missed"),
        }
    }

    fn reason(&self, reason: &Reason) -> String {
        let word = match reason {
            Reason::Submitted => self.text("变更已提交", "a change was handed in"),
            Reason::Explanation => self.text("说明变更方案", "what a change means"),
            Reason::Decision => self.text("变更决定", "what was decided"),
            Reason::PlanChanged => self.text("计划变更", "the plan has changed"),
            Reason::Implemented => self.text("变更已实施", "a change was carried out"),
            Reason::Acknowledgement => self.text("请客户确认", "to be acknowledged"),
            Reason::Remedy => self.text("记录补救", "what is done about it"),
            other => return other.name(),
        };
        word.to_owned()
    }

    fn channel(&self, channel: Channel) -> String {
        let word = match channel {
            Channel::Email => self.text("邮件", "mail"),
            Channel::Messenger => self.text("即时通讯", "messenger"),
            Channel::Video => self.text("视频会议", "video"),
            Channel::Phone => self.text("电话", "phone"),
            Channel::Chat => self.text("在线聊天", "chat"),
            Channel::InPerson => self.text("当面", "word of mouth"),
            Channel::Post => self.text("邮寄", "post"),
            Channel::Portal => self.text("客户门户", "portal"),
        };
        word.to_owned()
    }

    /// Whoever was told, by name.
    fn name_of(&self, to: Recipient) -> Result<String, Error> {
        let desk = &self.desk;
        let name = match to {
            Recipient::Contact(id) => desk.contacts().get(id)?.now.name().known().cloned(),
            Recipient::Staff(id) => desk.staff().get(id)?.now.name().known().cloned(),
        };
        Ok(name.map_or_else(|| to.to_string(), |name| name.to_string()))
    }

    /// The way through the state table, from the journal.
    fn path(&self, wish: ExpectationId) -> Result<(), Error> {
        self.print(&format!("\n{}", self.text("状态路径", "the way through the state table")));
        let mut before = None;
        for entry in self.desk.clients().history(self.hua).limit(100)? {
            let known = self.desk.expectations().known_at(wish, entry.recorded_at);
            let state = known?.map(|expectation| expectation.state());
            if let Some(state) = state.filter(|_| state != before) {
                let day = entry.recorded_at.to_string();
                let day = day.split('T').next().unwrap_or_default();
                self.print(&format!("{day}  {}", say(state.name(), self.lang)));
                before = Some(state);
            }
        }
        let now = self.desk.expectations().get(wish)?.now;
        let open: Vec<_> = MACHINE.allowed(now.state().name());
        let open: Vec<_> = open.into_iter().map(|verb| say(verb, self.lang)).collect();
        self.print(&format!("→ {}", open.join(self.lang.choose("、", ", "))));
        Ok(())
    }

    /// What had to be told to whom, and when, how and in which words it was.
    fn told(&self, wish: ExpectationId, change: ChangeRequestId) -> Result<(), Error> {
        self.print(&format!("\n{}", self.text("告知记录", "what was told when")));
        let mut all = Vec::new();
        for about in [About::Expectation(wish), About::ChangeRequest(change)] {
            all.extend(self.desk.notices().about(self.hua, about, 100, None)?);
        }
        all.sort_by_key(|found| found.now.told().map(|told| told.at));
        for notice in all.iter().map(|found| &found.now) {
            let Some(told) = notice.told() else { continue };
            let (to, reason) = (self.name_of(notice.to())?, self.reason(notice.reason()));
            let (due, channel) = (notice.due(), self.channel(told.channel));
            let digest = told.digest.to_string();
            let digest = digest.get(..12).unwrap_or_default();
            self.print(&format!("{} {reason} → {to}", told.at));
            self.print(&self.text(
                format!("    期限 {due}，{channel}，摘要 {digest}…"),
                format!("    due {due}, by {channel}, digest {digest}…"),
            ));
        }
        Ok(())
    }

    fn acknowledged(&self, text: &str) -> Result<Acknowledgement, Error> {
        let (at, digest) = (self.clock_shows()?, TextDigest::of(text));
        Ok(Acknowledgement { by: self.li, at, channel: Channel::Email, digest })
    }

    fn clock_shows(&self) -> Result<Timestamp, Error> {
        Ok(guanxi::crm::Clock::now(&*self.clock))
    }

    fn day(&self, day: &str) -> Result<(), Error> {
        self.clock.set(format!("{day}T09:00:00Z").parse()?);
        Ok(())
    }

    fn text<T>(&self, zh: T, en: T) -> T {
        self.lang.choose(zh, en)
    }

    fn print(&self, line: &str) {
        println!("{line}");
    }
}
