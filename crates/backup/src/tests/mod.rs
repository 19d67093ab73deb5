//! What goes in comes out: on a folder, and judged by restic.

mod cast;
mod folder;
