//! What `./bench/run probes` is made of: servers to ask, ours asking them, and what drives the peer.
//!
//! - `probes serve FOLDER`: servers of SMTP, IMAP and HTTPS on loopback until its input ends; writes the authority to
//!   `FOLDER/authority.pem` and says the ports.
//! - `probes ask KIND PORT AUTHORITY COUNT SIDE_BY_SIDE`: asks so often and says the seconds.
//! - `probes drive ADDRESS PATH COUNT SIDE_BY_SIDE`: has an exporter ask so often, over connections that are kept.

mod drive;
mod serve;

use hostler_kit::time::{Clock, Stopwatch};
use hostler_probe::state::{Condition, Outcome, Rules, State};
use hostler_probe::{Address, Limits, Login, Page, Protocol, Target, Trust, ask};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The name that the certificate is for, who signs in, who receives, and what the page says.
pub const NAME: &str = "mail.devries.test";
pub const USER: &str = "probe@devries.test";
pub const PASSWORD: &str = "bread-and-butter";
pub const RECIPIENT: &str = "anna@devries.test";
pub const TEXT: &str = "Sign in";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match arguments[..] {
        ["serve", folder] => runtime.block_on(serve::serve(folder)),
        ["ask", kind, port, authority, count, side_by_side] => {
            let target = target(kind, port.parse().unwrap(), authority);
            runtime.block_on(asked(target, number(count), number(side_by_side)));
        }
        ["drive", address, path, count, side_by_side] => {
            runtime.block_on(drive::drive(address, path, number(count), number(side_by_side)));
        }
        _ => {
            panic!("probes serve FOLDER | ask KIND PORT AUTHORITY COUNT SIDE_BY_SIDE | drive ADDRESS PATH …")
        }
    }
}

fn number(text: &str) -> usize {
    text.parse().unwrap()
}

fn target(kind: &str, port: u16, authority: &str) -> Target {
    let protocol = match kind {
        "smtp" => Protocol::Smtp { recipient: Some(RECIPIENT.into()) },
        "imap" => Protocol::Imaps,
        "https" => Protocol::Https(Page { path: "/".into(), status: 200, text: Some(TEXT.into()) }),
        _ => panic!("{kind} is not measured"),
    };
    Target {
        protocol,
        address: Address::At(([127, 0, 0, 1], port).into()),
        name: NAME.into(),
        login: Some(Login { user: USER.into(), password: PASSWORD.into() }),
        trust: Trust::authority(&std::fs::read(authority).unwrap(), Clock::System).unwrap(),
        limits: Limits::default(),
    }
}

/// Asks, and makes states of the answers as the platform does.
async fn asked(target: Target, count: usize, side_by_side: usize) {
    let target = Arc::new(target);
    spread(count, side_by_side, move |share| {
        let target = target.clone();
        async move {
            let (rules, mut state) = (Rules::default(), State::new());
            while share.next() {
                let answer = ask(&target).await;
                assert!(answer.outcome.is_ok(), "{answer:?}");
                (state, _) = state.after(&rules, Outcome::of(&answer), 0);
            }
            assert!([Condition::Good, Condition::New].contains(&state.condition()));
        }
    })
    .await;
}

/// What is left to be done by all who work side by side.
#[derive(Clone)]
pub struct Share(Arc<AtomicUsize>);

impl Share {
    pub fn next(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }
}

/// Does something so often by so many, and says how long all took.
pub async fn spread<F: Future<Output = ()> + Send + 'static>(
    count: usize,
    side_by_side: usize,
    work: impl Fn(Share) -> F,
) {
    let (watch, share) = (Stopwatch::start(), Share(Arc::new(AtomicUsize::new(count))));
    let workers: Vec<_> = (0..side_by_side).map(|_| tokio::spawn(work(share.clone()))).collect();
    for worker in workers {
        worker.await.unwrap();
    }
    println!("{}", watch.elapsed().as_secs_f64());
}
