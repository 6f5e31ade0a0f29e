//! What each record did to a score: by how much it would be another without that record.

use std::collections::BTreeMap;

use super::book::ScorecardBook;
use super::evaluation::Asked;
use super::fault::ReadingFault;
use super::reading::{Behind, Reading, Readings};
use crate::domain::CustomKey;

impl ScorecardBook {
    /// What each record that a client's score rests on did to it: by how many basis points the score
    /// is higher than it would be without that record. Worked out by scoring anew without each, so
    /// it takes as many evaluations as there are records.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn effects(
        &self,
        id: &CustomKey,
        asked: &Asked<'_>,
    ) -> Result<BTreeMap<Behind, i64>, ReadingFault> {
        let health = self.evaluate(id, asked)?;
        let mut effects = BTreeMap::new();
        let Some(score) = health.score else { return Ok(effects) };
        for behind in health.contributions.iter().flat_map(|line| &line.behind) {
            if effects.contains_key(behind) {
                continue;
            }
            let readings = without(asked.readings, behind);
            let less = self.evaluate(id, &Asked { readings: &readings, ..*asked })?;
            let effect = less.score.map_or(0, |less| score.bp() - less.bp());
            effects.insert(behind.clone(), effect);
        }
        Ok(effects)
    }
}

/// What was read, without what rests on a record.
fn without(readings: &Readings, record: &Behind) -> Readings {
    let left = |reading: &Reading| match reading {
        Reading::NotUsed => Reading::NotUsed,
        Reading::Silent => Reading::Silent,
        Reading::Told(told) => {
            let rests = |behind: &[Behind]| behind.contains(record);
            Reading::Told(told.iter().filter(|one| !rests(&one.behind)).cloned().collect())
        }
    };
    readings.iter().map(|(key, reading)| (key.clone(), left(reading))).collect()
}
