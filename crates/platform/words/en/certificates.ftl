# Certificates of servers.
server-certificate = Certificate
certificate-until = Valid until { $until }; it is renewed by itself
certificate-coming = On its way; until then the server has one of its own
certificate-own = The server's own; mail programs ask once whether to trust it
certificate-trouble = The last try did not come through and is repeated by itself: { $trouble }
happened-certificate-installed = Certificate installed
incident-certificate-failed = Certificate cannot be renewed
