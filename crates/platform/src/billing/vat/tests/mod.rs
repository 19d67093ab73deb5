mod numbers;
mod register;
mod rules;
mod waits;
