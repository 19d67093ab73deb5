mod delivery;
mod reading;
