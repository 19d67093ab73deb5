use super::super::*;

/// The standard offer with this line beside those about watching.
fn with(line: &str) -> Result<Catalogue, CatalogueError> {
    Catalogue::parse("offer.toml", &STANDARD.replacen("[monitoring]", &format!("[monitoring]\n{line}"), 1))
}

#[test]
fn a_heartbeat_leads_somewhere_or_there_is_none() {
    assert_eq!(Catalogue::standard().monitoring.heartbeat, "");
    let offer = with("heartbeat = \"https://hc.example/ping/7\"").unwrap();
    assert_eq!(offer.monitoring.heartbeat, "https://hc.example/ping/7");
    for wrong in ["hc.example/ping", "file:///etc/passwd", "https://"] {
        let told = with(&format!("heartbeat = \"{wrong}\"")).expect_err(wrong).to_string();
        assert!(told.contains("`heartbeat` is no address"), "{told}");
    }
}
