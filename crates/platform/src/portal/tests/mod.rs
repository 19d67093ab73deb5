mod access;
mod openapi;
