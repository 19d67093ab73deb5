//! What `catalogue check` answers.

use crate::client::table::{Column, plain, rows, table, text};
use hostler_licence::counting::Holding;
use hostler_platform::catalogue::{Catalogue, CatalogueError, Product};
use serde_json::{Value, json};

pub fn of(file: &str, catalogue: &Catalogue) -> Value {
    let products: Vec<Value> = catalogue.products.iter().map(of_product).collect();
    json!({ "file": file, "in_order": true, "problems": [], "products": products })
}

fn of_product(product: &Product) -> Value {
    let rule = |holding| product.rule(holding).map(|rule| rule.name());
    let offer = product.licence.as_ref();
    let editions: Option<Vec<&str>> =
        offer.map(|offer| offer.editions.iter().map(|one| one.id.as_str()).collect());
    let add_ons: Option<Vec<&str>> =
        offer.map(|offer| offer.add_ons.iter().map(|one| one.rule.id.as_str()).collect());
    let lists = offer.map(|offer| offer.tariffs().iter().map(|tariff| tariff.lists.all().len()).sum());
    json!({
        "id": product.id,
        "hosted_rule": rule(Holding::Hosted),
        "licence_rule": rule(Holding::Licence),
        "editions": editions.unwrap_or_default(),
        "add_ons": add_ons.unwrap_or_default(),
        "price_lists": lists.unwrap_or(0usize),
    })
}

pub fn told(answer: &Value) -> String {
    let columns = ["PRODUCT", "HOSTED", "LICENCE", "EDITIONS", "ADD-ONS"].map(Column::Text);
    let columns = [&columns[..], &[Column::Number("PRICE LISTS")]].concat();
    let list = |value: &Value| rows(value).map(text).collect::<Vec<String>>().join(", ");
    let or_dash = |said: String| if said.is_empty() { "-".to_string() } else { said };
    let row = |product: &Value| {
        let mut cells: Vec<String> =
            ["id", "hosted_rule", "licence_rule"].map(|name| or_dash(text(&product[name]))).into();
        cells.extend(["editions", "add_ons"].map(|name| or_dash(list(&product[name]))));
        cells.push(text(&product["price_lists"]));
        cells
    };
    let lines: Vec<Vec<String>> = rows(&answer["products"]).map(row).collect();
    format!("{} is in order.\n\n{}", plain(&text(&answer["file"])), table(&columns, &lines, "No products."))
}

pub fn of_problems(file: &str, problems: &[CatalogueError]) -> Value {
    let problem =
        |one: &CatalogueError| json!({ "line": one.line, "problem": one.problem, "remedy": one.remedy });
    let problems: Vec<Value> = problems.iter().map(problem).collect();
    json!({ "file": file, "in_order": false, "problems": problems, "products": [] })
}

/// A line for each problem, as compilers write them.
pub fn problems_told(problems: &[CatalogueError]) -> String {
    problems.iter().map(|problem| format!("{}\n", plain(&problem.to_string()))).collect()
}
