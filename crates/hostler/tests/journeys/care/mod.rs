//! Care for servers, on the real parts: what is kept of them, and how it comes back.

mod backup;
