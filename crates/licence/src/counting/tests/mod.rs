mod properties;
mod rules;
mod vectors;
