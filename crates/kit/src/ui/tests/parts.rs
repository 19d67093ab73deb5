use super::page;
use crate::ui::*;

fn mailbox() -> Form {
    Form::new("/people", "Create")
        .field(Field::text("address", "Address").hint("Letters and digits").after("@vries.example"))
        .field(Field::password("password", "Password", "new-password"))
        .field(Field::radios(
            "role",
            "Role",
            vec![Choice::new("user", "User"), Choice::new("admin", "Admin")],
        ))
        .field(Field::area("note", "Note").optional())
}

#[test]
fn a_form_says_what_is_wrong_at_the_field_and_at_the_top() {
    let form = mailbox()
        .fill("address", "<anna>")
        .fill("password", "hunter2")
        .refuse("address", "It is taken")
        .refuse("role", "Choose one")
        .refuse("", "The server is full");
    let html = form.html(&page(Lang::En)).0;
    for part in [
        "3 things need your attention",
        r##"<a href="#field-address">Address: It is taken</a>"##,
        r##"<a href="#field-role-1">Role: Choose one</a>"##,
        "<li>The server is full</li>",
        r#"aria-invalid="true" aria-describedby="field-address-hint field-address-error""#,
        r#"value="&#60;anna&#62;""#,
        "(optional)",
        r#"name="csrf" value="the-token""#,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("hunter2"), "a password is never shown again");
}

#[test]
fn a_form_that_was_not_refused_has_no_summary() {
    let form = mailbox();
    assert!(!form.refused());
    assert!(!form.html(&page(Lang::En)).0.contains("role=\"alert\""));
    let page = page(Lang::Nl).titled("Nieuw").with_form(&form.refuse("note", "Te lang"));
    assert!(page.full_title().starts_with("Fout: Nieuw"));
}

#[test]
fn a_file_needs_another_encoding() {
    let form = Form::new("/import", "Import").field(Field::file("csv", "File"));
    assert!(form.html(&page(Lang::En)).0.contains(r#"enctype="multipart/form-data""#));
    assert!(!mailbox().html(&page(Lang::En)).0.contains("enctype"));
}

#[test]
fn deleting_needs_the_word() {
    let page = page(Lang::En);
    let confirm = Confirm::new("/delete", "Delete", "bram").consequence("All mail goes.");
    assert_eq!(confirm.clone().check(" bram ", &page), Ok(()));
    let again = confirm.check("Bram", &page).expect_err("another word").html(&page).0;
    assert!(again.contains("Type bram exactly as it stands here") && again.contains("All mail goes."));
    assert!(again.contains(r#"aria-invalid="true""#));
}

fn steps(states: &[StepState]) -> Steps {
    Steps::new(states.iter().map(|state| Step::new("Start", *state)).collect())
}

#[test]
fn steps_move_until_they_are_done_or_failed() {
    use StepState::{Done, Failed, Now, Waiting};
    assert!(steps(&[Done, Now, Waiting]).moving());
    assert!(steps(&[Waiting]).moving());
    assert!(!steps(&[Done, Failed, Waiting]).moving());
    assert!(!steps(&[Done, Done]).moving());
}

#[test]
fn moving_steps_ask_their_own_page_again() {
    use StepState::{Done, Failed, Now};
    let page = page(Lang::En);
    let moving = steps(&[Done, Now]);
    let html = moving.html(&page).0;
    assert!(html.contains(r#"hx-get="/servers/srv_1/console/people?q=anna""#), "{html}");
    assert!(html.contains("Step 2 of 2: Start"));
    assert_eq!(page.clone().following(&moving).refresh, Some(5));
    let still = steps(&[Done, Failed]);
    assert!(!still.html(&page).0.contains("hx-get"));
    assert!(still.sentence(&page).starts_with("Stopped at step 2"));
    assert_eq!(page.clone().following(&still).refresh, None);
    assert_eq!(steps(&[Done]).sentence(&page), "All steps are done");
}

#[test]
fn a_state_is_a_word_and_a_shape() {
    let tones = [Tone::Good, Tone::Busy, Tone::Warn, Tone::Bad, Tone::Quiet];
    let shapes: Vec<String> = tones
        .iter()
        .map(|tone| Badge::new(*tone, "Running").html().0)
        .map(|html| html.split("aria-hidden").nth(1).unwrap_or_default().to_owned())
        .collect();
    let different: std::collections::BTreeSet<&String> = shapes.iter().collect();
    assert_eq!(different.len(), tones.len());
    assert!(shapes.iter().all(|html| html.contains("Running")));
}

#[test]
fn an_empty_history_says_so() {
    let history = History { entries: Vec::new() };
    assert!(history.html(&page(Lang::Nl)).0.contains("Er is nog niets gebeurd."));
}
