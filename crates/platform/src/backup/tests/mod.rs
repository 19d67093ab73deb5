//! Nights, what is kept, and a backup made and looked into over a server that answers from memory.

mod beside;
mod found;
mod kept;
mod looked;
mod made;
mod nights;
mod own;
mod parts;
mod places;
mod sorted;
mod stored;
mod tried;
mod whole;
