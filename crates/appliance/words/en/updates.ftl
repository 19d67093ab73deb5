nav-updates = Updates
update-lead = Versions of the product, and which of them may be installed on this machine.
update-version = Version
update-version-installed = Installed
update-since = since { $at }
update-released = Released
update-certificates = Certificates
update-certificates-none = none
update-size = Size
update-notes = What is new
update-may = May it be installed?
update-available = Newer versions
update-none = Nothing newer
update-none-text = The version that runs here is the newest that is known.
update-security = security update
update-installed = Installed
update-older = Older
update-allowed = Yes
update-asks = After a confirmation
update-refused = No
update-kept = To go back to
update-kept-how = as root:
update-asked = Last answer of the vendor
update-never-asked = none yet
update-ask = Ask now
update-unanswered = The vendor was asked and gave no answer that can be taken: { $reason }. What is shown was known before; nothing was changed.
update-rejected = { $count ->
    [one] 1 document of the vendor’s list is not signed by the vendor’s keys or does not fit this product, so it is not offered here. Tell the vendor.
   *[other] { $count } documents of the vendor’s list are not signed by the vendor’s keys or do not fit this product, so they are not offered here. Tell the vendor.
}
update-title = Version { $version }
update-install = Install { $version }
update-installation = Installation
update-installation-text = Mail rests for about a minute; senders try again by themselves. The version that runs now is kept with its data. If the new one does not come up, the machine goes back to it by itself.
update-accept = I know that this version is not certified for { $scheme }, and want it all the same
update-history = Installations
update-question = Install { $version }?
update-question-back = Go back to { $version }? If its database has other tables, accounts and settings go back to what they were when it was replaced; mail stays.
update-line-installed = Installed: { $version }
update-verdict-trial = This machine is on trial: every version may be installed.
update-verdict-maintained = Covered by maintenance, whose last day is { $day }.
update-verdict-ask-first = Not certified for { $scheme }, which your licence asks for. It is installed only if you confirm that.
update-verdict-maintenance-ended = Released { $released }, maintenance ended { $day }: renew to install it; { $newest ->
    [none] no offered version is covered.
   *[other] newest you may install: { $newest }.
}
update-verdict-locked = The trial has ended or the licence holds no more. Install a licence first.
update-verdict-other = It is no version of this product.
update-step-downloading = Downloading the package
update-step-keeping = Keeping the version that runs
update-step-stopping = Stopping the server
update-step-copying = Copying accounts and settings
update-step-installing = Installing the package
update-step-starting = Starting, and waiting for an answer
update-step-going-back = Going back to the version before
update-outcome-installed = { $to } was installed in the place of { $from }.
update-outcome-back = Went back from { $from } to { $to }.
update-outcome-went-back = { $to } could not be installed; went back to { $from }, with its data. { $reason }
update-outcome-failed = { $to } was not installed; { $from } runs as before. { $reason }
update-outcome-broken = { $to } could not be installed, and { $from } does not come up again either. { $reason } The packages and the copy of the data are in the folder “versions” of the data folder.
update-outcome-interrupted = The installation of { $to } was interrupted. If the server works, begin it again.
update-why-download = The package could not be downloaded.
update-why-altered = The package is not the one that the vendor signed for; it was thrown away.
update-why-disk-full = The disk is full. Make room and try again.
update-why-handover = The installing program could not be started.
update-why-keep = The package of the version that runs could not be kept.
update-why-stop = The server could not be stopped.
update-why-copy = Accounts and settings could not be copied or put back.
update-why-package = The package could not be installed.
update-why-ended = The program ended by itself.
update-why-silent = It gave no answer within a minute.

history-update-begun = Installation of { $subject } in the place of { $detail } begun
history-way-back-begun = Way back to { $subject } from { $detail } begun
history-uncertified-accepted = Accepted that { $subject } is not certified for { $detail }
history-update-installed = { $subject } installed in the place of { $detail }
history-went-back = Went back to { $subject } from { $detail }
history-update-undone = { $subject } did not come up; went back to { $detail }
history-update-failed = { $subject } was not installed in the place of { $detail }

done-versions-asked = The vendor has answered.
done-update-begun = The installation has begun. This page follows it.

refusal-update-no-package = This program was not installed from its package, so it cannot be updated here. Nothing was changed; install the package of your vendor.
refusal-update-unknown = Version { $version } is not offered (any more). Nothing was changed; choose one of those that are.
refusal-update-nothing-new = Nothing newer than { $installed } is offered. Nothing was changed.
refusal-update-not-newer = { $version } is not newer than { $installed }, which is installed. Nothing was changed. To go back to the version before, use `hostler appliance rollback`.
refusal-update-maintenance-ended = { $version } was released on { $released } and maintenance ended on { $day }. Nothing was changed. Renew to install it; { $newest ->
    [none] no offered version is covered.
   *[other] newest you may install: { $newest }.
}
refusal-update-locked = The trial has ended or the licence holds no more, so { $version } cannot be installed. Nothing was changed; install a licence first.
refusal-update-uncertified = { $version } is not certified for { $scheme }, which your licence asks for. Nothing was changed. Confirm that you want it all the same, or wait for a certified version.
refusal-update-no-answer = The vendor cannot be asked: { $reason }. Nothing was changed; try again later.
refusal-update-bad-answer = The vendor’s answer cannot be trusted: { $reason }. Nothing was changed; tell the vendor.
refusal-update-runs = An installation goes on already. Wait until it has ended.
refusal-update-nothing-kept = No version before { $installed } is kept on this machine. Nothing was changed.
