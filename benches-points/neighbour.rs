//! stateset-embedded: a balance and a list of movements for each account. It has no lots, no expiry,
//! no reservation, no journal and no key against repetition, and takes the number of points as it
//! is told; so this is what its users pay for less.

use std::path::Path;
use std::sync::Arc;

use stateset_core::{
    AdjustPoints, CreateCustomer, CreateLoyaltyProgram, EnrollCustomer, LoyaltyAccountId,
    LoyaltyTransactionType,
};
use stateset_db::{DatabaseConfig, SqliteDatabase, sqlite::SqliteDurability};
use stateset_embedded::Commerce;

use crate::house::{FEN_A_POINT, PRICE, SPENT};

/// Its accounts.
pub(crate) struct Neighbour {
    commerce: Commerce,
    accounts: Vec<LoyaltyAccountId>,
}

impl Neighbour {
    /// A store in which each commit waits for the disk, as ours does; its own default does not.
    pub(crate) fn new(path: &Path, many: usize) -> Self {
        let config = DatabaseConfig::sqlite(path.to_str().expect("a path in UTF-8"));
        let database = SqliteDatabase::new_with_durability(&config, SqliteDurability::Full);
        let commerce = Commerce::with_database(Arc::new(database.expect("a database")));
        let programme = CreateLoyaltyProgram {
            name: "茶友会".to_owned(),
            description: None,
            points_per_dollar: 1,
            tiers: Vec::new(),
        };
        let programme = commerce.loyalty().create_program(programme).expect("a programme").id;
        let account = |n: usize| {
            let customer = CreateCustomer {
                email: format!("buyer{n}@hua.cn"),
                first_name: "华信".to_owned(),
                last_name: "咨询".to_owned(),
                ..CreateCustomer::default()
            };
            let customer_id = commerce.customers().create(customer).expect("a customer").id;
            let enrol = EnrollCustomer { customer_id, program_id: programme };
            commerce.loyalty().enroll(enrol).expect("an account").id
        };
        let accounts = (0..many).map(account).collect();
        Neighbour { commerce, accounts }
    }

    pub(crate) fn earn(&self, at: usize) {
        self.adjust(at, PRICE / i64::from(FEN_A_POINT), LoyaltyTransactionType::Earn);
    }

    pub(crate) fn redeem(&self, at: usize) {
        self.adjust(at, -SPENT, LoyaltyTransactionType::Redeem);
    }

    fn adjust(&self, at: usize, points: i64, transaction_type: LoyaltyTransactionType) {
        let adjust = AdjustPoints {
            account_id: self.accounts[at],
            points,
            transaction_type,
            reference_id: Some(format!("order-{at}")),
            description: None,
        };
        self.commerce.loyalty().adjust_points(adjust).expect("points are moved");
    }
}
