mod import;
mod routes;
mod rules;
mod store;
