mod again;
mod incidents;
mod maintenance;
mod node;
mod pages;
mod rules;
mod vantages;
mod watcher;
