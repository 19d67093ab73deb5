//! Every protocol of a server, asked now: for whoever has just changed something in it and must know whether it is all
//! right.

use super::asked::{CONNECT, Place, Standard, Way};
use super::{Server, servers};
use crate::app::App;
use crate::servers::{address, api, host_name};
use futures_util::future::join_all;
use hostler_kit::http::Fault;

/// What is wrong with a server, as seen from outside and as it says itself; nothing: all of it answers.
pub async fn ask_now(app: &App, server: &Server) -> Result<Vec<String>, Fault> {
    let report = match api::report(app, server).await {
        Ok(report) if report.is_ready() => report,
        Ok(report) => return Ok(vec![format!("its engines do not all run: {:?}", report.engines)]),
        Err(fault) => return Ok(vec![format!("it does not answer: {}", fault.detail)]),
    };
    let standard = Standard::of(app).map_err(Fault::broken)?;
    let place = Place { address: address(app, server.slot), host: host_name(app, server) };
    let probe = servers::probe(app, server).ok().filter(|probe| probe.address == report.probe);
    // Without a mailbox of its own no mail can be sent there and back.
    let own = standard.own();
    let trusted = standard.trusted(app, (server, &own)).await?.unwrap_or(own);
    let way = Way { place: &place, trust: &trusted.trust, probe: probe.as_ref() };
    let words = CONNECT.into_iter().filter(|word| *word != "loop" || probe.is_some());
    let asked = words.map(|word| {
        let question = standard.question(app, (&way, word));
        async move { (word, question.ask().await) }
    });
    let answers = join_all(asked).await.into_iter();
    Ok(answers.filter_map(|(word, answer)| Some(format!("{word}: {}", answer.outcome.err()?))).collect())
}
