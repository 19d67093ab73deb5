mod files;
mod moving;
mod pages;
mod rules;
mod stage;
mod standing;
mod vendor;
mod wizard;
