//! The document as it grows, from the first route to the last.

use super::operation::Operation;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// OpenAPI 3.1, whose schemas are JSON Schema 2020-12.
const VERSION: &str = "3.1.0";
const SCHEMAS: &str = "/components/schemas";

pub struct Api {
    /// What is taken and what is answered may differ: a field with a default is not needed, but always there.
    taken: SchemaGenerator,
    answered: SchemaGenerator,
    pub(super) paths: Map<String, Value>,
}

impl Default for Api {
    fn default() -> Api {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = SCHEMAS.into();
            settings.meta_schema = None;
        });
        Api {
            taken: settings.clone().for_deserialize().into_generator(),
            answered: settings.for_serialize().into_generator(),
            paths: Map::new(),
        }
    }
}

impl Api {
    pub fn get(&mut self, path: &'static str, summary: &str) -> Operation<'_> {
        Operation::new(self, ("get", path), summary)
    }

    pub fn post(&mut self, path: &'static str, summary: &str) -> Operation<'_> {
        Operation::new(self, ("post", path), summary)
    }

    pub fn put(&mut self, path: &'static str, summary: &str) -> Operation<'_> {
        Operation::new(self, ("put", path), summary)
    }

    pub fn patch(&mut self, path: &'static str, summary: &str) -> Operation<'_> {
        Operation::new(self, ("patch", path), summary)
    }

    pub fn delete(&mut self, path: &'static str, summary: &str) -> Operation<'_> {
        Operation::new(self, ("delete", path), summary)
    }

    pub(super) fn taken<T: JsonSchema>(&mut self) -> Value {
        self.taken.subschema_for::<T>().into()
    }

    pub(super) fn answered<T: JsonSchema>(&mut self) -> Value {
        self.answered.subschema_for::<T>().into()
    }

    /// The whole document. Panics if one name stands for two different schemas: rename one with `#[schemars(rename)]`.
    pub fn document(mut self) -> Value {
        let problem = self.answered::<hostler_kit::http::Problem>();
        let mut schemas = self.answered.take_definitions(true);
        for (name, schema) in self.taken.take_definitions(true) {
            let same = schemas.get(&name).is_none_or(|other| *other == schema);
            assert!(
                same,
                "the schema {name} is taken in one way and answered in another; name one of them anew"
            );
            schemas.insert(name, schema);
        }
        json!({
            "openapi": VERSION,
            "info": {
                "title": "Hostler",
                "version": "1",
                "description": "The portal's JSON API, for customers and staff. Times that end in `_ms` are \
                    milliseconds since 1970 UTC, amounts `_minor` are cents, prices `_micro` millionths of the \
                    currency's unit. How to use it: docs/operating/api.md.",
                "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            },
            "servers": [{ "url": "/" }],
            "paths": self.paths,
            "components": {
                "schemas": schemas,
                "parameters": { "IdempotencyKey": idempotency_key() },
                "responses": { "Problem": refusal(problem) },
                "securitySchemes": {
                    "bearer": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "A session's token (POST /api/v1/sessions), or an API token `hst_…` with the \
                            scope that the operation names in `x-scope`.",
                    },
                },
            },
            "security": [{ "bearer": [] }],
        })
    }
}

fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "Names this request for a day: sent again with the same key, it is answered as before and \
            nothing is done twice.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
    })
}

fn refusal(problem: Value) -> Value {
    json!({
        "description": "Refused (RFC 9457): `code` is what to switch on, `detail` is the sentence for people.",
        "content": { "application/problem+json": { "schema": problem } },
    })
}
