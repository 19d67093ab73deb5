//! POP3 (RFC 1939, 2595): whether somebody can sign in and is told how much mail there is.

use crate::answer::{Fault, Stage, Trouble, shown};
use crate::talk::Talk;
use crate::target::Target;

/// Greeting and TLS; with a login also USER, PASS and STAT.
pub(crate) async fn opens(talk: &mut Talk<'_>, target: &Target) -> Result<String, Trouble> {
    let greeting = if target.begins_with_tls() {
        talk.enter(Stage::Tls);
        talk.encrypt().await?;
        greet(talk).await?
    } else {
        let greeting = greet(talk).await?;
        upgrade(talk).await?;
        greeting
    };
    let Some(login) = &target.login else { return Ok(greeting) };
    talk.enter(Stage::Login);
    command(talk, &format!("USER {}", login.user)).await?;
    command(talk, &format!("PASS {}", login.password)).await?;
    talk.enter(Stage::Answer);
    let told = command(talk, "STAT").await?;
    let numbers = told.strip_prefix("+OK ").map(|rest| rest.split(' ').take(2).map(str::parse::<u64>));
    match numbers.map(Iterator::collect::<Result<Vec<u64>, _>>) {
        Some(Ok(numbers)) if numbers.len() == 2 => Ok(told),
        _ => Err(talk.said(Fault::Garbage, told.as_bytes())),
    }
}

async fn greet(talk: &mut Talk<'_>) -> Result<String, Trouble> {
    talk.enter(Stage::Greeting);
    reply(talk).await
}

async fn upgrade(talk: &mut Talk<'_>) -> Result<(), Trouble> {
    talk.enter(Stage::Tls);
    match command(talk, "STLS").await {
        Ok(_) => talk.encrypt().await,
        Err(trouble) if trouble.fault == Fault::Rejected => {
            Err(Trouble { fault: Fault::NoEncryption, ..trouble })
        }
        Err(trouble) => Err(trouble),
    }
}

async fn command(talk: &mut Talk<'_>, line: &str) -> Result<String, Trouble> {
    talk.send(line).await?;
    reply(talk).await
}

async fn reply(talk: &mut Talk<'_>) -> Result<String, Trouble> {
    let line = talk.line().await?;
    let upper = line.to_ascii_uppercase();
    if upper.starts_with(b"+OK") {
        return Ok(shown(&line));
    }
    if !upper.starts_with(b"-ERR") {
        return Err(talk.said(Fault::Garbage, &line));
    }
    // RFC 2449 and 3206: for now only.
    let for_now = ["-ERR [IN-USE]", "-ERR [LOGIN-DELAY]", "-ERR [SYS/TEMP]"];
    let temporary = for_now.iter().any(|code| upper.starts_with(code.as_bytes()));
    Err(talk.said(if temporary { Fault::Temporary } else { Fault::Rejected }, &line))
}
