//! Many mailboxes at once, from a CSV file: first a preview that shows what would be made and every bad line, then,
//! if all lines are good and the person says so, all of them in one transaction or none.
//!
//! Between preview and confirmation the lines wait in memory only, since they hold passwords; a preview that was not
//! confirmed in time, or was lost with a restart, is simply made again.

mod kept;
mod parse;
mod verbs;

pub use kept::Imports;
pub use parse::{Line, MOST_BYTES, MOST_LINES, parse};
pub use verbs::{BadLine, Imported, Made, Preview, confirm, passwords_csv, preview};
