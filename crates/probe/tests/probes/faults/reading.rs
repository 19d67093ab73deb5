//! Faults of what people read by: IMAP, POP3 and pages.

use super::Case;
use super::cases::{case, slow};
use crate::script::page;
use crate::server::{Act, say};
use hostler_probe::{Fault, Stage};

pub fn imap() -> Vec<Case> {
    let greeting = |words, does, fault| case(("imaps", "greeting"), words, does, (Stage::Greeting, fault));
    let login = |words, does, fault| case(("imaps", "LOGIN"), words, does, (Stage::Login, fault));
    let select = |words, does, fault| case(("imaps", "SELECT"), words, does, (Stage::Answer, fault));
    let bad = vec![say("p BAD Unknown command")];
    let down = vec![say("p NO [UNAVAILABLE] Passwords cannot be checked")];
    let untold = vec![say("* 0 RECENT\r\np OK Done")];
    let mail = say("* 3 EXISTS\r\np OK Done");
    vec![
        greeting("accepts and never greets", vec![Act::Hold], Fault::Silent),
        greeting("greets with BYE", vec![say("* BYE Too many connections")], Fault::Temporary),
        greeting("greets as another protocol", vec![say("+OK POP3 ready")], Fault::Garbage),
        greeting("a line without end", vec![Act::Endless], Fault::TooLong),
        case(("imap", "STARTTLS"), "STARTTLS taken away", bad, (Stage::Tls, Fault::NoEncryption)),
        case(("imap", "STARTTLS"), "STARTTLS never answered", vec![Act::Hold], (Stage::Tls, Fault::Silent)),
        login("password refused", vec![say("p NO [AUTHENTICATIONFAILED] Wrong")], Fault::Rejected),
        login("passwords cannot be checked", down, Fault::Temporary),
        login("says BYE at LOGIN", vec![say("* BYE Internal error")], Fault::Temporary),
        login("LOGIN never answered", vec![Act::Hold], Fault::Silent),
        login("closes at LOGIN", vec![Act::Close], Fault::Closed),
        slow(("imaps", "LOGIN"), "checks a password slowly", say("p OK Logged in"), Stage::Login),
        select("inbox refused", vec![say("p NO Mailbox does not exist")], Fault::Rejected),
        select("inbox without a number of messages", untold, Fault::Garbage),
        select("lines without end", vec![Act::Again("* 1 RECENT\r\n")], Fault::TooLong),
        select("inbox one byte a second", vec![Act::Drip("* 3 EXISTS")], Fault::Silent),
        select("closes at SELECT", vec![Act::Close], Fault::Closed),
        select("resets at SELECT", vec![Act::Reset], Fault::Reset),
        slow(("imaps", "SELECT"), "opens the inbox slowly", mail, Stage::Answer),
    ]
}

pub fn pop3() -> Vec<Case> {
    let at = |step, words, does, seen| case(("pop3s", step), words, does, seen);
    let refused = vec![say("-ERR [AUTH] Wrong password")];
    let used = vec![say("-ERR [IN-USE] Mailbox is locked")];
    let stripped = vec![say("-ERR Unknown command")];
    vec![
        at("greeting", "accepts and never greets", vec![Act::Hold], (Stage::Greeting, Fault::Silent)),
        at("greeting", "greets with -ERR", vec![say("-ERR Too busy")], (Stage::Greeting, Fault::Rejected)),
        at("greeting", "closes at once", vec![Act::Close], (Stage::Greeting, Fault::Closed)),
        case(("pop3", "STLS"), "STLS taken away", stripped, (Stage::Tls, Fault::NoEncryption)),
        at("PASS", "password refused", refused, (Stage::Login, Fault::Rejected)),
        at("PASS", "mailbox in use", used, (Stage::Login, Fault::Temporary)),
        at("PASS", "PASS never answered", vec![Act::Hold], (Stage::Login, Fault::Silent)),
        at("STAT", "STAT refused", vec![say("-ERR Damaged mailbox")], (Stage::Answer, Fault::Rejected)),
        at("STAT", "STAT without numbers", vec![say("+OK many")], (Stage::Answer, Fault::Garbage)),
        at("STAT", "closes at STAT", vec![Act::Close], (Stage::Answer, Fault::Closed)),
        slow(("pop3s", "STAT"), "counts mail slowly", say("+OK 3 4096"), Stage::Answer),
    ]
}

pub fn pages() -> Vec<Case> {
    let get = |words, does, fault| case(("https", "GET"), words, does, (Stage::Answer, fault));
    let shown = |status, body| vec![say(&page(status, body)), Act::Close];
    let short = vec![Act::Say("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nSign".into()), Act::Close];
    let hangs = vec![Act::Say("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nSign".into()), Act::Hold];
    let moved = vec![say("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n")];
    let endless = vec![say("HTTP/1.1 200 OK\r\n"), Act::Endless];
    let headers = vec![say("HTTP/1.1 200 OK"), Act::Again("X-More: and more\r\n")];
    let chunk = vec![say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nmany")];
    vec![
        get("500", shown("500 Internal Server Error", ""), Fault::Rejected),
        get("503", shown("503 Service Unavailable", ""), Fault::Temporary),
        get("404", shown("404 Not Found", ""), Fault::Rejected),
        get("sends people elsewhere", moved, Fault::Different),
        get("an empty page", shown("200 OK", ""), Fault::Different),
        get("a page of something else", shown("200 OK", "<h1>It works</h1>"), Fault::Different),
        get("a page that breaks off", short, Fault::Closed),
        get("a page that hangs", hangs, Fault::Silent),
        get("a page without end", endless, Fault::TooLong),
        get("headers without end", headers, Fault::TooLong),
        get("a chunk without length", chunk, Fault::Garbage),
        get("no HTTP at all", vec![say("220 mail.devries.test ESMTP")], Fault::Garbage),
        get("never answers", vec![Act::Hold], Fault::Silent),
        slow(("https", "GET"), "shows the page slowly", say(&page("200 OK", "Sign in")), Stage::Answer),
    ]
}
