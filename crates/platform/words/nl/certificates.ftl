# Certificaten van servers.
server-certificate = Certificaat
certificate-until = Geldig tot { $until }; het wordt vanzelf vernieuwd
certificate-coming = Onderweg; tot dan heeft de server een eigen certificaat
certificate-own = Van de server zelf; mailprogramma's vragen eenmaal of ze het mogen vertrouwen
certificate-trouble = De laatste poging is niet gelukt en wordt vanzelf herhaald: { $trouble }
happened-certificate-installed = Certificaat geplaatst
incident-certificate-failed = Certificaat kan niet worden vernieuwd

nav-certificates = Certificaten
certificates-title = Hostnamen en certificaten
certificates-lead = De namen waaronder mailprogramma’s uw server bereiken. Elke naam heeft een eigen certificaat, dat vanzelf wordt vernieuwd.
certificates-staff-lead = Eerst wat mislukt, dan wat het eerst verloopt.
certificates-search = Zoeken op hostnaam
certificates-none = Geen certificaten
certificates-none-do = Er is er een voor elke naam van elke server, zodra met --acme een certificaatverstrekker is opgegeven.
certificates-renew = Certificaten nu ophalen
certificate-valid-until = Geldig tot
certificate-issuer = Ondertekend door
certificate-next-try = Volgende poging
certificate-failure = Laatste poging
certificate-is-waits-for-dns = Wacht op DNS
certificate-is-coming = Onderweg
certificate-is-valid = Geldig
certificate-is-failing = Kon niet worden verkregen
certificate-is-self-signed = Van de server zelf
host-name = Hostnaam
host-name-hint = Zoals mail.bakkerij.example
host-name-add = Hostnaam toevoegen
host-name-add-title = Een eigen hostnaam
host-name-add-about = Voeg een naam onder een eigen domein toe. U ziet dan welk record u in de DNS daarvan zet; zodra de naam hierheen wijst, volgt het certificaat vanzelf.
host-name-providers = Via de provider
host-name-publish = Zet dit record in de DNS van uw domein:
host-name-publish-addresses = Waar geen CNAME kan, zoals bij het domein zelf, zet u in plaats daarvan:
host-name-record = record
host-name-dns = DNS
host-name-dns-says = Opgezocht
host-name-found = Gevonden
host-name-dns-good = Wijst naar de server
host-name-dns-needs-alias = Wijst naar de provider; een CNAME moet zeggen naar welke server
host-name-dns-partly = Wijst maar gedeeltelijk naar de server
host-name-dns-elsewhere = Wijst ergens anders heen
host-name-dns-nothing = Nog geen record
host-name-dns-taken = Een andere server heeft deze naam
host-name-dns-unknown = DNS antwoordt niet
host-name-dns-not-yet = Nog niet opgezocht
host-names-look-up = Nu opzoeken
host-name-remove = Hostnaam verwijderen
host-name-remove-clients = Mailprogramma’s die deze naam gebruiken, waarschuwen vanaf dan voor het certificaat.
host-name-remove-own = De server blijft bereikbaar als { $host }.
flash-host-name-added = De hostnaam is toegevoegd.
flash-host-name-removed = De hostnaam is verwijderd.
flash-host-names-looked-up = De hostnamen zijn opgezocht.
flash-certificates-asked = De certificaten worden opgehaald.
happened-certificate-asked = Certificaat nu aangevraagd
happened-host-name-added = Hostnaam toegevoegd
happened-host-name-lapsed = Hostnaam vervallen
happened-host-name-lost = Hostnaam wijst ergens anders heen
happened-host-name-proven = Hostnaam wijst naar de server
happened-host-name-removed = Hostnaam verwijderd
refusal-certificate-no-authority = Servers hebben hier een eigen certificaat, omdat de provider geen certificaatverstrekker heeft opgegeven. Er is niets gewijzigd.
refusal-certificate-no-such-name = De server heeft geen certificaat voor { $name }, en er is er geen onderweg. Er is niets gewijzigd. Voeg de naam eerst toe, of wacht tot de DNS ervan naar de server wijst.
refusal-certificate-too-soon = De certificaten zijn zojuist opgehaald of geprobeerd, en blijven zoals ze zijn. Probeer het over tien minuten opnieuw; wat vandaag is opgehaald, kan morgen worden vernieuwd.
refusal-host-name-malformed = Dit is geen hostnaam. Er is niets toegevoegd. Schrijf hem zoals mail.bakkerij.example.
refusal-host-name-providers = Namen onder { $domain } zijn van de provider. Er is niets toegevoegd. Kies een naam onder een eigen domein.
refusal-host-name-taken = { $name } wijst naar een andere server hier, die deze naam heeft. Er is niets toegevoegd. Zet eerst het record voor deze server in de DNS, of verwijder de naam daar.
refusal-host-name-there = De server heeft { $name } al. Er is niets gewijzigd.
refusal-host-name-too-many = De server heeft { $most } hostnamen, en meer kan niet. Er is niets toegevoegd. Verwijder er eerst een.
refusal-host-name-not-there = De server heeft geen hostnaam { $name }. Er is niets gewijzigd.

happened-certificate-again = Certificaat opnieuw doorgegeven
host-name-no-certificate = een onbekende dag, want er is nog geen
host-name-no-records = geen records
mail-host-name-lost-subject = { $lost } leidt niet meer naar uw server
mail-host-name-lost-body = Hallo { $name },

    de naam { $lost } leidt niet meer naar uw server { $host }. In de DNS staat: { $found }

    Mailprogramma’s die deze naam gebruiken, bereiken uw server nu niet, en het certificaat, dat geldig is tot { $until }, kan niet worden verlengd. Wilt u de naam houden, zet dan dit record in de DNS van uw domein:

    { $record }

    De rest gaat binnen een uur vanzelf. Hebt u de naam niet meer nodig, dan hoeft u niets te doen: hij vervalt op { $goes }.

    { $link }

    { $provider }
