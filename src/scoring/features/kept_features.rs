//! The features of a client as a record, put anew with everything that is written in its stream.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::gathered::Gathered;
use super::kept::{Kept, Step, standing};
use super::record::Features;
use super::stands::Stands;
use super::written::Lines;
use crate::domain::declaration::{Columns, Declaration, Kind};
use crate::domain::noun::Noun;
use crate::domain::{ClientId, Currency, Held, Id, RecordId, Stream, Visibility};

/// Which client's features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeptFeaturesId(ClientId);

impl KeptFeaturesId {
    /// Those of a client.
    #[must_use]
    pub const fn of(client: ClientId) -> Self {
        KeptFeaturesId(client)
    }
}

impl RecordId for KeptFeaturesId {
    const NOUN: &'static str = "features";

    fn from_id(id: Id) -> Self {
        KeptFeaturesId(ClientId::from_id(id))
    }

    fn id(self) -> Id {
        self.0.id()
    }
}

impl std::fmt::Display for KeptFeaturesId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "features-{}", self.id())
    }
}

/// The features of a client as they are kept: numbers and ids, and nothing personal.
///
/// They are worked out from the facts of the client's stream and can be worked out again, so no entry
/// of the journal tells of them.
///
/// ```
/// use guanxi::domain::{ClientId, Id, RecordId};
/// use guanxi::scoring::features::{Features, Gathered, KeptFeatures};
/// let hua = ClientId::from_id(Id::from_bytes([7; 16]));
/// let kept = KeptFeatures::of(hua, "CNY".parse()?, &Gathered::default());
/// assert_eq!(kept.features(), &Features::default());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct KeptFeatures {
    client: ClientId,
    numbers: KeptNumbers,
}

/// What stands in such a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Lines", into = "Lines")]
pub struct KeptNumbers {
    /// By which rules they were worked out.
    pub(super) rules: u16,
    /// In which currency purchases are counted.
    pub(super) currency: Currency,
    pub(super) features: Features,
    /// How far each promise and each change was told of which more may come.
    pub(super) stands: BTreeMap<Id, Stands>,
}

/// The rules by which features are worked out today. Another number is given when they change, so that
/// what was kept by the earlier ones is worked out anew.
const RULES: u16 = 1;

impl KeptFeatures {
    /// The features of everything that was gathered of a client.
    #[must_use]
    pub fn of(client: ClientId, currency: Currency, gathered: &Gathered) -> Self {
        let features = Kept::of(standing(gathered.history())).features().clone();
        let stands = gathered.going_on();
        let numbers = KeptNumbers { rules: RULES, currency, features, stands };
        KeptFeatures { client, numbers }
    }

    /// Whose features they are.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// The features.
    #[must_use]
    pub fn features(&self) -> &Features {
        &self.numbers.features
    }

    /// The features, taken out of the record.
    #[must_use]
    pub fn into_features(self) -> Features {
        self.numbers.features
    }

    /// Whether they are what would be worked out today with purchases in this currency.
    #[must_use]
    pub fn is_in(&self, currency: Currency) -> bool {
        self.numbers.rules == RULES && self.numbers.currency == currency
    }

    /// What is to be gathered behind them.
    #[must_use]
    pub fn gathered(&self) -> Gathered {
        Gathered::behind(self.numbers.stands.clone())
    }

    /// The features after what was gathered [behind them](Self::gathered); none where that lies before
    /// what is known or takes the place of something, so that the facts are to be read again.
    #[must_use]
    pub fn after(self, gathered: &Gathered) -> Option<Self> {
        let Self { client, numbers: KeptNumbers { rules, currency, features, .. } } = self;
        let mut kept = Kept::on(features);
        let told = gathered.history().iter();
        let all = told.map(|fact| kept.take(fact)).all(|step| step == Step::Added);
        let stands = gathered.going_on();
        all.then(|| {
            let features = kept.into_features();
            KeptFeatures { client, numbers: KeptNumbers { rules, currency, features, stands } }
        })
    }
}

impl Noun for KeptFeatures {
    const DECLARATION: &'static Declaration = &Declaration {
        noun: KeptFeaturesId::NOUN,
        number: 52,
        version: 1,
        kind: Kind::State,
        columns: &[],
        indexes: &[],
        events: &[],
    };
    const FORMAT: u8 = 1;
    type Id = KeptFeaturesId;
    type Plain = KeptNumbers;
    type Personal = ();

    fn id(&self) -> KeptFeaturesId {
        KeptFeaturesId(self.client)
    }

    fn stream(&self) -> Stream {
        Stream::client(self.client)
    }

    fn visibility(&self) -> Visibility {
        Visibility::Internal
    }

    fn plain(&self) -> &KeptNumbers {
        &self.numbers
    }

    fn personal(&self) -> Held<&()> {
        Held::Known(&())
    }

    fn join(id: KeptFeaturesId, _: Stream, numbers: KeptNumbers, _: Held<()>) -> Self {
        KeptFeatures { client: id.0, numbers }
    }

    fn columns(&self) -> Columns {
        Vec::new()
    }
}
