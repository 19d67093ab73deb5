//! Amounts: whole minor units (cents) in one currency, unit prices in millionths of the currency's unit.
//!
//! There is one rounding (half even) and it happens once per invoice line. No floats come near money.

/// Millionths of a currency unit in one minor unit (a cent).
pub const MICRO_PER_MINOR: i64 = 10_000;

/// `quantity × unit price`, rounded half even to minor units.
///
/// `unit_price_micro` is in millionths of the unit (4.95 € = 4 950 000). Saturates far beyond any bill.
pub fn amount_minor(quantity: i64, unit_price_micro: i64) -> i64 {
    divide_half_even(i128::from(quantity) * i128::from(unit_price_micro), i128::from(MICRO_PER_MINOR))
}

/// VAT on `net_minor` at `rate_permyriad` (21 % = 2100), rounded half even.
pub fn vat_minor(net_minor: i64, rate_permyriad: i64) -> i64 {
    divide_half_even(i128::from(net_minor) * i128::from(rate_permyriad), 10_000)
}

/// `numerator / denominator` to the nearest whole number, halves to the even one. `denominator` > 0.
pub fn divide_half_even(numerator: i128, denominator: i128) -> i64 {
    let quotient = numerator.div_euclid(denominator);
    let twice_rest = numerator.rem_euclid(denominator) * 2;
    let up = match twice_rest.cmp(&denominator) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => quotient.rem_euclid(2),
    };
    i64::try_from(quotient + up).unwrap_or(if quotient < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_go_to_the_even_cent() {
        for (numerator, expect) in
            [(5, 0), (15, 2), (25, 2), (35, 4), (-5, 0), (-15, -2), (-25, -2), (14, 1), (16, 2), (-16, -2)]
        {
            assert_eq!(divide_half_even(numerator, 10), expect, "{numerator}/10");
        }
        assert_eq!(amount_minor(11, 4_950_000), 5445);
        assert_eq!(vat_minor(5445, 2100), 1143);
    }

    proptest! {
        #[test]
        fn never_off_by_more_than_half(n in -1_000_000_000_000i64..1_000_000_000_000, d in 1i64..100_000) {
            let rounded = i128::from(divide_half_even(i128::from(n), i128::from(d)));
            prop_assert!((rounded * i128::from(d) - i128::from(n)).abs() * 2 <= i128::from(d));
            prop_assert_eq!(divide_half_even(-i128::from(n), i128::from(d)), -(rounded as i64));
        }
    }
}
