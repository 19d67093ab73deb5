mod incidents;
mod maintenance;
mod pages;
mod rules;
mod watcher;
mod vantages;
