//! One kind of identifier for everything: a prefix that names the kind and a UUIDv7, the same text in the
//! database, the API, the log and the URL, such as `srv_0193…`.

use crate::random::Random;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sqlx::any::{Any, AnyTypeInfo, AnyValueRef};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Decode, Encode, Type};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

/// A thing that has ids.
pub trait Named {
    /// What its ids begin with, without the underscore.
    const PREFIX: &'static str;
}

pub struct Id<T> {
    text: String,
    of: PhantomData<fn() -> T>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an id of the form {prefix}_ and 32 hexadecimal digits")]
pub struct NotAnId {
    pub text: String,
    pub prefix: &'static str,
}

impl<T: Named> Id<T> {
    /// A new id; ids made later sort later.
    pub fn new(now_ms: i64, random: &Random) -> Id<T> {
        let millis = u64::try_from(now_ms).unwrap_or(0);
        let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &random.bytes()).into_uuid();
        Id::from_text(format!("{}_{}", T::PREFIX, uuid.simple()))
    }
}

impl<T> Id<T> {
    fn from_text(text: String) -> Id<T> {
        Id { text, of: PhantomData }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: Named> FromStr for Id<T> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Id<T>, NotAnId> {
        let hex = text.strip_prefix(T::PREFIX).and_then(|rest| rest.strip_prefix('_'));
        match hex {
            Some(hex) if hex.len() == 32 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) => {
                Ok(Id::from_text(text.to_string()))
            }
            _ => Err(NotAnId { text: text.chars().take(60).collect(), prefix: T::PREFIX }),
        }
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Id::from_text(self.text.clone())
    }
}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T: Named> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl<T: Named> schemars::JsonSchema for Id<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Id-{}", T::PREFIX).into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": format!("^{}_[0-9a-f]{{32}}$", T::PREFIX) })
    }
}

impl<T> Type<Any> for Id<T> {
    fn type_info() -> AnyTypeInfo {
        <String as Type<Any>>::type_info()
    }

    fn compatible(ty: &AnyTypeInfo) -> bool {
        <String as Type<Any>>::compatible(ty)
    }
}

impl<'q, T> Encode<'q, Any> for Id<T> {
    fn encode_by_ref(
        &self,
        buf: &mut <Any as sqlx::Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        <String as Encode<'q, Any>>::encode_by_ref(&self.text, buf)
    }
}

impl<'r, T: Named> Decode<'r, Any> for Id<T> {
    fn decode(value: AnyValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(<String as Decode<'r, Any>>::decode(value)?.parse()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Server;
    impl Named for Server {
        const PREFIX: &'static str = "srv";
    }

    #[test]
    fn ids_are_read_back_and_sort_by_time() {
        let random = Random::seeded(1);
        let early = Id::<Server>::new(1_000, &random);
        let late = Id::<Server>::new(2_000, &random);
        assert!(early < late && early.as_str().starts_with("srv_"));
        assert_eq!(early.as_str().parse(), Ok(early.clone()));
        for text in
            ["", "srv_", "cus_0193aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "srv_'; DROP TABLE servers; --aaaaaaaaaa"]
        {
            assert!(text.parse::<Id<Server>>().is_err(), "{text}");
        }
    }
}
