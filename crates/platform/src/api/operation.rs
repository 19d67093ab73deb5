//! One method of one route: who may ask, what it takes, what it answers.

use super::Api;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Anybody,
    SignedIn,
    /// Anybody of a customer.
    Customer,
    /// A customer's owner.
    Owner,
    Staff,
}

impl Who {
    fn words(self) -> &'static str {
        match self {
            Who::Anybody => "anybody",
            Who::SignedIn => "signed in",
            Who::Customer => "customer",
            Who::Owner => "owner",
            Who::Staff => "staff",
        }
    }
}

/// An operation on its way into the document; each method adds to it.
pub struct Operation<'a> {
    api: &'a mut Api,
    method: &'static str,
    path: &'static str,
}

impl<'a> Operation<'a> {
    pub(super) fn new(
        api: &'a mut Api,
        (method, path): (&'static str, &'static str),
        summary: &str,
    ) -> Operation<'a> {
        let mut operation = Operation { api, method, path };
        let mut parameters: Vec<Value> = path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
            .collect();
        if operation.changes() {
            parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
        }
        operation.set("operationId", json!(id(method, path)));
        operation.set("summary", json!(summary));
        operation.set("tags", json!([operation.area()]));
        operation.set("x-scope", json!(operation.scope()));
        operation.set("parameters", json!(parameters));
        operation.set("responses", json!({ "default": { "$ref": "#/components/responses/Problem" } }));
        operation.by(Who::SignedIn)
    }

    fn changes(&self) -> bool {
        self.method != "get"
    }

    /// What comes after `/api/v1/`: the area that scopes are about.
    fn area(&self) -> &'static str {
        self.path.split('/').nth(3).unwrap_or_default()
    }

    fn scope(&self) -> String {
        format!("{}:{}", self.area(), if self.changes() { "write" } else { "read" })
    }

    fn fields(&mut self) -> &mut Map<String, Value> {
        let path = self.api.paths.entry(self.path).or_insert_with(|| json!({}));
        let path = path.as_object_mut().expect("a path is an object");
        let operation = path.entry(self.method).or_insert_with(|| json!({}));
        operation.as_object_mut().expect("an operation is an object")
    }

    fn set(&mut self, name: &str, value: Value) {
        self.fields().insert(name.into(), value);
    }

    /// Who may ask; anybody who is signed in unless this is said.
    pub fn by(mut self, who: Who) -> Operation<'a> {
        self.set("x-who", json!(who.words()));
        if who == Who::Anybody {
            self.set("security", json!([]));
            self.fields().remove("x-scope");
        }
        self
    }

    /// No API token may do this, whatever its scopes.
    pub fn not_by_token(mut self) -> Operation<'a> {
        self.fields().remove("x-scope");
        self.set("description", json!("Not with an API token."));
        self
    }

    /// The JSON that it takes.
    pub fn takes<T: JsonSchema>(mut self) -> Operation<'a> {
        let schema = self.api.taken::<T>();
        let content = json!({ "application/json": { "schema": schema } });
        self.set("requestBody", json!({ "required": true, "content": content }));
        self
    }

    /// A text that it takes, such as a file, by its media type.
    pub fn takes_text(mut self, kind: &str) -> Operation<'a> {
        let content = json!({ kind: { "schema": { "type": "string" } } });
        self.set("requestBody", json!({ "required": true, "content": content }));
        self
    }

    /// The values of its query: each field of `T` is one.
    pub fn asks<T: JsonSchema>(mut self) -> Operation<'a> {
        let settings = SchemaSettings::draft2020_12().for_deserialize();
        let settings = settings.with(|settings| settings.inline_subschemas = true);
        let schema: Value = settings.into_generator().into_root_schema_for::<T>().into();
        let needed = schema["required"].as_array().cloned().unwrap_or_default();
        for (name, of) in schema["properties"].as_object().into_iter().flatten() {
            let mut value = json!({ "name": name, "in": "query", "required": needed.contains(&json!(name)) });
            let mut of = of.clone();
            if let Some(text) = of.as_object_mut().and_then(|of| of.remove("description")) {
                value["description"] = text;
            }
            value["schema"] = of;
            let parameters = self.fields().get_mut("parameters").and_then(Value::as_array_mut);
            parameters.expect("they were set first").push(value);
        }
        self
    }

    /// What it answers when it has done what was asked.
    pub fn answers<T: JsonSchema>(self, status: u16) -> Operation<'a> {
        let schema = self.api.answered::<T>();
        self.respond(status, json!({ "application/json": { "schema": schema } }))
    }

    /// The same for anything that is not JSON, by its media type.
    pub fn answers_file(self, kind: &str) -> Operation<'a> {
        self.respond(200, json!({ kind: { "schema": { "type": "string" } } }))
    }

    pub fn answers_nothing(self, status: u16) -> Operation<'a> {
        self.respond(status, Value::Null)
    }

    fn respond(mut self, status: u16, content: Value) -> Operation<'a> {
        let mut response = json!({ "description": "Done." });
        if !content.is_null() {
            response["content"] = content;
        }
        let responses = self.fields().get_mut("responses").expect("they were set first");
        responses[status.to_string()] = response;
        self
    }
}

/// `get-servers-id` of `GET /api/v1/servers/{id}`.
fn id(method: &str, path: &str) -> String {
    let words: String = path.trim_start_matches("/api/v1").replace(['{', '}'], "").replace(['/', '.'], "-");
    format!("{method}{words}")
}
