//! Decimal numbers as text ("4.95") to whole numbers of a smaller unit, without floats.

/// Reads digits with at most `places` of them behind a point, as a whole number of 10^-places. No sign, no exponent.
pub fn scaled(text: &str, places: u32) -> Option<i64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || fraction.len() > places as usize {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let missing = places - fraction.len() as u32;
    let fraction: i64 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    whole
        .checked_mul(10i64.checked_pow(places)?)?
        .checked_add(fraction.checked_mul(10i64.checked_pow(missing)?)?)
}
