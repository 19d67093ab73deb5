# Mail to the provider, and notice by mail.
nav-inbox = Inbox
inbox-lead = Mail that came to the provider: what it was taken for, and what was done.
inbox-from = From
inbox-to = To
inbox-at = Received
inbox-kind = Taken for
inbox-peer = Came by
inbox-sender = Sender
inbox-search = Find a mail by sender or subject
inbox-none = No mail yet
inbox-none-do = Mail to { $address } appears here if this installation receives it (--inbox).
inbox-no-subject = (no subject)
inbox-is-received = Being read
inbox-is-notice = Notice
inbox-is-unclear = Unclear, please read
inbox-is-other = Something else
inbox-is-automatic = Automatic
inbox-is-repeated = Came before
inbox-is-unreadable = Not readable
inbox-verified = certain, by { $by }
inbox-not-verified = not certain: { $why }
inbox-acts = What was done
inbox-text = Text
inbox-act-given = notice is given; the owners were told
inbox-act-standing = notice stood already; the owner was told the date
inbox-act-accounts = there are accounts on it; the owner was told which
inbox-act-confirmation = the owners were asked to confirm it
inbox-act-often = the owners were asked within the last day, so not again
inbox-act-gone = it is deleted already
inbox-act-unknown = there is no such server
notice-title = Give notice for { $host }?
notice-or-nothing = If you do nothing, nothing changes.
mail-inbox-standing-subject = { $host } ends on { $day }
mail-inbox-standing-body = Hello { $name },

    you wrote that { $host } can be deleted. Notice is given already: its last day is { $day }. Nothing was changed.

    { $link }

    { $provider }

mail-inbox-accounts-subject = { $host } cannot be ended yet
mail-inbox-accounts-body = Hello { $name },

    you wrote that { $host } can be deleted. No notice was given, because there are still accounts on it besides the administrator’s ({ $n }): { $accounts }.

    Delete them in the console first, then write again, or give notice on this page:

    { $link }

    { $provider }

mail-notice-confirm-subject = Is { $host } to be ended?
mail-notice-confirm-body = Hello { $name },

    somebody wrote to us that your server { $host } can be deleted. The mail says it comes from { $from }, but we cannot be certain of that, so nothing was done.

    If it is meant, give notice with this link until { $until }. The server’s last day would be { $day }:

    { $link }

    If it is not meant, you need not do anything.

    { $provider }


inbox-removed = The text was removed: it is kept for a year.
