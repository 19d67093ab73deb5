mod access;
mod cast;
mod openapi;
mod prices;
mod roles;
