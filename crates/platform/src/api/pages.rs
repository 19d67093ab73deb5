//! The API's description as a page that anybody can read.

use crate::web::{Answer, Visit, page};
use hostler_kit::ui::Page;
use serde_json::{Map, Value};

#[derive(askama::Template)]
#[template(path = "api/page.html")]
struct ApiPage {
    page: Page,
    areas: Vec<Area>,
    schemas: Vec<Schema>,
}

struct Area {
    name: String,
    operations: Vec<Line>,
}

struct Line {
    method: String,
    path: String,
    summary: String,
    who: String,
    scope: String,
    takes: Option<String>,
    answers: Option<String>,
}

struct Schema {
    name: String,
    about: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    kind: String,
    about: String,
}

/// The page of this document.
pub fn shown(visit: &Visit, document: &Value) -> Answer {
    let t = |key: &str| visit.words.t(key);
    page(&ApiPage {
        page: visit.page(t("api-title")).lead(t("api-lead")),
        areas: areas(document),
        schemas: schemas(document),
    })
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

fn areas(document: &Value) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for (path, methods) in object(&document["paths"]) {
        for (method, operation) in object(methods) {
            let name = text(&operation["tags"][0]);
            let line = line(method, path, operation);
            match areas.iter_mut().find(|area| area.name == name) {
                Some(area) => area.operations.push(line),
                None => areas.push(Area { name, operations: vec![line] }),
            }
        }
    }
    areas
}

fn line(method: &str, path: &str, operation: &Value) -> Line {
    let answers = object(&operation["responses"]).find(|(status, _)| *status != "default");
    let content = |of: &Value| object(&of["content"]).next().map(|(_, of)| kind(&of["schema"]));
    Line {
        method: method.to_uppercase(),
        path: path.to_string(),
        summary: text(&operation["summary"]),
        who: text(&operation["x-who"]),
        scope: text(&operation["x-scope"]),
        takes: content(&operation["requestBody"]),
        answers: answers.and_then(|(_, of)| content(of)),
    }
}

fn schemas(document: &Value) -> Vec<Schema> {
    object(&document["components"]["schemas"])
        .map(|(name, schema)| Schema {
            name: name.clone(),
            about: text(&schema["description"]),
            fields: object(&schema["properties"])
                .map(|(name, of)| Field {
                    name: name.clone(),
                    kind: kind(of),
                    about: text(&of["description"]),
                })
                .collect(),
        })
        .collect()
}

/// A schema in a word or two: its name, or what it is made of.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap_or_default().to_string();
    }
    let any = schema["anyOf"].as_array().or(schema["oneOf"].as_array()).or(schema["allOf"].as_array());
    if let Some(any) = any {
        return any.iter().map(kind).collect::<Vec<_>>().join(" | ");
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => format!("[{}]", self::kind(&schema["items"])),
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" | "),
        _ => "any".into(),
    }
}
