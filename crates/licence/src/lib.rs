//! Licences, from the key that a customer types to the decision whether a server may work: pure rules without I/O,
//! without a clock and without an allocator's surprises, linked by the vendor's platform, by the product, and by
//! anybody who wants to check either of them.
//!
//! The parts, in the order of a licence's life:
//!
//! | module | answers |
//! |---|---|
//! | [`counting`] | who counts as a user, and whether one more may join (P1–P10) |
//! | [`key`] | is this what was printed on the order? (L6) |
//! | [`ledger`] | what do all the keys of a licence add up to, and until when is it maintained? (L1–L6) |
//! | [`signed`] | who wrote this text, and is it whole? (L12) |
//! | [`keyring`] | by which keys does the vendor sign? |
//! | [`registration`] | who asks for a licence file, on which machine? (L7, L8) |
//! | [`file`](mod@file) | what may this machine do? |
//! | [`standing`] | trial, licensed or locked, today? (L9) |
//! | [`release`] | may this version be installed? (L3, L11) |
//!
//! `docs/licensing.md` shows how a vendor builds them into a product; `vectors/` holds examples that an
//! implementation in another language can be checked against.

pub mod counting;
pub mod file;
pub mod key;
pub mod keyring;
pub mod ledger;
pub mod registration;
pub mod release;
pub mod signed;
pub mod standing;
