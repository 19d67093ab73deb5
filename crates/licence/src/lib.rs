//! Who counts as a user, and what a customer may therefore do: pure rules without I/O, linked by the platform,
//! by the appliance and by anybody who wants to check a bill or a licence.

pub mod counting;
