use super::page;
use crate::ui::{Column, Direction, Empty, Lang, ListQuery, Listing};

fn query(q: &str, sort: &str, number: &str) -> ListQuery {
    ListQuery { q: q.into(), sort: sort.into(), page: number.into() }
}

fn people(total: u64, query: ListQuery) -> Listing {
    Listing::new("/people", "Mailboxes", total)
        .column(Column::text("Address").sorted_by("address"))
        .column(Column::number("Storage").sorted_by("used"))
        .column(Column::actions("Actions"))
        .search("Search addresses")
        .empty(Empty::new("No mailboxes yet", "Each person needs one.").action("Add mailbox", "/people/new"))
        .query(query, 20)
}

#[test]
fn what_was_asked_is_never_an_error() {
    assert_eq!(query("", "", "-3").number(), 1);
    assert_eq!(query("", "", "many").number(), 1);
    assert_eq!(query("", "", "3").offset(20), 40);
    assert_eq!(query("", "", "18446744073709551615").offset(20), u64::MAX);
    assert_eq!(query("", "-used", "").order(&["address", "used"]), ("used", Direction::Down));
    assert_eq!(query("", "DROP TABLE", "").order(&["address", "used"]), ("address", Direction::Up));
}

#[test]
fn heads_sort_and_turn_round() {
    let heads = people(48, query("anna & co", "used", "2")).heads(&page(Lang::En)).0;
    assert!(heads.contains(r#"aria-sort="ascending""#));
    assert!(heads.contains("/servers/srv_1/console/people?q=anna%20%26%20co&#38;sort=-used\""), "{heads}");
    assert!(heads.contains("sort=address\""));
    assert!(heads.contains(r#"<span class="unseen">Actions</span>"#));
}

#[test]
fn pages_keep_search_and_order() {
    let pages = people(48, query("anna", "-used", "2")).pages(&page(Lang::En)).0;
    assert!(pages.contains("21–40 of 48"), "{pages}");
    assert!(pages.contains("?q=anna&#38;sort=-used&#38;page=3\""));
    assert!(pages.contains("?q=anna&#38;sort=-used\""));
    let last = people(48, query("", "", "3")).pages(&page(Lang::Nl)).0;
    assert!(last.contains("41–48 van 48") && !last.contains("Volgende"));
}

#[test]
fn a_page_past_the_end_leads_back_to_the_last() {
    let past = people(48, query("", "", "900")).pages(&page(Lang::En)).0;
    assert!(past.contains("page=3\"") && !past.contains("Next"), "{past}");
}

#[test]
fn one_page_needs_no_paging() {
    assert!(!people(20, query("", "", "1")).pages(&page(Lang::En)).0.contains("<nav"));
}

#[test]
fn an_empty_table_says_what_to_do() {
    let nothing = people(0, query("", "", "")).nothing(&page(Lang::En)).0;
    assert!(nothing.contains("No mailboxes yet") && nothing.contains("/console/people/new\""));
    let unfound = people(0, query("<zzz>", "", "")).nothing(&page(Lang::Nl)).0;
    assert!(unfound.contains("Niets gevonden voor ‘&#60;zzz&#62;’"), "{unfound}");
}

#[test]
fn there_is_nothing_to_search_in_an_empty_table() {
    assert!(!people(0, query("", "", "")).top(&page(Lang::En)).0.contains("<form"));
    assert!(people(0, query("zzz", "", "")).top(&page(Lang::En)).0.contains(r#"value="zzz""#));
}
