//! What is in the store, as a person reads it: clients, a timeline, what is due, the journal.

use std::collections::BTreeMap;
use std::io::Write;

use guanxi::domain::client::Client;
use guanxi::domain::interaction::Interaction;
use guanxi::domain::vocabulary::say;
use guanxi::domain::{ActorId, Lang, Zone};
use guanxi::{ClientId, Desk, Error, StaffId, Timestamp};

use crate::table::Table;
use crate::words::word;

/// How many clients are shown.
const CLIENTS: usize = 20;

/// The desk that is asked, and the reader.
pub(crate) struct Show<'d> {
    desk: &'d Desk,
    lang: Lang,
    zone: Zone,
    staff: BTreeMap<StaffId, String>,
}

type Shown = Result<(), Box<dyn std::error::Error>>;

impl<'d> Show<'d> {
    pub(crate) fn new(desk: &'d Desk, lang: Lang) -> Result<Self, Error> {
        let all = desk.staff().all(1000, None)?;
        let staff = all.into_iter().map(|s| (s.now.id(), s.now.name().to_string())).collect();
        Ok(Show { desk, lang, zone: "Asia/Shanghai".parse()?, staff })
    }

    /// The first clients by name.
    pub(crate) fn clients(&self, out: &mut impl Write) -> Shown {
        let lang = self.lang;
        let count = self.desk.clients().find().count()?;
        let title = lang.choose(format!("客户（共 {count} 家）"), format!("Clients ({count})"));
        writeln!(out, "\n{title}\n")?;
        let mut table = Table::new(lang.choose(
            ["名称", "级别", "阶段", "负责人", "建档", "编号"],
            ["Name", "Segment", "Stage", "Owner", "Since", "Number"],
        ));
        for found in self.desk.clients().find().named("").page(CLIENTS)? {
            table.row(self.client(&found.now)?);
        }
        table.write(out)?;
        if let Some(more) = count.checked_sub(CLIENTS as u64).filter(|more| *more > 0) {
            writeln!(
                out,
                "  {}",
                lang.choose(format!("…… 另有 {more} 家"), format!("… and {more} more"))
            )?;
        }
        Ok(())
    }

    fn client(&self, client: &Client) -> Result<[String; 6], Error> {
        let references = client.references().known().unwrap_or_default();
        Ok([
            client.name().to_string(),
            word(self.lang, client.segment().name()),
            say(client.stage().name(), self.lang).to_owned(),
            client.owner().map_or_else(String::new, |owner| self.staff(owner)),
            self.zone.date(client.since())?.to_string(),
            references.first().map_or_else(String::new, |first| first.id().to_owned()),
        ])
    }

    /// What there was with one client, newest first.
    pub(crate) fn timeline(&self, out: &mut impl Write, id: ClientId) -> Shown {
        let lang = self.lang;
        let name = self.desk.clients().get(id)?.now.name().to_string();
        let title = lang.choose(format!("{name}的时间线"), format!("Timeline of {name}"));
        writeln!(out, "\n{title}\n")?;
        let mut table = Table::new(lang.choose(["时间", "往来", ""], ["When", "What", ""]));
        for found in self.desk.clients().timeline(id).newest(50)? {
            self.interaction(&found.now, &mut table)?;
        }
        table.write(out)?;
        Ok(())
    }

    /// One line for what it was, and one for everything that came of it.
    fn interaction(&self, interaction: &Interaction, to: &mut Table<3>) -> Result<(), Error> {
        let lang = self.lang;
        let words = interaction.words().known();
        let kind = word(lang, &format!("{:?}", interaction.kind()));
        let channel = word(lang, &format!("{:?}", interaction.channel()));
        let subject = interaction.subject().known().flatten().map(ToString::to_string);
        let what = format!("{kind} · {channel}");
        to.row([self.moment(interaction.at())?, what, subject.unwrap_or_default()]);
        let mut more = |name: &str, text| to.row([String::new(), format!("  {name}"), text]);
        for promise in words.iter().flat_map(|words| &words.promised) {
            more(lang.choose("承诺", "promised"), promise.to_string());
        }
        if let Some(follow_up) = interaction.follow_up() {
            more(lang.choose("跟进期限", "follow up by"), self.moment(follow_up.due)?);
        }
        if let Some(reason) = words.and_then(|words| words.reason.as_ref()) {
            more(lang.choose("更正", "corrected"), reason.to_string());
        }
        Ok(())
    }

    /// What one member of staff is to come back to, the longest due first.
    pub(crate) fn due(&self, out: &mut impl Write, owner: StaffId) -> Shown {
        let name = self.staff(owner);
        let title = self.lang.choose(format!("{name}要跟进的"), format!("{name} is to follow up"));
        writeln!(out, "\n{title}\n")?;
        let headings = self.lang.choose(["期限", "客户", "主题"], ["Due", "Client", "Subject"]);
        let mut table = Table::new(headings);
        for found in self.desk.interactions().follow_ups().owned_by(owner).page(50)? {
            let (Some(due), Some(client)) = (found.now.follow_up(), found.now.client()) else {
                continue;
            };
            let client = self.desk.clients().get(client)?.now.name().to_string();
            let subject = found.now.subject().known().flatten().map(ToString::to_string);
            table.row([self.moment(due.due)?, client, subject.unwrap_or_default()]);
        }
        table.write(out)?;
        Ok(())
    }

    /// Who said what about one client, and when.
    pub(crate) fn journal(&self, out: &mut impl Write, id: ClientId) -> Shown {
        let lang = self.lang;
        writeln!(out, "\n{}\n", lang.choose("它的日志", "Its journal"))?;
        let mut table = Table::new(lang.choose(
            ["位置", "修订", "事件", "发生", "记录", "谁", "摘要"],
            ["Pos.", "Rev.", "Event", "Happened", "Recorded", "By", "Digest"],
        ));
        for entry in self.desk.clients().history(id).limit(50)? {
            table.row([
                entry.position.to_string(),
                entry.revision.to_string(),
                format!("{} {}", say(entry.noun, lang), word(lang, entry.event)),
                self.moment(entry.valid_at)?,
                self.moment(entry.recorded_at)?,
                self.who(entry.actor),
                format!("{:?}", entry.digest),
            ]);
        }
        table.write(out)?;
        Ok(())
    }

    fn who(&self, actor: ActorId) -> String {
        match actor {
            ActorId::Staff(id) => self.staff(id),
            ActorId::System => self.lang.choose("系统", "system").to_owned(),
            ActorId::Contact(_) | ActorId::Integration(_) => actor.to_string(),
        }
    }

    fn staff(&self, id: StaffId) -> String {
        self.staff.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// Day and minute on the reader's clock.
    fn moment(&self, at: Timestamp) -> Result<String, Error> {
        let text = self.zone.civil(at)?.to_string().replace('T', " ");
        Ok(text.chars().take(16).collect())
    }
}
