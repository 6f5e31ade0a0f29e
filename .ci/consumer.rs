//! A host as small as can be: one client in a SQLite file, there after opening it again.

use guanxi::domain::client::NewClient;
use guanxi::{Actor, Crm, Error};

fn main() -> Result<(), Error> {
    let file = std::env::temp_dir().join(format!("guanxi-consumer-{}.db", std::process::id()));
    let hua = {
        let desk = Crm::sqlite(&file)?.desk(Actor::system());
        desk.clients().register(NewClient::organisation("华信咨询")?)?.id()
    };
    let desk = Crm::sqlite(&file)?.desk(Actor::system());
    let found = desk.clients().get(hua)?;
    println!("{}: {found:?}", file.display());
    assert_eq!(desk.clients().find().named("华信").count()?, 1);
    Ok(())
}
