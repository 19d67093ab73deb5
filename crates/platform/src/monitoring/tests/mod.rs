mod incidents;
mod maintenance;
mod pages;
mod rules;
mod vantages;
mod watcher;
