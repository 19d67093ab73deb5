//! What holds over several of the parts at once.

mod killed;
