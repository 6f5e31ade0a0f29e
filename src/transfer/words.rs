//! The words for kinds, classes and channels, as files write them.

use crate::domain::Invalid;
use crate::domain::client::{ClientKind, Segment};
use crate::domain::contact::ContactRole;
use crate::domain::interaction::{Channel, Direction, Kind};
use crate::domain::transaction::{self, LineKind};

/// The one of a list whose words have this text, as headers are compared.
fn one<T: Copy>(
    words: &[(T, &str)],
    text: &str,
    field: &'static str,
    allowed: &'static str,
) -> Result<T, Invalid> {
    let key = super::aliases::key(text);
    let found = words.iter().find(|(_, names)| names.split(' ').any(|name| name == key));
    found.map(|(one, _)| *one).ok_or(Invalid::Unknown { field, allowed })
}

pub(super) fn client_kind(text: &str) -> Result<ClientKind, Invalid> {
    const WORDS: &[(ClientKind, &str)] = &[
        (
            ClientKind::Organisation,
            "organisation organization company business firm 组织 企业 公司 单位 机构",
        ),
        (ClientKind::Person, "person individual personal 个人 自然人"),
    ];
    one(WORDS, text, "kind", "Organisation, Person")
}

pub(super) fn segment(text: &str) -> Result<Segment, Invalid> {
    const WORDS: &[(Segment, &str)] = &[
        (Segment::Strategic, "strategic 战略 战略客户"),
        (Segment::Key, "key 重点 重点客户 重要 重要客户"),
        (Segment::Standard, "standard 普通 普通客户 一般 一般客户"),
        (Segment::Light, "light 轻量 小客户"),
    ];
    one(WORDS, text, "segment", "Strategic, Key, Standard, Light")
}

pub(super) fn role(text: &str) -> Result<ContactRole, Invalid> {
    const WORDS: &[(ContactRole, &str)] = &[
        (ContactRole::DecisionMaker, "decisionmaker decider 决策人 决策者"),
        (ContactRole::Influencer, "influencer champion 影响人 影响者"),
        (ContactRole::User, "user enduser 使用人 使用者 用户"),
        (ContactRole::Finance, "finance budgetholder 财务"),
        (ContactRole::Other, "other 其他 其它"),
    ];
    one(WORDS, text, "role", "DecisionMaker, Influencer, User, Finance, Other")
}

pub(super) fn kind(text: &str) -> Result<Kind, Invalid> {
    const WORDS: &[(Kind, &str)] = &[
        (Kind::Call, "call phonecall 电话 通话 视频 打电话"),
        (Kind::Meeting, "meeting event 会议 开会"),
        (Kind::Visit, "visit 拜访 上门 上门拜访 客户拜访"),
        (Kind::ReturnVisit, "returnvisit 回访"),
        (Kind::Message, "message email mail chat 消息 邮件 微信 短信 发邮件"),
        (Kind::Greeting, "greeting 问候 祝福"),
        (Kind::Survey, "survey 调查 问卷"),
        (Kind::Note, "note task todo 备注 记录 任务 其他"),
    ];
    let allowed = "Call, Meeting, Visit, ReturnVisit, Message, Greeting, Survey, Note";
    one(WORDS, text, "kind", allowed)
}

pub(super) fn channel(text: &str) -> Result<Channel, Invalid> {
    const WORDS: &[(Channel, &str)] = &[
        (Channel::Email, "email mail 邮件 电子邮件"),
        (Channel::Messenger, "messenger wechat whatsapp sms 微信 企业微信 钉钉 qq 短信"),
        (Channel::Video, "video videocall zoom teams 视频 视频会议 腾讯会议"),
        (Channel::Phone, "phone telephone call 电话"),
        (Channel::Chat, "chat livechat 在线聊天 在线客服"),
        (Channel::InPerson, "inperson facetoface onsite 面谈 上门 拜访 现场"),
        (Channel::Post, "post letter 信件 邮寄"),
        (Channel::Portal, "portal 门户"),
    ];
    let allowed = "Email, Messenger, Video, Phone, Chat, InPerson, Post, Portal";
    one(WORDS, text, "channel", allowed)
}

pub(super) fn direction(text: &str) -> Result<Direction, Invalid> {
    const WORDS: &[(Direction, &str)] = &[
        (Direction::In, "in inbound incoming received 呼入 来电 收到 接收"),
        (Direction::Out, "out outbound outgoing sent 呼出 去电 发出 发送"),
        (Direction::Both, "both 双向"),
        (Direction::Internal, "internal 内部"),
    ];
    one(WORDS, text, "direction", "In, Out, Both, Internal")
}

pub(super) fn transaction_kind(text: &str) -> Result<transaction::Kind, Invalid> {
    const WORDS: &[(transaction::Kind, &str)] = &[
        (
            transaction::Kind::Order,
            "order sale salesorder purchase deal opportunity 订单 销售订单 销售 购买 成交",
        ),
        (transaction::Kind::Invoice, "invoice bill 发票 开票 账单"),
        (transaction::Kind::Payment, "payment receipt 付款 收款 回款 支付"),
        (transaction::Kind::Refund, "refund return creditnote 退款 退货 退单"),
    ];
    one(WORDS, text, "kind", "Order, Invoice, Payment, Refund")
}

pub(super) fn line_kind(text: &str) -> Result<LineKind, Invalid> {
    const WORDS: &[(LineKind, &str)] = &[
        (LineKind::Goods, "goods product item 商品 货物 产品 实物"),
        (LineKind::Service, "service work 服务 劳务"),
        (LineKind::Shipping, "shipping freight delivery postage 运费 快递 配送 邮费"),
    ];
    one(WORDS, text, "kind", "Goods, Service, Shipping")
}

/// Whether a deal at this stage was won.
pub(super) fn is_won(stage: &str) -> bool {
    const WON: &[&str] = &["won", "closedwon", "赢单", "成交", "已成交", "已赢单", "结单赢单"];
    WON.contains(&super::aliases::key(stage).as_str())
}

/// By which channel a kind of interaction mostly takes place, where the file does not say.
pub(super) fn usual(kind: Kind) -> (Channel, Direction) {
    match kind {
        Kind::Call | Kind::ReturnVisit => (Channel::Phone, Direction::Both),
        Kind::Meeting | Kind::Visit => (Channel::InPerson, Direction::Both),
        Kind::Message | Kind::Greeting | Kind::Survey => (Channel::Email, Direction::Out),
        Kind::Note => (Channel::Portal, Direction::Internal),
    }
}
