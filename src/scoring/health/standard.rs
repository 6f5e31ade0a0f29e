//! What the house proposes: the sources that it knows, and a scorecard for teams that deliver
//! projects.

use super::map::Map;
use super::scorecard::{Cap, Group, Measure, Null, Of, Scorecard};
use super::source::{Better, Fold, Shape, Source, Sources};
use super::titled::Titled;
use super::who::Who;
use crate::domain::CustomKey;

/// The sources that the house knows, those included that nobody feeds yet.
///
/// ```
/// use guanxi::domain::{CustomKey, Lang};
/// use guanxi::scoring::health::house_sources;
/// let sources = house_sources();
/// let cadence = sources.get(&CustomKey::new("cadence")?).expect("it is known");
/// assert_eq!(cadence.title.say(Lang::Zh), "联系节奏");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[must_use]
pub fn house_sources() -> Sources {
    let share = |zh, en| source((zh, en), ("%", "%"), 10_000, Fold::Latest, Better::Higher);
    let index = |zh, en| source((zh, en), ("分", "points"), 10_000, Fold::Latest, Better::Higher);
    let count = |zh, en, unit, better| source((zh, en), unit, 1_000_000, Fold::Sum, better);
    let times = ("次", "times");
    [
        ("satisfaction", index("满意度指数", "satisfaction index")),
        (
            "nps",
            Source {
                shape: Shape::Number { low: -10_000, high: 10_000 },
                ..index("净推荐值", "net promoter score")
            },
        ),
        ("survey_response", share("问卷回应率", "share of the surveyed who answered")),
        ("expectations", index("期望指数", "expectation index")),
        ("sla", share("服务承诺达成", "service levels kept")),
        ("answered_in_time", share("按时答复率", "questions answered in time")),
        (
            "answer_minutes",
            Source {
                fold: Fold::Latest,
                ..count("答复时长", "time to an answer", ("分钟", "minutes"), Better::Lower)
            },
        ),
        ("cadence", index("联系节奏", "cadence")),
        ("engagement", count("会议与通话", "meetings and calls", times, Better::Higher)),
        ("progress", share("里程碑按时", "milestones on time")),
        ("open_changes", count("未结变更", "open changes", ("项", "open"), Better::Lower)),
        ("payment", share("已付款比例", "share paid")),
        ("breadth", share("联系人覆盖", "breadth of contacts")),
        ("referrals", count("转介绍", "clients brought", ("家", "brought"), Better::Higher)),
        ("feedback_loop", share("反馈闭环", "feedback loop closed")),
        ("sentiment", index("人工评价", "judgement by hand")),
        (
            "must_be_missed",
            count("基本型期望未达成", "must-be promises missed", times, Better::Lower),
        ),
        ("critical_open", count("危急升级未结", "critical escalations open", times, Better::Lower)),
    ]
    .into_iter()
    .map(|(id, source)| (key(id), source))
    .collect()
}

/// The scorecard that is proposed for teams that deliver projects.
///
/// What nobody feeds yet is out of it, and half of what is in use is enough, so that a small client with
/// a few calls and contacts is scored by these, also where the firm knows more of others.
#[must_use]
pub fn project_teams() -> Scorecard {
    let share = || line(0, 10_000);
    Scorecard {
        id: key("project_teams"),
        version: 1,
        title: titled("项目团队", "project teams"),
        who: Who::Everybody,
        priority: 0,
        groups: vec![
            group(
                "outcome",
                35,
                vec![
                    measure("satisfaction", 20, share()),
                    // An index of 25 is nothing, one of 60 is all: see `expectation::health_of`.
                    measure("expectations", 15, line(2_500, 6_000)),
                ],
            ),
            group(
                "service",
                25,
                vec![
                    measure("sla", 10, share()),
                    measure("cadence", 10, share()),
                    measure("feedback_loop", 5, share()),
                ],
            ),
            group(
                "engagement",
                20,
                vec![
                    Measure { lookback: Some(90), ..measure("engagement", 10, line(0, 6)) },
                    measure("breadth", 5, line(0, 6_000)),
                    measure("sentiment", 5, share()),
                ],
            ),
            group(
                "delivery",
                20,
                vec![
                    measure("progress", 10, share()),
                    measure("open_changes", 5, Map::Linear { lo: 0, hi: 4, invert: true }),
                    measure("payment", 5, share()),
                ],
            ),
        ],
        caps: vec![
            cap("critical_open", "有危急升级未结", "a critical escalation is open", None),
            cap("must_be_missed", "有基本型期望未达成", "a must-be promise was missed", Some(366)),
        ],
        min_coverage: 5_000,
    }
}

fn key(text: &str) -> CustomKey {
    CustomKey::new(text).expect("the keys of the house are written here")
}

fn titled(zh: &str, en: &str) -> Titled {
    Titled::new(zh, en).expect("the titles of the house are written here")
}

fn source(
    title: (&str, &str),
    unit: (&str, &str),
    high: i64,
    fold: Fold,
    better: Better,
) -> Source {
    let shape = Shape::Number { low: 0, high };
    let (title, unit) = (titled(title.0, title.1), titled(unit.0, unit.1));
    Source { title, unit, shape, fold, better }
}

fn line(lo: i64, hi: i64) -> Map {
    Map::Linear { lo, hi, invert: false }
}

fn group(id: &str, weight: u32, measures: Vec<Measure>) -> Group {
    Group { id: key(id), weight, measures }
}

fn measure(id: &str, weight: u32, map: Map) -> Measure {
    let of = Of::Source(key(id));
    Measure { id: key(id), weight, of, map, lookback: None, ttl: None, null: Null::Hold }
}

/// At most 49, from the first on.
fn cap(id: &str, zh: &str, en: &str, lookback: Option<u32>) -> Cap {
    let (id, reason, source) = (key(id), titled(zh, en), key(id));
    Cap { id, reason, source, lookback, at_least: 1, max: 4_900 }
}
