//! Who signed the certificates that were got for servers, for those who judge them from elsewhere.

use super::{Pair, store};
use crate::app::App;
use crate::servers::Server;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use std::collections::HashMap;

/// Ends a certificate in PEM.
const END: &str = "-----END CERTIFICATE-----";

/// By server and host name: the certificates above the one that the server shows (PEM). Servers that show one of their
/// own are not among them.
pub async fn signers(app: &App) -> Result<HashMap<(Id<Server>, String), String>, Fault> {
    let mut signers = HashMap::new();
    for one in store::installed(&app.db).await? {
        let text = app.vault.open(&one.sealed, one.server_id.as_str()).map_err(Fault::broken)?;
        let pair: Pair = serde_json::from_str(&text).map_err(Fault::broken)?;
        signers.insert((one.server_id, one.host), above(&pair.chain).to_string());
    }
    Ok(signers)
}

/// A chain without its first certificate.
fn above(chain: &str) -> &str {
    chain.split_once(END).map_or("", |(_, rest)| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_without_its_own_certificate() {
        let own = format!("-----BEGIN CERTIFICATE-----\nAA==\n{END}\n");
        assert_eq!(above(&own), "");
        assert_eq!(above(&format!("{own}{own}{own}")), format!("{own}{own}"));
        assert_eq!(above(""), "");
    }
}
