# De console van een server.
console-back = Mijn servers
console-save = Opslaan
console-delete = Verwijderen
console-actions = Acties
console-problem-sign-in = Open de console vanuit het portaal
console-problem-missing = Niet gevonden
console-problem-broken = Dat is niet gelukt
console-problem-refused = Dat ging niet door

entrance-sign-in = Inloggen
entrance-sign-in-title = Inloggen bij de console
entrance-address = Adres
entrance-name = Uw naam
entrance-not-set-up = Deze server is nog niet ingericht. Voer als root op deze machine “hostler appliance link” uit en open het adres dat dan verschijnt.
entrance-set-up = Inrichten
entrance-set-up-title = Deze server inrichten
entrance-set-up-lead = Wie beheert deze server? Met dit adres en wachtwoord logt u hier in en leest u uw mail.
entrance-address-hint = Uw mailbox op deze server: iets bij { $host }.
entrance-password-title = Een nieuw wachtwoord
entrance-password-lead = Voor { $address }. Wie nu is ingelogd, wordt uitgelogd.

nav-overview = Overzicht
nav-mailboxes = Mailboxen
nav-aliases = Aliassen
nav-domains = Domeinen
nav-users = Wie telt mee
nav-history = Geschiedenis

overview-good = Alles in orde
overview-look = Vraagt aandacht
overview-users = Gebruikers nu
overview-storage = Opgeslagen mail
overview-disabled = Uitgeschakelde mailboxen
overview-measured = Opslag gemeten
overview-not-measured = nog niet
overview-queue = Uitgaande mail
overview-queue-count = { $count ->
    [0] er wacht niets
    [one] er wacht 1 bericht
   *[other] er wachten { $count } berichten
}
overview-queue-unknown = nu even niet bekend
overview-journal = Gemeld voor de factuur
overview-journal-numbers = { $acknowledged } van { $written } wijzigingen gemeld
overview-engines = Maildiensten

engine-postfix = Ontvangt en verstuurt mail (Postfix)
engine-dovecot = Bewaart mail en geeft die door (Dovecot)
engine-running = Werkt
engine-starting = Start
engine-waiting = Start zo opnieuw
engine-stopped = Gestopt
engine-restarts = { $count ->
    [one] één keer opnieuw gestart
   *[other] { $count } keer opnieuw gestart
}
engine-reason = Waarom het de vorige keer stopte
engine-none = De maildiensten zijn nog niet gestart.

journal-complete = Volledig
journal-sending = Wordt verstuurd
journal-waiting = Wacht op de aanbieder
journal-stopped = Geweigerd

warn-locked = Deze server is op slot sinds { $since }: niemand kan mail lezen, en andere servers worden gevraagd hun mail te bewaren en het opnieuw te proberen. Er gaat niets verloren. Met een licentie gaat hij meteen weer open.
warn-engine = { $engine } is vanzelf gestopt en wordt na een pauze opnieuw gestart: { $reason }
warn-delivery-waiting = De aanbieder is sinds { $since } niet bereikt. De mail werkt gewoon; wijzigingen worden gemeld zodra de aanbieder antwoordt.
warn-delivery-stopped = De aanbieder weigert wat deze server voor de factuur meldt ({ $code }: { $reason }). De mail werkt gewoon en er gaat niets verloren. Laat het uw aanbieder weten.
warn-projection = De laatste wijziging werkt nog niet en wordt opnieuw geprobeerd: { $reason }

domains-lead = Voor deze domeinen bewaart de server de mail. Domeinen zijn gratis, zoveel u wilt.
domains-name = Domein
domains-name-hint = Bijvoorbeeld bakkerij.example. Het MX-record moet naar deze server wijzen.
domains-add = Domein toevoegen
domains-host = van de server zelf
domains-delete = Domein verwijderen
domains-delete-title = { $domain } verwijderen?
domains-delete-mail = Mail voor adressen in dit domein wordt niet meer aangenomen.
domains-delete-again = U kunt het domein altijd weer toevoegen.

mailboxes-add = Mailbox toevoegen
mailboxes-export = Alle mailboxen downloaden als CSV-bestand
mailboxes-import = Mailboxen importeren uit een CSV-bestand
mailboxes-search = Adres of naam
mailboxes-empty = Geen mailboxen
mailboxes-empty-do = Voeg de eerste persoon toe, of importeer iedereen uit een bestand.

mailbox-address = Adres
mailbox-address-hint = In een van de domeinen van de server. Later niet meer te wijzigen.
mailbox-name = Naam
mailbox-state = Toestand
mailbox-storage = Opslag
mailbox-of-quota = van hoogstens { $quota }
mailbox-password = Wachtwoord
mailbox-password-hint = Minstens 10 tekens. Een paar woorden achter elkaar onthoudt u makkelijk.
mailbox-password-new = Nieuw wachtwoord
mailbox-password-set = Wachtwoord instellen
mailbox-password-since = ingesteld op { $at }
mailbox-password-none = nog geen: niemand kan inloggen
mailbox-administrator = beheerder
mailbox-active = Actief
mailbox-disabled = Uitgeschakeld
mailbox-no-password = Geen wachtwoord
mailbox-aliases-none = geen
mailbox-created = Toegevoegd
mailbox-connect = Zo maakt u verbinding
mailbox-connect-user = Gebruikersnaam
mailbox-connect-server = Server
mailbox-connect-in = Mail lezen
mailbox-connect-out = Mail versturen
mailbox-rename = Naam van de persoon
mailbox-danger = Uitschakelen of verwijderen
mailbox-disable = Mailbox uitschakelen
mailbox-disable-hint = Niemand kan nog inloggen; mail wordt wel aangenomen en bewaard. Een uitgeschakelde mailbox telt nog mee als gebruiker.
mailbox-enable = Mailbox inschakelen
mailbox-enable-hint = De persoon kan weer inloggen met hetzelfde wachtwoord.
mailbox-delete = Mailbox verwijderen
mailbox-delete-title = { $address } verwijderen?
mailbox-delete-mail = Alle mail ({ $size }) gaat voorgoed weg.
mailbox-delete-aliases = Aliassen sturen er geen mail meer heen; die geen ander adres hebben, gaan mee weg.
mailbox-delete-bill = De rekening van deze maand gaat over het hoogste aantal gebruikers tegelijk; verwijderen maakt die deze maand dus niet meer lager.

aliases-lead = Een alias stuurt mail door naar andere adressen. Aliassen zijn gratis, zoveel u wilt.
aliases-add = Alias toevoegen
aliases-address = Alias
aliases-address-hint = In een van de domeinen van de server.
aliases-targets = Stuurt mail door naar
aliases-targets-hint = Eén adres per regel, hier of elders.
aliases-search = Alias of doeladres
aliases-empty = Geen aliassen
aliases-empty-do = Met een alias komt mail voor info@ bij een of meer mensen terecht.
aliases-delete = Alias verwijderen
aliases-delete-title = { $address } verwijderen?
aliases-delete-mail = Mail voor dit adres wordt niet meer aangenomen. Mail die al bezorgd is, blijft waar die is.
aliases-delete-others = Andere aliassen sturen er geen mail meer heen; die geen ander adres hebben, gaan mee weg.

import-title = Mailboxen importeren
import-lead = U ziet eerst een voorbeeld; er wordt niets toegevoegd voordat u dat bevestigt.
import-file = CSV-bestand
import-file-hint = Hoogstens 2.000 regels en 1 MB, in UTF-8.
import-lines = Of plak de regels
import-lines-hint = Kolommen: adres, naam, wachtwoord, aliassen. Zonder wachtwoord wordt er een gemaakt, dat u één keer ziet.
import-preview = Voorbeeld
import-good = { $count ->
    [one] Er wordt 1 mailbox toegevoegd zodra u bevestigt.
   *[other] Er worden { $count } mailboxen toegevoegd zodra u bevestigt.
}
import-would = Toe te voegen mailboxen
import-bad = Regels die niet kloppen
import-line = Regel
import-reason = Wat er niet klopt
import-password-made = wordt gemaakt, één keer getoond
import-password-given = uit het bestand
import-confirm = { $count ->
    [one] 1 mailbox toevoegen
   *[other] { $count } mailboxen toevoegen
}
import-again = Ander bestand kiezen
import-done = { $count ->
    [one] Er is 1 mailbox toegevoegd
   *[other] Er zijn { $count } mailboxen toegevoegd
}
import-passwords = Gemaakte wachtwoorden
import-passwords-once = Deze wachtwoorden ziet u alleen nu. Download het bestand en deel ze uit.
import-passwords-fetch = Downloaden als CSV

users-rule-now = Iedereen die meetelt heeft een plaats op de licentie nodig.
users-lead = { $count ->
    [one] Er telt nu 1 gebruiker mee.
   *[other] Er tellen nu { $count } gebruikers mee.
}
users-now = Gebruikers nu
users-limit = Grens
users-rule = De regel, en waar die vandaan komt
users-rule-name = Naam
users-rule-version = Versie
users-rule-source = Bron
users-rule-month = Per maand betaalt u voor het hoogste aantal gebruikers dat er tegelijk was.
users-counted = Deze tellen mee
users-free = Deze zijn gratis
users-what = Wat
users-why = Waarom
kind-account = Mailbox
kind-administrator = Beheerder
kind-guest = Gast
kind-alias = Alias
kind-mailing-list = Mailinglijst
kind-domain = Domein
kind-group = Groep
kind-resource = Middel
why-signs-in = heeft een gebruikersnaam en wachtwoord
why-has-mailbox = heeft een mailbox
why-disabled-counts = ook uitgeschakelde accounts tellen mee
why-administrator-counts = de beheerder telt mee zoals iedereen
why-guest-counts = gasten tellen mee zoals iedereen
why-kind-is-free = gratis, zoveel u wilt
why-no-sign-in = niemand logt ermee in
why-no-mailbox = heeft geen mailbox
why-disabled-is-free = uitgeschakelde accounts zijn gratis
why-administrator-is-free = de beheerder is gratis
why-guest-is-free = gasten zijn gratis

history-lead = Wie wat deed op deze server, het nieuwste eerst. Tijden zijn in de tijdzone van de aanbieder.
history-lead-own = Wie wat deed op deze server, het nieuwste eerst. Tijden zijn in de tijdzone van deze machine.
history-server-started = De server { $subject } is voor het eerst gestart, met { $detail } als beheerder
history-server-restored = Hersteld vanuit een back-up
history-domain-added = Domein { $subject } toegevoegd
history-domain-deleted = Domein { $subject } verwijderd
history-mailbox-created = Mailbox { $subject } toegevoegd voor { $detail }
history-mailbox-deleted = Mailbox { $subject } van { $detail } verwijderd, met de mail
history-mailbox-disabled = Mailbox { $subject } uitgeschakeld
history-mailbox-enabled = Mailbox { $subject } ingeschakeld
history-mailbox-renamed = Mailbox { $subject } is nu van { $detail }
history-quota-changed = Opslaggrens van { $subject } gewijzigd
history-password-changed = Wachtwoord van { $subject } ingesteld
history-alias-created = Alias { $subject } toegevoegd, naar { $detail }
history-alias-deleted = Alias { $subject } verwijderd
history-alias-ended = Alias { $subject } verdween met zijn laatste adres, { $detail }
history-mailboxes-imported = { $subject ->
    [one] 1 mailbox geïmporteerd
   *[other] { $subject } mailboxen geïmporteerd
}

done-domain-added = Het domein is toegevoegd.
done-domain-deleted = Het domein is verwijderd.
done-mailbox-created = De mailbox is toegevoegd. Er kan nu mail naartoe.
done-mailbox-saved = De naam is opgeslagen.
done-mailbox-deleted = De mailbox is verwijderd.
done-mailbox-disabled = De mailbox is uitgeschakeld.
done-mailbox-enabled = De mailbox is ingeschakeld.
done-password-changed = Het wachtwoord is ingesteld en werkt vanaf nu.
done-alias-created = De alias is toegevoegd. Hij werkt vanaf nu.
done-alias-deleted = De alias is verwijderd.
