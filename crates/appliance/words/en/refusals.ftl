# Why something was refused: what happened, what was kept, what to do.
refusal-not-found = There is nothing here. It may have been deleted, or the address is not right.
refusal-broken = Something went wrong on our side. Nothing was changed. Please try again; if it happens again, tell us the code below.
refusal-busy = The server is very busy. Nothing was changed. Please try again in a minute.
refusal-disk-full = The server’s disk is full. Nothing was changed. Free some room or tell your provider.
refusal-too-large = What was sent is larger than is allowed. Nothing was changed. Send less at a time.
refusal-form-malformed = What was sent could not be read. Nothing was changed. Check the form and send it again.
refusal-console-sign-in = The console is opened from the portal: sign in there, go to “My servers” and choose “Open the console”.
refusal-sign-in-needed = You are not signed in (any more). Nothing was changed. Sign in and do it again.
refusal-sign-in-wrong = Address and password do not fit together. Whoever is root of this machine can set a new password with “hostler appliance link”.
refusal-too-many-attempts = There were too many sign-ins that failed. Nothing was changed. Wait { $minutes } minutes; “hostler appliance link” on this machine lets you in at once.
refusal-link-invalid = This link is not good (any more): each is good once and for a day. Nothing was changed. As root of this machine, get a new one with “hostler appliance link”.
refusal-administrator-elsewhere = The administrator’s mailbox is on this server itself. Choose an address at { $domain }; other domains can be added later.
refusal-form-expired = This form is from an earlier sign-in. Nothing was changed. Open the page again and repeat it.
refusal-clock-not-movable = The clock of a real server cannot be moved. Nothing was changed.
refusal-clock-backward = The clock only moves forward. It stays where it was.
refusal-queue-unknown = The mail service does not say what waits at the moment. Mail is not affected; please look again in a minute.
refusal-certificate-wrong = The certificate does not fit this server. The one before stays in use. Bring one for its name that is valid now, with its own key.
refusal-platform-only = Only the platform does this. Nothing was changed.
refusal-engines-not-supervised = The mail services are only just being started. Nothing was changed. Try again in a moment.

refusal-domain-invalid = “{ $domain }” is not a domain that mail can be kept for. Write it as in bakery.example.
refusal-domain-taken = { $domain } is already a domain of this server.
refusal-domain-in-use = { $domain } still has { $mailboxes ->
    [one] 1 mailbox
   *[other] { $mailboxes } mailboxes
} and { $aliases ->
    [one] 1 alias
   *[other] { $aliases } aliases
}, so it was kept. Delete these first.
refusal-domain-is-host = { $domain } is the server’s own name and stays.
refusal-domain-missing = { $domain } is not a domain of this server. Add the domain first, or choose another.
refusal-too-many-domains = A server can have { $limit } domains and this one does. Delete one first.
refusal-address-invalid = “{ $address }” is not an address that mail can be kept for. Use letters, digits, dots and hyphens, as in anna@bakery.example.
refusal-mailbox-exists = { $address } already is a mailbox. Nothing was changed; choose another address.
refusal-alias-exists = { $address } already is an alias. Delete the alias first, or choose another address.
refusal-name-invalid = Enter the person’s name, of at most 200 characters.
refusal-quota-invalid = A limit is a number of bytes above 0; leave it out for no limit.
refusal-password-short = This password is too short. Use at least 10 characters.
refusal-password-long = This password is too long. Use at most 512 bytes.
refusal-password-is-address = The password is the person’s own address or name. Choose another.
refusal-password-common = This password is one of the first that anybody would try. Choose another.
refusal-mailbox-missing = There is no such mailbox (any more).
refusal-alias-missing = There is no alias { $address } (any more).
refusal-administrator-stays = The administrator’s account stays as long as the server does. It can get another name and password.
refusal-too-many-mailboxes = A server can have { $limit } mailboxes and this would be more. Nothing was changed. Delete some first, or order a second server.
refusal-too-many-aliases = A server can have { $limit } aliases and this would be more. Nothing was changed. Delete some first.
refusal-user-limit-reached = Your licence is for { $limit } users and { $number } count now. Everything that exists keeps working. Delete an account that counts, or buy more users with your provider.
refusal-targets-missing = Say where the alias hands its mail on to: at least one address.
refusal-too-many-targets = An alias hands its mail on to at most { $limit } addresses. Nothing was changed.
refusal-target-invalid = “{ $target }” is not a mail address. Nothing was changed.
refusal-target-unknown = Nobody here has the address { $target }. Create it first, or correct it.
refusal-alias-loop = Mail to { $alias } would come back to itself through { $through }. Nothing was changed; leave that target out.
refusal-import-empty = There are no mailboxes in the file. Each line needs an address and a name.
refusal-import-not-text = The file is not a CSV file in UTF-8. Save it as “CSV UTF-8” and try again.
refusal-import-too-long = The file has more than { $limit } lines. Nothing was imported; split it into several files.
refusal-import-too-large = The file is larger than 1 MB. Nothing was imported; split it into several files.
refusal-import-columns = The first line names no columns “address” and “name”. Nothing was imported; name them, or leave that line out and use the order address, name, password, aliases.
refusal-import-has-errors = { $lines ->
    [one] 1 line is not right
   *[other] { $lines } lines are not right
}, so nothing was imported. Correct the file and upload it again.
refusal-import-expired = This preview is no longer there (it waits for 30 minutes). Nothing was imported; upload the file again.
refusal-csv-missing = Choose a CSV file, or paste its lines.
refusal-backup-by-platform = Backups are made and restored on the server’s page in the portal. Nothing was changed.
refusal-backup-not-copied = The copy for the backup could not be written. The backup before is kept; it is tried again.
refusal-restore-no-mailbox = There is no such mailbox on this server. Nothing was restored; create the mailbox first, or restore into another one.
refusal-restore-bad-name = This is no name of a folder or a message. Nothing was restored.
refusal-export-by-platform = An export of the whole server is made on the server’s page in the portal. Nothing was changed.
