//! Questions put to small servers on loopback that do what they are told, well or badly.

mod certificates;
mod day;
mod dialogues;
mod faults;
mod ladder;
mod place;
mod round_trip;
mod script;
mod server;
mod states;
mod trust;
