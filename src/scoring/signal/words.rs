//! What a person reads about a signal.

use super::watch::Firing;
use crate::domain::Lang;

impl Firing {
    /// What has happened, and on which numbers that rests, in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        let why = self.signal.reason.say(lang);
        let seen = |at: &super::watch::Input| at.value.map(|value| format!("{} = {value}", at.at));
        let seen: Vec<String> = self.inputs.iter().filter_map(seen).collect();
        let seen = seen.join(lang.choose("，", ", "));
        lang.choose(
            format!("{why}（{}：{seen}）", self.trigger),
            format!("{why} ({}: {seen})", self.trigger),
        )
    }
}
