//! What a mail says: which servers it names, and whether it clearly asks for their end. Pure; in doubt it does not.

/// Characters of a text that are looked at.
const MOST_READ: usize = 20_000;
/// Servers that one mail may name.
pub const MOST_HOSTS: usize = 10;

/// Words by which somebody ends something, in English and Dutch; each begins a word.
const ENDING: [&str; 16] = [
    "terminat",
    "cancel",
    "delete",
    "discontinue",
    "opzeg",
    "opgezegd",
    "beëindig",
    "beeindig",
    "verwijder",
    "ophef",
    "opgeheven",
    "stopzet",
    "stopgezet",
    "removed",
    "remove",
    "ended",
];
/// What makes it doubtful, as whole words.
const DOUBT: [&str; 38] = [
    "not",
    "don't",
    "dont",
    "doesn't",
    "won't",
    "never",
    "no",
    "if",
    "whether",
    "unless",
    "maybe",
    "perhaps",
    "might",
    "could",
    "how",
    "when",
    "what",
    "keep",
    "stay",
    "stays",
    "withdraw",
    "revoke",
    "undo",
    "niet",
    "geen",
    "nooit",
    "als",
    "indien",
    "tenzij",
    "misschien",
    "hoe",
    "wanneer",
    "wat",
    "behouden",
    "blijft",
    "intrekken",
    "annuleer",
    "annuleren",
];
/// Parts of a server: to delete one of these is no notice.
const PARTS: [&str; 22] = [
    "mailbox",
    "mailboxes",
    "account",
    "accounts",
    "user",
    "users",
    "alias",
    "aliases",
    "domain",
    "message",
    "messages",
    "address",
    "backup",
    "postvak",
    "mailboxen",
    "gebruiker",
    "gebruikers",
    "domein",
    "bericht",
    "berichten",
    "adres",
    "back-up",
];
/// What is ended.
const WHOLE: [&str; 6] = ["server", "servers", "contract", "subscription", "abonnement", "overeenkomst"];

/// What a mail says about ending servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// These servers can be ended: full host names, sorted, each once.
    End(Vec<String>),
    /// It names servers and speaks of ending, but not clearly.
    Unclear,
    Nothing,
}

/// Reads subject and text; host names are those below the provider's `domain`.
pub fn says(subject: &str, text: &str, domain: &str) -> Says {
    let subject = if is_reply(subject) { "" } else { subject };
    let sentences: Vec<Sentence> = [sentences(subject), sentences(&own(text))]
        .concat()
        .iter()
        .map(|one| Sentence::read(one, domain))
        .collect();
    let mut named: Vec<&String> = sentences.iter().flat_map(|one| &one.hosts).collect();
    named.sort_unstable();
    named.dedup();
    let speaks: Vec<&Sentence> = sentences.iter().filter(|one| one.ends && !one.parts).collect();
    // A heading such as "Notice" alone says nothing yet; what it stands above does.
    let ending: Vec<&Sentence> =
        speaks.iter().copied().filter(|one| one.whole || !one.hosts.is_empty()).collect();
    if named.is_empty() || !sentences.iter().any(|one| one.ends) {
        return Says::Nothing;
    }
    let clear = !ending.is_empty() && speaks.iter().all(|one| !one.doubt);
    let mut hosts: Vec<String> = ending.iter().flat_map(|one| one.hosts.clone()).collect();
    hosts.sort_unstable();
    hosts.dedup();
    if hosts.is_empty() && named.len() == 1 {
        hosts.push(named[0].clone());
    }
    // Whoever names another server elsewhere may mean that one, or not.
    match clear && hosts.len() == named.len() && hosts.len() <= MOST_HOSTS {
        true => Says::End(hosts),
        false => Says::Unclear,
    }
}

fn is_reply(subject: &str) -> bool {
    let small = subject.trim().to_lowercase();
    ["re:", "fw:", "fwd:", "antw:", "betr:", "doorst:"].iter().any(|prefix| small.starts_with(prefix))
}

/// The text without what it quotes, and without its signature.
fn own(text: &str) -> String {
    let mut own = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if line.trim_end() == "--" || begins_history(trimmed) {
            break;
        }
        if !trimmed.starts_with('>') {
            own.push(trimmed);
        }
    }
    own.join("\n").chars().take(MOST_READ).collect()
}

/// Whether what an earlier mail said begins here.
fn begins_history(line: &str) -> bool {
    let small = line.to_lowercase();
    let says_wrote = small.ends_with("wrote:")
        || (small.starts_with("op ") && small.ends_with(':'))
        || small.ends_with("schreef:")
        || small.contains("heeft het volgende geschreven");
    let header = ["from: ", "van: ", "sent: ", "verzonden: "].iter().any(|name| small.starts_with(name));
    says_wrote
        || header
        || small.starts_with("-----")
        || small.starts_with("_____")
        || small.contains("original message")
        || small.contains("oorspronkelijk bericht")
        || small.contains("forwarded message")
}

/// Parts of a text between full stops, semicolons, and empty lines; a point inside of a word ends nothing.
fn sentences(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let next_is_space = signs.peek().is_none_or(|next| next.is_whitespace());
        let ends = match sign {
            ';' => true,
            '.' | '!' | '?' => next_is_space,
            '\n' => signs.peek() == Some(&'\n'),
            _ => false,
        };
        if let Some(last) = found.last_mut() {
            last.push(sign);
        }
        if ends {
            found.push(String::new());
        }
    }
    found
}

/// What one sentence has in it.
struct Sentence {
    hosts: Vec<String>,
    ends: bool,
    doubt: bool,
    parts: bool,
    whole: bool,
}

impl Sentence {
    fn read(text: &str, domain: &str) -> Sentence {
        let small = text.to_lowercase().replace('’', "'");
        let is_of_word = |sign: char| sign.is_alphanumeric() || ".-'@_".contains(sign);
        let words: Vec<&str> = small
            .split(|sign| !is_of_word(sign))
            .map(|word| word.trim_matches(|sign: char| ".-'".contains(sign)))
            .filter(|word| !word.is_empty())
            .collect();
        let hosts: Vec<String> =
            words.iter().filter(|word| is_host(word, domain)).map(|word| (*word).into()).collect();
        let is_one_of = |list: &[&str]| words.iter().any(|word| list.contains(word));
        Sentence {
            ends: words.iter().any(|word| ends(word)) || gives_notice(&words),
            doubt: small.contains('?') || is_one_of(&DOUBT),
            parts: is_one_of(&PARTS),
            whole: is_one_of(&WHOLE),
            hosts,
        }
    }
}

/// Host names and addresses say nothing about what is to become of them.
fn ends(word: &str) -> bool {
    !word.contains(['.', '@']) && ENDING.iter().any(|begin| word.starts_with(begin))
}

/// `give notice`, and the Dutch verb that comes in two: `wij zeggen … op`.
fn gives_notice(words: &[&str]) -> bool {
    let english = words.windows(2).any(|pair| matches!(pair, ["give" | "giving", "notice"]));
    let says = words.iter().position(|word| matches!(*word, "zeg" | "zeggen" | "zegt"));
    english || says.is_some_and(|at| words[at..].contains(&"op"))
}

/// Whether it is `NAME.<domain>` with one label before the domain.
fn is_host(word: &str, domain: &str) -> bool {
    let label = word.strip_suffix(domain).and_then(|rest| rest.strip_suffix('.'));
    label.is_some_and(|label| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAKERY: &str = "bakkerij.hostler.test";

    fn check(subject: &str, text: &str, expect: Says) {
        assert_eq!(says(subject, text, "hostler.test"), expect, "{subject} / {text}");
    }

    fn end(hosts: &[&str]) -> Says {
        Says::End(hosts.iter().map(|host| host.to_string()).collect())
    }

    #[test]
    fn a_clear_notice_is_understood() {
        for (subject, text) in [
            ("Our server", "The server bakkerij.hostler.test can be deleted at the end of the next month."),
            ("Termination of bakkerij.hostler.test", "Kind regards, Anna"),
            (
                "Notice",
                "Dear all,\n\nwe have deleted all users.\nPlease terminate BAKKERIJ.hostler.test.\n\nAnna",
            ),
            ("Opzegging", "Hierbij zeggen wij de server bakkerij.hostler.test op."),
            ("Opzegging bakkerij.hostler.test", "Met vriendelijke groet"),
            ("Server", "bakkerij.hostler.test mag aan het einde van volgende maand\nworden verwijderd."),
            ("", "De server kan worden beëindigd. Het gaat om https://bakkerij.hostler.test/."),
            ("Hi", "We give notice for the server bakkerij.hostler.test.\n\n> do not delete anything"),
            ("Hi", "Please cancel our subscription, bakkerij.hostler.test.\n-- \nwe never sleep"),
        ] {
            check(subject, text, end(&[BAKERY]));
        }
    }

    #[test]
    fn several_servers_are_each_named() {
        let text = "Please terminate these servers:\n- winkel.hostler.test\n- bakkerij.hostler.test";
        check("Notice", text, end(&[BAKERY, "winkel.hostler.test"]));
        check(
            "Notice",
            "Please terminate bakkerij.hostler.test. winkel.hostler.test is slow.",
            Says::Unclear,
        );
    }

    #[test]
    fn in_doubt_it_is_no_notice() {
        for (subject, text) in [
            ("?", "Can the server bakkerij.hostler.test be deleted?"),
            ("Hi", "Please do not delete bakkerij.hostler.test."),
            ("Hi", "If we terminate bakkerij.hostler.test, what happens then."),
            ("Hi", "Wij willen bakkerij.hostler.test niet opzeggen."),
            ("Hi", "Delete winkel and keep bakkerij.hostler.test."),
            ("Hi", "Please delete the mailbox of Bram on bakkerij.hostler.test."),
            ("Termination", "The server is bakkerij.hostler.test."),
            ("Hi", "We withdraw the termination of bakkerij.hostler.test."),
        ] {
            check(subject, text, Says::Unclear);
        }
    }

    #[test]
    fn what_is_quoted_or_elsewhere_says_nothing() {
        for (subject, text) in [
            ("Re: Termination of bakkerij.hostler.test", "Thank you."),
            ("Hi", "Thanks\n\nOn Monday Anna wrote:\nPlease terminate bakkerij.hostler.test."),
            ("Hi", "Dank\n\nOp 3 oktober schreef Anna:\n> zeg bakkerij.hostler.test op"),
            ("Hi", "See below\n\nFrom: Anna\nPlease terminate bakkerij.hostler.test."),
            ("Hi", "Please terminate bakkerij.other.test."),
            ("Hi", "Please delete anna@bakkerij.hostler.test."),
            ("Hi", "Please terminate a.b.hostler.test and hostler.test."),
            ("Hi", "bakkerij.hostler.test is slow today."),
            ("", ""),
        ] {
            check(subject, text, Says::Nothing);
        }
    }

    #[test]
    fn a_huge_text_is_read_in_part_and_quickly() {
        let text = "word. ".repeat(200_000) + "Please terminate bakkerij.hostler.test.";
        check("Hi", &text, Says::Nothing);
        let many: String = (0..11).map(|n| format!("s{n}.hostler.test ")).collect();
        check("Hi", &format!("Please terminate {many}"), Says::Unclear);
    }
}
