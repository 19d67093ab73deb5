# The fallback mail server: what waits, MX records, what staff do.
nav-fallback = Fallback
fallback-title = Fallback mail server
fallback-lead = While { $host } is down, its mail is taken here and kept. When it is back, it gets everything at once.
fallback-summary = { $count ->
    [0] Nothing waits: the server has all its mail.
    [one] One message waits.
   *[other] { $count } messages wait.
}
fallback-not-asked = The fallback cannot be asked at the moment. What it has taken is safe on its disk.
fallback-seen = The fallback sees the server
fallback-seen-up = Up
fallback-seen-down = Down
fallback-seen-not-yet = Not looked yet
fallback-oldest = Oldest
fallback-size = Size
fallback-trouble = What the server said last
fallback-messages = Messages
fallback-sender = From
fallback-recipients = To
fallback-since = Since
fallback-state = State
fallback-because = Why
fallback-no-sender = No sender (a notice)
fallback-none = Nothing waits
fallback-none-do = Mail that comes while the server is down is listed here until the server has it.
fallback-staff-none-do = Mail that comes for a server that is down is listed here, oldest first, until the server has it.
fallback-is-waiting = Waits
fallback-is-delivering = On its way
fallback-is-deferred = Tried again soon
fallback-is-held = Held
fallback-mx = MX records
fallback-mx-about = Publish both records for each of your domains. Senders go to the server first, and to the fallback when the server does not answer.
fallback-mx-record = MX record
fallback-mx-verdict = State
fallback-mx-found = Found
fallback-mx-at = Looked up
fallback-mx-good = In order
fallback-mx-no-fallback = The fallback is missing
fallback-mx-fallback-first = The fallback comes first
fallback-mx-elsewhere = Mail goes elsewhere
fallback-mx-nothing = No MX records
fallback-mx-unknown = DNS did not answer
fallback-mx-not-yet = Not looked up yet
fallback-no-domains = The server has not told for whom it takes mail yet.
fallback-domain = Domain
fallback-look-up = Look up again
fallback-open = Fallback and MX records
fallback-about = While the server is down, mail for it is taken and kept.
fallback-staff-lead = Mail that waits for servers. Nothing here goes by itself but to its server.
fallback-stopped = No mail is taken any more, because the queue cannot be written. See to the disk, then start the platform again.
fallback-on-disk = On disk
fallback-room = Room for more mail
fallback-server = Server
fallback-held = Held
fallback-search = Search by domain
fallback-nobodys = No server any more
fallback-deliver = Deliver now
fallback-hold = Hold
fallback-release = Release
fallback-discard = Discard
fallback-discard-gone = The message is gone for good. Nobody gets it.
fallback-discard-sender = Its sender is not told.
fallback-looked-at = Looked at for spam and viruses
fallback-spam-refused = Refused as spam
fallback-viruses-refused = Refused because of a virus
fallback-marked = Taken and marked as spam
fallback-put-off = Put off
fallback-unchecked = Taken unchecked
fallback-unchecked-now = Mail is not looked at for spam or viruses at the moment, because a scanner does not answer. See whether it runs.
fallback-sts = Strict senders: MTA-STS and reports
fallback-sts-about = If one of your domains has an MTA-STS policy (RFC 8461), strict senders deliver only to mail servers that it names. It has to name the server and the fallback with these lines, or their mail does not fall back. Without a policy there is nothing to do.
fallback-sts-line = Line of the policy
fallback-sts-verdict = MTA-STS
fallback-sts-none = No policy
fallback-sts-good = In order
fallback-sts-certificate = The fallback's certificate is not enough
fallback-sts-certificate-says = The policy of { $domain } is in order, but strict senders do not take the certificate of { $fallback }, so their mail waits with them while the server is down. Your provider can give the fallback one from a public authority.
fallback-sts-lacks = A mail server is missing
fallback-sts-lacks-says = The policy of { $domain } is enforced and leaves out a mail server, so strict senders never use it: add { $lines } to it, then give the record _mta-sts.{ $domain } a new id.
fallback-sts-lacks-testing = A mail server is missing (testing)
fallback-sts-lacks-testing-says = The policy of { $domain } is only tried out and leaves out a mail server: add { $lines } before you enforce it, then give the record _mta-sts.{ $domain } a new id.
fallback-sts-record = The record is not valid
fallback-sts-record-says = Senders take { $domain } as if it had no policy: publish exactly one TXT record _mta-sts.{ $domain }, such as "v=STSv1; id=1".
fallback-sts-malformed = The policy is not valid
fallback-sts-malformed-says = Senders cannot use what mta-sts.{ $domain } answers ({ $why }): publish version, mode, max_age and the lines above there.
fallback-sts-away = The policy cannot be fetched
fallback-sts-away-says = The record says that there is a policy, but https://mta-sts.{ $domain }/.well-known/mta-sts.txt could not be fetched ({ $why }): publish it there, or remove the record.
fallback-sts-unknown = DNS did not answer
fallback-reports = Reports (TLSRPT)
fallback-reports-record = TXT record
fallback-reports-good = Asked for
fallback-reports-none = Not asked for
fallback-reports-malformed = The record is not valid
fallback-name = The fallback's name
fallback-name-lead = What other mail servers find of the fallback, and whether strict ones deliver to it.
fallback-name-open = Name, certificate and DANE
fallback-name-host = Name
fallback-name-addresses = Addresses in DNS
fallback-name-no-addresses = None: nobody finds the fallback until they are published.
fallback-name-certificate = Certificate that it shows
fallback-name-certificate-good = Strict senders take it
fallback-name-certificate-loose = Strict senders do not take it
fallback-name-until = Good until
fallback-name-soon = Looked up within a minute
fallback-name-not-yet = The name was not looked at yet. It is looked up within a minute of the fallback's start.
fallback-dane = DANE
fallback-dane-about = If the zone of this name is signed (DNSSEC), publish this record for it: senders who use DANE then know the certificate. It stays right as long as the certificate's key stays the same.
fallback-dane-record = TLSA record
fallback-dane-none = No record
fallback-dane-none-says = Nobody is strict, so nothing is to be done.
fallback-dane-good = In order
fallback-dane-good-says = It fits the certificate.
fallback-dane-wrong = No record fits
fallback-dane-wrong-says = Senders who use DANE deliver nothing to the fallback: publish the record above and remove the others.
fallback-dane-useless = No record that mail servers use
fallback-dane-useless-says = Mail servers use the usages 2 and 3 only: publish the record above and remove the others.
fallback-dane-not-shown = No certificate was shown
fallback-dane-not-shown-says = The records cannot be compared. See whether the fallback runs.
fallback-dane-unknown = DNS did not answer
fallback-dane-unknown-says = It is asked again within the hour.
flash-fallback-name = The name is looked up within a minute.
incident-fallback-damaged = The fallback's disk lost mail
incident-fallback-down = The fallback mail server does not run
incident-fallback-name = The fallback's name keeps strict senders away
incident-fallback-refused = The fallback does not know a server as it is now
incident-fallback-unchecked = Fallback mail is not checked
incident-domain-disputed = Several servers name the same domain
event-fallback-domain-settled = Disputed domain settled by its MX records
fallback-disputes = Domains that several servers name
fallback-disputes-about = A domain is the server's to which its MX records lead. Where they lead to none of them, it is nobody's, and no mail for it is taken here.
fallback-dispute-ours = Another server of this provider names { $domain }, too. It stays yours as long as its MX records lead to { $host }.
fallback-dispute-anothers = { $domain } is another server's. It becomes yours as soon as its MX records lead to { $host }.
fallback-dispute-nobodys = Another server of this provider names { $domain }, too, and its MX records lead to neither. No mail for it is taken here until they lead to { $host }.
fallback-dispute-holder = Has it
fallback-dispute-others = Names it, too
fallback-dispute-nobody = Nobody
incident-mail-ownerless = Mail waits for a domain without a server
incident-mail-ownerless-old = Mail without a server is soon held for good
fallback-ownerless = This domain is no server's. Its mail is delivered when a server takes mail for it again; nobody but you decides about it before.
fallback-message = Message { $id }
flash-fallback-held = It is held until somebody releases it.
flash-fallback-released = It is released and delivered as soon as the server takes it.
flash-fallback-delivers = Delivery has begun.
flash-fallback-discarded = The message is discarded.
flash-fallback-looked-up = The MX records were looked up.
event-fallback-delivery-asked = Delivery of held mail asked for
event-fallback-discarded = Held message discarded
event-fallback-held = Mail held at the fallback
event-fallback-released = Mail released at the fallback
refusal-recipients-credential = This is no server's credential, so its list was not taken.
refusal-recipients-malformed = This is no list of recipients, so the one of before was kept. Look at the server's log.
refusal-recipients-no-domain = { $domain } is no domain as DNS knows them, so the list of before was kept. Name domains in small ASCII letters (RFC 5890), without hyphens at their third and fourth place.
refusal-recipients-too-long = The list of recipients is too long, so the one of before was kept. At most 1,000 domains and 100,000 addresses are taken.
refusal-fallback-away = The fallback mail server cannot be asked, so nothing was changed. It runs with the platform's jobs: see whether they run, then try again.
refusal-fallback-not-done = The fallback did not do it ({ $reason }), so nothing was changed. Open the list again to see what is there.
refusal-fallback-message-gone = This message is not there any more: it was delivered or discarded. Nothing was changed. Open the list again to see what waits.
refusal-fallback-not-confirmed = { $domain } was not typed, so nothing was discarded. Type it to confirm.
mail-fallback-old-subject = { $host }: mail has waited for { $days } days
mail-fallback-old-body = Hello { $name },

    { $messages } messages wait in the fallback for { $host }, the oldest for { $days } days.
    After 30 days they are not tried by themselves any more. They are kept until somebody decides about them.

    See what waits, and why:

    { $link }

    { $provider }
mail-mx-lost-subject = { $domain }: its MX records are not as they should be
mail-mx-lost-body = Hello { $name },

    For more than a day, the MX records of { $domain } have not led to { $host } with the fallback behind it.
    Mail may go elsewhere, or have to wait while the server is down.

    Found: { $found }

    Publish:

    { $records }

    See the server's page:

    { $link }

    { $provider }
