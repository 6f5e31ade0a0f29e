//! What is said with clients, in the two languages of the firm.

use crate::dice::{among, pick};

/// What an interaction is about.
pub(crate) fn subject(n: u64) -> &'static str {
    pick(n, 11, &SUBJECTS)
}

/// What was promised.
pub(crate) fn promise(n: u64) -> &'static str {
    pick(n, 12, &PROMISES)
}

/// A text of two to five sentences, most of them in Chinese.
pub(crate) fn text(n: u64, what: u64) -> String {
    let sentences = 1 + among(n, what, 3);
    (0..sentences).map(|at| pick(n, what + 1 + at, &SENTENCES)).collect::<Vec<_>>().join(" ")
}

const SUBJECTS: [&str; 10] = [
    "二期上线时间确认",
    "Weekly status call",
    "报表口径与对账问题",
    "合同续签与价格",
    "Change request: export to Excel",
    "培训安排",
    "现场走访：仓库流程",
    "Invoice and payment terms",
    "接口联调延期",
    "满意度回访",
];

const PROMISES: [&str; 5] = [
    "周五前给出书面方案和报价",
    "Send the revised plan by Friday",
    "下周三安排顾问到现场",
    "本月内修复并回归测试",
    "Call back after the board meeting",
];

const SENTENCES: [&str; 12] = [
    "客户确认二期范围不变，但希望移动端审批提前两周上线，由我方评估人力后回复。",
    "对方财务对月结报表的口径仍有疑问，约定周四下午一起核对三月和四月的数据。",
    "The client accepts the new date if training for the branch offices starts in the first week.",
    "李经理提到集团正在统一采购流程，后续合同需要走新的审批，预计多两周。",
    "They asked for a list of open issues with an owner and a date for each of them.",
    "接口联调卡在对方的测试环境，已请他们的信息部协助，周五前给出可用的账号。",
    "We agreed to keep the weekly call on Tuesdays and to send minutes on the same day.",
    "现场看了仓库的收货流程，扫码枪与系统之间有三秒延迟，操作员普遍反映影响效率。",
    "价格方面客户希望维持去年的折扣，我方说明新增模块不在原合同范围之内。",
    "Support response has improved, two tickets older than a week were closed during the call.",
    "客户的新任项目负责人下月到岗，需要重新做一次介绍和需求确认。",
    "王总对交付质量表示满意，愿意作为同行业的参考客户接受访问。",
];

/// What a client is called.
pub(crate) fn name(number: u64) -> String {
    let (place, trade) = (pick(number, 13, &PLACES), pick(number, 14, &TRADES));
    format!("{place}{trade}{number}")
}

const PLACES: [&str; 6] = ["华信", "苏州东方", "Nordhafen ", "Rhein ", "深圳前海", "杭州湾"];
const TRADES: [&str; 5] = ["咨询", "精密制造", "Logistics ", "Medical ", "软件"];

/// What a person is called.
pub(crate) fn person(client: u64, number: u64) -> String {
    let (family, given) = (pick(client, 15 + number, &FAMILIES), pick(client, 25 + number, &GIVEN));
    format!("{family}{given}")
}

const FAMILIES: [&str; 6] = ["王", "李", "Weber ", "陈", "Meyer ", "赵"];
const GIVEN: [&str; 5] = ["雷", "Anna", "建国", "晓梅", "Jonas"];
