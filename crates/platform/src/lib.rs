
pub mod drivers;
