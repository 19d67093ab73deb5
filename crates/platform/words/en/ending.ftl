# The end of a server, and exports.
ending-danger = End this server
ending-danger-about = A server ends on the last day of the month after the one in which you give notice.
ending-open = End the server, or export it
ending-title = The end of { $host }
ending-on = Ends on { $day }
ending-give = Give notice
ending-then-until = The server works as before until the end of { $day }.
ending-then-deleted = Then it is deleted, with all its settings and all mail on it. This cannot be undone.
ending-then-invoice = It is billed up to and with { $month }, at the full price of each month; that invoice is the last.
ending-then-export = Export it first if you want to keep anything: the file can be downloaded until { $day }.
ending-then-withdraw = You can take the notice back until the end of { $day }.
ending-stands = The last day of this server is { $day }. { $who } gave notice on { $at }.
ending-stands-means = It works as before until the end of that day. Then it is deleted, with all mail on it.
ending-was-withdrawn = A notice for { $day } was taken back by { $who } on { $at }.
ending-was-refused = The server was to end on { $day }, but there were accounts on it, so it stayed and is billed as before.
ending-was-ended = The server ended on { $day }, and was deleted on { $at }.
ending-accounts-first = Before you can give notice, delete these accounts in the console. Only the administrator’s account stays.
ending-accounts-stand = There are accounts on this server again. Delete them before the last day is over, or the server stays and is billed as before.
ending-accounts-more = And { $n } more.
ending-accounts-console = Open the accounts in the console
ending-from-readings = The server does not answer at the moment, so this is what it reported last.
ending-withdraw = Take the notice back
ending-withdraw-about = If you take the notice back, the server stays, and nothing changes.
exports-title = Exports
exports-about = An export holds everything of the server in one file: accounts, settings and mail. It is kept for a month, or until a month after the server’s end.
export-make = Make an export
export-asked = Asked for
export-state = State
export-file = File
export-download = Download
export-is-waiting = Waiting
export-is-running = Being made
export-is-ready = Ready
export-is-failed = Failed
export-kept = kept until the end of { $day }
export-percent = { $n } %
flash-notice-given = Notice is given. You have a mail with the date.
flash-notice-withdrawn = The notice is taken back. The server stays.
flash-export-wanted = The export is being made.
refusal-ending-accounts = There are still { $n } accounts on this server besides the administrator’s ({ $accounts }), so no notice was given. Delete them in the console first.
refusal-ending-given = Notice is given already: the last day of this server is { $day }. Nothing was changed.
refusal-ending-not-given = There is no notice to take back: none was given, or the last day is over. Nothing was changed.
refusal-ending-not-confirmed = No notice was given. To confirm it, type the server’s name: { $name }.
refusal-ending-waits = The server’s end waits until the rest of its usage is counted. Nothing was deleted; it is tried again by itself.
refusal-export-under-way = An export of this server is being made, so no other was begun. Wait until it is ready.
refusal-export-too-many = { $most } exports of this server are kept, so no other was begun. Download one of them, or wait until the oldest is removed.
refusal-export-not-ready = This export is not there: it is being made, it failed, or its time is over. Nothing was changed. Look at the server’s page.
happened-notice-given = Notice given, last day
happened-notice-withdrawn = Notice taken back
happened-notice-refused = There were accounts on the last day, so the server stays
happened-ended = Ended, last day
happened-export-wanted = Export asked for
happened-export-ready = Export ready
mail-notice-given-subject = { $host } ends on { $day }
mail-notice-given-body = Hello { $name },

    notice was given for your server { $host }.

    Its last day is { $day }. It works as before until the end of that day. Then it is deleted, with all mail on it.
    The invoice for { $month } is its last.

    To export the server, or to take the notice back until then:

    { $link }

    { $provider }

mail-notice-withdrawn-subject = { $host } stays
mail-notice-withdrawn-body = Hello { $name },

    the notice for your server { $host } was taken back. It stays, and nothing changes.

    { $link }

    { $provider }

mail-notice-reminder-subject = { $host } ends on { $day }
mail-notice-reminder-body = Hello { $name },

    the last day of your server { $host } is { $day }. Then it is deleted, with all mail on it.

    If you want to keep anything, export it before. You can also take the notice back:

    { $link }

    { $provider }

mail-notice-accounts-subject = { $host } cannot end on { $day } yet
mail-notice-accounts-body = Hello { $name },

    notice is given for your server { $host }, and its last day is { $day }.
    But there are accounts on it besides the administrator’s ({ $n }): { $accounts }.

    Delete them before that day is over. Otherwise the server stays and is billed as before.

    { $link }

    { $provider }

mail-server-ended-subject = { $host } is deleted
mail-server-ended-body = Hello { $name },

    your server { $host } ended on { $day } and is deleted.
    The invoice for { $month } is its last. Exports that you made can be downloaded for a month:

    { $link }

    { $provider }

mail-ending-refused-subject = { $host } was not deleted
mail-ending-refused-body = Hello { $name },

    the last day of your server { $host } was { $day }. But there were accounts on it besides the administrator’s ({ $n }): { $accounts }.

    So it was not deleted: it stays, and is billed as before. To end it, delete these accounts and give notice again:

    { $link }

    { $provider }

mail-ending-refused-staff-subject = { $host } was to end, but there are accounts on it
mail-ending-refused-staff-body = Hello { $name },

    { $host } was to end on { $day }, but there are accounts on it ({ $n }): { $accounts }.
    It stays. Its owners were told.

    { $link }

    { $provider }

mail-export-ready-subject = The export of { $host } is ready
mail-export-ready-body = Hello { $name },

    the export of your server { $host } is ready. It can be downloaded until the end of { $until }:

    { $link }

    { $provider }

invoice-last = { $place }. Last invoice: the server’s last day is { $day }
