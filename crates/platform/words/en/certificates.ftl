# Certificates of servers.
server-certificate = Certificate
certificate-until = Valid until { $until }; it is renewed by itself
certificate-coming = On its way; until then the server has one of its own
certificate-own = The server's own; mail programs ask once whether to trust it
certificate-trouble = The last try did not come through and is repeated by itself: { $trouble }
happened-certificate-installed = Certificate installed
incident-certificate-failed = Certificate cannot be renewed

nav-certificates = Certificates
certificates-title = Host names and certificates
certificates-lead = The names under which mail programs reach your server. Each has a certificate of its own, which is renewed by itself.
certificates-staff-lead = What fails first, then what runs out first.
certificates-search = Search by host name
certificates-none = No certificates
certificates-none-do = There is one for each name of each server, once an authority is named with --acme.
certificates-renew = Get certificates now
certificate-valid-until = Valid until
certificate-issuer = Signed by
certificate-next-try = Next try
certificate-failure = Last try
certificate-is-waits-for-dns = Waits for DNS
certificate-is-coming = On its way
certificate-is-valid = Valid
certificate-is-failing = Could not be got
certificate-is-self-signed = The server’s own
host-name = Host name
host-name-hint = Such as mail.bakkerij.example
host-name-add = Add host name
host-name-add-title = A host name of your own
host-name-add-about = Add a name below a domain of yours. You then see which record to publish in its DNS; once it leads here, the certificate follows by itself.
host-name-providers = By the provider
host-name-publish = Publish this record in the DNS of your domain:
host-name-publish-addresses = Where no CNAME can be, as for the domain itself, publish instead:
host-name-record = record
host-name-dns = DNS
host-name-dns-says = Looked up
host-name-found = Found
host-name-dns-good = Leads to the server
host-name-dns-needs-alias = Leads to the provider; a CNAME must say which server
host-name-dns-partly = Leads only partly to the server
host-name-dns-elsewhere = Leads somewhere else
host-name-dns-nothing = No record yet
host-name-dns-taken = Another server has this name
host-name-dns-unknown = DNS does not answer
host-name-dns-not-yet = Not looked up yet
host-names-look-up = Look up now
host-name-remove = Remove host name
host-name-remove-clients = Mail programs that use this name warn of the certificate from then on.
host-name-remove-own = The server stays reachable as { $host }.
flash-host-name-added = The host name was added.
flash-host-name-removed = The host name was removed.
flash-host-names-looked-up = The host names were looked up.
flash-certificates-asked = Certificates are being got.
happened-certificate-asked = Certificate asked for now
happened-host-name-added = Host name added
happened-host-name-lapsed = Host name lapsed
happened-host-name-lost = Host name leads somewhere else
happened-host-name-proven = Host name leads to the server
happened-host-name-removed = Host name removed
refusal-certificate-no-authority = Servers here have certificates of their own, since the provider has named no authority. Nothing was changed.
refusal-certificate-no-such-name = The server has no certificate for { $name }, and none is on its way. Nothing was changed. Add the name first, or wait until its DNS leads to the server.
refusal-certificate-too-soon = The certificates were got or tried only just now, and stay as they are. Try again after ten minutes; one that was got today can be renewed tomorrow.
refusal-host-name-malformed = This is not a host name. Nothing was added. Write it such as mail.bakkerij.example.
refusal-host-name-providers = Names below { $domain } are the provider’s. Nothing was added. Choose a name below a domain of your own.
refusal-host-name-taken = { $name } leads to another server here, which has it. Nothing was added. Publish the record for this server first, or remove the name there.
refusal-host-name-there = The server has { $name } already. Nothing was changed.
refusal-host-name-too-many = The server has { $most } host names, which is the most. Nothing was added. Remove one first.
refusal-host-name-not-there = The server has no host name { $name }. Nothing was changed.

happened-certificate-again = Handed its certificate again
host-name-no-certificate = nobody knows when, for it has none yet
host-name-no-records = no records
mail-host-name-lost-subject = { $lost } does not lead to your server any more
mail-host-name-lost-body = Hello { $name },

    the name { $lost } does not lead to your server { $host } any more. Its DNS says: { $found }

    Mail programs that use this name do not reach your server now, and its certificate, which is good until { $until }, cannot be renewed. To keep the name, publish this record in the DNS of your domain:

    { $record }

    Everything else follows by itself within an hour. If you do not need the name any more, you do not have to do anything: it goes on { $goes }.

    { $link }

    { $provider }
