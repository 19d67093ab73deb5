//! The fallback: whether its name is one and its room is more than none.

use super::provider::domain;
use super::{Problem, Problems};
use crate::catalogue::fallback::FallbackTerms;
use toml::Spanned;

/// The terms; their host is `mx2.` the provider's domain unless said.
pub fn fallback(
    raw: Option<Spanned<FallbackTerms>>,
    provider: Option<&str>,
    problems: &mut Problems,
) -> FallbackTerms {
    let mut terms = FallbackTerms::default();
    if let Some(raw) = raw {
        let at = raw.span();
        terms = raw.into_inner();
        if terms.messages_per_server == 0 || terms.gb_per_server == 0 {
            let problem = "the fallback has no room for mail";
            problems.add(Problem::new(at.clone(), problem, "write 1 or more of messages and of GB"));
        }
        if !terms.host.is_empty() {
            problems.good(domain(Spanned::new(at, terms.host.clone())));
        }
    }
    if terms.host.is_empty() {
        terms.host = format!("mx2.{}", provider.unwrap_or_default());
    }
    terms
}
