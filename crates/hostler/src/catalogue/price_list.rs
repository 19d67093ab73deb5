//! The price list for people.

use crate::client::table::{Column, facts, money, rows, table, text};
use serde_json::Value;

pub fn told(answer: &Value) -> String {
    let currency = &answer["currency"];
    let mut told = hosted(answer, currency);
    for product in rows(&answer["products"]).filter(|product| product["licence"].is_object()) {
        told += &format!("\n{}, by licence\n\n", text(&product["name"]));
        told += &terms(&product["licence"]);
        told += &format!("\n{}", prices(&product["licence"], currency));
    }
    told += "\nAll prices without tax.\n";
    told
}

fn hosted(answer: &Value, currency: &Value) -> String {
    let columns = [
        Column::Text("HOSTED"),
        Column::Text("WHAT"),
        Column::Text("FROM"),
        Column::Number("A MONTH"),
        Column::Text("RULE"),
    ];
    let mut lines = Vec::new();
    for product in rows(&answer["products"]) {
        let hosted = &product["hosted"];
        for (what, prices) in [("user", &hosted["user"]), ("extra GB", &hosted["storage"]["gb"])] {
            let line = |price: &Value| {
                let amount = unit_price(&price["price_micro"], currency);
                vec![
                    text(&product["id"]),
                    what.to_string(),
                    text(&price["from"]),
                    amount,
                    text(&hosted["rule"]),
                ]
            };
            lines.extend(rows(prices).map(line));
        }
    }
    table(&columns, &lines, "Nothing is offered hosted.")
}

fn terms(licence: &Value) -> String {
    let list = |value: &Value| rows(value).map(text).collect::<Vec<String>>().join(", ");
    let percents = rows(&licence["maintenance"]).map(|one| {
        let permyriad = one["percent_permyriad"].as_i64().unwrap_or_default();
        format!("{} % a year from {}", hundredths(permyriad), text(&one["from"]))
    });
    let since = rows(&licence["add_ons"]).filter(|one| one["sold_separately_since"].is_string());
    let since =
        since.map(|one| format!("{} since {}", text(&one["id"]), text(&one["sold_separately_since"])));
    facts(&[
        ("rule", text(&licence["rule"])),
        ("users", format!("{}, packs of {}", licence["included_users"], licence["pack_users"])),
        ("part of base", list(&licence["part_of_base"])),
        ("sold separately", since.collect::<Vec<String>>().join(", ")),
        ("maintenance", percents.collect::<Vec<String>>().join(", ")),
        ("comes with", years(&licence["maintenance_years"])),
        ("trial", format!("{} days", licence["trial_days"])),
        ("offline moves", format!("{} a year", licence["offline_moves_per_year"])),
        ("warnings", format!("{} days before", list(&licence["warning_days"]))),
    ])
}

fn prices(licence: &Value, currency: &Value) -> String {
    let columns = ["EDITION", "CLASS", "FROM", "WHAT"].map(Column::Text);
    let columns = [&columns[..], &[Column::Number("BASE"), Column::Number("EACH PACK")]].concat();
    let mut lines = Vec::new();
    for list in rows(&licence["prices"]) {
        let line = |what: &str, price: &Value| {
            let mut cells: Vec<String> = ["edition", "class", "from"].map(|name| text(&list[name])).into();
            cells.push(what.to_string());
            cells.extend(["base_minor", "pack_minor"].map(|name| money(&price[name], currency)));
            cells
        };
        lines.push(line("licence", list));
        let add_ons = rows(&licence["add_ons"]).map(|add_on| text(&add_on["id"]));
        let sold = add_ons.filter(|id| list["add_ons"][id].is_object());
        lines.extend(sold.map(|id| line(&id, &list["add_ons"][&id])));
    }
    table(&columns, &lines, "No prices.")
}

fn years(number: &Value) -> String {
    let years = if number == 1 { "year" } else { "years" };
    format!("{number} {years} of maintenance")
}

/// Millionths of a unit with as many decimals as needed, at least two.
fn unit_price(micro: &Value, currency: &Value) -> String {
    let micro = micro.as_i64().unwrap_or_default();
    let decimals = format!("{:06}", micro % 1_000_000);
    let kept = decimals.trim_end_matches('0').len().max(2);
    format!("{} {}.{}", text(currency), micro / 1_000_000, &decimals[..kept])
}

fn hundredths(permyriad: i64) -> String {
    match permyriad % 100 {
        0 => format!("{}", permyriad / 100),
        rest => format!("{}.{rest:02}", permyriad / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn amounts_keep_what_they_say() {
        for (micro, expect) in [
            (4_950_000, "EUR 4.95"),
            (4_000_000, "EUR 4.00"),
            (4_500_000, "EUR 4.50"),
            (1, "EUR 0.000001"),
            (125_000, "EUR 0.125"),
        ] {
            assert_eq!(unit_price(&json!(micro), &json!("EUR")), expect);
        }
        assert_eq!([3300, 3350, 3305].map(hundredths), ["33", "33.50", "33.05"]);
    }
}
