//! Words of the tables that the crate does not say itself, in the language of the reader. It says the
//! nouns, states and verbs: `guanxi::domain::vocabulary`.

use guanxi::domain::Lang;

/// An event, a segment, a kind or a channel, as the tables show it.
pub(crate) fn word(lang: Lang, name: &str) -> String {
    let known = WORDS.iter().find(|(known, _, _)| *known == name);
    known.map_or(name, |(_, zh, en)| lang.choose(zh, en)).to_owned()
}

const WORDS: &[(&str, &str, &str)] = &[
    ("registered", "登记", "registered"),
    ("edited", "修改", "edited"),
    ("handed_over", "移交", "handed over"),
    ("archived", "归档", "archived"),
    ("restored", "恢复", "restored"),
    ("erased", "抹除", "erased"),
    ("moved", "进展", "moved"),
    ("ticked", "勾选", "ticked"),
    ("added", "添加", "added"),
    ("logged", "记录", "logged"),
    ("corrected", "更正", "corrected"),
    ("withdrawn", "撤回", "withdrawn"),
    ("enrolled", "登记", "enrolled"),
    ("Strategic", "战略", "strategic"),
    ("Key", "重点", "key"),
    ("Standard", "普通", "standard"),
    ("Light", "轻量", "light"),
    ("Call", "通话", "call"),
    ("Meeting", "会议", "meeting"),
    ("Visit", "拜访", "visit"),
    ("ReturnVisit", "回访", "return visit"),
    ("Message", "消息", "message"),
    ("Greeting", "问候", "greeting"),
    ("Survey", "调查", "survey"),
    ("Note", "备注", "note"),
    ("Email", "邮件", "e-mail"),
    ("Messenger", "即时消息", "messenger"),
    ("Video", "视频", "video"),
    ("Phone", "电话", "phone"),
    ("Chat", "在线聊天", "chat"),
    ("InPerson", "面谈", "in person"),
    ("Post", "信件", "post"),
    ("Portal", "门户", "portal"),
];
