//! The same refusal has the same code and the same sentence on a page, in the API and at the command line.

use crate::stage::{Browser, Console, Seen, Server, Stage, Terminal};
use serde_json::{Value, json};

/// One refusal, three ways.
struct Refused<'a> {
    code: &'a str,
    exit: i32,
    page: Seen,
    api: (u16, Value),
    command: &'a [&'a str],
    input: &'a str,
}

fn same(terminal: &Terminal, refused: Refused) {
    let Refused { code, exit, page, api, command, input } = refused;
    let sentence = api.1["detail"].as_str().unwrap_or_else(|| panic!("{code}: {api:?}"));
    assert_eq!(api.1["code"], code);
    assert_eq!(u64::from(api.0), api.1["status"].as_u64().unwrap());
    assert!(page.says(sentence), "{code}: `{sentence}` is not on the page: {}", page.text);
    let ran = terminal.hostler_with(input, command);
    assert_eq!((ran.code, ran.out.as_str(), ran.err), (exit, "", format!("hostler: {sentence}\n")), "{code}");
    let ran = terminal.hostler_with(input, &[command, &["--json"]].concat());
    let problem: Value = serde_json::from_str(&ran.err).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    assert_eq!((ran.code, ran.out.as_str(), problem), (exit, "", api.1), "{code}");
}

#[test]
fn page_api_and_command_line_refuse_alike() {
    let stage = Stage::open();
    let (anna, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    let terminal = Terminal::new(stage.folder.path().join("anna"));
    same(&terminal, wrong_password(&stage.visitor()));
    terminal.sign_in("anna@anna.example");
    by_the_platform(&terminal, &anna);
    by_the_server(&terminal, &bakery, &console);
}

fn by_the_platform(terminal: &Terminal, anna: &Browser) {
    for (name, code, exit) in [("bakkerij", "server-name-taken", 6), ("www", "server-name-reserved", 4)] {
        let order = json!({ "product": "connect", "server_name": name, "terms": "2026-11-01" });
        let page = anna.order(name);
        let api = anna.json("POST", "/api/v1/orders", Some(&order));
        let command = &["server", "order", name, "--accept-terms", "2026-11-01"];
        same(terminal, Refused { code, exit, page, api, command, input: "" });
    }
    let page = anna.get("/staff/jobs");
    let api = anna.json("GET", "/api/v1/staff/jobs", None);
    same(terminal, Refused { code: "staff-only", exit: 5, page, api, command: &["job", "list"], input: "" });
    let page = anna.get("/servers/srv_00000000000000000000000000000000");
    let api = anna.json("GET", "/api/v1/servers/nergens", None);
    let command = &["server", "show", "nergens"];
    same(terminal, Refused { code: "not-found", exit: 3, page, api, command, input: "" });
}

fn by_the_server(terminal: &Terminal, bakery: &Server, console: &Console) {
    let page = console.submit(
        "/domains",
        "/domains",
        &[("domain", "bakkerij.example"), ("name", "bakkerij.example")],
    );
    let api = console.api("POST", "/domains", Some(&json!({ "name": "bakkerij.example" })));
    let command = &["domain", "add", "bakkerij", "bakkerij.example"];
    same(terminal, Refused { code: "domain-taken", exit: 6, page, api, command, input: "" });
    let gone = "/mailboxes/acc_00000000000000000000000000000000";
    let (page, api) = (console.page(gone), console.api("DELETE", gone, None));
    let command = &["mailbox", "delete", &bakery.id, "bram@bakkerij.example"];
    same(terminal, Refused { code: "mailbox-missing", exit: 3, page, api, command, input: "" });
}

fn wrong_password(visitor: &Browser) -> Refused<'static> {
    let wrong = json!({ "email": "anna@anna.example", "password": "not hers" });
    Refused {
        code: "sign-in-wrong",
        exit: 5,
        page: visitor.submit(
            "/sign-in",
            "/sign-in",
            &[("email", "anna@anna.example"), ("password", "not hers")],
        ),
        api: visitor.json("POST", "/api/v1/sessions", Some(&wrong)),
        command: &["sign-in", "--email", "anna@anna.example"],
        input: "not hers\n",
    }
}

#[test]
fn the_language_is_the_callers() {
    let stage = Stage::open();
    let anna = stage.customer("anna", "bakkerij");
    let terminal = Terminal::new(stage.folder.path().join("anna"));
    terminal.sign_in("anna@anna.example");
    let show = |language: &[&str]| terminal.hostler(&[&["server", "show", "nergens"], language].concat()).err;
    let (english, dutch) = (show(&["--language", "en"]), show(&["--language", "nl"]));
    assert!(
        english.starts_with("hostler: There is nothing") && dutch.starts_with("hostler: Op dit adres"),
        "{english}{dutch}"
    );
    anna.submit("/account", "/account/language", &[("language", "nl")]);
    assert_eq!(show(&[]), dutch, "without one, the person's own");
}
