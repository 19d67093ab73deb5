mod access;
mod openapi;
mod prices;
