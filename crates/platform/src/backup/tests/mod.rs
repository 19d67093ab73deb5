//! Nights, what is kept, and a backup made and looked into over a server that answers from memory.

mod kept;
mod made;
mod nights;
mod stored;
