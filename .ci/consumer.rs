//! A host as small as can be: it names the crate, and builds and runs with one feature.

use guanxi::domain::{Lang, Name};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name: Name = "华信咨询".parse()?;
    println!("{}: {name}", Lang::En.choose("客户", "client"));
    Ok(())
}
