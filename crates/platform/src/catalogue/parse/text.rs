//! What single values of a catalogue may be: amounts, percentages, days, names.

use super::Problem;
use crate::catalogue::decimal::scaled;
use crate::catalogue::model::{Dated, Percent, Price};
use jiff::civil::Date;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;

/// Beyond this, an amount is a slip of the keyboard: a million units, or a million GB.
pub const MOST: i64 = 1_000_000_000_000_000;

/// An amount with at most so many decimals.
pub fn amount(text: &Spanned<String>, decimals: u32) -> Result<Price, Problem> {
    let micro = scaled(text.get_ref(), decimals)
        .and_then(|value| value.checked_mul(10i64.pow(6 - decimals)))
        .filter(|micro| *micro <= MOST);
    let micro = micro.ok_or_else(|| {
        let problem = format!("`{}` is not an amount", text.get_ref());
        let decimals = if decimals == 2 { "two" } else { "six" };
        let remedy =
            format!("write it as text with a point and at most {decimals} decimals, such as \"4.95\"");
        Problem::new(text.span(), problem, remedy)
    })?;
    Ok(Price { micro })
}

/// A whole number within bounds.
pub fn number(value: &Spanned<i64>, bounds: RangeInclusive<i64>, what: &str) -> Result<i64, Problem> {
    let number = *value.get_ref();
    if bounds.contains(&number) {
        return Ok(number);
    }
    let remedy = format!("write {} to {}", bounds.start(), bounds.end());
    Err(Problem::new(value.span(), format!("{number} {what} make no sense"), remedy))
}

/// What files call products, editions and add-ons by.
pub fn id(text: &Spanned<String>, what: &str) -> Result<String, Problem> {
    let id = text.get_ref();
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        let problem = format!("`{id}` cannot be {what} id");
        return Err(Problem::new(text.span(), problem, "use small letters, digits and hyphens"));
    }
    Ok(id.clone())
}

/// Adds a dated value at its place; two for the same day contradict each other.
pub fn insert<T>(dated: &mut Dated<T>, span: Range<usize>, value: (Date, T)) -> Result<(), Problem> {
    let Err(place) = dated.values.binary_search_by_key(&value.0, |(from, _)| *from) else {
        let problem = format!("two values hold from {}", value.0);
        return Err(Problem::new(span, problem, "keep one of them"));
    };
    dated.values.insert(place, value);
    Ok(())
}

pub fn percent(text: &Spanned<String>) -> Result<Percent, Problem> {
    let permyriad = scaled(text.get_ref(), 2).filter(|permyriad| *permyriad <= 10_000).ok_or_else(|| {
        let problem = format!("`{}` is not a percentage", text.get_ref());
        Problem::new(text.span(), problem, "write it as text from \"0\" to \"100\", such as \"21\"")
    })?;
    Ok(Percent { permyriad })
}

pub fn date(text: &Spanned<String>) -> Result<Date, Problem> {
    let is_plain = text.get_ref().len() == 10;
    text.get_ref().parse().ok().filter(|_| is_plain).ok_or_else(|| {
        let problem = format!("`{}` is not a day", text.get_ref());
        Problem::new(text.span(), problem, "write it as text, such as \"2026-01-01\"")
    })
}

pub fn first_of_month(text: &Spanned<String>) -> Result<Date, Problem> {
    let day = date(text)?;
    if day.day() == 1 {
        return Ok(day);
    }
    let problem = format!("a price cannot begin on {day}: months are billed whole");
    Err(Problem::new(text.span(), problem, "write the first day of a month"))
}

pub fn filled(text: Spanned<String>, what: &str) -> Result<String, Problem> {
    if text.get_ref().trim().is_empty() {
        return Err(Problem::new(text.span(), format!("{what} is empty"), "write it"));
    }
    Ok(text.into_inner())
}

pub fn letters(text: Spanned<String>, length: usize, what: &str) -> Result<String, Problem> {
    let letters = text.get_ref();
    if letters.len() != length || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Problem::new(text.span(), format!("`{letters}` is not {what}"), format!("write {what}")));
    }
    Ok(text.into_inner())
}
