//! A desk inside the host's own transaction.

use std::sync::Arc;

use rusqlite::Connection;

use super::desk::Desk;
use super::feature_keeper::FeatureKeeper;
use super::{Crm, Office};
use crate::error::Error;
use crate::store::sqlite::{Borrowed, SqliteStore};
use crate::store::{Store, StoreError};

impl Crm {
    /// Uses a SQLite store that was opened with [`nouns`](super::nouns): with options, or over the
    /// host's own connection.
    ///
    /// # Errors
    /// None that a store opened with [`nouns`](super::nouns) meets.
    #[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
    pub fn over_sqlite(store: SqliteStore) -> Result<Self, Error> {
        let store = Arc::new(store);
        let office = Office { sqlite: Some(Arc::clone(&store)), ..Office::new()? };
        Ok(Self::with_office(store, office))
    }
}

impl<S: Store> Desk<S> {
    /// The same desk inside the host's transaction: what it does is done when the host commits and
    /// undone when the host rolls back.
    ///
    /// The transaction must be immediate, and on the same database. While it is open, the desk
    /// outside it waits for it, so use the one inside.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite-bundled")] {
    /// use guanxi::rusqlite::{Connection, TransactionBehavior};
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::{Actor, Crm};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("host.db");
    /// let crm = Crm::sqlite(&path)?;
    /// let mut host = Connection::open(&path)?;
    /// host.execute_batch("CREATE TABLE invoice(client TEXT, cents INTEGER)")?;
    ///
    /// let tx = host.transaction_with_behavior(TransactionBehavior::Immediate)?;
    /// let hua = crm.desk(Actor::system()).within(&tx)?
    ///     .clients().register(NewClient::organisation("华信咨询")?)?;
    /// tx.execute("INSERT INTO invoice VALUES (?1, 120000)", [hua.id().to_string()])?;
    /// tx.commit()?;
    /// assert_eq!(crm.desk(Actor::system()).clients().get(hua.id())?.now, hua.now);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Query`] when the CRM is not kept in SQLite.
    #[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
    pub fn within<'c>(
        &self,
        transaction: &'c Connection,
    ) -> Result<Desk<FeatureKeeper<Borrowed<'c>>>, Error> {
        match &self.office.sqlite {
            Some(store) => {
                let store = store.within(transaction);
                Ok(self.over(FeatureKeeper::perhaps(store, self.office.features)))
            }
            None => {
                Err(StoreError::Query { why: "only a CRM kept in SQLite goes into a transaction" }
                    .into())
            }
        }
    }
}
