//! The example of a portfolio, as it runs: its own firm, files of others, and files that are wrong.

#[path = "../examples/portfolio/main.rs"]
#[expect(dead_code, reason = "the program begins with its own `main`")]
mod portfolio;

use std::path::Path;

use guanxi::domain::Invalid;
use portfolio::arguments::Arguments;
use portfolio::fault::{CellFault, Fault, Wrong};
use unicode_width::UnicodeWidthStr;

const PICTURES: [&str; 5] =
    ["distribution.svg", "weeks.svg", "contributions.svg", "satisfaction.svg", "expectations.svg"];

/// A folder of its own, with files in it.
struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Self {
        Room(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs with the scores and the pictures in this folder.
    fn run(&self, words: &[&str]) -> Result<String, Fault> {
        let (out, pictures) = (self.path("scores.csv"), self.path("pictures"));
        let places = ["--out", &out, "--pictures", &pictures];
        let words = words.iter().chain(&places).map(|word| (*word).to_owned());
        portfolio::told(&Arguments::read(words)?)
    }

    fn is_untouched(&self) -> bool {
        !Path::new(&self.path("scores.csv")).exists() && !Path::new(&self.path("pictures")).exists()
    }
}

#[test]
fn its_own_firm_is_ranked_explained_and_drawn() {
    for (lang, words) in
        [("zh", ["名次", "流失风险", "基准 50"]), ("en", ["rank", "hazard", "; from 50"])]
    {
        let room = Room::new();
        let text = room.run(&["--lang", lang]).unwrap();
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
        for name in PICTURES {
            let svg = room.read(&format!("pictures/{name}"));
            assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{name}");
        }
        let scores = room.read("scores.csv");
        let rows: Vec<&str> = scores.lines().collect();
        assert_eq!((rows[0], rows.len()), ("id,score,grade,hazard,rank", 9));
        assert!(rows[1..].iter().all(|row| row.split(',').count() == 5), "{scores}");
        let again = Room::new();
        again.run(&["--lang", lang]).unwrap();
        assert_eq!(again.read("scores.csv"), scores, "the same twice");
    }
}

#[test]
fn columns_stand_below_each_other_in_both_scripts() {
    let text = Room::new().run(&["--lang", "zh"]).unwrap();
    let rows: Vec<&str> = text.lines().skip(1).take(9).collect();
    let health = rows[0].split("健康度").next().unwrap().width();
    for row in &rows[1..] {
        let mut seen = 0;
        let cell: String = row
            .chars()
            .skip_while(|ch| {
                let before = seen < health;
                seen += ch.to_string().width();
                before
            })
            .take_while(|ch| *ch != ' ')
            .collect();
        assert!(cell.parse::<f64>().is_ok(), "{cell}: {row}");
    }
}

/// A log that is right but for what is wrong with it.
const LOG: &str =
    "who,day,amount\n甲,2024-01-05,100.50\n乙,20240109,8\n甲,2024-03-01T09:00,-3.255\n";
const NAMED: [&str; 6] = ["--id", "who", "--date", "day", "--value", "amount"];

#[test]
fn a_log_of_others_is_read_without_answers_and_promises() {
    let room = Room::new();
    let log = room.file("log.csv", format!("\u{feff}{}", LOG.replace('\n', "\r\n")));
    let words = [&["--transactions", &log, "--client", "甲"][..], &NAMED].concat();
    let text = room.run(&words).unwrap();
    assert!(text.contains("2024-03-01") && text.contains("甲：风险第"), "{text}");
    for name in &PICTURES[..3] {
        assert!(Path::new(&room.path(&format!("pictures/{name}"))).exists(), "{name}");
    }
    for name in &PICTURES[3..] {
        assert!(!Path::new(&room.path(&format!("pictures/{name}"))).exists(), "{name}");
        assert!(text.contains(&format!("{name}: 没有数据")), "{text}");
    }
}

#[test]
fn a_cell_that_is_wrong_is_told_by_row_and_column() {
    let no_character = |at| Wrong::Words(Invalid::Text { field: "text", at });
    let there = |there: &str| Wrong::NoColumn { there: there.to_owned() };
    let cases: Vec<(Vec<u8>, u64, Option<&str>, Wrong)> = vec![
        (b"".to_vec(), 1, Some("who"), there("")),
        (b"who,day,amount\n".to_vec(), 1, None, Wrong::NoRows),
        (LOG.replace("who", "id").into(), 1, Some("who"), there("id, day, amount")),
        (LOG.replace("day", "date").into(), 1, Some("day"), there("who, date, amount")),
        (LOG.replace("amount", "price").into(), 1, Some("amount"), there("who, day, price")),
        (LOG.replace("amount", "day").into(), 1, Some("day"), Wrong::ColumnTwice),
        (LOG.replace("乙,", ",").into(), 3, Some("who"), Wrong::Empty),
        (LOG.replace(",8\n", ",\n").into(), 3, Some("amount"), Wrong::Empty),
        (LOG.replace(",20240109", ",").into(), 3, Some("day"), Wrong::Empty),
        (LOG.replace('乙', "\u{1b}[31m乙").into(), 3, Some("who"), no_character(1)),
        (LOG.replace('乙', "乙\u{202E}").into(), 3, Some("who"), no_character(2)),
        (LOG.replace(",8\n", ",NaN\n").into(), 3, Some("amount"), Wrong::NotFinite),
        (LOG.replace(",8\n", ",-inf\n").into(), 3, Some("amount"), Wrong::NotFinite),
        (LOG.replace(",8\n", ",Infinity\n").into(), 3, Some("amount"), Wrong::NotFinite),
        (LOG.replace(",8\n", ",1e3\n").into(), 3, Some("amount"), Wrong::NoNumber),
        (LOG.replace(",8\n", ",\"1,000\"\n").into(), 3, Some("amount"), Wrong::NoNumber),
        (
            LOG.replace(",8\n", &format!(",{}\n", "9".repeat(40))).into(),
            3,
            Some("amount"),
            Wrong::TooLarge,
        ),
        (LOG.replace(",8\n", ",1000000000000000\n").into(), 3, Some("amount"), Wrong::TooLarge),
        (LOG.replace("20240109", "2024-02-30").into(), 3, Some("day"), Wrong::NoDate),
        (LOG.replace("20240109", "09/01/2024").into(), 3, Some("day"), Wrong::NoDate),
        (LOG.replace("20240109", "二〇二四年").into(), 3, Some("day"), Wrong::NoDate),
        (LOG.replace("20240109", "9999-12-31").into(), 3, Some("day"), Wrong::Future),
        (LOG.replace(",8\n", "\n").into(), 3, None, Wrong::Width { found: 2, wanted: 3 }),
        (LOG.replace("乙", "\"乙").into(), 3, None, Wrong::Width { found: 1, wanted: 3 }),
        ([LOG.as_bytes(), b"\xd6\xd0,2024-03-02,1\n"].concat(), 5, Some("who"), Wrong::NoText),
    ];
    for (bytes, row, column, wrong) in cases {
        let room = Room::new();
        let log = room.file("log.csv", &bytes);
        let words = [&["--transactions", &log][..], &NAMED].concat();
        let (file, column) = ("log.csv".to_owned(), column.map(str::to_owned));
        let wanted = CellFault { file, row, column, wrong };
        match room.run(&words) {
            Err(Fault::Cell(found)) => assert_eq!(found, wanted),
            other => panic!("{wanted:?}: {other:?}"),
        }
        assert!(room.is_untouched(), "{wanted:?}");
    }
}

#[test]
fn answers_and_promises_that_are_wrong_are_told_too() {
    const ANSWERS: &str = "who,day,score\n甲,2024-02-01,9\n乙,2024-02-02,10\n";
    const PROMISES: &str = "who,statement,worst,best,adequate,promised,delivered\n\
                            甲,月报,30 s,0 s,10 s,6 s,7.8 s\n";
    let unit = Wrong::OffScale;
    let end = Wrong::Words(Invalid::Order { field: "scale", order: "best < worst" });
    let cases = [
        ("--answers", ANSWERS.replace(",10", ",11"), 3, "score", Wrong::NoAnswer),
        ("--answers", ANSWERS.replace(",10", ",-1"), 3, "score", Wrong::NoAnswer),
        ("--answers", ANSWERS.replace(",10", ",7.5"), 3, "score", Wrong::NoAnswer),
        ("--answers", ANSWERS.replace(",10", ",7.001"), 3, "score", Wrong::NoAnswer),
        ("--answers", ANSWERS.replace(",10", ",NaN"), 3, "score", Wrong::NotFinite),
        ("--promises", PROMISES.replace("7.8 s", "7.8 h"), 2, "delivered", unit),
        ("--promises", PROMISES.replace("30 s", "0 s"), 2, "best", end),
        ("--promises", PROMISES.replace("月报", ""), 2, "statement", Wrong::Empty),
    ];
    for (option, text, row, column, wrong) in cases {
        let room = Room::new();
        let (log, more) = (room.file("log.csv", LOG), room.file("more.csv", &text));
        let words = [&["--transactions", &log, option, &more][..], &NAMED].concat();
        let (file, column) = ("more.csv".to_owned(), Some(column.to_owned()));
        let wanted = CellFault { file, row, column, wrong };
        match room.run(&words) {
            Err(Fault::Cell(found)) => assert_eq!(found, wanted),
            other => panic!("{wanted:?}: {other:?}"),
        }
        assert!(room.is_untouched(), "{wanted:?}");
    }
    let room = Room::new();
    let log = room.file("log.csv", LOG);
    let (answers, promises) = (room.file("a.csv", ANSWERS), room.file("p.csv", PROMISES));
    let words = ["--transactions", &log, "--answers", &answers, "--promises", &promises];
    room.run(&[&words[..], &NAMED, &["--client", "甲"]].concat()).unwrap();
    assert!(room.read("pictures/expectations.svg").contains("部分达成"));
    assert!(room.read("pictures/satisfaction.svg").contains("2 人"));
}

#[test]
fn what_is_asked_wrongly_writes_nothing() {
    let room = Room::new();
    for words in [
        &["--until", "2026-13-01"][..],
        &["--until", "tomorrow"],
        &["--lang", "fr"],
        &["--top", "-1"],
        &["--wrong"],
    ] {
        assert!(matches!(room.run(words), Err(Fault::Asked { .. })), "{words:?}");
    }
    assert!(matches!(room.run(&["--until", "1999-01-01"]), Err(Fault::Nobody)));
    assert!(matches!(room.run(&["--client", "nobody"]), Err(Fault::Unknown { .. })));
    let missing = room.path("not there.csv");
    assert!(matches!(room.run(&["--transactions", &missing]), Err(Fault::File { .. })));
    assert!(room.is_untouched());
}

#[test]
fn a_client_is_no_formula_and_no_markup() {
    let room = Room::new();
    let name = "=cmd|'/c calc'!A1<script>alert(1)</script>";
    let log = room.file("log.csv", LOG.replace('甲', name));
    let words = [&["--transactions", &log, "--client", name][..], &NAMED].concat();
    room.run(&words).unwrap();
    assert!(room.read("scores.csv").contains(&format!("'{name}")));
    let svg = room.read("pictures/contributions.svg");
    assert!(!svg.contains("<script") && svg.contains("&lt;script"));
}

#[test]
fn every_fault_is_said_in_both_languages() {
    let of = |wrong| {
        let column = Some("金额".to_owned());
        Fault::Cell(CellFault { file: "log.csv".to_owned(), row: 7, column, wrong })
    };
    let zh = of(Wrong::NotFinite).say(guanxi::Lang::Zh);
    assert_eq!(zh, "log.csv，第 7 行，“金额”列：NaN 和无穷不是金额");
    let en = of(Wrong::Empty).say(guanxi::Lang::En);
    assert_eq!(en, "log.csv, row 7, column “金额”: it is empty");
}
