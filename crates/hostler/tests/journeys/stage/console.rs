//! A server's console through the portal, as its administrator uses it.

use super::{Browser, Seen, Server};
use serde_json::{Value, json};

#[derive(Clone)]
pub struct Console {
    browser: Browser,
    prefix: String,
}

impl Console {
    pub fn of(browser: &Browser, server: &Server) -> Console {
        Console { browser: browser.clone(), prefix: format!("/servers/{}/console", server.id) }
    }

    pub fn page(&self, path: &str) -> Seen {
        self.browser.get(&format!("{}{path}", self.prefix))
    }

    /// Sends the form of a console's page.
    pub fn submit(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Seen {
        self.browser.submit(&format!("{}{page}", self.prefix), &format!("{}{action}", self.prefix), fields)
    }

    pub fn api(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        self.browser.json(method, &format!("{}/api/v1{path}", self.prefix), body)
    }

    fn done(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.api(method, path, body);
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    pub fn add_domain(&self, name: &str) {
        self.done("POST", "/domains", Some(&json!({ "name": name })));
    }

    /// Its id.
    pub fn create_mailbox(&self, address: &str, password: &str) -> String {
        let new = json!({ "address": address, "name": address, "password": password });
        self.done("POST", "/mailboxes", Some(&new))["id"].as_str().unwrap().to_string()
    }

    pub fn create_alias(&self, address: &str, targets: &[&str]) {
        self.done("POST", "/aliases", Some(&json!({ "address": address, "targets": targets })));
    }

    pub fn delete_mailbox(&self, id: &str) {
        self.done("DELETE", &format!("/mailboxes/{id}"), None);
    }

    /// `disabled` as the API takes it: `true` or `false`.
    pub fn set_disabled(&self, id: &str, disabled: Value) {
        self.done("PATCH", &format!("/mailboxes/{id}"), Some(&json!({ "disabled": disabled })));
    }

    /// Who counts and why.
    pub fn users(&self) -> Value {
        self.done("GET", "/users", None)
    }

    /// The addresses of all mailboxes, sorted.
    pub fn mailboxes(&self) -> Vec<String> {
        let list = self.done("GET", "/mailboxes?limit=1000", None);
        let items = list["items"].as_array().unwrap().iter();
        let mut addresses: Vec<String> =
            items.map(|item| item["address"].as_str().unwrap().to_string()).collect();
        addresses.sort();
        addresses
    }
}
