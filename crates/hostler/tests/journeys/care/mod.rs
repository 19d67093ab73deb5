//! Care: what the customer does not have to lose sleep over.

mod watching;
