use crate::history::Action;
use crate::web::words::{FILES, all, sentence};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::words::check::{differences, unknown_keys};
use hostler_kit::ui::{Lang, Words};

#[test]
fn both_languages_say_the_same_things() {
    assert_eq!(differences(FILES), Vec::<String>::new());
    assert!(Words::load(FILES).is_ok());
}

#[test]
fn nothing_asks_for_words_that_nobody_wrote() {
    let files = all();
    let sources = sources(std::path::Path::new("src"));
    assert!(sources.len() > 30, "the sources are where they are looked for");
    for source in sources {
        let text = std::fs::read_to_string(&source).unwrap();
        assert_eq!(unknown_keys(&text, &files), Vec::<String>::new(), "{}", source.display());
    }
}

fn sources(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.extension().and_then(|end| end.to_str()) {
            _ if path.is_dir() => found.extend(sources(&path)),
            Some("rs" | "html") => found.push(path),
            _ => {}
        }
    }
    found
}

#[test]
fn every_action_and_plural_has_its_sentence() {
    let languages = Words::load(FILES).unwrap();
    for lang in Lang::ALL {
        let words = languages.of(lang);
        for action in Action::ALL {
            let text = words.tr(
                &format!("history-{}", action.code()),
                &[("subject", "x".into()), ("detail", "y".into())],
            );
            assert!(!text.contains('⟨'), "{text}");
        }
        let mut fault = Fault::new(Kind::Conflict, "domain-in-use");
        fault.args =
            [("domain", "bakery.test".into()), ("mailboxes", "1".into()), ("aliases", "2".into())].into();
        let text = sentence(&fault, &words);
        assert!(text.contains("1 mailbox ") && text.contains("2 alias"), "{text}");
    }
}
