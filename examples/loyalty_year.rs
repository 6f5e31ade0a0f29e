//! A year of purchases through a loyalty programme: the statement of one member, the programme's
//! figures, and what it owes its members as a picture.
//! `cargo run --release --example loyalty_year [FILE.csv] [--svg PATH]`; the file has the columns
//! client, `sample_id`, `date`, pieces and `value`, as the log of CDNOW has.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::Arc;

use guanxi::crm::{CountedIds, FixedClock};
use guanxi::domain::client::NewClient;
use guanxi::domain::member::{Account, Cause, CauseKind, PointsEntry};
use guanxi::domain::programme::{Pending, Rate, Rounding, Span, Terms, Validity};
use guanxi::domain::transaction::{NewLine, NewTransaction};
use guanxi::domain::{Date, Id, Lang, MemberId, Money, Period, Points, ProgrammeId, Zone};
use guanxi::{Actor, ClientId, Crm, Desk, Timestamp};

type Failed = Box<dyn std::error::Error>;

/// Without a file: clients who buy in a rhythm of their own, every so many days for so many cents.
const SYNTHETIC: [(&str, usize, i64); 4] =
    [("甲", 9, 2_900), ("乙", 21, 4_500), ("丙", 45, 12_000), ("丁", 120, 1_500)];

/// From how many points on a member spends, and how many at once.
const SPENDS: i64 = 50;

/// One purchase.
struct Bought {
    client: String,
    date: Date,
    cents: i64,
}

/// The programme while the year goes by.
struct Year {
    desk: Desk,
    clock: Arc<FixedClock>,
    programme: ProgrammeId,
    members: BTreeMap<String, (ClientId, MemberId)>,
}

fn main() -> Result<(), Failed> {
    let mut words = std::env::args().skip(1);
    let (mut file, mut svg) = (None, std::env::temp_dir().join("loyalty_year.svg"));
    while let Some(word) = words.next() {
        match word.as_str() {
            "--svg" => svg = words.next().ok_or("--svg needs a path")?.into(),
            "--help" => {
                println!("usage: loyalty_year [FILE.csv] [--svg PATH]");
                return Ok(());
            }
            _ => file = Some(word),
        }
    }
    let mut bought = match &file {
        Some(path) => read(&std::fs::read_to_string(path)?)?,
        None => synthetic()?,
    };
    bought.sort_by_key(|one| one.date);
    let first = bought.first().ok_or("the file has no purchase")?.date;
    let end = first.nth_year(1)?;
    bought.retain(|one| one.date < end);
    let year = Year::begin(first)?;
    let year = live(year, &bought)?;
    tell(&year, Period::new(first, end)?, &svg)
}

fn synthetic() -> Result<Vec<Bought>, Failed> {
    let first = Date::new(2026, 1, 1)?;
    let mut all = Vec::new();
    for (client, every, cents) in SYNTHETIC {
        for day in (0..365).step_by(every) {
            let date = first.plus_days(day)?;
            all.push(Bought { client: client.to_owned(), date, cents });
        }
    }
    Ok(all)
}

fn read(text: &str) -> Result<Vec<Bought>, Failed> {
    let mut rows = text.lines();
    let heads: Vec<&str> = rows.next().unwrap_or_default().split(',').collect();
    let place = |name: &str| {
        let found = heads.iter().position(|head| head.trim() == name);
        found.ok_or_else(|| format!("the file has no column {name}"))
    };
    let (client, date, value) = (place("sample_id")?, place("date")?, place("value")?);
    let mut all = Vec::new();
    for (n, row) in rows.enumerate().filter(|(_, row)| !row.trim().is_empty()) {
        let cells: Vec<&str> = row.split(',').collect();
        let cell = |place: usize| {
            cells.get(place).copied().ok_or_else(|| format!("row {} is too short", n + 2))
        };
        let money: Money = format!("USD {}", cell(value)?).parse()?;
        let client = cell(client)?.to_owned();
        all.push(Bought { client, date: cell(date)?.parse()?, cents: money.minor() });
    }
    Ok(all)
}

impl Year {
    fn begin(first: Date) -> Result<Self, Failed> {
        let clock = Arc::new(FixedClock::at(Zone::UTC.start_of(first)?));
        let crm = Crm::memory()?.with_clock(Arc::clone(&clock)).with_ids(CountedIds::default());
        let desk = crm.desk(Actor::system());
        let wait = Span::days(14)?;
        let last = Span::months(6)?;
        let terms = Terms::new(Zone::UTC, "USD".parse()?, Rate::new(1, 100)?);
        let terms = Terms {
            pending: Pending::For(wait),
            validity: Validity::For(last, Rounding::EndOfMonth),
            ..terms
        };
        let programme = desk.programmes().launch("一年", terms)?.id();
        Ok(Year { desk, clock, programme, members: BTreeMap::new() })
    }

    /// A purchase earns; who has enough points by then spends some first.
    fn buy(&mut self, one: &Bought, at: Timestamp) -> Result<(), Failed> {
        self.clock.set(at);
        let (client, member) = match self.members.get(&one.client) {
            Some(known) => *known,
            None => {
                let new = NewClient::organisation(&format!("客户 {}", one.client))?;
                let client = self.desk.clients().register(new)?.id();
                let member = self.desk.programmes().enrol(self.programme, client, None)?.id();
                self.members.insert(one.client.clone(), (client, member));
                (client, member)
            }
        };
        if one.cents == 0 {
            return Ok(());
        }
        let points = self.desk.points();
        if points.balance(member)?.available.get() >= SPENDS {
            let gift = Cause::of(CauseKind::Reward, Id::from_bytes([1; 16]));
            points.redeem(member, Points::new(SPENDS)?, gift)?;
        }
        let price = Money::new(one.cents, "USD".parse()?);
        let line = NewLine::goods("CD", "1 件".parse()?, price);
        let order = NewTransaction::order(at, "USD".parse()?).line(line);
        let order = self.desk.transactions().record(client, order)?.id();
        if one.cents >= 100 {
            points.earn(member, order)?;
        }
        Ok(())
    }

    /// Writes down what has expired by now.
    fn sweep(&self) -> Result<(), Failed> {
        loop {
            let members = self.desk.points().to_sweep(1_000)?;
            if members.is_empty() {
                return Ok(());
            }
            for member in members {
                self.desk.points().sweep(member)?;
            }
        }
    }
}

fn live(mut year: Year, bought: &[Bought]) -> Result<Year, Failed> {
    let shown = std::io::stderr().is_terminal();
    for (n, one) in bought.iter().enumerate() {
        // Two purchases of one day are a second apart.
        let second = i64::try_from(n % 80_000)?;
        year.buy(one, Zone::UTC.start_of(one.date)?.plus_seconds(second)?)?;
        if shown && (n % 50 == 0 || n + 1 == bought.len()) {
            let done = (n + 1) * 40 / bought.len();
            eprint!("\r[{}{}] {}/{}", "#".repeat(done), ".".repeat(40 - done), n + 1, bought.len());
            std::io::stderr().flush()?;
        }
    }
    if shown {
        eprintln!();
    }
    Ok(year)
}

fn tell(year: &Year, days: Period<Date>, svg: &std::path::Path) -> Result<(), Failed> {
    year.clock.set(Zone::UTC.start_of(days.end())?);
    year.sweep()?;
    let whole = days.in_zone(Zone::UTC)?;
    let entries = entries(year, whole)?;
    let mut many: BTreeMap<MemberId, usize> = BTreeMap::new();
    entries.iter().for_each(|entry| *many.entry(entry.member()).or_default() += 1);
    let busiest = many.iter().max_by_key(|(_, count)| **count).map(|(member, _)| *member);
    if let Some(member) = busiest {
        let statement = year.desk.points().statement(member, whole)?;
        println!("{member}: {} / {}", statement.opening, statement.closing);
        for line in statement.lines.iter().rev().take(12).rev() {
            println!("  {}  {}  | {}", line.at, line.say(Lang::Zh), line.say(Lang::En));
        }
    }
    let accounts = year.desk.points().accounts(year.programme)?;
    let on = |account| accounts.get(&account).copied().unwrap_or(0);
    let (issued, redeemed, expired) =
        (-on(Account::Issued), on(Account::Redeemed), on(Account::Expired));
    println!("members {}, entries {}", year.members.len(), entries.len());
    println!(
        "issued {issued}, redeemed {redeemed}, expired {expired}, open {}",
        on(Account::Member)
    );
    std::fs::write(svg, curve(&entries, days)?)?;
    println!("{}", svg.display());
    Ok(())
}

fn entries(year: &Year, period: Period) -> Result<Vec<PointsEntry>, Failed> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = year.desk.points().of_programme(year.programme, period, 1_000, after)?;
        all.extend(page.items.into_iter().map(|found| found.now));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

/// What is owed to members, day by day, as a line.
fn curve(entries: &[PointsEntry], days: Period<Date>) -> Result<String, Failed> {
    let (mut sum, mut most) = (0_i64, 1_i64);
    let mut heights = Vec::new();
    let mut rest = entries.iter().peekable();
    for day in 1..=days.days() {
        let end = Zone::UTC.start_of(days.start().plus_days(day)?)?;
        while let Some(entry) = rest.next_if(|entry| entry.at() < end) {
            sum += entry.net();
        }
        most = most.max(sum);
        heights.push(sum);
    }
    let point = |(day, sum): (usize, &i64)| format!("{},{}", 60 + day * 2, 260 - sum * 220 / most);
    let line: Vec<String> = heights.iter().enumerate().map(point).collect();
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"820\" height=\"300\" \
         viewBox=\"0 0 820 300\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"820\" height=\"300\" \
         fill=\"white\"/>\n<path d=\"M60 30V260H800\" fill=\"none\" stroke=\"black\"/>\n\
         <text x=\"4\" y=\"44\">{most}</text><text x=\"4\" y=\"264\">0</text>\n\
         <text x=\"60\" y=\"284\">{}</text><text x=\"730\" y=\"284\">{}</text>\n\
         <text x=\"300\" y=\"20\">未兑换积分 · points outstanding</text>\n\
         <polyline points=\"{}\" fill=\"none\" stroke=\"#1f6f8b\" stroke-width=\"2\"/>\n</svg>\n",
        days.start(),
        days.end(),
        line.join(" ")
    ))
}
