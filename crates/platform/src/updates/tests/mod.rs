//! The rules as tables; rollouts over a host in memory, with small servers that answer for the appliance.

mod left_out;
mod rollouts;
mod rules;
mod stuck;
