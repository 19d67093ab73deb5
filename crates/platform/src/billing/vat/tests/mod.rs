mod numbers;
mod orders;
mod register;
mod rules;
mod waits;
