# Waarom iets niet doorging: wat er gebeurde, wat bleef, wat te doen.
refusal-not-found = Hier is niets. Misschien is het verwijderd, of klopt het adres niet.
refusal-broken = Er ging bij ons iets mis. Er is niets gewijzigd. Probeer het nog eens; gebeurt het weer, geef ons dan de code hieronder door.
refusal-busy = De server heeft het erg druk. Er is niets gewijzigd. Probeer het over een minuut nog eens.
refusal-disk-full = De schijf van de server is vol. Er is niets gewijzigd. Maak ruimte of vraag het uw aanbieder.
refusal-too-large = Wat verstuurd is, is groter dan toegestaan. Er is niets gewijzigd. Verstuur minder tegelijk.
refusal-form-malformed = Wat verstuurd is, was niet te lezen. Er is niets gewijzigd. Controleer het formulier en verstuur het opnieuw.
refusal-console-sign-in = De console opent u vanuit het portaal: log daar in, ga naar ‘Mijn servers’ en kies ‘Console openen’.
refusal-sign-in-needed = U bent niet (meer) ingelogd. Er is niets veranderd. Log in en doe het opnieuw.
refusal-sign-in-wrong = Adres en wachtwoord horen niet bij elkaar. Wie root is op deze machine, kan met “hostler appliance link” een nieuw wachtwoord instellen.
refusal-too-many-attempts = Er is te vaak tevergeefs ingelogd. Er is niets veranderd. Wacht { $minutes } minuten; met “hostler appliance link” op deze machine komt u er meteen in.
refusal-link-invalid = Deze link is niet (meer) geldig: elke link werkt één keer, een dag lang. Er is niets veranderd. Haal als root op deze machine een nieuwe met “hostler appliance link”.
refusal-administrator-elsewhere = De mailbox van de beheerder staat op deze server zelf. Kies een adres bij { $domain }; andere domeinen kunt u later toevoegen.
refusal-form-expired = Dit formulier is van een vorige keer inloggen. Er is niets gewijzigd. Open de pagina opnieuw en vul het nog eens in.
refusal-clock-not-movable = De klok van een echte server kan niet worden verzet. Er is niets gewijzigd.
refusal-clock-backward = De klok gaat alleen vooruit. Hij blijft staan waar hij stond.
refusal-queue-unknown = De maildienst zegt op dit moment niet wat er wacht. De mail zelf loopt door; kijk over een minuut nog eens.
refusal-certificate-wrong = Het certificaat past niet bij deze server. Het vorige blijft in gebruik. Lever er een op zijn naam dat nu geldig is, met de bijbehorende sleutel.
refusal-platform-only = Alleen het platform doet dit. Er is niets gewijzigd.
refusal-engines-not-supervised = De maildiensten worden nog gestart. Er is niets gewijzigd. Probeer het zo nog eens.

refusal-domain-invalid = ‘{ $domain }’ is geen domein waarvoor mail kan worden bewaard. Schrijf het als bakkerij.example.
refusal-domain-taken = { $domain } is al een domein van deze server.
refusal-domain-in-use = { $domain } heeft nog { $mailboxes ->
    [one] 1 mailbox
   *[other] { $mailboxes } mailboxen
} en { $aliases ->
    [one] 1 alias
   *[other] { $aliases } aliassen
} en is dus gebleven. Verwijder die eerst.
refusal-domain-is-host = { $domain } is de naam van de server zelf en blijft.
refusal-domain-missing = { $domain } is geen domein van deze server. Voeg het eerst toe, of kies een ander.
refusal-too-many-domains = Een server kan { $limit } domeinen hebben en deze heeft ze. Verwijder er eerst een.
refusal-address-invalid = ‘{ $address }’ is geen adres waarvoor mail kan worden bewaard. Gebruik letters, cijfers, punten en streepjes, zoals anna@bakkerij.example.
refusal-mailbox-exists = { $address } is al een mailbox. Er is niets gewijzigd; kies een ander adres.
refusal-alias-exists = { $address } is al een alias. Verwijder de alias eerst, of kies een ander adres.
refusal-name-invalid = Vul de naam van de persoon in, van hoogstens 200 tekens.
refusal-quota-invalid = Een grens is een aantal bytes boven 0; laat hem weg voor geen grens.
refusal-password-short = Dit wachtwoord is te kort. Gebruik minstens 10 tekens.
refusal-password-long = Dit wachtwoord is te lang. Gebruik hooguit 512 bytes.
refusal-password-is-address = Het wachtwoord is het adres of de naam van de persoon zelf. Kies een ander.
refusal-password-common = Dit wachtwoord probeert iedereen als eerste. Kies een ander.
refusal-mailbox-missing = Deze mailbox is er niet (meer).
refusal-alias-missing = De alias { $address } is er niet (meer).
refusal-administrator-stays = Het account van de beheerder blijft zolang de server er is. Het kan wel een andere naam en een ander wachtwoord krijgen.
refusal-too-many-mailboxes = Een server kan { $limit } mailboxen hebben en dit zouden er meer worden. Er is niets gewijzigd. Verwijder er eerst een paar, of bestel een tweede server.
refusal-too-many-aliases = Een server kan { $limit } aliassen hebben en dit zouden er meer worden. Er is niets gewijzigd. Verwijder er eerst een paar.
refusal-user-limit-reached = Uw licentie is voor { $limit } gebruikers en er tellen er nu { $number } mee. Alles wat er is blijft werken. Verwijder een account dat meetelt, of koop er gebruikers bij.
refusal-targets-missing = Geef aan waar de alias de mail naartoe stuurt: minstens één adres.
refusal-too-many-targets = Een alias stuurt de mail naar hoogstens { $limit } adressen door. Er is niets gewijzigd.
refusal-target-invalid = ‘{ $target }’ is geen mailadres. Er is niets gewijzigd.
refusal-target-unknown = Niemand heeft hier het adres { $target }. Voeg het eerst toe, of verbeter het.
refusal-alias-loop = Mail voor { $alias } zou via { $through } weer bij zichzelf uitkomen. Er is niets gewijzigd; laat dat adres weg.
refusal-import-empty = Er staan geen mailboxen in het bestand. Elke regel heeft een adres en een naam nodig.
refusal-import-not-text = Het bestand is geen CSV-bestand in UTF-8. Sla het op als ‘CSV UTF-8’ en probeer het nog eens.
refusal-import-too-long = Het bestand heeft meer dan { $limit } regels. Er is niets geïmporteerd; verdeel het over meer bestanden.
refusal-import-too-large = Het bestand is groter dan 1 MB. Er is niets geïmporteerd; verdeel het over meer bestanden.
refusal-import-columns = De eerste regel noemt geen kolommen ‘adres’ en ‘naam’. Er is niets geïmporteerd; noem ze, of laat die regel weg en gebruik de volgorde adres, naam, wachtwoord, aliassen.
refusal-import-has-errors = { $lines ->
    [one] 1 regel klopt niet
   *[other] { $lines } regels kloppen niet
}, dus er is niets geïmporteerd. Verbeter het bestand en stuur het opnieuw.
refusal-import-expired = Dit voorbeeld is er niet meer (het wacht 30 minuten). Er is niets geïmporteerd; stuur het bestand opnieuw.
refusal-csv-missing = Kies een CSV-bestand, of plak de regels.
refusal-backup-by-platform = Back-ups maakt en herstelt u op de pagina van de server in het portaal. Er is niets gewijzigd.
refusal-backup-not-copied = De kopie voor de back-up kon niet worden geschreven. De vorige back-up blijft bewaard; er volgt een nieuwe poging.
refusal-restore-no-mailbox = Dit postvak bestaat niet op deze server. Er is niets hersteld; maak eerst het postvak aan of herstel naar een ander postvak.
refusal-restore-bad-name = Dit is geen naam van een map of een bericht. Er is niets hersteld.
refusal-export-by-platform = Een export van de hele server maakt u op de pagina van de server in het portaal. Er is niets gewijzigd.
