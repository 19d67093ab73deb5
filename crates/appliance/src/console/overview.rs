//! Overview.
use hostler_kit::http::Fault;
pub async fn page() -> Result<String, Fault> { Ok(String::new()) }
