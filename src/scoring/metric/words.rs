//! What a person reads about a figure.

use super::rate::{Metric, Rate};
use crate::domain::Lang;

impl Metric {
    /// The figure in a person's language.
    #[must_use]
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Metric::Retention => lang.choose("客户留存率", "client retention"),
            Metric::LogoChurn => lang.choose("客户流失率", "logo churn"),
            Metric::RepeatPurchase => lang.choose("复购率", "repeat-purchase rate"),
            Metric::Referral => lang.choose("转介绍率", "referral rate"),
            Metric::ReferralParticipation => lang.choose("转介绍参与率", "referral participation"),
            Metric::GrossRetention => lang.choose("毛收入留存率", "gross revenue retention"),
            Metric::NetRetention => lang.choose("净收入留存率", "net revenue retention"),
        }
    }
}

impl Rate {
    /// The rate with its parts, in a person's language.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> String {
        let (name, part, whole) = (self.metric.say(lang), self.numerator, self.denominator);
        let value = match self.bp() {
            Some(bp) => format!("{}.{:02}%", bp / 100, bp % 100),
            None => lang.choose("无", "none").to_owned(),
        };
        let within = match self.interval {
            Some(found) => {
                let (low, high) = (found.low() * 100.0, found.high() * 100.0);
                lang.choose(
                    format!("，95% 区间 {low:.1}%–{high:.1}%"),
                    format!(", 95% interval {low:.1}% to {high:.1}%"),
                )
            }
            None => String::new(),
        };
        lang.choose(
            format!("{name} {value}（{part}/{whole}{within}）"),
            format!("{name} {value} ({part}/{whole}{within})"),
        )
    }
}
