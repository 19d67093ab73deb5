# Bewaking: storingen, onderhoud, wat er gemeten wordt.
incident-node = De machine van de aanbieder zelf
incident-backup-failed = Back-up mislukt
incident-backup-missed = Back-up niet gemaakt
incident-backup-not-removed = Back-ups van een beëindigde server blijven staan
incident-certificate-ending = Certificaat verloopt binnenkort
incident-disk-filling = Schijf raakt vol
incident-drill-failed = Proefherstel mislukt
incident-drill-overdue = Al lang geen geslaagd proefherstel
incident-fallback-full = Reservemailserver is vol
incident-mail-held-long = Mail wacht al lang
incident-node-down = Geen enkele server antwoordt
incident-queue-old = Mail in de wachtrij is oud
incident-repository-damaged = Back-ups zijn beschadigd
incident-resources-short = Te weinig capaciteit
incident-restore-failed = Herstel afgebroken
incident-server-died = Server is vanzelf gestopt
incident-service-down = Niet bereikbaar
incident-slow = Traag
mail-incident-began-subject = { $host }: { $what }
mail-incident-began-body = Hallo { $name },

    { $host }: { $what }.
    Sinds { $began }. Wat er te zien was: { $detail }

    Wat zonder mensen kan, gebeurt nu. Wat er gebeurt, staat hier:

    { $link }

    { $provider }

mail-incident-over-subject = Opgelost: { $host }: { $what }
mail-incident-over-body = Hallo { $name },

    { $host }: { $what }.
    Dit is voorbij: het duurde van { $began } tot { $over }. Wat er gezien en gedaan is, staat hier:

    { $link }

    { $provider }

mail-incident-asked-subject = Graag kijken: { $host }: { $what }
mail-incident-asked-body = Hallo { $name },

    { $host }: { $what }, sinds { $began }. Wat er te zien was: { $detail }
    Het gaat niet vanzelf over en niemand heeft het opgepakt. Open de storing en neem hem aan, dan wordt niemand er nog eens om gevraagd:

    { $link }

    { $provider }

refusal-incident-over = Deze storing is voorbij, dus er valt niets aan te nemen. Er is niets gewijzigd.
refusal-incident-acknowledged = Iemand heeft deze storing al aangenomen. Er is niets gewijzigd. In de regels staat wie.
refusal-incident-note-empty = De notitie is leeg en is dus niet toegevoegd. Schrijf wat u vond of deed.
event-incident-acknowledged = Storing aangenomen
event-incident-began = Storing begonnen
event-incident-noted = Notitie bij storing
event-incident-over = Storing voorbij
event-server-grown = Server krijgt meer ruimte
event-server-restarting = Server wordt opnieuw gestart
event-server-died = Server is vanzelf gestopt
event-server-left-alone = Server wordt niet meer vanzelf gestart
happened-died = Vanzelf gestopt
happened-left-alone = Wordt nu even met rust gelaten
happened-restarting = Opnieuw gestart
happened-grown = Krijgt meer capaciteit
event-incident-escalated = Medewerkers gevraagd naar storing te kijken
event-maintenance-announced = Onderhoud aangekondigd
event-maintenance-withdrawn = Onderhoud ingetrokken
happened-engine-restarted = Maildiensten opnieuw gestart
mail-maintenance-announced-subject = Onderhoud aan { $host }
mail-maintenance-announced-body = Hallo { $name },

    van { $begins } tot { $ends } is er onderhoud aan uw server { $host }: { $reason }
    De server kan in die tijd onbereikbaar zijn. Mail die ondertussen komt, gaat niet verloren.

    { $provider }

mail-maintenance-withdrawn-subject = Geen onderhoud meer aan { $host }
mail-maintenance-withdrawn-body = Hallo { $name },

    het onderhoud aan uw server { $host } van { $begins } tot { $ends } ({ $reason }) is ingetrokken of eerder afgerond. U hoeft niets te doen.

    { $provider }

refusal-maintenance-order = Onderhoud moet eindigen nadat het begint, en niet in het verleden. Er is niets aangekondigd. Controleer wanneer het begint en hoe lang het duurt.
refusal-maintenance-too-long = Onderhoud kan hoogstens een dag duren. Er is niets aangekondigd. Kondig het in delen aan als het langer duurt.
refusal-maintenance-no-reason = Er staat niet bij wat er gebeurt, dus er is niets aangekondigd. Schrijf enkele woorden voor wie het aangaat.
refusal-maintenance-over = Dit onderhoud is voorbij of al ingetrokken. Er is niets gewijzigd.
nav-incidents = Storingen
nav-monitoring = Bewaking
nav-maintenance = Onderhoud
incidents-none = Geen storingen
incidents-none-do = Wat er misgaat, komt hier te staan, met wat eraan gedaan is.
incidents-search = Zoek een storing op soort, wat er te zien was of het id van de server
incident-what = Storing
incident-began = Begonnen
incident-over = Voorbij
incident-lasted = Duurde
incident-seen = Wat er te zien was
incident-taken-by = Aangenomen door
incident-lines = Wat er gezien en gedaan is
incident-acknowledge = Aannemen
incident-note = Notitie
incident-note-add = Notitie toevoegen
incident-note-hint = De klant leest dit ook.
incident-is-lasting = Duurt nog
incident-is-taken = Er wordt aan gewerkt
incident-is-escalated = Heeft een mens nodig
incident-is-over = Voorbij
incident-seconds = { $n } s
incident-minutes = { $n } min
incident-hours = { $n } uur
incident-did-began = Begonnen
incident-did-seen = Gezien
incident-did-restarting-engine = Maildiensten worden opnieuw gestart
incident-did-restarting-server = De server wordt opnieuw gestart
incident-did-escalated = Het gaat niet vanzelf over: medewerkers is gevraagd te kijken
incident-did-asked-again = Medewerkers is nog eens gevraagd te kijken
incident-did-failed = Dat is mislukt
incident-did-acknowledged = Aangenomen
incident-did-note = Notitie
incident-did-over = Voorbij
flash-incident-taken = U hebt deze storing aangenomen. Niemand wordt er nog om gevraagd.
flash-incident-noted = De notitie is toegevoegd.
watch-title = Bewaking
watch-nothing = Aan deze server is nog niets gevraagd.
watch-day = De laatste 24 uur, van buiten gezien
watch-protocol = Gevraagd
watch-reached = Bereikt
watch-usual = Gewone tijd
watch-most = Langste
watch-asked = Laatst gevraagd
watch-slowest = Traagste
watch-mail = Mail
watch-troubles = Storing
watch-server = De pagina van de server
watch-plot = Tijd van een antwoord, in milliseconden
watch-ms = { $n } ms
watch-used = In gebruik
watch-limits = Mag gebruiken tot
watch-limits-grow = Dit groeit vanzelf voordat het krap wordt.
watch-uses = { $memory } geheugen, { $processes } processen
watch-smtp = Mail van buiten (SMTP)
watch-submission = Mail versturen (poort 587)
watch-submissions = Mail versturen (poort 465)
watch-imaps = Mail lezen (IMAP)
watch-pop3s = Mail lezen (POP3)
watch-https = Console
watch-loop = Een mail heen en terug
watch-is-new = Nog niet gevraagd
watch-is-good = In orde
watch-is-doubted = Twijfel, wordt nagevraagd
watch-is-down = Werkt niet
standing-up = Neemt mail aan
standing-down = Neemt geen mail aan
standing-unwatched = Nog niet bekend
monitoring-lead = Elke server wordt dag en nacht van buiten bevraagd. Die met storingen staan bovenaan.
maintenance-lead = Zolang het duurt, krijgt niemand alarm en gebeurt er niets vanzelf. De eigenaren van de servers krijgen mail als het wordt aangekondigd.
maintenance-none = Er is geen onderhoud aangekondigd.
maintenance-announce = Onderhoud aankondigen
maintenance-server = Server
maintenance-everywhere = Elke server
maintenance-date = Dag
maintenance-time = Begint om
maintenance-time-hint = Bijvoorbeeld 22:30
maintenance-minutes = Minuten
maintenance-reason = Wat er gebeurt
maintenance-reason-hint = Eigenaren lezen dit in hun mail.
maintenance-begins = Begint
maintenance-ends = Eindigt
maintenance-withdraw = Intrekken
maintenance-coming = Onderhoud van { $begins } tot { $ends }: { $reason }
flash-maintenance-announced = Het onderhoud is aangekondigd en de eigenaren krijgen mail.
flash-maintenance-withdrawn = Het onderhoud is ingetrokken en de eigenaren krijgen mail.
refusal-maintenance-time = Dat is geen dag en tijd, dus er is niets aangekondigd. Geef de dag, en de tijd als 22:30.
status-title = Status
status-all-right = Alles is in orde.
status-trouble = Er is iets mis; er wordt aan gewerkt.
status-up = Servers die mail aannemen
status-down = Servers die dat niet doen
status-lately = De laatste zeven dagen
status-nothing = Geen storingen.
status-one-server = Eén server: { $what }
status-all-servers = Alle servers: { $what }
watch-open = Hoe hij van buiten te bereiken is
