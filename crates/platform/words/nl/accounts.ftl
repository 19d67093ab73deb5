# Inloggen, wachtwoorden, de eigen pagina.
nav-prices = Prijzen
nav-order = Server bestellen
nav-servers = Mijn servers
nav-invoices = Facturen
nav-account = Uw account
nav-staff = Overzicht
nav-customers = Klanten
nav-all-servers = Servers
nav-jobs = Taken
nav-months = Maanden
nav-all-invoices = Facturen
nav-mail = Mail
problem-title = Dat is niet gelukt
problem-way-on = Naar de eerste pagina

field-email = E-mailadres
field-password = Wachtwoord
field-new-password = Nieuw wachtwoord
field-present-password = Huidig wachtwoord
field-password-hint = Minstens 10 tekens. Een paar woorden achter elkaar zijn makkelijk te onthouden en moeilijk te raden.
field-your-name = Uw naam

sign-in-title = Inloggen
sign-in-submit = Inloggen
sign-in-forgotten = Ik ben mijn wachtwoord vergeten
sign-in-order = Ik heb nog geen account: een server bestellen
forgotten-title = Nieuw wachtwoord
forgotten-lead = We sturen een link naar uw adres. Die is een dag geldig.
forgotten-submit = Link versturen
reset-title = Kies een nieuw wachtwoord
reset-lead = Overal elders wordt u uitgelogd.
reset-submit = Wachtwoord opslaan
setup-title = Hostler inrichten
setup-lead = U bent de eerste medewerker. Deze pagina werkt één keer.
setup-submit = Mijn account aanmaken
account-title = Uw account
account-role = Rol
account-password = Wachtwoord wijzigen
account-password-submit = Wachtwoord wijzigen
account-language = Taal
account-language-hint = In deze taal krijgt u mail.
account-language-submit = Taal opslaan
role-owner = Eigenaar
role-administrator = Beheerder
role-staff = Medewerker

flash-signed-out = U bent uitgelogd.
flash-reset-sent = Als het adres hier bekend is, is er een link naar onderweg.
flash-password-set = Het nieuwe wachtwoord is ingesteld. Log ermee in.
flash-password-changed = Het wachtwoord is gewijzigd. Overal elders bent u uitgelogd.
flash-language-changed = De taal is opgeslagen.

refusal-broken = Er ging bij ons iets mis. Er is niets gewijzigd. Probeer het opnieuw; blijft het zo, geef ons dan het nummer van het verzoek door.
refusal-busy = Het systeem is te druk om te antwoorden. Er is niets gewijzigd. Probeer het over een minuut opnieuw.
refusal-disk-full = De schijf van de aanbieder is vol. Er is niets gewijzigd. Medewerkers zien dit en maken ruimte; probeer het later opnieuw.
refusal-not-found = Op dit adres is niets te vinden, of het is niet van u. Controleer het adres of begin bij de eerste pagina.
refusal-sign-in-needed = U bent niet ingelogd. Log in en probeer het opnieuw.
refusal-customers-only = Deze pagina is voor klanten; u bent ingelogd als medewerker. Log in als klant om de pagina te zien.
refusal-staff-only = Deze pagina is voor medewerkers van de aanbieder. Er is niets gewijzigd.
refusal-form-expired = Het formulier was te oud of kwam niet van deze site. Er is niets gewijzigd. Laad de pagina opnieuw en verstuur het nog eens.
refusal-form-malformed = Wat verstuurd is, was niet te lezen. Er is niets gewijzigd. Controleer het formulier en verstuur het opnieuw.
refusal-too-large = Wat verstuurd is, is groter dan toegestaan. Er is niets gewijzigd. Verstuur minder tegelijk.
refusal-field-missing = Vul dit in.
refusal-field-too-long = Dit is te lang. Gebruik hooguit { $most } tekens.
refusal-email-malformed = Dit is geen volledig e-mailadres. Schrijf het als anna@voorbeeld.nl.
refusal-email-taken = Met dit adres heeft zich al iemand aangemeld. Log in of vraag een nieuw wachtwoord aan.
refusal-password-short = Dit wachtwoord is te kort. Gebruik minstens { $least } tekens.
refusal-password-long = Dit wachtwoord is te lang. Gebruik hooguit { $most } bytes.
refusal-password-obvious = Dit wachtwoord is te makkelijk te raden. Kies er een dat niet uw naam, uw adres of één herhaald teken is.
refusal-password-wrong = Het huidige wachtwoord klopt niet. Er is niets gewijzigd.
refusal-country-not-served = Aan dit land verkopen we nog niet. Schrijf de twee letters van het land, zoals NL.
refusal-vat-number-malformed = Dit is geen btw-nummer van dit land. Schrijf het als { $example } of laat het leeg.
refusal-sign-in-wrong = Adres en wachtwoord horen niet bij elkaar. Controleer beide of vraag een nieuw wachtwoord aan.
refusal-address-not-verified = Dit adres is nog niet bevestigd. Open de link in de mail die we stuurden, of bestel opnieuw.
refusal-too-many-attempts = Te veel pogingen. Wacht { $minutes } minuten en probeer het opnieuw.
refusal-link-invalid = Deze link is al gebruikt of ouder dan een dag. Vraag een nieuwe aan.
mail-verify-subject = Bevestig uw adres
mail-verify-body = Beste { $name },

    Iemand, waarschijnlijk u, heeft met dit adres iets besteld bij { $provider }.
    Open deze link om het te bevestigen. De bestelling gaat dan door.

    { $link }

    De link is een dag geldig. Was u het niet, doe dan niets: de bestelling vervalt.

    { $provider }
mail-reset-subject = Een nieuw wachtwoord
mail-reset-body = Beste { $name },

    Iemand, waarschijnlijk u, heeft bij { $provider } een nieuw wachtwoord aangevraagd.
    Open deze link om er een te kiezen:

    { $link }

    De link is een dag geldig. Was u het niet, doe dan niets: uw wachtwoord blijft zoals het is.

    { $provider }
