use super::*;
use crate::drivers::bank::Format;
use crate::testing::bank::{Bank, camt};

#[test]
fn b10_every_bank_says_the_same_of_a_day() {
    let day = day();
    let files = [
        ("camt 02", day.camt("001.02")),
        ("camt 08", day.camt("001.08")),
        ("ABN AMRO", day.mt940(Bank::Abn)),
        ("ING", day.mt940(Bank::Ing)),
        ("Rabobank", day.mt940(Bank::Rabo)),
        ("German", day.mt940(Bank::German)),
    ];
    for (bank, file) in files {
        let read = read(file.as_bytes()).unwrap_or_else(|refused| panic!("{bank}: {refused}"));
        let [statement] = read.as_slice() else { panic!("{bank}: {read:?}") };
        assert_eq!(statement.iban, day.iban, "{bank}");
        assert_eq!((statement.opening.minor, statement.closing.minor), (100_000, 104_740), "{bank}");
        assert_eq!(statement.closing.date, day.date, "{bank}");
        assert_eq!(statement.sequence, (bank != "Rabobank").then_some(17), "{bank}");
        let dates: Vec<_> = statement.bookings.iter().map(|booking| booking.date).collect();
        assert_eq!(dates, [day.date, day.date], "{bank}");
        let expect = [
            (5990, "Bakkerij de Vries".into(), "NL91ABNA0417164300".into(), "Factuur 2026-0001, dank".into()),
            (-1250, "Café Zuid".into(), "NL20INGB0001234567".into(), "RF71202600021".into()),
        ];
        assert_eq!(told(statement), expect, "{bank}");
        let first = &statement.bookings[0];
        assert_eq!(first.bank_reference, "B1", "{bank}");
        assert_eq!(first.transactions[0].end_to_end_id, "ANNA-1", "{bank}");
    }
}

/// What another reader of the same standard makes of our files.
#[test]
fn our_camt_files_say_the_same_to_another_reader() {
    for version in ["001.02", "001.08"] {
        let file = day().camt(version);
        let other = sepa::parse_camt053(&file).unwrap();
        let ours = read(file.as_bytes()).unwrap();
        let amounts = |statement: &Statement| {
            statement.bookings.iter().map(|booking| booking.amount_minor).collect::<Vec<_>>()
        };
        let theirs: Vec<i64> =
            other.statements[0].entries.iter().map(|entry| entry.signed_ct().unwrap()).collect();
        assert_eq!(amounts(&ours[0]), theirs);
        assert_eq!(other.statements[0].closing_balance().unwrap().signed_ct(), Some(ours[0].closing.minor));
        assert!(other.financial_diagnostics().is_empty(), "{:?}", other.financial_diagnostics());
    }
}

#[test]
fn a_batch_is_split_where_its_transactions_are_told() {
    let two = vec![Line::of(3000, "Anna", "2026-0001"), Line::of(2000, "Bram", "2026-0002")];
    let batch = Line { amount_minor: 5000, payment_info_id: "batch-7".into(), batch: two, ..Line::default() };
    let blind = Line { batch: Vec::new(), ..batch.clone() };
    let day = Day::new("2026-11-03", 1, 0).line(batch).line(blind);
    for version in ["001.02", "001.08"] {
        let read = read(day.camt(version).as_bytes()).unwrap();
        let [whole, blind] = read[0].bookings.as_slice() else { panic!("{read:?}") };
        let amounts: Vec<i64> = whole.transactions.iter().map(|one| one.amount_minor).collect();
        assert_eq!(amounts, [3000, 2000], "{version}");
        assert_eq!(blind.transactions.len(), 1, "{version}");
        assert_eq!(blind.batch.as_ref().unwrap().payment_info_id, "batch-7", "{version}");
    }
}

#[test]
fn charges_within_an_amount_and_reasons_of_returns_are_read() {
    let short = Line { charges_minor: 250, ..Line::of(9750, "Zürich AG", "2026-0001") };
    let returned = Line {
        return_reason: "AM04".into(),
        end_to_end_id: "deb1".into(),
        ..Line::of(-5990, "Bakkerij de Vries", "").from_account("NL91ABNA0417164300")
    };
    let day = Day::new("2026-11-03", 1, 10_000).line(short).line(returned);
    let camt = read(day.camt("001.08").as_bytes()).unwrap();
    assert_eq!(camt[0].bookings[0].transactions[0].charges_minor, 250);
    let ing = read(day.mt940(Bank::Ing).as_bytes()).unwrap();
    for statement in [&camt[0], &ing[0]] {
        let back = &statement.bookings[1].transactions[0];
        assert_eq!((back.return_reason.as_str(), back.end_to_end_id.as_str()), ("AM04", "deb1"));
        assert_eq!((back.amount_minor, back.iban.as_str()), (-5990, "NL91ABNA0417164300"));
    }
}

#[test]
fn charges_of_mt940_stand_in_field_61_or_between_the_words() {
    let text = ":20:S\n:25:NL91ABNA0417164300EUR\n:28C:1/1\n:60F:C261101EUR0,00\n\
                :61:2611021102C97,50NTRFNONREF//B1\n/OCMT/EUR100,00/CHGS/EUR2,50/\n:86:/NAME/Zürich AG/REMI/x/\n\
                :61:2611021102C98,00NTRFNONREF//B2\n:86:/NAME/Bern AG/CHGS/EUR2,/REMI/y/\n\
                :61:2611021102C5,00NTRFNONREF//B3\n:86:/NAME/Basel AG/CHGS/two/REMI/z/\n\
                :62F:C261102EUR200,50\n-";
    let statement = read(text.as_bytes()).unwrap().remove(0);
    let kept: Vec<i64> = statement.bookings.iter().map(|one| one.transactions[0].charges_minor).collect();
    assert_eq!(kept, [250, 200, 0]);
    assert_eq!(statement.bookings[1].transactions[0].words, "y");
}

#[test]
fn several_days_in_one_file_are_several_statements() {
    let first = day();
    let second = first.next().line(Line::of(100, "Bram", "x"));
    for file in [
        camt(&[first.clone(), second.clone()], "001.08"),
        first.mt940(Bank::Abn) + &second.mt940(Bank::Abn),
        first.mt940(Bank::Ing) + &second.mt940(Bank::Ing),
    ] {
        let read = read(file.as_bytes()).unwrap();
        assert_eq!(read.iter().map(|one| one.bookings.len()).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(read[0].closing.minor, read[1].opening.minor);
    }
}

#[test]
fn what_is_expected_only_is_not_booked_and_a_reversal_goes_the_other_way() {
    let mut file = day().camt("001.08");
    let pending =
        "<Ntry><Amt Ccy=\"EUR\">9.99</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>";
    file = file.replace("</Stmt>", &format!("{pending}</Stmt>"));
    assert_eq!(read(file.as_bytes()).unwrap()[0].bookings.len(), 2);
    let text = ":20:S\n:25:NL00BANK0000000000\n:28C:1\n:60F:C261102EUR100,00\n\
                :61:2611021103RC10,00NTRFNONREF//B1\n:61:261102D5,NMSCNONREF//B2\n:86:Kosten\nvan de bank\n\
                :62F:C261103EUR85,00\n-\n";
    let read = read(text.as_bytes()).unwrap();
    assert_eq!(read[0].format, Format::Mt940);
    let amounts: Vec<i64> = read[0].bookings.iter().map(|booking| booking.amount_minor).collect();
    assert_eq!(amounts, [-1000, -500]);
    assert_eq!(read[0].bookings[0].date.to_string(), "2026-11-03");
    assert_eq!(read[0].bookings[1].transactions[0].words, "Kosten van de bank");
}

#[test]
fn around_new_year_a_booking_has_the_year_beside_its_own() {
    let text = ":20:S\n:25:NL00BANK0000000000\n:28C:1\n:60F:C261231EUR0,00\n\
                :61:2612310102C10,00NTRFNONREF//B1\n:62F:C270102EUR10,00\n-";
    assert_eq!(read(text.as_bytes()).unwrap()[0].bookings[0].date.to_string(), "2027-01-02");
}

#[test]
fn older_programs_write_in_latin_letters() {
    let text = day().mt940(Bank::Rabo);
    let latin: Vec<u8> = text.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
    assert!(std::str::from_utf8(&latin).is_err());
    assert_eq!(read(&latin).unwrap()[0].bookings[1].transactions[0].name, "Café Zuid");
}
