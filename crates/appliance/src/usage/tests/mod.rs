mod delivery;
mod probe;
mod reading;
