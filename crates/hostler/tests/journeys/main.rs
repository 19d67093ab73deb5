//! The journeys: what a customer, an administrator and the provider do, on the real parts.
//!
//! The real program, real containers from the real image, real Postfix and Dovecot, a real network (each journey has
//! one of its own). Needs root and the packages that `./test` installs; a journey that lacks something says what.

mod apart;
mod billing;
mod broken;
mod care;
mod certificates;
mod clock;
mod command_line;
mod doctor;
mod ending;
mod full_disk;
mod journal;
mod killed;
mod licences;
mod mail;
mod order;
mod package;
mod pages;
mod programs;
mod refusals;
mod roles;
mod same_refusal;
mod stage;
mod start;
mod users;
mod versions;
