//! The host's own tables and the client's file, changed in one transaction: both or neither.

use guanxi::domain::client::NewClient;
use guanxi::domain::interaction::NewInteraction;
use guanxi::rusqlite::{Connection, TransactionBehavior, params};
use guanxi::{Actor, ClientId, Crm, Error, Timestamp};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("host.db");
    // Tables of the crate begin with `guanxi_`; everything else in the file is the host's.
    let crm = Crm::sqlite(&path)?;
    let mut host = Connection::open(&path)?;
    host.execute_batch(
        "CREATE TABLE invoice (number INTEGER PRIMARY KEY, client TEXT NOT NULL, cents INTEGER NOT NULL);",
    )?;
    let hua =
        crm.desk(Actor::system()).clients().register(NewClient::organisation("华信咨询")?)?.id();

    invoice(&crm, &mut host, hua, 7, 120_000)?;
    println!("invoice 7 is written, and the client's timeline says so");
    tell(&crm, &host, hua)?;

    // The number is taken: the host's own statement fails, and takes what the desk did with it.
    let error = invoice(&crm, &mut host, hua, 7, 80_000).err();
    println!("invoice 7 again: {}", error.map_or_else(String::new, |error| error.to_string()));
    tell(&crm, &host, hua)?;

    // A command that is refused is undone by itself; the host decides what becomes of the rest.
    crm.desk(Actor::system()).clients().archive(hua, "两年没有往来")?;
    match invoice(&crm, &mut host, hua, 8, 80_000) {
        Err(failure) => match failure.downcast_ref::<Error>() {
            Some(Error::Refused(refusal)) => println!("invoice 8: refused, {}", refusal.code()),
            _ => return Err(failure),
        },
        Ok(()) => println!("invoice 8 is written"),
    }
    tell(&crm, &host, hua)?;
    Ok(())
}

/// Writes an invoice and notes that it was sent, in one transaction of the host's.
fn invoice(
    crm: &Crm,
    host: &mut Connection,
    client: ClientId,
    number: i64,
    cents: i64,
) -> Result<(), Box<dyn std::error::Error>> {
    // Immediate: a transaction that has read before it writes may find that it cannot write.
    let tx = host.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // A key is named before: sent twice, the invoice is noted once.
    let desk = crm.desk(Actor::system()).keyed(&format!("invoice {number} {cents}"))?;
    let at: Timestamp = "2025-03-07T16:20:00+08:00".parse()?;
    let sent = NewInteraction::mail_out(at).subject(&format!("发票 {number}"));
    desk.within(&tx)?.interactions().log(client, sent)?;
    tx.execute(
        "INSERT INTO invoice VALUES (?1, ?2, ?3)",
        params![number, client.to_string(), cents],
    )?;
    // Durable from here on, all of it. Without it, everything is undone when `tx` is dropped.
    tx.commit()?;
    Ok(())
}

fn tell(crm: &Crm, host: &Connection, client: ClientId) -> Result<(), Box<dyn std::error::Error>> {
    let invoices: i64 = host.query_row("SELECT count(*) FROM invoice", [], |row| row.get(0))?;
    let timeline = crm.desk(Actor::system()).clients().timeline(client).newest(10)?.items.len();
    println!("  invoices: {invoices}, on the timeline: {timeline}");
    Ok(())
}
