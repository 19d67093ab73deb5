use crate::servers::Server;
use hostler_kit::http::{Kind, Refuse};
use hostler_kit::id::{Id, Named};
use serde::Serialize;
use sqlx::FromRow;

/// A place beside the platform from which servers are asked.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Vantage {
    pub id: Id<Vantage>,
    pub name: String,
    pub made_at_ms: i64,
    #[serde(skip)]
    pub made_by: String,
    /// When it last reported, from where, as which version; none: never yet.
    pub heard_at_ms: Option<i64>,
    pub heard_from: String,
    pub version: String,
    #[serde(skip)]
    pub removed_at_ms: Option<i64>,
}

impl Named for Vantage {
    const PREFIX: &'static str = "vtg";
}

/// How a protocol of a server looks from a vantage.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "SeenFromVantage")]
pub struct SeenFrom {
    pub vantage_id: Id<Vantage>,
    /// The vantage's name.
    pub place: String,
    #[serde(skip)]
    pub server_id: Id<Server>,
    pub protocol: String,
    /// `good`, `doubted` or `down`, and since when.
    pub state: String,
    pub since_ms: i64,
    pub heard_at_ms: i64,
    pub total_ms: i64,
    pub trouble: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VantageRefused {
    #[error("a vantage has a name of 1 to 60 characters")]
    Name,
    #[error("there is a vantage of this name")]
    Taken,
    #[error("the token is nobody's")]
    Token,
    #[error("the report is too long")]
    TooLong,
}

impl Refuse for VantageRefused {
    fn kind(&self) -> Kind {
        match self {
            VantageRefused::Name => Kind::Invalid,
            VantageRefused::Taken => Kind::Conflict,
            VantageRefused::Token => Kind::SignInNeeded,
            VantageRefused::TooLong => Kind::TooLarge,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            VantageRefused::Name => "vantage-name",
            VantageRefused::Taken => "vantage-taken",
            VantageRefused::Token => "vantage-token",
            VantageRefused::TooLong => "vantage-too-long",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, VantageRefused::Name | VantageRefused::Taken).then_some("name")
    }
}
