# A server's console.
console-back = My servers
console-save = Save
console-delete = Delete
console-actions = Actions
console-problem-sign-in = Open the console from the portal
console-problem-missing = Not found
console-problem-broken = That did not work
console-problem-refused = That was not done

entrance-sign-in = Sign in
entrance-sign-in-title = Sign in to the console
entrance-address = Address
entrance-name = Your name
entrance-not-set-up = This server has not been set up yet. As root of this machine, run “hostler appliance link” and open the address that it prints.
entrance-set-up = Set up
entrance-set-up-title = Set this server up
entrance-set-up-lead = Who looks after this server? With this address and password you sign in here and read your mail.
entrance-address-hint = Your mailbox on this server: something at { $host }.
entrance-password-title = A new password
entrance-password-lead = For { $address }. Everybody who is signed in now is signed out.

nav-overview = Overview
nav-mailboxes = Mailboxes
nav-aliases = Aliases
nav-domains = Domains
nav-users = Who counts
nav-history = History

overview-good = All is well
overview-look = Needs a look
overview-users = Users now
overview-storage = Mail stored
overview-disabled = Disabled mailboxes
overview-measured = Storage measured
overview-not-measured = not yet
overview-queue = Outgoing mail
overview-queue-count = { $count ->
    [0] nothing waits
    [one] 1 message waits
   *[other] { $count } messages wait
}
overview-queue-unknown = not known at the moment
overview-journal = Reported for billing
overview-journal-numbers = { $acknowledged } of { $written } changes reported
overview-engines = Mail services

engine-postfix = Takes and sends mail (Postfix)
engine-dovecot = Keeps mail and hands it out (Dovecot)
engine-running = Running
engine-starting = Starting
engine-waiting = Starts again soon
engine-stopped = Stopped
engine-restarts = { $count ->
    [one] started again once
   *[other] started again { $count } times
}
engine-reason = Why it last ended
engine-none = The mail services have not been started yet.

journal-complete = Complete
journal-sending = Being sent
journal-waiting = Waits for the provider
journal-stopped = Refused

warn-locked = This server has been locked since { $since }: nobody can read mail, and other servers are asked to keep theirs and try again. Nothing is lost. A licence unlocks it at once.
warn-engine = { $engine } ended by itself and is started again after a pause: { $reason }
warn-delivery-waiting = The provider has not been reached since { $since }. Mail works as always; changes are reported for billing as soon as the provider answers.
warn-delivery-stopped = The provider refuses what this server reports for billing ({ $code }: { $reason }). Mail works as always and nothing is lost. Please tell your provider.
warn-projection = The last change is not in force yet and is tried again: { $reason }

domains-lead = The server keeps mail for these domains. Domains are free, as many as you like.
domains-name = Domain
domains-name-hint = For example bakery.example. Its MX record must point to this server.
domains-add = Add domain
domains-host = the server’s own
domains-delete = Delete domain
domains-delete-title = Delete { $domain }?
domains-delete-mail = Mail to addresses in this domain is no longer accepted.
domains-delete-again = You can add the domain again at any time.

mailboxes-add = Add mailbox
mailboxes-import = Import mailboxes from a CSV file
mailboxes-export = Download all mailboxes as a CSV file
mailboxes-search = Address or name
mailboxes-empty = No mailboxes
mailboxes-empty-do = Add the first person, or import everybody from a file.

mailbox-address = Address
mailbox-address-hint = In one of the server’s domains. It cannot be changed later.
mailbox-name = Name
mailbox-state = State
mailbox-storage = Storage
mailbox-of-quota = of at most { $quota }
mailbox-password = Password
mailbox-password-hint = At least 10 characters. A few words in a row are easy to remember.
mailbox-password-new = New password
mailbox-password-set = Set password
mailbox-password-since = set on { $at }
mailbox-password-none = none yet: nobody can sign in
mailbox-administrator = administrator
mailbox-active = Active
mailbox-disabled = Disabled
mailbox-no-password = No password
mailbox-aliases-none = none
mailbox-created = Added
mailbox-connect = How to connect
mailbox-connect-user = User name
mailbox-connect-server = Server
mailbox-connect-in = Reading mail
mailbox-connect-out = Sending mail
mailbox-rename = Name of the person
mailbox-danger = Disable or delete
mailbox-disable = Disable mailbox
mailbox-disable-hint = Nobody can sign in; mail is still accepted and kept. A disabled mailbox still counts as a user.
mailbox-enable = Enable mailbox
mailbox-enable-hint = The person can sign in again with the same password.
mailbox-delete = Delete mailbox
mailbox-delete-title = Delete { $address }?
mailbox-delete-mail = All its mail ({ $size }) is deleted for good.
mailbox-delete-aliases = Aliases no longer hand mail on to it; those without another target are deleted too.
mailbox-delete-bill = This month’s bill is for the most users that existed at the same time, so deleting does not lower it any more this month.

aliases-lead = An alias hands its mail on to other addresses. Aliases are free, as many as you like.
aliases-add = Add alias
aliases-address = Alias
aliases-address-hint = In one of the server’s domains.
aliases-targets = Hands mail on to
aliases-targets-hint = One address per line, here or elsewhere.
aliases-search = Alias or target
aliases-empty = No aliases
aliases-empty-do = With an alias, mail to info@ reaches a person, or several.
aliases-delete = Delete alias
aliases-delete-title = Delete { $address }?
aliases-delete-mail = Mail to this address is no longer accepted. Mail that was delivered stays where it is.
aliases-delete-others = Other aliases no longer hand mail on to it; those without another target are deleted too.

import-title = Import mailboxes
import-lead = You see a preview first; nothing is added before you confirm it.
import-file = CSV file
import-file-hint = At most 2,000 lines and 1 MB, in UTF-8.
import-lines = Or paste the lines
import-lines-hint = Columns: address, name, password, aliases. Without a password, one is generated and shown to you once.
import-preview = Preview
import-good = { $count ->
    [one] 1 mailbox will be added when you confirm.
   *[other] { $count } mailboxes will be added when you confirm.
}
import-would = Mailboxes to add
import-bad = Lines that are not right
import-line = Line
import-reason = What is wrong
import-password-made = generated, shown once
import-password-given = from the file
import-confirm = { $count ->
    [one] Add 1 mailbox
   *[other] Add { $count } mailboxes
}
import-again = Choose another file
import-done = { $count ->
    [one] 1 mailbox was added
   *[other] { $count } mailboxes were added
}
import-passwords = Generated passwords
import-passwords-once = These passwords are shown only now. Download the file and hand them out.
import-passwords-fetch = Download as CSV

users-rule-now = Everybody who counts needs a place on the licence.
users-lead = { $count ->
    [one] 1 user counts now.
   *[other] { $count } users count now.
}
users-now = Users now
users-limit = Limit
users-rule = The rule, and where it comes from
users-rule-name = Name
users-rule-version = Version
users-rule-source = Source
users-rule-month = A month is billed for the highest number of users that existed at the same time in it.
users-counted = These count
users-free = These are free
users-what = What
users-why = Why
kind-account = Mailbox
kind-administrator = Administrator
kind-guest = Guest
kind-alias = Alias
kind-mailing-list = Mailing list
kind-domain = Domain
kind-group = Group
kind-resource = Resource
why-signs-in = has a user name and password
why-has-mailbox = has a mailbox
why-disabled-counts = disabled accounts count too
why-administrator-counts = the administrator counts like everybody
why-guest-counts = guests count like everybody
why-kind-is-free = free, as many as you like
why-no-sign-in = nobody signs in with it
why-no-mailbox = has no mailbox
why-disabled-is-free = disabled accounts are free
why-administrator-is-free = the administrator is free
why-guest-is-free = guests are free

history-lead = Who did what on this server, the newest first. Times are in the provider’s time zone.
history-lead-own = Who did what on this server, the newest first. Times are in this machine’s time zone.
history-server-started = The server { $subject } started for the first time, with the administrator { $detail }
history-server-restored = Restored from a backup
history-domain-added = Domain { $subject } added
history-domain-deleted = Domain { $subject } deleted
history-mailbox-created = Mailbox { $subject } added for { $detail }
history-mailbox-deleted = Mailbox { $subject } of { $detail } deleted, with its mail
history-mailbox-disabled = Mailbox { $subject } disabled
history-mailbox-enabled = Mailbox { $subject } enabled
history-mailbox-renamed = Mailbox { $subject } is now { $detail }’s
history-quota-changed = Storage limit of { $subject } changed
history-password-changed = Password of { $subject } set
history-alias-created = Alias { $subject } added, to { $detail }
history-alias-deleted = Alias { $subject } deleted
history-alias-ended = Alias { $subject } went with its last target, { $detail }
history-mailboxes-imported = { $subject ->
    [one] 1 mailbox imported
   *[other] { $subject } mailboxes imported
}

done-domain-added = The domain was added.
done-domain-deleted = The domain was deleted.
done-mailbox-created = The mailbox was added. It takes mail from now on.
done-mailbox-saved = The name was saved.
done-mailbox-deleted = The mailbox was deleted.
done-mailbox-disabled = The mailbox was disabled.
done-mailbox-enabled = The mailbox was enabled.
done-password-changed = The password was set and works from now on.
done-alias-created = The alias was added. It works from now on.
done-alias-deleted = The alias was deleted.
