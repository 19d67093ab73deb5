//! Pure decisions: which letter comes when, during which hours, and when servers may be suspended.

use super::model::{Hold, Next, Open};
use crate::catalogue::ReminderStep;
use hostler_kit::http::{Args, Kind, Refuse};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

/// Letters are sent from nine until five, so that somebody is there who can be asked.
const OFFICE_HOURS: std::ops::Range<i8> = 9..17;
/// Longest reason, in characters.
const LONGEST: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemindRefused {
    #[error("nothing is overdue")]
    NothingOverdue,
    #[error("there is no further step")]
    NoStepLeft,
    #[error("no letter was sent yet")]
    NothingSent,
    #[error("the day is none, or has passed")]
    DayWrong,
    #[error("no reason was given, or one that is too long")]
    ReasonMissing,
    #[error("nobody was given notice")]
    NoNotice,
    #[error("the notice runs until {from}")]
    NoticeRuns { from: Date },
    #[error("staff hold the reminders")]
    Held { until: String },
    #[error("money is under way")]
    MoneyWaits,
    #[error("the server is not suspended")]
    NotSuspended,
}

impl Refuse for RemindRefused {
    fn kind(&self) -> Kind {
        match self {
            RemindRefused::DayWrong | RemindRefused::ReasonMissing => Kind::Invalid,
            _ => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            RemindRefused::NothingOverdue => "remind-nothing-overdue",
            RemindRefused::NoStepLeft => "remind-no-step-left",
            RemindRefused::NothingSent => "remind-nothing-sent",
            RemindRefused::DayWrong => "remind-day-wrong",
            RemindRefused::ReasonMissing => "remind-reason-missing",
            RemindRefused::NoNotice => "suspend-no-notice",
            RemindRefused::NoticeRuns { .. } => "suspend-notice-runs",
            RemindRefused::Held { .. } => "suspend-held",
            RemindRefused::MoneyWaits => "suspend-money-waits",
            RemindRefused::NotSuspended => "suspend-not-suspended",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            RemindRefused::DayWrong => Some("until"),
            RemindRefused::ReasonMissing => Some("because"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            RemindRefused::NoticeRuns { from } => Args::from([("from", from.to_string())]),
            RemindRefused::Held { until } => Args::from([("until", until.clone())]),
            _ => Args::new(),
        }
    }
}

/// Whether letters are sent at this time of the provider's zone.
pub fn is_office_hour(now: DateTime) -> bool {
    let weekend = matches!(now.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && OFFICE_HOURS.contains(&now.hour())
}

/// The next step of an invoice, from 1, and its day; none after the last. No step is left out, and the days between two
/// are kept where the one before came late.
pub fn next_step(schedule: &[ReminderStep], invoice: &Open) -> Option<(i64, Date)> {
    let taken = usize::try_from(invoice.step).ok()?;
    let step = schedule.get(taken)?;
    let by_due = day(&invoice.due)?.saturating_add(step.days.days());
    let before = taken.checked_sub(1).and_then(|before| schedule.get(before));
    let by_last = before.zip(day(&invoice.step_date)).map(|(before, date)| {
        let apart = step.days - before.days;
        date.saturating_add(apart.days())
    });
    Some((invoice.step + 1, by_last.map_or(by_due, |by_last| by_last.max(by_due))))
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// Whether an invoice should have been paid before today.
pub fn is_overdue(invoice: &Open, today: Date) -> bool {
    day(&invoice.due).is_some_and(|due| due < today)
}

/// The overdue invoices whose next step has come, with that step.
pub fn due_now<'a>(schedule: &[ReminderStep], open: &'a [Open], today: Date) -> Vec<(&'a Open, i64)> {
    let overdue = open.iter().filter(|invoice| is_overdue(invoice, today));
    let stepped = overdue.filter_map(|invoice| Some((invoice, next_step(schedule, invoice)?)));
    stepped.filter(|(_, (_, date))| *date <= today).map(|(invoice, (step, _))| (invoice, step)).collect()
}

/// Those whose step comes next, also before its day: what staff send or skip.
pub fn coming<'a>(schedule: &[ReminderStep], open: &'a [Open], today: Date) -> Vec<(&'a Open, i64)> {
    let due = due_now(schedule, open, today);
    if !due.is_empty() {
        return due;
    }
    let overdue = open.iter().filter(|invoice| is_overdue(invoice, today));
    let stepped: Vec<_> =
        overdue.filter_map(|invoice| Some((invoice, next_step(schedule, invoice)?))).collect();
    let first = stepped.iter().map(|(_, (_, date))| *date).min();
    let first_of = stepped.into_iter().filter(|(_, (_, date))| Some(*date) == first);
    first_of.map(|(invoice, (step, _))| (invoice, step)).collect()
}

/// Money that is under way to the provider, so that nobody is reminded meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnderWay {
    Nothing,
    /// A payment that is not settled yet, or a debit.
    Payment,
}

/// What comes next for a customer with these open invoices.
pub fn next(
    (schedule, open): (&[ReminderStep], &[Open]),
    (hold, under_way): (Option<&Hold>, UnderWay),
    today: Date,
) -> Next {
    let overdue = || open.iter().filter(|invoice| is_overdue(invoice, today));
    if overdue().next().is_none() {
        return Next::Nothing;
    }
    if let Some(hold) = hold.filter(|hold| holds(hold, today)) {
        return Next::Held { until: hold.until.clone(), because: hold.because.clone() };
    }
    if under_way == UnderWay::Payment {
        return Next::MoneyWaits;
    }
    let first = overdue().filter_map(|invoice| next_step(schedule, invoice)).min_by_key(|(_, date)| *date);
    match first {
        None => Next::EndOfSchedule,
        Some((step, date)) => {
            let name = named(schedule, step).map_or(String::new(), |step| step.name.clone());
            Next::Letter { step, name, date: date.to_string() }
        }
    }
}

/// Whether a hold lasts today.
pub fn holds(hold: &Hold, today: Date) -> bool {
    day(&hold.until).is_some_and(|until| today < until)
}

/// A step of the schedule, counted from 1.
pub fn named(schedule: &[ReminderStep], step: i64) -> Option<&ReminderStep> {
    schedule.get(usize::try_from(step.checked_sub(1)?).ok()?)
}

pub fn reason(text: &str) -> Result<String, RemindRefused> {
    let text = text.trim();
    match text.chars().count() {
        1..=LONGEST => Ok(text.to_string()),
        _ => Err(RemindRefused::ReasonMissing),
    }
}

/// The day until which staff wait: after today.
pub fn until(text: &str, today: Date) -> Result<Date, RemindRefused> {
    day(text.trim()).filter(|until| *until > today).ok_or(RemindRefused::DayWrong)
}

/// Whether a customer's servers may be suspended: something is overdue of which notice was given, and its days are
/// over. `from` is the first day that an earlier letter about an invoice that is still open named.
pub fn may_suspend(next: &Next, from: Option<Date>, today: Date) -> Result<(), RemindRefused> {
    match next {
        Next::Nothing => return Err(RemindRefused::NothingOverdue),
        Next::Held { until, .. } => return Err(RemindRefused::Held { until: until.clone() }),
        Next::MoneyWaits => return Err(RemindRefused::MoneyWaits),
        Next::Letter { .. } | Next::EndOfSchedule => {}
    }
    let from = from.ok_or(RemindRefused::NoNotice)?;
    if today < from { Err(RemindRefused::NoticeRuns { from }) } else { Ok(()) }
}
