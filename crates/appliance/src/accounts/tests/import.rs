use crate::accounts::import::{self, parse};
use crate::accounts::refusals::Refusal;
use crate::accounts::{Page, aliases, all_accounts};
use crate::journal;
use crate::testing::{Server, each};

type Cells = (u64, String, String, String, String);

fn read(text: &str) -> Result<Vec<Cells>, Refusal> {
    let lines = parse(text.as_bytes())?;
    Ok(lines.into_iter().map(|l| (l.number, l.address, l.name, l.password, l.aliases.join("+"))).collect())
}

fn line(number: u64, cells: [&str; 4]) -> Cells {
    let [address, name, password, aliases] = cells.map(str::to_string);
    (number, address, name, password, aliases)
}

#[test]
fn what_spreadsheets_write() {
    let dirk = ["dirk@bakery.test", "Dirk", "", ""];
    for (text, expect) in [
        ("dirk@bakery.test,Dirk", vec![line(1, dirk)]),
        ("address,name\ndirk@bakery.test,Dirk\n", vec![line(2, dirk)]),
        ("\u{feff}Adres;Naam;Wachtwoord\r\ndirk@bakery.test;Dirk;\r\n", vec![line(2, dirk)]),
        ("Naam;E-mail\r\n\r\nDirk;dirk@bakery.test\r\n;\r\n", vec![line(3, dirk)]),
        (
            "name,password,aliases,address\n\"Smit, Eva\",a b,x@y.test z@y.test,e@y.test",
            vec![line(2, ["e@y.test", "Smit, Eva", "a b", "x@y.test+z@y.test"])],
        ),
        (
            "a@y.test,A,\"p,;w\"\n\nb@y.test,B",
            vec![line(1, ["a@y.test", "A", "p,;w", ""]), line(3, ["b@y.test", "B", "", ""])],
        ),
    ] {
        assert_eq!(read(text), Ok(expect), "{text}");
    }
}

#[test]
fn what_is_no_list() {
    let many = |n: usize| (0..n).map(|n| format!("p{n}@y.test,P\n")).collect::<String>();
    assert_eq!(read(""), Err(Refusal::ImportEmpty));
    assert_eq!(read("\u{feff}\r\n\r\n"), Err(Refusal::ImportEmpty));
    assert_eq!(read("address,name\n"), Err(Refusal::ImportEmpty));
    assert_eq!(read("street,city\nHoofdstraat,Delft"), Err(Refusal::ImportColumns));
    assert_eq!(parse(b"caf\xe9@y.test,Caf\xe9").err(), Some(Refusal::ImportNotText));
    assert_eq!(read(&many(2_000)).map(|lines| lines.len()), Ok(2_000));
    assert_eq!(read(&many(2_001)), Err(Refusal::ImportTooLong(2_000)));
    assert_eq!(read(&"x".repeat(1_000_001)), Err(Refusal::ImportTooLarge));
}

#[tokio::test]
async fn a_bad_line_is_named_and_nothing_is_imported() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let csv = "address,name,password,aliases\n\
            dirk@bakery.test,Dirk,drie broden en een taart,\n\
            bram@bakery.test,Bram,,\n\
            dirk@bakery.test,Dirk twee,,\n\
            nobody,Nobody,,\n\
            eva@flowers.test,Eva,,\n\
            eva@bakery.test,Eva,kort,\n\
            frits@bakery.test,,,\n\
            gert@bakery.test,Gert,,orders@bakery.test\n";
        let preview = import::preview(&server.app, csv.as_bytes()).await.unwrap();
        let bad: Vec<_> = preview.bad.iter().map(|bad| format!("{} {}", bad.number, bad.why)).collect();
        assert_eq!(
            bad,
            [
                "3 mailbox-exists address=bram@bakery.test",
                "4 mailbox-exists address=dirk@bakery.test",
                "5 address-invalid address=nobody",
                "6 domain-missing domain=flowers.test",
                "7 password-short",
                "8 name-invalid",
                "9 alias-exists address=orders@bakery.test",
            ]
        );
        assert_eq!((preview.token, all_accounts(&server.app.db).await.unwrap().len()), (None, 3));
    })
    .await;
}

#[tokio::test]
async fn good_lines_are_all_imported_and_made_up_passwords_shown_once() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let csv = "dirk@bakery.test,Dirk,drie broden en een taart,baas@bakery.test\neva@bakery.test,Eva";
        let preview = import::preview(&server.app, csv.as_bytes()).await.unwrap();
        assert_eq!(journal::last(&server.app.db).await.unwrap(), 3, "a preview changes nothing");
        let token = preview.token.unwrap();
        let done = import::confirm(&server.app, &Server::anna(), &token).await.unwrap();
        assert_eq!((done.created, done.aliases, done.generated.len()), (2, 1, 1));
        assert_eq!(done.generated[0].address, "eva@bakery.test");
        assert_eq!(done.generated[0].password.len(), 19);
        assert!(aliases(&server.app.db, "baas", Page::ALL).await.unwrap().1 == 1);
        assert_eq!(journal::last(&server.app.db).await.unwrap(), 5);
        let again = import::confirm(&server.app, &Server::anna(), &token).await;
        assert_eq!(again.err().unwrap().to_string(), "import-expired");
        let file = import::passwords_csv(&server.app, done.token.as_deref().unwrap()).unwrap();
        assert_eq!(file, format!("address,password\r\neva@bakery.test,{}\r\n", done.generated[0].password));
        assert_eq!(
            import::passwords_csv(&server.app, done.token.as_deref().unwrap()),
            Err(Refusal::ImportExpired)
        );
    })
    .await;
}

#[tokio::test]
async fn what_changed_between_preview_and_confirmation_stops_all_of_it() {
    each(|db| async move {
        let server = Server::staffed(db).await;
        let preview =
            import::preview(&server.app, b"dirk@bakery.test,Dirk\neva@bakery.test,Eva").await.unwrap();
        server.mailbox("eva@bakery.test", "Eva").await;
        let refused = import::confirm(&server.app, &Server::anna(), &preview.token.unwrap()).await;
        assert_eq!(refused.err().unwrap().to_string(), "mailbox-exists address=eva@bakery.test");
        assert_eq!(all_accounts(&server.app.db).await.unwrap().len(), 4, "Dirk was not made either");
        assert_eq!(journal::last(&server.app.db).await.unwrap(), 4);
    })
    .await;
}
