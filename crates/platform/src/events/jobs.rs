//! Telling others of an event. What the job does is written where they are known: `webhooks::jobs`.

use super::Event;
use hostler_kit::id::Id;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct TellOfEvent {
    pub event: Id<Event>,
}
