mod gate;
mod links;
mod stage;
