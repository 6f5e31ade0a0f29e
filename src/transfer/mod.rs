//! Files in and out: bytes to what is said about clients, contacts, interactions and transactions,
//! with the row and the column of everything that cannot be said.
//!
//! Nothing here commits, and nothing knows what a store holds. A file is read as it comes, in memory
//! that [`Limits`] bound, whatever the file.
//!
//! ```
//! use guanxi::transfer::{Mapping, Sheet, Subject, Told};
//! let file = "Record Id,Account Name,Industry\nzcrm_1,Lakeside Analytics,Software;Data\n";
//! let mapping = Mapping::of(Subject::Clients, "Asia/Shanghai".parse()?).system("zoho")?;
//! let mut sheet = Sheet::open(file.as_bytes(), mapping)?;
//! let Some(Ok(Told::Client(row))) = sheet.next().transpose()? else { panic!("a client") };
//! assert_eq!(row.reference().to_string(), "zoho:zcrm_1");
//! assert_eq!(row.name().as_str(), "Lakeside Analytics");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod fault;
mod limits;
mod row;
mod splitter;
mod encoding;
mod text;
mod separator;
mod rows;
mod dates;
mod field;
mod aliases;
mod words;
mod amounts;
mod hint;
mod mapping;
mod heading;
mod cells;
mod neutral;
mod several;
mod clients;
mod contacts;
mod interactions;
mod transactions;
mod sheet;
mod template;
mod failed;
mod sheet_writer;
#[cfg(feature = "json-lines")]
#[cfg_attr(docsrs, doc(cfg(feature = "json-lines")))]
pub mod json_lines;
#[cfg(test)]
mod tests;

pub use amounts::DecimalSign;
pub use clients::ClientRow;
pub use contacts::ContactRow;
pub use dates::DateOrder;
pub use encoding::Encoding;
pub use error::TransferError;
pub use failed::FailedRows;
pub use fault::{Label, RowFault, Why};
pub use field::{Field, Subject};
pub use heading::{Heading, Lookup};
pub use interactions::InteractionRow;
pub use limits::Limits;
pub use mapping::Mapping;
pub use neutral::{neutral, original};
pub use row::Row;
pub use rows::Rows;
pub use separator::Separator;
pub use sheet::{Sheet, Told};
pub use sheet_writer::{SheetForm, SheetWriter, SheetWritten};
pub use template::template;
pub use transactions::TransactionRow;
