mod gate;
mod links;
pub mod stage;
