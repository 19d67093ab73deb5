//! Copies, and servers that come back from one: above all that the journal goes on and what is billed stays right.

mod coming_back;
mod indexing;
mod putting_back;
