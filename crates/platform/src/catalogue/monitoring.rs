//! How servers are watched, and how far they may grow by themselves (K2, H3).

use serde::Deserialize;

/// The section `[monitoring]`; what it does not say is as here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct MonitoringTerms {
    /// How often each protocol of each server is asked.
    pub probe_every_seconds: i64,
    /// How often while an answer is doubted.
    pub doubt_every_seconds: i64,
    /// Bad answers in a row after which a protocol is down.
    pub down_after: i64,
    /// Good answers in a row after which that is over.
    pub good_after: i64,
    /// How long an answer may take until it is a bad one.
    pub answer_within_ms: i64,
    /// Above what time answers are slow.
    pub slow_ms: i64,
    /// How often a mail is sent and read back.
    pub loop_every_seconds: i64,
    /// The most restarts of a server and its engines in an hour, by the platform itself.
    pub restarts_an_hour: i64,
    /// How long an engine, and a server, are given after that.
    pub engine_settles_seconds: i64,
    pub server_settles_seconds: i64,
    /// After what time staff are asked again to look.
    pub ask_again_minutes: i64,
    /// Below how many days a certificate's end is a trouble.
    pub certificate_days: i64,
    /// From what age on mail that waits to be sent on is a trouble.
    pub queue_minutes: i64,
    /// Within how many days a disk that fills up is a trouble.
    pub disk_days: i64,
    /// Whether everybody may see the status page, or staff only.
    pub status_page: StatusPage,
    /// How far a server's memory, number of processes and hundredths of a processor may grow by themselves.
    pub memory_ceiling_mb: i64,
    pub processes_ceiling: i64,
    pub cpu_ceiling_percent: i64,
    /// How much mail a server may keep until staff are told.
    pub mail_ceiling_gb: i64,
    /// An address elsewhere that is asked every minute while the watch runs; empty: none.
    pub heartbeat: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusPage {
    Public,
    #[default]
    Staff,
}

impl Default for MonitoringTerms {
    fn default() -> MonitoringTerms {
        MonitoringTerms {
            probe_every_seconds: 30,
            doubt_every_seconds: 5,
            down_after: 3,
            good_after: 2,
            answer_within_ms: 10_000,
            slow_ms: 3_000,
            loop_every_seconds: 300,
            restarts_an_hour: 2,
            engine_settles_seconds: 30,
            server_settles_seconds: 90,
            ask_again_minutes: 30,
            certificate_days: 14,
            queue_minutes: 120,
            disk_days: 7,
            status_page: StatusPage::Staff,
            memory_ceiling_mb: 4_096,
            processes_ceiling: 4_096,
            cpu_ceiling_percent: 400,
            mail_ceiling_gb: 1_000,
            heartbeat: String::new(),
        }
    }
}
