//! The keys of all repositories in one file, for a safe.

use crate::client::answer::{Body, Refusal, Shown};
use crate::client::exit::Exit;
use crate::client::prompt;
use crate::client::table::facts;
use hostler_kit::ui::words::Lang;
use hostler_platform::backup::keys;
use hostler_platform::up::open_folder;
use hostler_platform::web::sentence;
use serde_json::json;
use std::path::Path;

/// Writes all keys into one file.
pub async fn export(out: &Path, (data, database): (&Path, Option<&str>)) -> Result<Shown, Refusal> {
    let app = open_folder(data, database)
        .await
        .map_err(|error| Refusal::own("installation-unusable", format!("{error}.")))?;
    let passphrase = prompt::password("Passphrase for the keys")?;
    let exported = keys::export(&app, (out, &passphrase)).await;
    let in_words = |fault: hostler_kit::http::Fault| {
        Refusal::own(fault.code, sentence(&app.languages.of(Lang::En), &fault))
    };
    let count = exported.map_err(in_words)?;
    app.db.close().await;
    let json = json!({ "file": out.display().to_string(), "keys": count });
    let said = format!(
        "{count} keys are in {}. Put it into a safe; keep the passphrase elsewhere.\n",
        out.display()
    );
    Ok(Shown::new(&Body { text: json.to_string(), json }, said))
}

/// Prints the keys in such a file.
pub fn show(file: Option<&Path>) -> Result<Shown, Refusal> {
    let Some(file) = file else {
        return Err(
            Refusal::own("file-missing", "Name a file with --out or --show.".into()).with(Exit::Usage)
        );
    };
    let passphrase = prompt::password("Passphrase of the keys")?;
    let keys = keys::open(file, &passphrase)
        .map_err(|fault| Refusal::own(fault.code, format!("{}.", fault.detail)))?;
    let mut said = if keys.is_empty() { "No keys are in it.\n".to_string() } else { String::new() };
    for key in &keys {
        said += &facts(&[
            ("server", key.server.clone()),
            ("host", key.host.clone()),
            ("place", key.place.clone()),
            ("key", key.key.clone()),
        ]);
        said += "\n";
    }
    let json = json!(keys);
    Ok(Shown::new(&Body { text: json.to_string(), json }, said))
}
