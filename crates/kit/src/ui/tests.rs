/// Every template and source of the design system: `(name, text)`.
pub(crate) fn own_sources() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join("templates"), root.join("src/ui")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of ours") {
            let path = entry.expect("an entry of it").path();
            let ours = path.extension().is_some_and(|kind| kind == "html" || kind == "rs");
            if path.is_dir() {
                folders.push(path);
            } else if ours && !path.ends_with("tests.rs") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).expect("text")));
            }
        }
    }
    found
}
