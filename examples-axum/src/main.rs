//! Serves a CRM on this machine: `cargo run -- crm.db 127.0.0.1:3000`.

use guanxi::Crm;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut said = std::env::args().skip(1);
    let path = said.next().unwrap_or_else(|| "crm.db".to_owned());
    let address = said.next().unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let crm = Crm::sqlite(&path)?;
    let listener = TcpListener::bind(&address).await?;
    println!("{path} on http://{}", listener.local_addr()?);
    axum::serve(listener, guanxi_examples_axum::routes(crm)).await?;
    Ok(())
}
