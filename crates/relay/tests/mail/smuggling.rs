//! A message ends at CRLF . CRLF and nowhere else, whatever a sender tries.

use crate::stage::Stage;

#[test]
fn a_torn_end_is_no_end_and_the_connection_goes() {
    let stage = Stage::alone();
    let inner = "MAIL FROM:<boss@bakery.test>\r\nRCPT TO:<bram@bakery.test>\r\nDATA\r\nsmuggled\r\n.\r\n";
    for end in ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r\r\n", "\r\n\0.\r\n", "\n\r.\r\n"]
    {
        let before = stage.depth();
        let mut sender = stage.sender();
        sender.begin("cees@cees.test", &["anna@bakery.test"]);
        sender.expect("DATA", "354");
        sender.write(format!("hello{end}{inner}").as_bytes());
        let reply = sender.reply();
        if end.contains('\0') {
            // A line of its own that is not the end: what follows is part of the message.
            assert!(reply.starts_with("250"), "{end:?}: {reply}");
            assert_eq!(stage.depth(), before + 1, "{end:?}");
            continue;
        }
        assert!(reply.starts_with("554 5.6.0"), "{end:?}: {reply}");
        assert_eq!(sender.rest(), "", "{end:?}: nothing that follows is obeyed");
        assert_eq!(stage.depth(), before, "{end:?}");
    }
}

#[test]
fn commands_end_with_crlf() {
    let stage = Stage::alone();
    for line in ["EHLO x.test\n", "EHLO x\r.test\r\n", "NOOP\r\r\n"] {
        let mut sender = stage.sender();
        sender.write(line.as_bytes());
        assert!(sender.reply().starts_with("500 5.5.2"), "{line:?}");
        assert_eq!(sender.rest(), "");
    }
    let mut sender = stage.sender();
    sender.expect("EHLO x.test\0", "500 5.5.2");
    sender.write(b"EHLO \xff\xfe\r\n");
    assert!(sender.reply().starts_with("500 5.5.2"));
}
