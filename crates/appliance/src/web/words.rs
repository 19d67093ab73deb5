//! The console's words in English and Dutch.

use hostler_kit::http::Fault;
use hostler_kit::ui::words::COMMON;
use hostler_kit::ui::{Arg, Lang, Languages, Words};
use std::sync::LazyLock;

/// The fluent files of the appliance.
pub const FILES: &[(Lang, &str)] = &[
    (Lang::En, include_str!("../../words/en/console.ftl")),
    (Lang::Nl, include_str!("../../words/nl/console.ftl")),
    (Lang::En, include_str!("../../words/en/refusals.ftl")),
    (Lang::En, include_str!("../../words/en/licensing.ftl")),
    (Lang::Nl, include_str!("../../words/nl/licensing.ftl")),
    (Lang::Nl, include_str!("../../words/nl/refusals.ftl")),
    (Lang::En, include_str!("../../words/en/updates.ftl")),
    (Lang::Nl, include_str!("../../words/nl/updates.ftl")),
];

/// All of them with the common ones, for the checks of tests.
pub fn all() -> Vec<(Lang, &'static str)> {
    COMMON.iter().chain(FILES).copied().collect()
}

pub static LANGUAGES: LazyLock<Languages> =
    LazyLock::new(|| Words::load(FILES).expect("the files are part of the program and a test reads them"));

/// The sentence of a refusal, in one language.
pub fn sentence(fault: &Fault, words: &Words) -> String {
    let arg = |value: &String| value.parse::<i64>().map_or_else(|_| Arg::from(value), Arg::from);
    let args: Vec<(&str, Arg)> = fault.args.iter().map(|(name, value)| (*name, arg(value))).collect();
    words.tr(&format!("refusal-{}", fault.code), &args)
}
