//! The public test vectors: what this crate answers is what the files expect.

use crate::counting::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json, to_value};
use std::fmt::Debug;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    #[allow(dead_code, reason = "for people")]
    about: String,
    question: String,
    #[serde(default)]
    rule: Value,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    given: Value,
    expect: Value,
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

/// A refusal with its code, or `fine`.
fn refusal<T: serde::Serialize + Debug>(
    answer: Result<(), T>,
    fine: &str,
    code: fn(&T) -> &'static str,
) -> Value {
    let Err(refused) = answer else { return json!(fine) };
    let mut said = to_value(&refused).unwrap();
    said["code"] = json!(code(&refused));
    said
}

fn answer(question: &str, rule: &Value, given: &Value) -> Value {
    let counting = || read::<CountingRule>(rule);
    let limit = || read::<Limit>(&given["limit"]);
    let number = |field: &str| given[field].as_i64().unwrap();
    match question {
        "count" => to_value(count(&counting(), &read::<Vec<Item>>(&given["items"]))).unwrap(),
        "admit" => {
            let (existing, newcomer): (Vec<Item>, Item) =
                (read(&given["existing"]), read(&given["newcomer"]));
            refusal(admit(&counting(), limit(), &existing, &newcomer), "admitted", LimitReached::code)
        }
        "admit-number" => {
            refusal(admit_number(limit(), number("used"), number("more")), "admitted", LimitReached::code)
        }
        "devices" => to_value(devices(&read::<Vec<Binding>>(&given["bindings"]), number("now_ms"))).unwrap(),
        "extensions" => {
            to_value(count_extensions(&counting(), limit(), &read::<Vec<Extension>>(&given["extensions"])))
                .unwrap()
        }
        "admit-extension" => {
            let answer = admit_extension(&counting(), limit(), number("used"), read(&given["newcomer"]));
            refusal(answer, "admitted", ExtensionLimitReached::code)
        }
        "add-ons" => {
            let answer = check_add_ons(number("base_users"), &read::<Vec<AddOn>>(&given["add_ons"]));
            refusal(answer, "agree", AddOnsDiffer::code)
        }
        "add-on-standing" => {
            let (bought, held): (_, Vec<AddOn>) = (read(&given["bought"]), read(&given["held"]));
            to_value(add_on_standing(&read::<AddOnRule>(rule), bought, &held)).unwrap()
        }
        other => panic!("no question `{other}`"),
    }
}

#[test]
fn every_vector_comes_out_as_its_file_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/counting");
    let mut asked = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let vectors: Vectors = read(&serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap());
        for case in vectors.cases {
            let seen = answer(&vectors.question, &vectors.rule, &case.given);
            assert_eq!(seen, case.expect, "{}: {}", path.display(), case.name);
            asked += 1;
        }
    }
    assert!(asked > 80, "only {asked} cases were found");
}
