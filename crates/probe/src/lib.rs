//! Questions from outside at each protocol that a server offers, and what follows from the answers (K2): whether a
//! mail server does what its people need it for is seen where they stand, not inside of it.
//!
//! - [`ask`] puts one question to one [`Target`]: connect, greet, encrypt, sign in, and have done what the server is for.
//!   A trouble says at which [`Stage`] what went wrong. [`loop_mail`] sends a message and reads it back.
//! - [`state`] makes states of answers: a trouble is doubted before it is believed, and what goes up and down all the
//!   time is told once. Pure.
//! - [`ladder`] says what to do about a trouble and when to leave it alone. Pure.
//!
//! It knows nothing of customers and keeps nothing. What always holds:
//!
//! 1. A question ends within its [`Limits`], whatever the server does, and reads no more than half a megabyte.
//! 2. Passwords are sent over TLS only.
//! 3. Each question makes a connection and a handshake of its own, so that the certificate seen is the one shown now.
//!
//! # Example
//!
//! A mailbox of Bakkerij de Vries is signed in to, and what came is judged:
//!
//! ```no_run
//! use hostler_kit::time::Clock;
//! use hostler_probe::state::{Outcome, Rules, State};
//! use hostler_probe::{Address, Limits, Login, Protocol, Target, Trust, ask};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let clock = Clock::System;
//! let target = Target {
//!     protocol: Protocol::Imaps,
//!     address: Address::Named { host: "mail.devries.example".into(), port: 993 },
//!     name: "mail.devries.example".into(),
//!     login: Some(Login { user: "probe@devries.example".into(), password: "…".into() }),
//!     trust: Trust::system(clock.clone())?,
//!     limits: Limits::default(),
//! };
//! let answer = ask(&target).await;
//! match &answer.outcome {
//!     Ok(said) => println!("{said} after {} ms", answer.total_ms),
//!     Err(trouble) => println!("{trouble}"),
//! }
//!
//! let rules = Rules::default();
//! let (state, changes) = State::new().after(&rules, Outcome::of(&answer), clock.now_ms());
//! for change in changes {
//!     println!("{change:?}");
//! }
//! println!("asked again at {}", state.next_at_ms(&rules, clock.now_ms()));
//! # Ok(())
//! # }
//! ```

mod answer;
mod ask;
mod imap;
pub mod ladder;
mod pop3;
mod round_trip;
mod smtp;
pub mod state;
mod talk;
mod target;
mod trust;
mod web;

pub use answer::{Answer, Fault, Stage, Trouble};
pub use ask::{ask, ask_and_see};
pub use round_trip::{Loop, loop_mail};
pub use target::{Address, Limits, Login, NoProtocol, Page, Protocol, Target, Tls};
pub use trust::{Trust, TrustRefused};
