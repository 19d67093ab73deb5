# What the layout and the parts of every page say.
ui-skip = Skip to the content
ui-sections = Sections
ui-here = You are here
ui-account = Account:
ui-sign-out = Sign out
ui-sign-in = Sign in
ui-language = Language
ui-theme = Colours
ui-theme-auto = Automatic
ui-theme-light = Light
ui-theme-dark = Dark
ui-error-title = Error: { $title }

ui-search = Search
ui-search-clear = Show all
ui-paging = Pages
ui-page-previous = Previous
ui-page-next = Next
ui-range = { $first }–{ $last } of { $total }
ui-nothing-found = Nothing matches “{ $term }”
ui-nothing-found-do = Check the spelling, or show everything.

ui-form-refused = { $n ->
    [one] Something needs your attention
   *[other] { $n } things need your attention
}
ui-error = Error:
ui-optional = (optional)
ui-cancel = Cancel
ui-choose = Choose
ui-type-to-confirm = To confirm, type { $word }
ui-type-mismatch = Type { $word } exactly as it stands here
ui-copy = Copy
ui-copied = Copied
ui-copy-what = Copy { $what }

ui-step-done = Done
ui-step-now = Now
ui-step-waiting = To do
ui-step-failed = Failed
ui-steps-at = Step { $n } of { $total }: { $label }
ui-steps-all-done = All steps are done
ui-steps-failed = Stopped at step { $n } of { $total }: { $label }
ui-steps-moves = This page follows by itself.
ui-refresh = This page loads again every few seconds.

ui-plot-table = The numbers as a table
ui-plot-day = Day
ui-plot-peak = Peak { $value }
ui-plot-says = From { $from } to { $to }: lowest { $lowest }, highest { $highest }.
ui-plot-empty = There is nothing to draw yet.

ui-history-empty = Nothing has happened yet.

ui-problem-kept = What is kept
ui-problem-do = What you can do
ui-problem-code = Code
ui-problem-request = Request
ui-problem-quote = Quote these when you ask us about it.

ui-just-now = just now
ui-minutes-ago = { $n ->
    [one] 1 minute ago
   *[other] { $n } minutes ago
}
ui-hours-ago = { $n ->
    [one] 1 hour ago
   *[other] { $n } hours ago
}
ui-days-ago = { $n ->
    [one] yesterday
   *[other] { $n } days ago
}
ui-soon = in a moment
ui-in-minutes = { $n ->
    [one] in 1 minute
   *[other] in { $n } minutes
}
ui-in-hours = { $n ->
    [one] in 1 hour
   *[other] in { $n } hours
}
ui-in-days = { $n ->
    [one] tomorrow
   *[other] in { $n } days
}
