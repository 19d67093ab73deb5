use hostler_kit::id::{Id, Named};
use sqlx::FromRow;

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Event {
    pub id: Id<Event>,
    pub at_ms: i64,
    /// What sort of thing and what became of it, such as `order.accepted`: one of [`super::KINDS`].
    pub kind: String,
    /// Whose it is; none: the provider's own.
    pub customer_id: Option<String>,
    /// The id of what it happened to.
    pub subject: String,
    /// The id of the person, token or machine, or `platform`.
    pub actor: String,
    /// Their name at that time.
    pub actor_name: String,
    /// What else there is to know, as a JSON object.
    pub data: String,
}

impl Named for Event {
    const PREFIX: &'static str = "evt";
}

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub id: String,
    pub name: String,
    /// For whom they act and as whose reseller, if not for themselves: an object that goes into the event's data.
    acting: Option<serde_json::Value>,
}

impl Actor {
    /// Somebody or something with an id: a person, a token, a machine.
    pub fn new(id: impl ToString, name: impl Into<String>) -> Actor {
        Actor { id: id.to_string(), name: name.into(), acting: None }
    }

    /// The same, acting for somebody.
    pub fn acting(self, told: serde_json::Value) -> Actor {
        Actor { acting: Some(told), ..self }
    }

    /// What is told of a happening, with whom it was done for.
    pub(super) fn telling(&self, mut data: serde_json::Value) -> serde_json::Value {
        if let (Some(acting), Some(fields)) = (&self.acting, data.as_object_mut()) {
            fields.insert("acting".into(), acting.clone());
        }
        data
    }

    /// The platform by itself: a job, a deadline.
    pub fn platform() -> Actor {
        Actor::new("platform", "platform")
    }
}

/// What a verb says of what it did.
#[derive(Debug, Clone)]
pub struct Happened<'a> {
    pub kind: &'static str,
    /// The customer's id; none: the provider's own affair.
    pub customer: Option<&'a str>,
    pub subject: &'a str,
    /// A JSON object without secrets.
    pub data: serde_json::Value,
}

/// Whose events: one customer's, or everybody's, as staff see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    Customer(String),
    Everybody,
}

impl Whose {
    /// The name under which a listener is written.
    pub fn audience(&self) -> &str {
        match self {
            Whose::Customer(id) => id,
            Whose::Everybody => "staff",
        }
    }
}
