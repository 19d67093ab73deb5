//! The check of a key: a Reed-Solomon code over the numbers modulo 29, with 4 check digits at the end.

use super::LENGTH;

/// The field: numbers modulo this prime.
pub const ORDER: u16 = 29;
/// A generator: its powers are all numbers from 1 to 28, so every position of a key has its own.
const GENERATOR: u16 = 2;
const CHECKS: usize = 4;

type Digits = [u8; LENGTH];
type Syndromes = [u16; CHECKS];

pub enum Mistakes {
    None,
    /// One or two, counted from 0, and the digits as they should have been.
    At {
        positions: Vec<usize>,
        right: Digits,
    },
    Many,
}

/// Sets the last four digits so that the check is right.
pub fn complete(digits: &mut Digits) {
    digits[LENGTH - CHECKS..].fill(0);
    let wanted = syndromes(digits).map(negative);
    let checks = solve(LENGTH - CHECKS, wanted);
    for (digit, check) in digits[LENGTH - CHECKS..].iter_mut().zip(checks) {
        *digit = check as u8;
    }
}

/// Finds up to two wrong digits: more than one explanation does not exist, for two keys differ in five places at least.
pub fn mistakes(digits: &Digits) -> Mistakes {
    let found = syndromes(digits);
    if found == [0; CHECKS] {
        return Mistakes::None;
    }
    for first in 0..LENGTH {
        if let Some(right) = mended(digits, &[first], found) {
            return Mistakes::At { positions: vec![first], right };
        }
    }
    for first in 0..LENGTH {
        for second in first + 1..LENGTH {
            if let Some(right) = mended(digits, &[first, second], found) {
                return Mistakes::At { positions: vec![first, second], right };
            }
        }
    }
    Mistakes::Many
}

/// The digits with errors at these one or two places taken away, if errors there explain all that is wrong.
fn mended(digits: &Digits, places: &[usize], found: Syndromes) -> Option<Digits> {
    let errors = match places {
        [_] => vec![found[0]],
        [first, second] => {
            // error₁ + error₂ = s₀ and error₁·x₁ + error₂·x₂ = s₁
            let (x1, x2) = (power(*first), power(*second));
            let second_error = times(minus(found[1], times(found[0], x1)), inverse(minus(x2, x1)));
            vec![minus(found[0], second_error), second_error]
        }
        _ => return None,
    };
    let mut right = *digits;
    for (place, error) in places.iter().zip(errors) {
        right[*place] = minus(u16::from(right[*place]), error) as u8;
    }
    (syndromes(&right) == [0; CHECKS]).then_some(right)
}

fn syndromes(digits: &Digits) -> Syndromes {
    let mut sums = [0; CHECKS];
    for (at, digit) in digits.iter().enumerate() {
        let mut term = u16::from(*digit);
        for sum in &mut sums {
            *sum = (*sum + term) % ORDER;
            term = times(term, power(at));
        }
    }
    sums
}

/// The digits at `from` and the three places after it whose syndromes are `wanted` (Gauss, on a Vandermonde matrix).
fn solve(from: usize, wanted: Syndromes) -> Syndromes {
    let mut rows = [[0; CHECKS + 1]; CHECKS];
    for (j, row) in rows.iter_mut().enumerate() {
        for (i, cell) in row.iter_mut().take(CHECKS).enumerate() {
            *cell = (0..j).fold(1, |product, _| times(product, power(from + i)));
        }
        row[CHECKS] = wanted[j];
    }
    for pivot in 0..CHECKS {
        let scale = inverse(rows[pivot][pivot]);
        rows[pivot] = rows[pivot].map(|cell| times(cell, scale));
        let pivot_row = rows[pivot];
        for (_, row) in rows.iter_mut().enumerate().filter(|(j, _)| *j != pivot) {
            let factor = row[pivot];
            for (cell, above) in row.iter_mut().zip(pivot_row) {
                *cell = minus(*cell, times(factor, above));
            }
        }
    }
    rows.map(|row| row[CHECKS])
}

fn power(exponent: usize) -> u16 {
    (0..exponent).fold(1, |product, _| times(product, GENERATOR))
}

fn times(a: u16, b: u16) -> u16 {
    a * b % ORDER
}

fn minus(a: u16, b: u16) -> u16 {
    (a + ORDER - b) % ORDER
}

fn negative(a: u16) -> u16 {
    minus(0, a)
}

/// By Fermat: a^(p−2).
fn inverse(a: u16) -> u16 {
    (0..ORDER - 2).fold(1, |product, _| times(product, a))
}
