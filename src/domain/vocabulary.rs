//! The words of the tables in a person's language: nouns, states, verbs and fields.

use super::Lang;

/// A word of the crate's tables as a person would say it; one that is in no table is said as it
/// stands.
///
/// ```
/// use guanxi::domain::{Lang, vocabulary::say};
/// assert_eq!(say("hand_over", Lang::Zh), "移交");
/// assert_eq!(say("hand_over", Lang::En), "hand over");
/// ```
#[must_use]
pub fn say(word: &'static str, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => of_tables(word)
            .or_else(|| of_cadence(word))
            .or_else(|| of_expectations(word))
            .or_else(|| of_fields(word))
            .or_else(|| of_levels(word))
            .or_else(|| of_figures(word))
            .or_else(|| of_transactions(word))
            .or_else(|| of_imports(word))
            .or_else(|| of_changes(word))
            .or_else(|| of_change_fields(word))
            .or_else(|| of_surveys(word))
            .or_else(|| of_loyalty(word))
            .or_else(|| of_rewards(word))
            .unwrap_or(word),
        Lang::En => spaced(word),
    }
}

/// Several words, as a list is said.
#[must_use]
pub fn list(words: &[&'static str], lang: Lang) -> String {
    if words.is_empty() {
        return lang.choose("无", "nothing").to_owned();
    }
    let said: Vec<&str> = words.iter().map(|word| say(word, lang)).collect();
    said.join(lang.choose("、", ", "))
}

fn spaced(word: &'static str) -> &'static str {
    match word {
        "hand_over" => "hand over",
        "win_back" => "win back",
        "set_plan" => "set plan",
        "clear_plan" => "clear plan",
        "meeting_series" => "meeting series",
        "step_done" => "step done",
        "explain_constraint" => "explain constraint",
        "propose_level" => "propose level",
        "deliver_increment" => "deliver increment",
        "close_period" => "close period",
        "record_perception" => "record perception",
        "record_remedy" => "record remedy",
        "take_over" => "take over",
        "–" => "not there yet",
        "change_request" => "change request",
        "return_purchase" => "return purchase",
        "offer_again" => "offer again",
        "give_tier" => "give a tier",
        "end_tier" => "end a given tier",
        "request_info" => "ask for more",
        "AwaitingDecision" => "awaiting decision",
        "take_in" => "take in",
        "take_back" => "take back",
        "go_on" => "go on",
        "finish_undo" => "finish undo",
        word => word,
    }
}

/// Nouns, states and verbs of the machines.
fn of_tables(word: &str) -> Option<&'static str> {
    Some(match word {
        "client" => "客户",
        "client stage" => "客户关系",
        "contact" => "联系人",
        "staff" => "员工",
        "interaction" => "互动记录",
        "notice" => "告知事项",
        "transaction" => "交易记录",
        "–" => "尚不存在",
        "Active" => "有效",
        "Archived" => "已归档",
        "Erased" => "已抹除",
        "Left" => "已离开",
        "Prospect" => "潜在客户",
        "Onboarding" => "启动",
        "Delivering" => "交付",
        "Supported" => "维护",
        "Dormant" => "休眠",
        "Churned" => "已流失",
        "Lost" => "已丢单",
        "Standing" => "有效",
        "Superseded" => "已被取代",
        "Withdrawal" => "撤回说明",
        "register" => "登记",
        "enrol" => "登记入职",
        "edit" => "修改",
        "hand_over" => "移交",
        "move" => "变更阶段",
        "archive" => "归档",
        "restore" => "恢复",
        "erase" => "抹除",
        "begin" => "启动合作",
        "deliver" => "开始交付",
        "rest" => "转入休眠",
        "churn" => "记为流失",
        "win_back" => "赢回",
        "lose" => "记为丢单",
        "reopen" => "重新开启",
        "tick" => "勾选",
        "untick" => "取消勾选",
        "add" => "添加",
        "consent" => "记录同意",
        "withdraw" => "撤回",
        "leave" => "记为离开",
        "log" => "记录",
        "record" => "录入",
        "correct" => "更正",
        "Due" => "待告知",
        "Told" => "已告知",
        "Waived" => "已免除",
        "raise" => "提出",
        "tell" => "记为已告知",
        "waive" => "免除",
        _ => return None,
    })
}

/// What is said of cadence, of series of meetings and of sequences.
fn of_cadence(word: &str) -> Option<&'static str> {
    Some(match word {
        "meeting_series" => "例会",
        "sequence" => "跟进序列",
        "Running" => "进行中",
        "Ended" => "已结束",
        "Achieved" => "已达成",
        "Exhausted" => "步骤已完",
        "Stopped" => "已停止",
        "start" => "开始",
        "held" => "记为已开",
        "missed" => "记为未召开",
        "skip" => "跳过",
        "end" => "结束",
        "step_done" => "完成一步",
        "answered" => "记录答复",
        "stop" => "停止",
        "set_plan" => "设定联系节奏",
        "clear_plan" => "取消单独的联系节奏",
        "pause" => "暂停联系",
        "resume" => "恢复",
        "escalate" => "升级处理",
        "Owner" => "通知负责人",
        "Lead" => "通知上级",
        "Risk" => "列为风险",
        _ => return None,
    })
}

/// Fields that a person fills in.
fn of_fields(word: &str) -> Option<&'static str> {
    Some(match word {
        "name" => "名称",
        "email" => "电子邮件",
        "phone" => "电话",
        "text" => "文字",
        "note" => "备注",
        "subject" => "主题",
        "title" => "标题",
        "tag" | "tags" => "标签",
        "reference" | "references" => "外部编号",
        "system" => "外部系统",
        "id" => "编号",
        "key" => "键",
        "language" => "语言",
        "zone" => "时区",
        "time" | "happened at" => "时间",
        "date" => "日期",
        "birthday" => "生日",
        "period" => "期间",
        "interval" => "时段",
        "hour" => "小时",
        "minute" => "分钟",
        "score" => "分数",
        "percent" => "百分比",
        "gap" => "差距",
        "points" => "积分",
        "money" => "金额",
        "currency" => "币种",
        "quantity" => "数量",
        "unit" => "单位",
        "decimals" => "小数位",
        "sentiment" => "感受",
        "effort" => "工时",
        "contacts" => "联系人",
        "roles" => "角色",
        "promised" => "承诺",
        "need" | "needs" => "需求",
        "solution" | "solutions" => "方案",
        "preferences" => "偏好",
        "addresses" => "联系方式",
        "consents" => "同意记录",
        "custom field" => "自定义字段",
        "checklist" => "检查清单",
        "purpose" => "目的",
        "steps" => "步骤",
        "hours" => "小时数",
        "cadence book" => "联系节奏手册",
        "target days" => "目标间隔天数",
        "longest days" => "最长间隔天数",
        "shortest days" => "最短间隔天数",
        "days until the lead is told" => "通知上级前的工作日",
        "days until it is a risk" => "列为风险前的工作日",
        "touches" => "接触次数",
        "channels" => "渠道",
        "weekdays" => "星期",
        "quiet hours" => "免打扰时段",
        "hours without quiet" => "可联系时段",
        "seconds to answer" => "答复时限（秒）",
        "version" => "版本",
        "evidence" => "依据",
        "digest" => "摘要",
        _ => return None,
    })
}

/// Fields of transactions.
fn of_transactions(word: &str) -> Option<&'static str> {
    Some(match word {
        "item" => "品名",
        "category" => "类别",
        "kind" => "类型",
        "lines" => "明细行",
        "net" => "净额",
        "tax" => "税额",
        "total" => "总额",
        "paid" => "付款",
        _ => return None,
    })
}

/// The table of imports, and what can be missing in a row.
fn of_imports(word: &str) -> Option<&'static str> {
    Some(match word {
        "import" => "批量导入",
        "Planned" => "已计划",
        "Importing" => "导入中",
        "Done" => "已完成",
        "Cancelled" => "已取消",
        "Undoing" => "撤销中",
        "Undone" => "已撤销",
        "plan" => "计划",
        "take_in" => "导入一批",
        "finish" => "完成",
        "cancel" => "取消",
        "go_on" => "继续",
        "undo" => "撤销",
        "take_back" => "撤销一批",
        "finish_undo" => "结束撤销",
        "file" => "文件",
        "mapping" => "映射",
        "amount" => "金额",
        _ => return None,
    })
}

/// The table of expectations.
fn of_expectations(word: &str) -> Option<&'static str> {
    Some(match word {
        "expectation" => "期望",
        "Captured" => "已记录",
        "Clarified" => "已明确",
        "Negotiating" => "协商中",
        "Agreed" => "已约定",
        "Fulfilling" => "履行中",
        "Evaluated" => "已评价",
        "Declined" => "已婉拒",
        "Withdrawn" => "已撤回",
        "capture" => "记录",
        "clarify" => "明确",
        "explain_constraint" => "解释限制",
        "propose_level" => "提议水平",
        "forecast" => "预测",
        "agree" => "约定",
        "decline" => "婉拒",
        "occur" => "记录请求",
        "deliver_increment" => "交付部分成果",
        "revise" => "修订",
        "acknowledge" => "确认",
        "confirm" => "确认不变",
        "evaluate" => "评价",
        "close_period" => "结束本期",
        "record_perception" => "记录感受",
        "dispute" => "提出异议",
        "record_remedy" => "记录补救",
        "supersede" => "取代",
        "take_over" => "接替",
        _ => return None,
    })
}

/// Fields of numbers, questions and figures.
fn of_figures(word: &str) -> Option<&'static str> {
    Some(match word {
        "part" => "部分",
        "parts" => "份数",
        "whole" => "总数",
        "number" => "数字",
        "limit" => "条数",
        "due" => "到期时间",
        "as of" => "截止时间",
        "observation" => "观测值",
        "scorecard" => "评分卡",
        _ => return None,
    })
}

/// Fields of expectations.
fn of_levels(word: &str) -> Option<&'static str> {
    Some(match word {
        "statement" => "陈述",
        "metric" => "衡量内容",
        "scale" => "刻度",
        "level" => "水平",
        "first level" => "最初水平",
        "desired level" => "期望水平",
        "adequate level" => "可接受水平",
        "agreed level" => "约定水平",
        "proposed level" => "提议水平",
        "perceived level" => "感受水平",
        "counter-offer" => "替代方案",
        "actual" => "实际结果",
        "increment" => "部分成果",
        "tolerance" => "容差",
        "rating" => "评分",
        "cycle" => "周期",
        "weight" => "权重",
        "losses" => "损失倍数",
        "reason" => "理由",
        _ => return None,
    })
}

/// Programmes, members and points.
fn of_loyalty(word: &str) -> Option<&'static str> {
    Some(match word {
        "programme" => "积分计划",
        "member" => "会员",
        "Suspended" => "已暂停",
        "Enrolled" => "待激活",
        "Blocked" => "已冻结",
        "launch" => "启动",
        "amend" => "修改条款",
        "suspend" => "暂停计划",
        "close" => "关闭",
        "join" => "入会",
        "admit" => "激活会籍",
        "block" => "冻结",
        "unblock" => "解冻",
        "earn" => "积分",
        "bonus" => "奖励积分",
        "activate" => "使积分生效",
        "redeem" => "兑换",
        "reserve" => "预留",
        "commit" => "提交预留",
        "release" => "释放预留",
        "refund" => "退回兑换",
        "return_purchase" => "退货扣回",
        "transfer" => "转赠",
        "adjust" => "调整",
        "reinstate" => "恢复",
        "merge" => "合并",
        "sweep" => "登记到期",
        "give_tier" => "授予等级",
        "end_tier" => "收回授予的等级",
        "rate" => "积分比例",
        "rule" | "rules" => "积分规则",
        "exclusions" => "排除项",
        "caps" => "上限",
        "minutes" => "预留分钟数",
        "card" => "会员卡号",
        "until" => "截止时间",
        _ => return None,
    })
}

/// Tiers, rewards, redemptions and referrals.
fn of_rewards(word: &str) -> Option<&'static str> {
    Some(match word {
        "reward" => "积分奖励",
        "redemption" => "兑换单",
        "referral" => "推荐",
        "Paused" => "暂停兑换",
        "Reserved" => "已预留",
        "Issued" => "已发放",
        "Used" => "已使用",
        "Expired" => "已过期",
        "Invited" => "已邀请",
        "Registered" => "已注册",
        "Qualified" => "已达标",
        "Rewarded" => "已奖励",
        "restock" => "调整库存",
        "offer" => "开放兑换",
        "withhold" => "暂停兑换",
        "offer_again" => "恢复兑换",
        "issue" => "发放",
        "use" => "使用",
        "expire" => "登记过期",
        "invite" => "邀请",
        "qualify" => "计入购买",
        "pay" => "发放奖励",
        "reverse" => "因退货撤销",
        "ratio" => "比例",
        "span" => "时长",
        "tiers" => "会员等级",
        "rank" => "等级",
        "benefits" => "权益",
        "window" => "统计周期",
        "upgrade" => "升级方式",
        "expiry" => "保级期限",
        "movements" => "变动记录",
        "discount" => "折扣",
        "price" => "价格",
        "per member" => "每人限兑次数",
        "service" => "服务",
        "code" => "券码",
        "trigger" => "奖励条件",
        "referrals" => "推荐人数",
        _ => return None,
    })
}

/// States and verbs of change requests.
fn of_changes(word: &str) -> Option<&'static str> {
    Some(match word {
        "change_request" => "变更请求",
        "Draft" => "草稿",
        "Submitted" => "已提交",
        "Assessing" => "评估中",
        "AwaitingDecision" => "待决定",
        "Approved" => "已批准",
        "Deferred" => "已暂缓",
        "Rejected" => "已驳回",
        "Implementing" => "实施中",
        "Verifying" => "验收中",
        "Closed" => "已关闭",
        "draft" => "起草",
        "submit" => "提交",
        "triage" => "分派",
        "outline" => "列出方案",
        "discard" => "去掉方案",
        "assess" => "评估影响",
        "explain" => "向客户说明",
        "propose" => "提请决定",
        "request_info" => "要求补充信息",
        "approve" => "批准",
        "reject" => "驳回",
        "defer" => "暂缓",
        "revoke" => "撤销批准",
        "complete" => "完成实施",
        "abort" => "回退",
        "accept" => "验收",
        "refuse" => "拒绝验收",
        "baseline" => "计算基线",
        _ => return None,
    })
}

/// Surveys, invitations and answers.
fn of_surveys(word: &str) -> Option<&'static str> {
    Some(match word {
        "survey" => "问卷",
        "invitation" => "问卷邀请",
        "answer" => "答复",
        "Open" => "进行中",
        "Answered" => "已答复",
        "open" => "开放",
        "count" => "计票",
        "remind" => "提醒",
        "give" => "作答",
        "change" => "改答",
        "questions" => "题目",
        "targets" => "目标",
        "waves" => "轮次",
        "ballots" => "选票",
        "greeting" => "邀请语",
        "audience" => "调查对象",
        "confidence" => "置信水平",
        "weights" => "权重",
        "half-life" => "半衰期",
        "bands" => "等级界限",
        _ => return None,
    })
}

/// Fields of change requests and of the policy that decides about them.
fn of_change_fields(word: &str) -> Option<&'static str> {
    Some(match word {
        "source" => "来源",
        "label" => "名称",
        "rationale" => "理由",
        "question" => "问题",
        "explanation" => "说明",
        "role" => "角色",
        "scope" => "范围",
        "scope item" => "范围项",
        "milestone" => "里程碑",
        "days" => "天数",
        "business days" => "工作日",
        "cost" => "费用",
        "resources" => "资源",
        "dimension" => "维度",
        "alternatives" => "方案",
        "explanations" => "说明",
        "feedback" => "反馈",
        "expectations" => "期望",
        "changes" => "变更",
        "approvals" => "批准",
        "authority" => "权限",
        "ceiling" => "上限",
        "change budget" => "变更预算",
        "template" => "模板",
        "estimate error" => "估算误差",
        "Normal" => "常规变更",
        "Standard" => "标准变更",
        "Emergency" => "紧急变更",
        _ => return None,
    })
}
