use super::*;

/// What becomes of these bytes, however they are cut into pieces.
fn check(sent: &[u8], expect: (&[u8], Option<Fault>, Option<usize>)) {
    for piece in 1..=sent.len() {
        let mut body = Body::new(1000);
        let mut ended = None;
        for (number, part) in sent.chunks(piece).enumerate() {
            if let Fed::Ended(at) = body.feed(part) {
                ended = Some(number * piece + at);
                break;
            }
        }
        assert_eq!(
            (body.fault, ended),
            (expect.1, expect.2),
            "{:?} by {piece}",
            sent.escape_ascii().to_string()
        );
        if expect.1.is_none() {
            assert_eq!(body.bytes, expect.0, "by {piece}");
        }
    }
}

#[test]
fn a_body_ends_with_a_dot_on_its_own_line() {
    check(b".\r\n", (b"", None, Some(3)));
    check(b"a\r\n.\r\nQUIT\r\n", (b"a\r\n", None, Some(6)));
    check(b"a\r\n..\r\n.b\r\n.\r\n", (b"a\r\n.\r\nb\r\n", None, Some(14)));
    check(b"a\r\n...\r\n.\r\n", (b"a\r\n..\r\n", None, Some(11)));
    check(b"a\r\n. \r\n.\r\n", (b"a\r\n \r\n", None, Some(10)));
    check(b"a\r\n", (b"a\r\n", None, None));
}

#[test]
fn nothing_else_is_an_end_and_torn_lines_are_refused() {
    let torn = Some(Fault::BareLineEnd);
    check(b"a\n.\r\nMAIL FROM:<x@y.test>\r\n.\r\n", (b"", torn, Some(5)));
    check(b"a\r\n.\nMAIL FROM:<x@y.test>\r\n.\r\n", (b"", torn, Some(5)));
    check(b"a\n.\nMAIL", (b"", torn, Some(4)));
    check(b"a\r.\r\nb\r\n.\r\n", (b"", torn, Some(11)));
    check(b"a\r\r\n.\r\n", (b"", torn, Some(7)));
    check(b"a\nb\r\n.\r\n", (b"", torn, Some(8)));
}

#[test]
fn too_much_is_read_to_its_end_and_refused() {
    let mut long = b"x\r\n".repeat(400);
    long.extend_from_slice(b".\r\n");
    let mut body = Body::new(1000);
    assert_eq!(body.feed(&long), Fed::Ended(long.len()));
    assert_eq!(body.fault, Some(Fault::TooBig));
    assert!(body.kept() < 1000);
    let mut body = Body::new(10 * MOST_LINE);
    for _ in 0..3 * MOST_LINE / 1000 {
        assert_eq!(body.feed(&[b'x'; 1000]), Fed::More);
    }
    assert!(body.kept() <= MOST_LINE + 1000);
    assert_eq!(body.feed(b"\r\n.\r\n"), Fed::Ended(5));
    assert_eq!(body.fault, Some(Fault::LineTooLong));
}

#[test]
fn chunks_have_whole_lines() {
    for (bytes, expect) in [
        (&b""[..], false),
        (b"a\r\nb\r\n\r\n", false),
        (b"a\nb", true),
        (b"\nb", true),
        (b"a\rb", true),
        (b"a\r\r\n", true),
        (b"a\r\n\n", true),
        (b"a\r", true),
    ] {
        assert_eq!(is_torn(bytes), expect, "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_header_is_counted_to_its_end() {
    let body = b"Received: a\r\n by b\r\nRECEIVED: c\r\nSubject: x\r\n\r\nReceived: no\r\n";
    assert_eq!(header(body), Header { lines: 4, hops: 2 });
    assert_eq!(header(b""), Header::default());
}
