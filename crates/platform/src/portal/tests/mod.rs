mod access;
mod prices;
