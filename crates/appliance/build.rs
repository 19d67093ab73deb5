//! The migrations are part of the program: a new one makes it stale.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations/appliance");
}
