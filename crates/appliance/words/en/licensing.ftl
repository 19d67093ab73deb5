# The licence of a customer’s own machine.
nav-licence = Licence
licence-to-page = Licence
licence-included = Licence included
licence-trial = Trial
licence-licensed = Licensed
licence-locked = Locked

licence-warn-trial = { $days ->
    [0] Trial: today is the last day. Install a licence to go on without a break.
    [one] Trial: 1 day left. Install a licence to go on without a break.
   *[other] Trial: { $days } days left, for as many users as you like.
}
licence-warn-trial-ended = Locked since { $since }: the trial has ended. Mail that arrives is kept by its senders and comes later; nothing is lost. Install a licence and everything goes on at once.
licence-warn-revoked = Locked since { $since }: the vendor has withdrawn the licence ({ $reason }). Nothing is lost. Ask the vendor, or register another licence.
licence-warn-given-up = Locked since { $since }: this machine has given its licence up. Nothing is lost. Register a licence and everything goes on at once.
licence-warn-refused = The installed licence file does not hold here: { $sentence }
licence-warn-not-here = The vendor says that this licence is registered on another machine. Register it here again if that is wrong.
licence-warn-hardware = The hardware has changed since the licence was registered. Register it again, so that the vendor knows this machine.
licence-warn-clock = { $days ->
    [one] The clock of this machine was set back by 1 day. Days are counted from the later time. Set the clock right.
   *[other] The clock of this machine was set back by { $days } days. Days are counted from the later time. Set the clock right.
}
licence-warn-maintenance = { $days ->
    [0] Software Maintenance ends today, { $day }. Everything goes on working; renew it to get newer versions.
    [one] Software Maintenance ends tomorrow, { $day }. Everything goes on working; renew it to get newer versions.
   *[other] Software Maintenance ends in { $days } days, on { $day }. Everything goes on working; renew it to get newer versions.
}

licence-full = All users of the licence are in use. Buy more at the vendor, or see what the licence covers:
licence-users = Users
licence-users-of = { $users } of { $limit }
licence-rule = Who counts
licence-trial-until = Trial until the end of
licence-trial-covers = everything, for as many users as you like
licence-covers = What it covers
licence-number = Licence number
licence-holder = Licensed to
licence-edition = Edition
licence-add-ons = Add-ons
licence-add-ons-none = none
licence-add-on-users = { $add_on } ({ $users } users)
licence-part-of-base = (part of the licence)
licence-maintenance = Software Maintenance
licence-maintenance-until = until the end of { $day } ({ $days ->
    [0] today
    [one] 1 day left
   *[other] { $days } days left
})
licence-maintenance-ended = ended on { $day }. Versions from before are yours for ever; newer ones need a renewal.
licence-schemes = Certificate schemes
licence-keys = Registered keys
licence-partner = Failover partner
licence-partner-hint = The machine id of the other server, if two servers stand in for each other. They register as one.
licence-buy = Buy more users, add-ons or maintenance
licence-why = Where this comes from
licence-why-registered = Registered on { $on }: the first year of maintenance runs until { $day }.
licence-why-users = Key …{ $hint }, { $on }: { $added } users more, { $users } in all.
licence-why-add-on = Key …{ $hint }, { $on }: { $add_on } for { $added } users.
licence-why-renewed = { $years ->
    [one] Key …{ $hint }, { $on }: 1 year of maintenance more, until { $day }.
   *[other] Key …{ $hint }, { $on }: { $years } years of maintenance more, until { $day }.
}
licence-why-renews = { $years ->
    [one] Key …{ $hint }, { $on }: 1 year of maintenance more.
   *[other] Key …{ $hint }, { $on }: { $years } years of maintenance more.
}
licence-in-place = renewal in place
licence-machine = This machine
licence-machine-id = Machine id
licence-host = Host name
licence-system = System
licence-hardware = Hardware
licence-checked = Vendor last asked
licence-never-checked = not yet
licence-unanswered = No answer on { $at } ({ $reason }). Nothing ends because of that; it is tried again by itself.
licence-check = Check now
licence-check-failed = The vendor did not answer: { $reason }. Nothing was changed.
licence-nothing-to-ask = There is no licence on this machine to ask about. Nothing was changed.

licence-register = Register a licence
licence-add = Add keys or renew
licence-step = Step { $step } of 3
licence-step-base = The key of your licence
licence-step-base-lead = It is in the mail of your order. If you renewed with the same key, enter it again and go on.
licence-step-keys = Further keys
licence-step-keys-lead = More users, add-ons or renewals that came with keys of their own. Without any, just continue.
licence-step-owner = Who and where
licence-step-owner-lead = This is registered with the licence. Installing a new system or moving to another machine, register again.
licence-key = Registration key
licence-key-hint = Five groups of five letters and digits. Spaces and hyphens do not matter.
licence-key-ending = Key …{ $hint }
licence-key-meant = Use { $key }
licence-key-remove = Take the key …{ $hint } off the list
licence-key-unchecked = well typed; the vendor could not be asked what it is
licence-key-base = a licence for { $users } users
licence-key-users = { $users } users more
licence-key-add-on = { $add_ons }
licence-key-renewal = { $years ->
    [one] 1 year of maintenance
   *[other] { $years } years of maintenance
}
licence-add-key = Add key
licence-continue = Continue
licence-back = Back
licence-no-network = This server has no internet?
licence-company = Company
licence-name = Your name
licence-email = Mail address
licence-country = Country
licence-country-hint = Two letters, such as NL
licence-how = How to register
licence-online = Over the internet
licence-online-hint = The vendor’s answer is installed at once.
licence-offline = Register without internet
licence-offline-hint = A request file to carry to the vendor’s web site, and a licence file back.
licence-offline-lead = Carry the request to any device with internet, and the licence file with the vendor’s keyring back to this page.
licence-request = 1. The request
licence-request-to = Upload it at { $vendor }:
licence-request-download = Download the request file
licence-request-text = Show it as text
licence-request-qr = The request as a QR code
licence-request-no-qr = With so many keys it is too long for a QR code. Use the file or the text.
licence-install = Install a licence file
licence-install-lead = Upload the file, or paste its text or what was read from a QR code.
licence-file = Licence file
licence-text = Or its text
licence-text-hint = It begins with hostler-. Line breaks do not matter.

licence-move = Move this licence to another machine
licence-move-hint = This machine gives the licence up, and it can be registered elsewhere.
licence-move-do = Give the licence up
licence-move-locks = This server locks at once: nobody can read mail here, and mail that arrives is put off.
licence-move-keeps = Mail, mailboxes and settings stay. Console, export and backup stay open.
licence-move-receipt = You get a receipt, signed by this machine. The vendor gets it by itself if it can be reached.
licence-receipt = Receipt
licence-receipt-sent = { $vendor } has the receipt: the licence can be registered on another machine.
licence-receipt-waits = { $vendor } has not been reached. Send the receipt again, or download it and upload it at the vendor’s web site.
licence-receipt-show = Show it as text
licence-receipt-download = Download the receipt
licence-receipt-send = Send it again

done-licence-installed = The licence is installed. Everything it covers works from now on.
done-licence-left = The licence has left this machine.
done-licence-checked = The vendor was asked; the licence is up to date.
done-receipt-sent = The vendor has the receipt.
done-key-removed = The key is off the list.

add-on-antivirus = Anti-virus
add-on-activesync = ActiveSync
add-on-web-filter = Web Filter
add-on-other = Add-on

history-licence-installed = Licence { $subject } was installed, for { $detail } users
history-licence-given-up = Licence { $subject } was given up

refusal-licence-included = At a hosted server the licence is included. There is nothing to install.
refusal-file-empty = There is nothing in it. Nothing was changed; upload the licence file or paste its text.
refusal-file-too-long = This is longer than any licence file. Nothing was changed; choose the file that the vendor gave you.
refusal-file-no-document = This is no licence file. Nothing was changed; choose the file that the vendor gave you.
refusal-file-other-kind = This is a “{ $found }” file, and a licence file is wanted. Nothing was changed. The licence file is what you get back for it.
refusal-file-newer-format = This file is written in form { $found }, and this version reads up to { $known }. Nothing was changed; update the product first.
refusal-file-cut-short = The end of the file is missing. Nothing was changed; copy or download it again, whole.
refusal-file-altered = The file was altered after the vendor signed it, or is not from the vendor. Nothing was changed; download it again.
refusal-file-key-unknown = The vendor’s key { $key } that signed the file is not known here. Nothing was changed; download the file again together with the keyring.
refusal-file-key-retired = The vendor’s key { $key } had been retired when the file was signed. Nothing was changed; download the file again.
refusal-file-key-revoked = The vendor has withdrawn the key { $key } that signed the file. Nothing was changed; download the file again.
refusal-file-key-for-other = The vendor’s key { $key } may not sign licence files. Nothing was changed; ask the vendor.
refusal-file-malformed = The file is signed, and what it says is not understood ({ $reason }). Nothing was changed; update the product, or ask the vendor.
refusal-licence-other-product = This is a licence for { $found }, and { $wanted } runs here. Nothing was changed.
refusal-licence-other-machine = This licence file is for another machine. Nothing was changed; register the licence on this one.
refusal-add-on-users-differ = In this licence file the add-on { $add_on } is for { $found } users and the licence for { $users }. Both must be the same, so it was refused whole; ask the vendor for a right one.
refusal-licence-older = A newer file of this licence was installed here (serial { $known }); this one has serial { $found }. Nothing was changed.
refusal-licence-given-up = This machine has given this licence up, so this file no longer holds here. Register the licence again.
refusal-licence-revoked = The vendor has withdrawn this licence ({ $reason }). Nothing was changed; ask the vendor.
refusal-keyring-missing = This machine does not know yet by which keys the vendor signs. Nothing was changed; install the licence file together with the keyring, as the vendor’s web site gives it.
refusal-licence-file-missing = Choose the licence file, or paste its text.
refusal-licence-file-not-in-it = What the vendor says about its keys was taken in; the licence file itself was not among it. Install that as well.
refusal-key-empty = Type a registration key.
refusal-key-length = A key has 25 letters and digits, and this has { $found }. Nothing was changed; compare it with the mail of your order.
refusal-key-character = The character “{ $character }” at position { $position } is in no key. Nothing was changed; compare it with the mail of your order.
refusal-key-mistyped = Something is mistyped at position { $positions } (group:character). Was { $suggestion } meant?
refusal-key-unreadable = Several characters are mistyped. Nothing was changed; compare it with the mail of your order.
refusal-further-key = Further key { $number } is not right: { $reason }. Nothing was registered.
refusal-key-twice = The key …{ $key } is in the list already.
refusal-too-many-keys = At most { $limit } keys can be added at once. Register these first.
refusal-base-key-needed = The key …{ $key } adds to a licence. The first key must be that of the licence itself; add this one in the next step.
refusal-second-base-key = The key …{ $key } is that of a licence of its own and cannot be added to another. Register it on its own machine.
refusal-key-withdrawn = The vendor has withdrawn the key …{ $key }. Nothing was changed; ask the vendor.
refusal-key-other-product = This key is for { $found }, and { $wanted } runs here. Nothing was changed.
refusal-key-other-licence = The key …{ $key } belongs to the licence { $number }. Nothing was changed; register it with that licence’s key.
refusal-base-key-missing = The key of the licence is missing. Enter it in the first step.
refusal-owner-missing = Enter the company, or your name.
refusal-owner-email-invalid = “{ $text }” is not a mail address. Write it as in anna@bakery.example.
refusal-owner-country-invalid = “{ $text }” is not a country’s two letters, such as NL.
refusal-licence-text-long = This is longer than { $limit } characters. Shorten it.
refusal-partner-invalid = “{ $text }” is not a machine id. It is on the other server’s licence page and begins with k.
refusal-licence-not-installed = No such licence is in force on this machine. Nothing was changed.
refusal-receipt-missing = There is no receipt: no licence was given up here.
refusal-vendor-refused = The vendor says: { $sentence }
refusal-vendor-unreachable = The vendor cannot be reached ({ $reason }). Nothing was changed. Try again later, or register without internet.
refusal-vendor-nonsense = The vendor’s answer is not understood ({ $reason }). Nothing was changed; try again later, or ask the vendor.
