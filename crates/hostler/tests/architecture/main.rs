//! The rules of ARCHITECTURE.md and STYLE.md as tests. Each message says what to do where a rule is broken.

mod domains;
mod programs;
mod shape;
mod shared;
mod source;
mod words;
