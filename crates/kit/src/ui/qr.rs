//! A text as a QR code, drawn as SVG: the way on and off a machine without a network.

use fast_qr::qr::{QRBuilder, QRCode};
use fast_qr::{ECL, Mode};
use std::fmt::Write;

/// White around the code, in modules, without which no reader finds it (ISO/IEC 18004).
const QUIET: usize = 4;

/// The code, or none where the text is too long for one (2,953 bytes).
pub fn svg(text: &str, label: &str) -> Option<String> {
    let code = QRBuilder::new(text).mode(Mode::Byte).ecl(ECL::L).build().ok()?;
    let side = code.size + 2 * QUIET;
    Some(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {side} {side}\" width=\"{}\" height=\"{}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{}\"/></svg>",
        escaped(label),
        side * 4,
        side * 4,
        dark(&code)
    ))
}

/// The dark modules of each row, run by run.
fn dark(code: &QRCode) -> String {
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = (x..code.size).take_while(|x| code[y][*x].value()).count();
            if run > 0 {
                write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET).expect("writing to a string");
            }
            x += run.max(1);
        }
    }
    path
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l7_a_request_fits_and_what_does_not_is_left_out() {
        let svg = svg(&"a".repeat(2000), "the \"request\"").unwrap();
        assert!(
            svg.contains("aria-label=\"the &quot;request&quot;\"") && svg.contains("M4 4h7v1h-7z"),
            "{svg}"
        );
        assert_eq!(super::svg(&"a".repeat(3000), "x"), None);
    }
}
