//! How people read a relay's answers.

use crate::client::table::{Column, facts, instant, plain, table};
use hostler_relay::admin::{Answer, DomainStanding, Message, Standing};
use hostler_relay::checks::Looked;
use serde_json::json;

pub fn text(answer: &Answer) -> String {
    match answer {
        Answer::Status(standing) => status(standing),
        Answer::Messages { messages } => list(messages),
        Answer::Show { message, envelope, text } => {
            let told = facts(&[
                ("id", message.id.clone()),
                ("sender", format!("<{}>", message.sender)),
                ("recipients", message.recipients.join(", ")),
                ("client", format!("{} ({})", envelope.client.address, envelope.client.helo)),
                ("since", instant(&json!(message.since_ms))),
                ("bytes", message.bytes.to_string()),
                ("standing", message.standing.clone()),
                ("held because", message.held_because.clone().unwrap_or_default()),
            ]);
            let lines: String = text.lines().map(|line| format!("{}\n", plain(line))).collect();
            format!("{told}\n{lines}")
        }
        Answer::Page { messages, .. } => list(messages),
        Answer::Waiting(waiting) => domains(&waiting.domains),
        Answer::Primaries { primaries } => {
            domains(&primaries.iter().flat_map(|primary| primary.domains.clone()).collect::<Vec<_>>())
        }
        Answer::Done { count } => format!("Done: {count}.\n"),
        Answer::Refused { reason } => format!("{reason}\n"),
    }
}

fn status(standing: &Standing) -> String {
    let mut told = facts(&[
        ("taking mail", standing.stopped.as_ref().map_or("yes".into(), |why| format!("NO: {why}"))),
        ("messages", standing.messages.to_string()),
        ("held", standing.held.to_string()),
        ("bytes", standing.bytes.to_string()),
        ("on disk", standing.disk_bytes.to_string()),
    ]);
    told.push_str(&standing.checks.as_ref().map(checks).unwrap_or_default());
    let mut rows = Vec::new();
    for primary in &standing.primaries {
        let how =
            primary.trouble.as_ref().map_or(primary.seen.clone(), |why| format!("{}: {why}", primary.seen));
        rows.extend(primary.domains.iter().map(|domain| row(&primary.name, domain, &how)));
    }
    rows.extend(standing.homeless.iter().map(|domain| row("", domain, "in the table no more")));
    let columns = [
        Column::Text("PRIMARY"),
        Column::Text("DOMAIN"),
        Column::Number("MESSAGES"),
        Column::Number("HELD"),
        Column::Number("BYTES"),
        Column::Text("OLDEST"),
        Column::Text("SEEN"),
    ];
    told.push('\n');
    told.push_str(&table(&columns, &rows, "No domains."));
    told
}

fn checks(looked: &Looked) -> String {
    let mut told = facts(&[
        ("looked at", looked.looked_at.to_string()),
        ("refused as spam", looked.spam_refused.to_string()),
        ("refused: virus", looked.viruses_refused.to_string()),
        ("marked as spam", looked.marked.to_string()),
        ("put off", looked.put_off.to_string()),
        ("taken unchecked", looked.unchecked.to_string()),
    ]);
    for one in &looked.scanners {
        let each_ms = one.micros / 1_000 / one.asked.max(1);
        told.push_str(&format!(
            "{}: {} clean, {} found, {} without an answer, {each_ms} ms each\n",
            one.scanner, one.clean, one.found, one.silent
        ));
    }
    looked.troubles.iter().for_each(|trouble| told.push_str(&format!("NOT CHECKED: {trouble}\n")));
    told
}

fn domains(all: &[DomainStanding]) -> String {
    let rows: Vec<Vec<String>> = all.iter().map(|domain| row("", domain, "")[1..6].to_vec()).collect();
    let columns = [
        Column::Text("DOMAIN"),
        Column::Number("MESSAGES"),
        Column::Number("HELD"),
        Column::Number("BYTES"),
        Column::Text("OLDEST"),
    ];
    table(&columns, &rows, "Nothing waits.")
}

fn row(primary: &str, domain: &DomainStanding, how: &str) -> Vec<String> {
    vec![
        primary.into(),
        domain.domain.clone(),
        domain.messages.to_string(),
        domain.held.to_string(),
        domain.bytes.to_string(),
        domain.oldest_seconds.map(age).unwrap_or_default(),
        how.into(),
    ]
}

/// Seconds as people say them.
fn age(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

fn list(messages: &[Message]) -> String {
    let row = |message: &Message| {
        vec![
            message.id.clone(),
            instant(&json!(message.since_ms)),
            message.bytes.to_string(),
            format!("<{}>", message.sender),
            message.recipients.join(", "),
            message.held_because.as_ref().map_or(message.standing.clone(), |why| format!("held: {why}")),
        ]
    };
    let columns = [
        Column::Text("ID"),
        Column::Text("SINCE"),
        Column::Number("BYTES"),
        Column::Text("SENDER"),
        Column::Text("RECIPIENTS"),
        Column::Text("STANDING"),
    ];
    table(&columns, &messages.iter().map(row).collect::<Vec<_>>(), "Nothing waits.")
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn ages() {
        for (seconds, expect) in [(5, "5 s"), (90, "1 min"), (7200, "2 h"), (259_200, "3 days")] {
            assert_eq!(age(seconds), expect);
        }
    }
}
