mod engines;
pub mod gate;
mod pages;
mod words;
