use crate::billing::debits::model::Signing;
use crate::billing::debits::reasons::{self, Follows};
use crate::billing::debits::rules::*;
use crate::catalogue::DebitTerms;
use hostler_kit::http::Refuse;
use hostler_kit::ui::Lang;
use jiff::civil::Date;

fn signing(iban: &str, bic: &str) -> Signing {
    let typed = |text: &str| text.to_string();
    Signing {
        holder: typed("Bakkerij Anna"),
        iban: typed(iban),
        bic: typed(bic),
        reference: typed("M-1"),
        agreed: typed("yes"),
    }
}

/// What is wrong with it, by code.
fn wrong(signing: &Signing) -> Vec<&'static str> {
    check(signing).err().unwrap_or_default().iter().map(Refuse::code).collect()
}

/// The examples of the IBAN registry, for each country of SEPA that has one.
#[test]
fn accounts_of_every_country() {
    for iban in [
        "AT611904300234573201",
        "BE68539007547034",
        "BG80BNBG96611020345678",
        "CY17002001280000001200527600",
        "CZ6508000000192000145399",
        "DE89370400440532013000",
        "DK5000400440116243",
        "EE382200221020145685",
        "ES9121000418450200051332",
        "FI2112345600000785",
        "FR1420041010050500013M02606",
        "GR1601101250000000012300695",
        "HR1210010051863000160",
        "HU42117730161111101800000000",
        "IE29AIBK93115212345678",
        "IS140159260076545510730339",
        "IT60X0542811101000000123456",
        "LI21088100002324013AA",
        "LT121000011101001000",
        "LU280019400644750000",
        "LV80BANK0000435195001",
        "MT84MALT011000012345MTLCAST001S",
        "NL91ABNA0417164300",
        "NO9386011117947",
        "PL61109010140000071219812874",
        "PT50000201231234567890154",
        "RO49AAAA1B31007593840000",
        "SE4550000000058398257466",
        "SI56263300012039086",
        "SK3112000000198742637541",
    ] {
        assert_eq!(wrong(&signing(iban, "")), Vec::<&str>::new(), "{iban}");
        // One digit of the check is another.
        let other = if &iban[3..4] == "0" { "1" } else { "0" };
        let broken = format!("{}{other}{}", &iban[..3], &iban[4..]);
        assert_eq!(wrong(&signing(&broken, "")), ["iban-malformed"], "{broken}");
    }
}

#[test]
fn what_can_be_signed() {
    for (iban, bic, expect) in [
        ("nl91 abna 0417 1643 00", "", &[][..]),
        ("NL91ABNA0417164300", "ABNANL2A", &[]),
        ("NL91ABNA0417164300", "ABN", &["bic-malformed"]),
        ("NL91ABNA041716430", "", &["iban-malformed"]),
        ("", "", &["iban-malformed"]),
        ("GB29NWBK60161331926819", "", &["bic-needed"]),
        ("GB29NWBK60161331926819", "NWBKGB2L", &[]),
        ("GB29NWBK60161331926819", "ABNANL2A", &["bic-malformed"]),
        ("CH9300762011623852957", "", &["bic-needed"]),
        ("TR330006100519786457841326", "", &["iban-not-sepa"]),
        ("SA0380000000608010167519", "", &["iban-not-sepa"]),
    ] {
        assert_eq!(wrong(&signing(iban, bic)), expect, "{iban} {bic}");
    }
    let holder = |holder: &str| Signing { holder: holder.into(), ..signing("NL91ABNA0417164300", "") };
    for (name, expect) in [
        ("Chloë Janßen & Söhne", &[][..]),
        ("", &["holder-malformed"]),
        ("   ", &["holder-malformed"]),
        (&"a".repeat(71), &["holder-malformed"]),
    ] {
        assert_eq!(wrong(&holder(name)), expect, "{name}");
    }
    let nothing = Signing::default();
    assert_eq!(wrong(&nothing), ["holder-malformed", "iban-malformed", "mandate-not-signed"]);
}

#[test]
fn days_of_collection() {
    let terms = DebitTerms {
        creditor_id: String::new(),
        pre_notification_days: 14,
        cut_off_days: 2,
        booking: Default::default(),
        message: Default::default(),
        first: Default::default(),
    };
    let day = |text: &str| text.parse::<Date>().unwrap();
    for (date, due, expect) in [
        ("2026-11-02", "2026-11-23", "2026-11-23"),
        // Announced 14 days before.
        ("2026-11-02", "2026-11-09", "2026-11-16"),
        // Christmas is a Friday.
        ("2026-12-04", "2026-12-25", "2026-12-28"),
        ("2026-03-13", "2026-04-03", "2026-04-07"),
    ] {
        assert_eq!(collect_on(day(date), day(due), &terms), day(expect), "{date} {due}");
    }
    for (planned, today, expect) in [
        ("2026-11-23", "2026-11-02", "2026-11-23"),
        ("2026-11-23", "2026-11-19", "2026-11-23"),
        ("2026-11-23", "2026-11-20", "2026-11-24"),
        ("2026-11-23", "2026-12-23", "2026-12-28"),
    ] {
        assert_eq!(in_time(day(planned), day(today), &terms), day(expect), "{planned} {today}");
    }
    assert_eq!(send_until(day("2026-11-23"), &terms), day("2026-11-19"));
    assert!(has_lapsed(day("2023-11-22"), day("2026-11-23")));
    assert!(!has_lapsed(day("2023-11-22"), day("2026-11-22")));
}

#[test]
fn every_reason_has_words_and_what_follows() {
    let languages = crate::words::load().unwrap();
    for lang in [Lang::En, Lang::Nl] {
        let words = languages.of(lang);
        for code in reasons::CODES {
            let sentence = words.with(&reasons::key(code), "code", code);
            assert!(sentence.contains(&format!("({code})")), "{code}: {sentence}");
        }
        assert!(words.with(&reasons::key("XY99"), "code", "XY99").contains("XY99"));
    }
    for (code, expect) in [
        ("AM04", Follows::TryAgain),
        ("MS03", Follows::TryAgain),
        ("MD01", Follows::MandateEnds),
        ("AC04", Follows::MandateEnds),
        ("MD07", Follows::MandateEnds),
        ("MD06", Follows::Nothing),
        ("XY99", Follows::Nothing),
    ] {
        assert_eq!(reasons::follows(code), expect, "{code}");
    }
}

#[test]
fn a_reference_is_within_the_schemes_letters() {
    let id = "cus_0199a0b1c2d37e4f8a9b0c1d2e3f4a5b".parse().unwrap();
    let reference = reference(&id, 12);
    assert_eq!(reference, "M-0C1D2E3F4A5B-12");
    assert!(sepa::is_sepa_text(&reference) && reference.len() <= 35);
}
