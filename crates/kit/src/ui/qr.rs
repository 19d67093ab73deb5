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
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path stroke=\"#000\" d=\"{}\"/></svg>",
        escaped(label),
        side * 4,
        side * 4,
        dark(&code)
    ))
}

/// The dark modules of each row, run by run, as lines one module thick: half as long as rectangles would be.
fn dark(code: &QRCode) -> String {
    let mut path = String::new();
    for y in 0..code.size {
        let mut ended = None;
        let mut x = 0;
        while x < code.size {
            let run = (x..code.size).take_while(|x| code[y][*x].value()).count();
            if run > 0 {
                match ended {
                    Some(ended) => write!(path, "m{} 0h{run}", x - ended),
                    None => write!(path, "M{} {}.5h{run}", x + QUIET, y + QUIET),
                }
                .expect("writing to a string");
                ended = Some(x + run);
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
        assert!(svg.contains("aria-label=\"the &quot;request&quot;\"") && svg.contains("M4 4.5h7m"), "{svg}");
        assert_eq!(super::svg(&"a".repeat(3000), "x"), None);
    }

    /// Draws the path again, module by module.
    fn drawn(path: &str) -> std::collections::BTreeSet<(usize, usize)> {
        let (mut found, mut x, mut y) = (std::collections::BTreeSet::new(), 0, 0);
        for line in path.split_inclusive('h').collect::<Vec<_>>().windows(2) {
            let length =
                line[1].split(['M', 'm']).next().unwrap().trim_end_matches('h').parse::<usize>().unwrap();
            let at = line[0].rsplit(['M', 'm']).next().unwrap().trim_end_matches('h');
            let (across, down) = at.split_once(' ').unwrap();
            match down.strip_suffix(".5") {
                Some(row) => (x, y) = (across.parse().unwrap(), row.parse().unwrap()),
                None => x += across.parse::<usize>().unwrap(),
            }
            found.extend((x..x + length).map(|x| (x, y)));
            x += length;
        }
        found
    }

    #[test]
    fn every_dark_module_is_drawn_and_no_other() {
        let code = QRBuilder::new("Bakkerij de Vries").mode(Mode::Byte).ecl(ECL::L).build().unwrap();
        let all = (0..code.size).flat_map(|y| (0..code.size).map(move |x| (x, y)));
        let dark_ones = all.filter(|(x, y)| code[*y][*x].value()).map(|(x, y)| (x + QUIET, y + QUIET));
        assert_eq!(drawn(&dark(&code)), dark_ones.collect());
    }
}
