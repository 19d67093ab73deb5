use super::*;
use proptest::prelude::*;

fn key(seed: u8) -> Key {
    let mut random = [0; RANDOM];
    for (at, byte) in random.iter_mut().enumerate() {
        *byte = seed.wrapping_mul(37).wrapping_add((at * at * 7) as u8);
    }
    Key::from_random(&random)
}

fn check(text: &str, expect: Result<&str, &str>) {
    let read = text.parse::<Key>();
    match expect {
        Ok(key) => assert_eq!(read.map(|key| key.to_string()).as_deref(), Ok(key), "{text}"),
        Err(code) => assert_eq!(read.map_err(|bad| bad.code()), Err(code), "{text}"),
    }
}

#[test]
fn l6_a_key_is_read_as_people_type_it() {
    let text = key(1).to_string();
    assert_eq!(text.len(), 29);
    check(&text, Ok(&text));
    check(&text.to_lowercase(), Ok(&text));
    check(&format!("  {} ", text.replace('-', " ")), Ok(&text));
    check(&text.replace('-', "\u{2013}").replace('8', "b").replace('5', "S"), Ok(&text));
    check("", Err("key-empty"));
    check(" - ", Err("key-empty"));
    check(&text[..28], Err("key-length"));
    check(&format!("{text}A"), Err("key-length"));
    check(&text.replacen(&text[..1], "1", 1), Err("key-character"));
    check(&format!("{}é", &text[..28]), Err("key-character"));
    check(&"A".repeat(1_000_000), Err("key-length"));
}

#[test]
fn l6_a_key_hides_itself_in_logs_and_has_a_name() {
    let key = key(2);
    assert!(!format!("{key:?}").contains(&key.to_string()[..5]), "{key:?}");
    assert_eq!(key.id().len(), 32);
    assert_ne!(key.id(), super::tests::key(3).id());
}

fn with_mistakes(right: &Key, places: &[(usize, u8)]) -> (String, Vec<usize>) {
    let mut digits = right.digits;
    for (place, by) in places {
        digits[*place] = (digits[*place] + by) % 29;
    }
    (Key { digits }.to_string(), places.iter().map(|(place, _)| place + 1).collect())
}

proptest! {
    #[test]
    fn l6_up_to_two_mistakes_are_located(
        random in prop::array::uniform32(any::<u8>()),
        first in 0..LENGTH, second in 0..LENGTH, by in 1..29u8, by_more in 1..29u8,
    ) {
        let mut bytes = [7; RANDOM];
        bytes[..32].copy_from_slice(&random);
        let key = Key::from_random(&bytes);
        prop_assert_eq!(&key.to_string().parse::<Key>().unwrap(), &key);
        let mut places = vec![(first, by)];
        if second != first {
            places.push((second, by_more));
        }
        places.sort();
        let (text, positions) = with_mistakes(&key, &places);
        let suggestion = key.to_string();
        prop_assert_eq!(text.parse::<Key>(), Err(BadKey::Mistyped { positions, suggestion }));
    }

    #[test]
    fn l6_neighbours_that_changed_places_are_located(seed in any::<u8>(), at in 0..LENGTH - 1) {
        let key = key(seed);
        let mut digits = key.digits;
        digits.swap(at, at + 1);
        prop_assume!(digits != key.digits);
        let told = Key { digits }.to_string().parse::<Key>();
        prop_assert_eq!(told, Err(BadKey::Mistyped { positions: vec![at + 1, at + 2], suggestion: key.to_string() }));
    }

    #[test]
    fn l6_no_text_makes_it_panic(text in "\\PC{0,40}") {
        let _ = text.parse::<Key>();
    }
}
