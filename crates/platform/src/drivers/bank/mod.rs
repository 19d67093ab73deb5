//! What the bank speaks: its calendar, files of debits (pain.008) and its answers to them (pain.002).

pub mod pain002;
pub mod pain008;
pub mod target;
