mod addresses;
mod lookups;
mod settings;
