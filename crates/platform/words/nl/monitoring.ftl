# Bewaking: storingen, onderhoud, wat er gemeten wordt.
incident-node = De machine van de aanbieder zelf
incident-backup-failed = Back-up mislukt
incident-backup-missed = Back-up niet gemaakt
incident-backup-old = Nieuwste back-up is oud
incident-certificate-ending = Certificaat verloopt binnenkort
incident-disk-filling = Schijf raakt vol
incident-drill-failed = Proefherstel mislukt
incident-fallback-full = Reservemailserver is vol
incident-mail-held-long = Mail wacht al lang
incident-node-down = Geen enkele server antwoordt
incident-queue-old = Mail in de wachtrij is oud
incident-resources-short = Te weinig capaciteit
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
