use askama::Template;

use super::page;
use crate::ui::words::check::missing_in;
use crate::ui::{Account, Badge, Flash, Lang, Link, NavItem, Page, ProblemPage, Theme, Tone};

#[derive(Template)]
#[template(
    source = r#"{% extends "layout.html" %}{% block content %}<p>in the middle</p>{% endblock %}"#,
    ext = "html"
)]
struct Plain {
    page: Page,
}

fn full(lang: Lang) -> Page {
    let mut page = page(lang);
    page.nav = vec![NavItem::new("Overview", "/"), NavItem::new("People", "/people").count("48")];
    page.place = Some("bakkerij".into());
    page.account = Some(Account {
        name: "anna de Vries".into(),
        email: "anna@bakkerijdevries.example".into(),
        sign_out: "/sign-out".into(),
        links: vec![Link::new("Profile", "/profile")],
    });
    page.titled("People <3")
        .lead("All of them")
        .badge(Badge::new(Tone::Good, "Running"))
        .crumb("Overview", "/overview")
        .action("Add", "/people/new")
        .flash(Some(Flash::refused("It was not done.")))
}

fn render(page: Page) -> String {
    Plain { page }.render().expect("renders")
}

/// The values of an attribute in a page.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(&start).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect()
}

#[test]
fn every_address_of_the_layout_begins_with_the_base() {
    let html = render(full(Lang::En));
    let addresses = ["href", "src", "action"].into_iter().flat_map(|name| values(&html, name));
    let addresses: Vec<&str> = addresses.filter(|address| *address != "#content").collect();
    assert_eq!(addresses.len(), 12, "{addresses:?}");
    assert_eq!(addresses.iter().find(|to| !to.starts_with("/servers/srv_1/console/")), None);
}

#[test]
fn a_page_has_one_heading_one_main_its_language_and_its_title() {
    for lang in Lang::ALL {
        let html = render(full(lang));
        assert_eq!(html.matches("<h1>").count(), 1);
        assert_eq!(html.matches("<main").count(), 1);
        assert!(html.contains(&format!(r#"<html lang="{}">"#, lang.code())));
        assert!(html.contains("<title>People &#60;3 – bakkerij – Noordzee Hosting</title>"), "{html}");
        assert!(html.contains(r#"data-initial="A""#));
        assert_eq!(missing_in(&html), Vec::<String>::new());
    }
}

#[test]
fn each_form_carries_the_token() {
    let html = render(full(Lang::Nl));
    assert_eq!(html.matches("<form").count(), 2);
    assert_eq!(html.matches(r#"name="csrf" value="the-token""#).count(), 2);
}

#[test]
fn the_section_one_is_in_is_marked() {
    let mut page = full(Lang::En);
    assert_eq!(page.current(&page.nav[0]), None);
    assert_eq!(page.current(&page.nav[1]), Some("page"));
    page.here = "/servers/srv_1/console/people/acc_1".into();
    assert_eq!(page.current(&page.nav[1]), Some("true"));
    page.here = "/servers/srv_1/console".into();
    assert_eq!(page.current(&page.nav[0]), Some("page"));
    page.here = "/servers/srv_1/console/peoples".into();
    assert_eq!(page.current(&page.nav[1]), None);
}

#[test]
fn chosen_colours_are_forced_and_else_the_device_decides() {
    let mut page = full(Lang::En);
    assert!(!render(page.clone()).contains("data-theme"));
    page.theme = Theme::Dark;
    assert!(render(page).contains(r#"<html lang="en" data-theme="dark">"#));
}

#[test]
fn only_a_browser_without_javascript_loads_again() {
    let mut page = full(Lang::En);
    assert!(!render(page.clone()).contains("http-equiv"));
    page.refresh = Some(5);
    let html = render(page);
    assert!(html.contains(r#"<noscript><meta http-equiv="refresh" content="5"></noscript>"#));
}

#[test]
fn a_visitor_finds_the_way_in_and_no_sections() {
    let mut page = page(Lang::En).titled("Prices");
    page.sign_in = Some("/sign-in".into());
    let html = render(page);
    assert!(html.contains(r#"href="/servers/srv_1/console/sign-in">Sign in</a>"#));
    assert!(!html.contains("class=\"sections\""));
}

#[test]
fn a_problem_says_what_is_kept_and_what_to_do() {
    let problem = ProblemPage {
        page: page(Lang::Nl).titled("De server antwoordt niet"),
        happened: "Er kwam geen antwoord.".into(),
        kept: Some("Het oude wachtwoord werkt nog.".into()),
        advice: Some("Probeer het opnieuw.".into()),
        way_on: Some(Link::new("Opnieuw", "/people")),
        code: "server-not-answering".into(),
        request: Some("req_1".into()),
    };
    let html = problem.render().expect("renders");
    for part in ["Wat bewaard is", "Het oude wachtwoord", "Wat u kunt doen", "server-not-answering", "req_1"]
    {
        assert!(html.contains(part), "{part}");
    }
    assert_eq!(missing_in(&html), Vec::<String>::new());
}
